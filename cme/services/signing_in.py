"""Signing in. The one service that commits by itself: the try must be durable before the password is looked at."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cme.database import Database
from cme.errors import BadInput
from cme.models import Person
from cme.services import passwords
from cme.services.accounts import Account, clean_address, end_session, find_account, start_session
from cme.services.throttle import Kind, Throttle


class Refusal(Enum):
    """Why somebody is not signed in."""

    WRONG = "wrong"  # no such account, no password yet, or not this one: nobody learns which
    UNCONFIRMED = "unconfirmed"  # told only to those who know the password


@dataclass(frozen=True)
class Entered:
    """Signed in: the token for the cookie."""

    token: str


def sign_in(
    database: Database, *, email: str, password: str, throttle: Throttle, former_token: str | None, now: datetime
) -> Entered | Refusal:
    """Sign in with address and password; the browser's former session ends.

    Raises TooManyTries, and TooBusy before the try is counted. Takes the same time and statements for known and
    unknown addresses until the password is known to be right.
    """
    with passwords.line.place():
        return _sign_in(database, _stored_form(email), password, throttle, former_token, now)


def _sign_in(
    database: Database, email: str, password: str, throttle: Throttle, former_token: str | None, now: datetime
) -> Entered | Refusal:
    with database.writing() as session:
        try_id = throttle.admit(session, Kind.SIGN_IN, email)
    with database.reading() as session:
        account = find_account(session, email)
    if not passwords.verify(account.password_hash if account else None, password) or account is None:
        return Refusal.WRONG
    if not account.is_confirmed:
        return Refusal.UNCONFIRMED
    new_hash = passwords.hashed(password) if passwords.needs_rehash(account.password_hash or "") else None
    with database.writing() as session:
        if not _is_unchanged(session, account):
            return Refusal.WRONG
        if new_hash:
            session.execute(update(Person).where(Person.id == account.person_id).values(password_hash=new_hash))
        throttle.succeeded(session, try_id)
        if former_token:
            end_session(session, former_token, now=now)
        return Entered(start_session(session, person_id=account.person_id, now=now))


def _stored_form(email: str) -> str:
    """Return the address as it is stored; what is none is looked for all the same, and not found."""
    try:
        return clean_address(email)
    except BadInput:
        return email


def _is_unchanged(session: Session, account: Account) -> bool:
    """Tell whether the password just verified still holds: a change that came between has ended all sessions."""
    present = select(Person.password_hash).where(Person.id == account.person_id, Person.closed_at.is_(None))
    return session.execute(present.with_for_update()).scalar_one_or_none() == account.password_hash


def verified_hash(database: Database, *, email: str, password: str, throttle: Throttle) -> str | None:
    """Return the hash that a signed-in person's password matches, or None. Raises TooManyTries, TooBusy."""
    with passwords.line.place():
        with database.writing() as session:
            try_id = throttle.admit(session, Kind.PRESENT_PASSWORD, email)
        with database.reading() as session:
            account = find_account(session, email)
        if account is None or not passwords.verify(account.password_hash, password):
            return None
    with database.writing() as session:
        throttle.succeeded(session, try_id)
    return account.password_hash
