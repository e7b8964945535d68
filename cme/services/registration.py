"""Signing up and confirming an address. A known and an unknown address get the same answer; the mail differs."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cme.models import Person
from cme.services import account_mail, audit, mail
from cme.services.account_mail import Text
from cme.services.accounts import Account, find_account
from cme.services.one_time_links import (
    CONFIRM_LIFETIME,
    FORGOTTEN_LIFETIME,
    Links,
    Purpose,
    issue,
    use,
)
from cme.services.throttle import Kind, Throttle


def register(
    session: Session, *, email: str, password_hash: str, name: str, links: Links, throttle: Throttle, now: datetime
) -> None:
    """Make an account that waits for its address to be confirmed, and mail the link.

    Where the address has an account, nothing of it is changed and its owner is mailed instead: with the way in, or,
    if it was never confirmed, with a link that sets a password, because whose the stored one is nobody knows.
    """
    account = find_account(session, email, also_closed=True)
    if account is not None:
        with session.begin_nested():  # as many statements as for a new person
            throttle.spend(session, email)
    else:
        account = _added(session, email, password_hash, name, now)
    person_id, pseudonym, closed_at = session.execute(
        select(Person.id, Person.pseudonym, Person.closed_at).where(Person.email == email)
    ).one()
    action = "person.registered_again"
    if account is None:
        text = _first_text(session, person_id, links, now)
        action = "person.registered"
    elif closed_at is not None:
        throttle.spend(session, email)  # in place of a link
        text = account_mail.closed()
    else:
        text = _second_text(session, account, links, now)
    if throttle.may_mail(session, Kind.SIGN_UP, email):
        mail.queue(session, to=email, subject=text.subject, body=text.body, now=now)
    audit.record(session, actor=pseudonym, action=action, subject=pseudonym, now=now)


def _added(session: Session, email: str, password_hash: str, name: str, now: datetime) -> Account | None:
    """Add the person and return None; or return the account that somebody added at the same moment."""
    try:
        with session.begin_nested():
            session.add(Person(email=email, password_hash=password_hash, name=name, created_at=now))
    except IntegrityError:
        return find_account(session, email, also_closed=True)
    return None


def _first_text(session: Session, person_id: int, links: Links, now: datetime) -> Text:
    token = issue(session, person_id=person_id, purpose=Purpose.CONFIRM, lifetime=CONFIRM_LIFETIME, now=now)
    return account_mail.confirm(links.confirm(token))


def _second_text(session: Session, account: Account, links: Links, now: datetime) -> Text:
    link = password_link(session, account, links, now=now)
    return account_mail.already_there(links.sign_in, link) if account.is_confirmed else account_mail.unfinished(link)


def password_link(session: Session, account: Account, links: Links, *, now: datetime) -> str:
    """Return a link that sets a password, good for half an hour."""
    token = issue(session, person_id=account.person_id, purpose=Purpose.PASSWORD, lifetime=FORGOTTEN_LIFETIME, now=now)
    return links.set_password(token)


def mail_confirmation_again(session: Session, *, email: str, links: Links, throttle: Throttle, now: datetime) -> None:
    """Mail the link once more, or, where there is nothing to confirm, say so to the address and to nobody else."""
    account = find_account(session, email)
    if account is None:
        throttle.spend(session, email)
        text = account_mail.no_account(links.sign_up)
    elif account.is_confirmed:
        throttle.spend(session, email)
        text = account_mail.already_confirmed(links.sign_in)
    elif account.password_hash is None:
        text = account_mail.unfinished(password_link(session, account, links, now=now))
    else:
        text = _first_text(session, account.person_id, links, now)
    if throttle.may_mail(session, Kind.CONFIRMATION, email):
        mail.queue(session, to=email, subject=text.subject, body=text.body, now=now)


def confirm_address(session: Session, token: str, *, now: datetime) -> None:
    """Use a confirmation link. Raises NotNow where it was used or has expired."""
    person_id = use(session, token, purpose=Purpose.CONFIRM, now=now)
    pseudonym = mark_confirmed(session, person_id, now=now)
    if pseudonym is not None:
        audit.record(session, actor=pseudonym, action="person.confirmed", subject=pseudonym, now=now)


def mark_confirmed(session: Session, person_id: int, *, now: datetime) -> str | None:
    """Set the address's confirmation and return the pseudonym; None if it was confirmed before."""
    return session.execute(
        update(Person)
        .where(Person.id == person_id, Person.confirmed_at.is_(None))
        .values(confirmed_at=now)
        .returning(Person.pseudonym)
    ).scalar_one_or_none()
