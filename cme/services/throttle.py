"""How often somebody may try: counted in a table, so that it holds across processes and restarts.

A try counts against the account that was typed, known or not, and against the network address, over the quarter of
an hour before it, so that no two tens meet at a boundary. It is committed before the password is looked at, so that
parallel tries cannot slip through. A right password stops counting; so do, for the address alone, the slips that
came before it at the same account, or a ward behind one address would lock itself out by typing. Nobody else's tries
are given back. Accounts and addresses are kept as keyed hashes only.
"""

import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from cme.errors import TooManyTries
from cme.models import SignInTry

WINDOW = timedelta(minutes=15)
TRIES_PER_ACCOUNT = 10
TRIES_PER_ADDRESS = 10  # CME_TRIES_PER_ADDRESS, where many people come from one
LINKS_PER_ADDRESS = 100  # a class that signs up together; no password is looked at
MAIL_WINDOW = timedelta(minutes=30)  # as long as a link works: whoever is refused one has one in the mailbox
MAILS_PER_ACCOUNT = 3
KEPT = timedelta(hours=2)  # longer than both windows


class Kind(StrEnum):
    """What is tried. Each counts by itself: who is kept from one way in still has the others."""

    SIGN_IN = "sign in"
    PRESENT_PASSWORD = "present password"  # noqa: S105  asked for again before it is changed
    SIGN_UP = "sign up"
    FORGOTTEN = "forgotten password"
    CONFIRMATION = "confirmation once more"


CHECKS_PASSWORD = (Kind.SIGN_IN, Kind.PRESENT_PASSWORD)  # the others answer by mail


@dataclass(frozen=True)
class Throttle:
    """The throttle as one request sees it: ``secret`` is the application's, ``address`` the network address."""

    secret: str
    address: str
    now: datetime
    tries_per_address: int = TRIES_PER_ADDRESS

    def admit(self, session: Session, kind: Kind, account: str) -> int:
        """Record a try and return its id. Raises TooManyTries, which says when to try again, recording nothing."""
        account_hash, address_hash = self._hashes(kind, account)
        _take_turn(session, 1, account_hash)
        _take_turn(session, 2, address_hash)
        most = self.tries_per_address if kind in CHECKS_PASSWORD else max(self.tries_per_address, LINKS_PER_ADDRESS)
        found = (
            self._nth_newest(session, SignInTry.account, account_hash, TRIES_PER_ACCOUNT, WINDOW),
            self._nth_newest(session, SignInTry.address, address_hash, most, WINDOW),
        )
        if in_the_way := [tried_at for tried_at in found if tried_at is not None]:
            seconds = math.ceil((max(in_the_way) + WINDOW - self.now).total_seconds())
            raise TooManyTries(_words(kind, seconds), retry_after=seconds)
        return self._add(session, account_hash, address_hash)

    def succeeded(self, session: Session, try_id: int) -> None:
        """Stop counting one try, whose password was right, and for the address the slips at the same account."""
        right = update(SignInTry).where(SignInTry.id == try_id).values(succeeded_at=self.now)
        account, address = session.execute(right.returning(SignInTry.account, SignInTry.address)).one()
        slips = update(SignInTry).where(SignInTry.account == account, SignInTry.address == address)
        session.execute(slips.values(address=""))

    def may_mail(self, session: Session, kind: Kind, account: str) -> bool:
        """Tell whether one more mail may go to this account, and count it: nobody's mailbox is flooded by us.

        Each kind counts by itself, or a stranger could use up the mails with which the owner gets in.
        """
        account_hash = self._keyed(f"mail {kind}", account)
        _take_turn(session, 1, account_hash)
        if self._nth_newest(session, SignInTry.account, account_hash, MAILS_PER_ACCOUNT, MAIL_WINDOW) is not None:
            return False
        self._add(session, account_hash, "")
        return True

    def spend(self, session: Session, account: str) -> None:
        """Write a row that counts for nothing, where another account would have needed one that lasts.

        So that known and unknown addresses cost the same; ``purge`` takes it away.
        """
        self._add(session, self._keyed("nothing", account), "")

    def _nth_newest(
        self, session: Session, column: InstrumentedAttribute[str], value: str, number: int, window: timedelta
    ) -> datetime | None:
        """Return when the try was that must leave the window before one more may come; None if one may."""
        counted = select(SignInTry.tried_at).where(
            column == value, SignInTry.tried_at > self.now - window, SignInTry.succeeded_at.is_(None)
        )
        newest_first = counted.order_by(SignInTry.tried_at.desc()).offset(number - 1).limit(1)
        return session.execute(newest_first).scalar_one_or_none()

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


def _take_turn(session: Session, space: int, key_hash: str) -> None:
    """Let one transaction at a time count and record. SQLite's writers come one by one anyway."""
    if session.get_bind().dialect.name == "postgresql":
        key = int(key_hash[:8], 16) - 2**31
        session.execute(text("SELECT pg_advisory_xact_lock(:space, :key)"), {"space": space, "key": key})


def _words(kind: Kind, seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    words = f"There were too many tries. Try again in {minutes} {'minute' if minutes == 1 else 'minutes'}."
    if kind != Kind.SIGN_IN:
        return words
    return f"{words} To get in now, choose a new password by mail: Forgotten your password?"
