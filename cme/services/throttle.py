"""How often somebody may try: counted in a table, so that it holds across processes and restarts.

A try counts against the account that was typed, known or not, and against the network address. It is committed
before the password is looked at, so that parallel tries cannot slip through. Right passwords stop counting; they
give nobody else's tries back. Accounts and addresses are kept as keyed hashes only.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from cme.errors import TooManyTries
from cme.models import SignInTry

WINDOW = timedelta(minutes=15)
TRIES_PER_ACCOUNT = 10
TRIES_PER_ADDRESS = 100
MAIL_WINDOW = timedelta(hours=1)
MAILS_PER_ACCOUNT = 5
KEPT = timedelta(hours=2)  # longer than both windows


class Kind(StrEnum):
    """What is tried. Each counts by itself: who is kept from signing in can still ask for a link."""

    SIGN_IN = "sign in"
    PRESENT_PASSWORD = "present password"  # noqa: S105  asked for again before it is changed
    LINK = "link"  # sign-up, a forgotten password, a confirmation once more: all answer by mail
    MAIL = "mail"  # a mail really sent; counts per account alone


@dataclass(frozen=True)
class Throttle:
    """The throttle as one request sees it: ``secret`` is the application's, ``address`` the network address."""

    secret: str
    address: str
    now: datetime

    def admit(self, session: Session, kind: Kind, account: str) -> int:
        """Record a try and return its id. Raises TooManyTries, recording nothing."""
        account_hash, address_hash = self._hashes(kind, account)
        _take_turn(session, 1, account_hash)
        _take_turn(session, 2, address_hash)
        since = self.now - WINDOW
        if (
            _count(session, SignInTry.account, account_hash, since) >= TRIES_PER_ACCOUNT
            or _count(session, SignInTry.address, address_hash, since) >= TRIES_PER_ADDRESS
        ):
            raise TooManyTries(_words(kind))
        return self._add(session, account_hash, address_hash)

    def succeeded(self, session: Session, try_id: int) -> None:
        """Stop counting one try: its password was right."""
        session.execute(update(SignInTry).where(SignInTry.id == try_id).values(succeeded_at=self.now))

    def may_mail(self, session: Session, account: str) -> bool:
        """Tell whether one more mail may go to this account, and count it: nobody's mailbox is flooded by us."""
        account_hash, _ = self._hashes(Kind.MAIL, account)
        _take_turn(session, 1, account_hash)
        if _count(session, SignInTry.account, account_hash, self.now - MAIL_WINDOW) >= MAILS_PER_ACCOUNT:
            return False
        self._add(session, account_hash, "")
        return True

    def spend(self, session: Session, account: str) -> None:
        """Write a row that counts for nothing, where another account would have needed one that lasts.

        So that known and unknown addresses cost the same; ``purge`` takes it away.
        """
        with session.begin_nested():
            self._add(session, self._keyed("nothing", account), "")

    def _add(self, session: Session, account_hash: str, address_hash: str) -> int:
        row = SignInTry(account=account_hash, address=address_hash, tried_at=self.now)
        session.add(row)
        session.flush()
        return row.id

    def _hashes(self, kind: Kind, account: str) -> tuple[str, str]:
        typed = account.strip().casefold()
        return self._keyed(f"account {kind}", typed), self._keyed(f"address {kind}", network(self.address))

    def _keyed(self, purpose: str, value: str) -> str:
        message = f"cme throttle\0{purpose}\0{value}".encode("utf-8", "surrogatepass")
        return hmac.new(self.secret.encode(), message, hashlib.sha256).hexdigest()


def network(address: str) -> str:
    """Return what counts as one network address: of IPv6 the first 64 bits, which one household shares."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
    return str(found)


def purge(session: Session, *, now: datetime) -> int:
    """Delete the tries that no window reaches any more and return how many they were."""
    deleted = session.execute(delete(SignInTry).where(SignInTry.tried_at < now - KEPT).returning(SignInTry.id))
    return len(deleted.all())


def _count(session: Session, column: InstrumentedAttribute[str], value: str, since: datetime) -> int:
    counted = select(func.count()).where(column == value, SignInTry.tried_at > since, SignInTry.succeeded_at.is_(None))
    return session.execute(counted).scalar_one()


def _take_turn(session: Session, space: int, key_hash: str) -> None:
    """Let one transaction at a time count and record. SQLite's writers come one by one anyway."""
    if session.get_bind().dialect.name == "postgresql":
        key = int(key_hash[:8], 16) - 2**31
        session.execute(text("SELECT pg_advisory_xact_lock(:space, :key)"), {"space": space, "key": key})


def _words(kind: Kind) -> str:
    words = "There were too many tries. Wait a quarter of an hour and try again"
    return f"{words}, or choose a new password by mail: Forgotten password." if kind == Kind.SIGN_IN else f"{words}."
