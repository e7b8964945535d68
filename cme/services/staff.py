"""Roles, and the accounts that the command line makes: without a password until their one-time link is used."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cme.core.certificates import LONGEST_NAME
from cme.errors import BadInput, NotFound
from cme.models import Person
from cme.services import audit
from cme.services.accounts import ROLES, clean_address
from cme.services.one_time_links import STAFF_LIFETIME, Links, Purpose, issue


@dataclass(frozen=True)
class Added:
    """What became of it: ``link`` is None where the account existed; ``former_role`` where its role changed."""

    email: str
    link: str | None
    former_role: str | None = None


def add_staff(
    session: Session, *, email: str, role: str, links: Links, now: datetime, name: str = "", actor: str = "command"
) -> Added:
    """Make an account with a role and a link that sets its password; give an existing account the role.

    Raises BadInput for an address that is none, an unknown role or a name that is too long.
    """
    email = clean_address(email)
    _check_role(role)
    name = name.strip()
    if len(name) > LONGEST_NAME:
        raise BadInput(f"The name is too long. Use at most {LONGEST_NAME} characters.")
    former = session.execute(select(Person.role).where(Person.email == email)).scalar_one_or_none()
    if former is not None:
        has_changed = set_role(session, email=email, role=role, now=now, actor=actor)
        return Added(email, None, former if has_changed else None)
    person = Person(email=email, name=name, role=role, created_at=now)
    session.add(person)
    session.flush()
    link = _link(session, person.id, links, now)
    audit.record(
        session, actor=actor, action="person.registered", subject=person.pseudonym, now=now, details={"role": role}
    )
    return Added(email, link)


def set_role(session: Session, *, email: str, role: str, now: datetime, actor: str = "command") -> bool:
    """Give a person a role, from the next request on; tell whether it is another one. Raises NotFound, BadInput."""
    email = clean_address(email)
    _check_role(role)
    found = session.execute(
        select(Person.id, Person.pseudonym, Person.role).where(Person.email == email).with_for_update()
    ).one_or_none()
    if found is None:
        raise _nobody(email)
    if found.role == role:
        return False
    session.execute(update(Person).where(Person.id == found.id).values(role=role))
    details = {"from": found.role, "to": role}
    audit.record(session, actor=actor, action="role.changed", subject=found.pseudonym, now=now, details=details)
    return True


def new_link(session: Session, *, email: str, links: Links, now: datetime) -> str:
    """Return another link that sets the password of an account. Raises NotFound."""
    email = clean_address(email)
    is_open = Person.closed_at.is_(None)
    person_id = session.execute(select(Person.id).where(Person.email == email, is_open)).scalar_one_or_none()
    if person_id is None:
        raise _nobody(email)
    return _link(session, person_id, links, now)


def _link(session: Session, person_id: int, links: Links, now: datetime) -> str:
    token = issue(session, person_id=person_id, purpose=Purpose.PASSWORD, lifetime=STAFF_LIFETIME, now=now)
    return links.set_password(token)


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise BadInput(f"{role} is not a role. Use one of: {', '.join(ROLES)}.")


def _nobody(email: str) -> NotFound:
    return NotFound(f"Nobody has an account with the address {email}. Add one: cme people add {email} --role …")
