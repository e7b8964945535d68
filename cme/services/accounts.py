"""People's accounts and their signed-in browsers. The cookie holds a random token; here is only its SHA-256."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import ClassVar
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from cme.core.certificates import LONGEST_NAME
from cme.database import Connected
from cme.errors import BadInput, NotFound
from cme.models import AccountToken, Person, SignIn
from cme.models.columns import UtcDateTime

SESSION_LIFETIME = timedelta(hours=12)  # absolute: a forgotten ward computer is signed out by the next shift
KEPT = timedelta(days=30)  # ended sessions and used links, in case somebody asks
PROFESSIONS = ("physician", "nurse", "pharmacist", "physician assistant", "other")
ROLES = ("learner", "educator", "admin")


@dataclass(frozen=True)
class SignedIn:
    """The person in front of the page."""

    id: int
    pseudonym: str
    email: str
    name: str
    profession: str
    role: str
    time_zone: str

    is_authenticated: ClassVar[bool] = True  # what Flask-Login asks of a person
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    @property
    def is_educator(self) -> bool:
        return self.role in ("educator", "admin")

    @property
    def kept_under(self) -> str:
        """The name under which a device keeps this person's unsent answers: it stays the same, and tells nothing."""
        return hashlib.sha256(f"unsent answers of {self.pseudonym}".encode()).hexdigest()[:24]

    def may_act_as(self, role: str) -> bool:
        """Tell whether this role, or a wider one, is theirs: everybody learns, administrators also teach."""
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True)
class Account:
    """What is needed to decide on a sign-in."""

    person_id: int
    pseudonym: str
    email: str
    password_hash: str | None
    is_confirmed: bool


def clean_address(text: str) -> str:
    """Return the e-mail address in its one stored form: lower case, domain in ASCII. Raises BadInput."""
    try:
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise BadInput("This is not an e-mail address. Write it like name@example.org.") from None
    return (found.ascii_email or found.normalized).lower()


@cache
def time_zones() -> tuple[str, ...]:
    """Return the time zones on offer: UTC, then places by name, without the database's old aliases."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return ("UTC", *sorted(places))


def new_token() -> str:
    """Return 256 random bits as 43 letters, digits, ``-`` and ``_``."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token. No salt and no stretching: 256 random bits cannot be guessed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def start_session(session: Session, *, person_id: int, now: datetime) -> str:
    """Sign a browser in and return its token, good for SESSION_LIFETIME."""
    token = new_token()
    expires_at = now + SESSION_LIFETIME
    session.add(SignIn(person_id=person_id, token_hash=token_hash(token), started_at=now, expires_at=expires_at))
    session.flush()
    return token


def end_session(session: Session, token: str, *, now: datetime) -> None:
    """Sign one browser out; copies of its cookie are worth nothing from now on."""
    is_this = SignIn.token_hash == token_hash(token)
    session.execute(update(SignIn).where(is_this, SignIn.ended_at.is_(None)).values(ended_at=now))


def end_all_sessions(session: Session, *, person_id: int, now: datetime) -> None:
    """Sign a person out everywhere."""
    is_theirs = SignIn.person_id == person_id
    session.execute(update(SignIn).where(is_theirs, SignIn.ended_at.is_(None)).values(ended_at=now))


# Built once: every page of a person who is signed in asks this.
SIGNED_IN = (
    select(Person.id, Person.pseudonym, Person.email, Person.name, Person.profession, Person.role, Person.time_zone)
    .join(SignIn, SignIn.person_id == Person.id)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("now", type_=UtcDateTime()),
        Person.closed_at.is_(None),
        Person.confirmed_at.is_not(None),
    )
)


def find_signed_in(session: Connected, token: str, *, now: datetime) -> SignedIn | None:
    """Return whose token it is, or None if it is nobody's, ended or expired. One statement."""
    row = session.execute(SIGNED_IN, {"token_hash": token_hash(token), "now": now}).one_or_none()
    return SignedIn(*row) if row else None


def find_account(session: Session, email: str, *, also_closed: bool = False) -> Account | None:
    """Return the account with this address in its stored form, if it is open."""
    found = select(Person.id, Person.pseudonym, Person.email, Person.password_hash, Person.confirmed_at).where(
        Person.email == email
    )
    row = session.execute(found if also_closed else found.where(Person.closed_at.is_(None))).one_or_none()
    return Account(*row[:4], is_confirmed=row[4] is not None) if row else None


def update_profile(session: Session, *, person_id: int, name: str, profession: str, time_zone: str) -> None:
    """Change the name as printed, profession and time zone. Raises BadInput for what is not on offer."""
    if not 1 <= len(name) <= LONGEST_NAME:
        raise BadInput(f"Write your name as it is to be printed, in at most {LONGEST_NAME} characters.")
    if profession and profession not in PROFESSIONS:
        raise BadInput("This profession is not on the list. Choose one of the list, or other.")
    if time_zone not in time_zones():
        raise BadInput("This time zone is not on the list. Choose one of the list.")
    changed = session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(name=name, profession=profession, time_zone=time_zone)
        .returning(Person.id)
    ).one_or_none()
    if changed is None:
        raise NotFound


def purge(session: Session, *, now: datetime) -> None:
    """Delete sessions and one-time links that ended long ago."""
    before = now - KEPT
    session.execute(delete(SignIn).where(or_(SignIn.ended_at < before, SignIn.expires_at < before)))
    session.execute(delete(AccountToken).where(or_(AccountToken.used_at < before, AccountToken.expires_at < before)))
