"""Choosing another password: by a mailed link, or knowing the present one. Either signs out every browser."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cme.errors import NotNow
from cme.models import Person
from cme.services import account_mail, audit, mail
from cme.services.accounts import end_all_sessions, find_account, start_session
from cme.services.one_time_links import Links, Purpose, use, use_up
from cme.services.registration import mark_confirmed, password_link
from cme.services.throttle import Kind, Throttle


def request_reset(session: Session, *, email: str, links: Links, throttle: Throttle, now: datetime) -> None:
    """Mail a link that sets a password; to an address without an account, that there is none."""
    account = find_account(session, email)
    if account is None:
        throttle.spend(session, email)
        text = account_mail.no_account(links.sign_up)
    else:
        text = account_mail.forgotten(password_link(session, account, links, now=now))
    if throttle.may_mail(session, Kind.FORGOTTEN, email):
        mail.queue(session, to=email, subject=text.subject, body=text.body, now=now)


def set_password(session: Session, token: str, *, password_hash: str, links: Links, now: datetime) -> str:
    """Use a link up, set the password and return a new session's token.

    The link came by mail, so it also confirms the address. It signs in at once, past the throttle of sign-in: while
    a stranger tries passwords, this is how the owner gets in. Ends every other session and every other password link.
    Raises NotNow where the link was used or has expired.
    """
    person_id = use(session, token, purpose=Purpose.PASSWORD, now=now)
    was_set = session.execute(select(Person.password_hash).where(Person.id == person_id)).scalar_one() is not None
    session.execute(update(Person).where(Person.id == person_id).values(password_hash=password_hash))
    newly_confirmed = mark_confirmed(session, person_id, now=now)
    _after_change(session, person_id, links, tells_owner=was_set, now=now)
    if newly_confirmed is not None:
        audit.record(session, actor=newly_confirmed, action="person.confirmed", subject=newly_confirmed, now=now)
    return start_session(session, person_id=person_id, now=now)


def change_password(
    session: Session, *, person_id: int, present_hash: str, password_hash: str, links: Links, now: datetime
) -> str:
    """Set the password of somebody who has just proved to know the present one; return a new session's token.

    ``present_hash`` is the hash that was verified: raises NotNow where it was replaced in the meantime.
    """
    changed = session.execute(
        update(Person)
        .where(Person.id == person_id, Person.password_hash == present_hash)
        .values(password_hash=password_hash)
        .returning(Person.id)
    ).one_or_none()
    if changed is None:
        raise NotNow("Your password was changed somewhere else at this moment. Sign in with the new one.")
    _after_change(session, person_id, links, tells_owner=True, now=now)
    return start_session(session, person_id=person_id, now=now)


def _after_change(session: Session, person_id: int, links: Links, *, tells_owner: bool, now: datetime) -> None:
    end_all_sessions(session, person_id=person_id, now=now)
    use_up(session, person_id=person_id, purpose=Purpose.PASSWORD, now=now)
    pseudonym, email = session.execute(select(Person.pseudonym, Person.email).where(Person.id == person_id)).one()
    if tells_owner:
        text = account_mail.password_changed(links.forgotten)
        mail.queue(session, to=email, subject=text.subject, body=text.body, now=now)
    audit.record(session, actor=pseudonym, action="password.changed", subject=pseudonym, now=now)
