"""One-time links: 256 random bits, stored as a hash, good once and for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import quote

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cme.errors import NotNow
from cme.models import AccountToken, Person
from cme.services.accounts import new_token, token_hash

CONFIRM_LIFETIME = timedelta(days=7)
FORGOTTEN_LIFETIME = timedelta(minutes=30)
STAFF_LIFETIME = timedelta(hours=72)


class Purpose(StrEnum):
    CONFIRM = "confirm"
    PASSWORD = "password"  # noqa: S105  a purpose


@dataclass(frozen=True)
class Links:
    """The addresses that mail and the command line give out. A test holds them against the routes."""

    origin: str

    def confirm(self, token: str) -> str:
        return f"{self.origin}/account/confirm/{quote(token)}"

    def set_password(self, token: str) -> str:
        return f"{self.origin}/account/set-password/{quote(token)}"

    @property
    def sign_in(self) -> str:
        return f"{self.origin}/account/sign-in"

    @property
    def forgotten(self) -> str:
        return f"{self.origin}/account/forgotten"

    @property
    def sign_up(self) -> str:
        return f"{self.origin}/account/sign-up"


def issue(session: Session, *, person_id: int, purpose: Purpose, lifetime: timedelta, now: datetime) -> str:
    """Return a new token. Earlier ones stay good: the mail that arrives last need not be the last one sent."""
    token = new_token()
    row = AccountToken(
        person_id=person_id,
        purpose=purpose.value,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=now + lifetime,
    )
    session.add(row)
    session.flush()
    return token


def find_email(session: Session, token: str, *, purpose: Purpose, now: datetime) -> str | None:
    """Return whose link it is while it is good; None when it was used, has expired or never was."""
    return session.execute(
        select(Person.email)
        .join(AccountToken, AccountToken.person_id == Person.id)
        .where(
            AccountToken.token_hash == token_hash(token),
            AccountToken.purpose == purpose.value,
            AccountToken.used_at.is_(None),
            AccountToken.expires_at > now,
            Person.closed_at.is_(None),
        )
    ).scalar_one_or_none()


def use(session: Session, token: str, *, purpose: Purpose, now: datetime) -> int:
    """Use a link up and return the person's id. Of two uses at once one wins. Raises NotNow."""
    person_id = session.execute(
        update(AccountToken)
        .where(
            AccountToken.token_hash == token_hash(token),
            AccountToken.purpose == purpose.value,
            AccountToken.used_at.is_(None),
            AccountToken.expires_at > now,
        )
        .values(used_at=now)
        .returning(AccountToken.person_id)
    ).scalar_one_or_none()
    if person_id is None:
        raise NotNow("This link was used already or has expired. Ask for a new one.")
    return person_id


def use_up(session: Session, *, person_id: int, purpose: Purpose, now: datetime) -> None:
    """Make all links of this kind worthless."""
    session.execute(
        update(AccountToken)
        .where(
            AccountToken.person_id == person_id,
            AccountToken.purpose == purpose.value,
            AccountToken.used_at.is_(None),
        )
        .values(used_at=now)
    )
