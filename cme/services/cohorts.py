"""Cohorts: people who are given the same allowances."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cme.errors import BadInput, NotFound
from cme.models import Cohort, CohortMember, Person
from cme.services import audit
from cme.services.accounts import SignedIn

LONGEST_NAME = 100
MOST_ADDRESSES = 500  # added at once


@dataclass(frozen=True, kw_only=True)
class CohortFacts:
    id: str  # public
    name: str
    members: int


@dataclass(frozen=True, kw_only=True)
class Added:
    """What became of addresses: ``unknown`` have no account, so nobody was added for them."""

    added: int
    present: int
    unknown: tuple[str, ...]


def list_cohorts(session: Session) -> list[CohortFacts]:
    """Return all cohorts by name."""
    statement = (
        select(Cohort.public_id, Cohort.name, func.count(CohortMember.id))
        .outerjoin(CohortMember, (CohortMember.cohort_id == Cohort.id) & CohortMember.removed_at.is_(None))
        .group_by(Cohort.id, Cohort.public_id, Cohort.name)
        .order_by(Cohort.name)
    )
    return [
        CohortFacts(id=public_id, name=name, members=members) for public_id, name, members in session.execute(statement)
    ]


def get_cohort(session: Session, unsafe_cohort_id: str) -> tuple[CohortFacts, list[str]]:
    """Return a cohort and the addresses in it. Raises NotFound."""
    cohort = _cohort(session, unsafe_cohort_id)
    statement = (
        select(Person.email)
        .join(CohortMember, CohortMember.person_id == Person.id)
        .where(CohortMember.cohort_id == cohort.id, CohortMember.removed_at.is_(None))
        .order_by(Person.email)
    )
    addresses = list(session.scalars(statement))
    return CohortFacts(id=cohort.public_id, name=cohort.name, members=len(addresses)), addresses


def make_cohort(session: Session, *, educator: SignedIn, name: str, now: datetime) -> str:
    """Make a cohort; return its public id. Raises BadInput where the name is taken, missing or too long."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise BadInput(f"Give the cohort a name of at most {LONGEST_NAME} characters.")
    cohort = Cohort(name=name, made_by_id=educator.id, made_at=now)
    try:
        with session.begin_nested():
            session.add(cohort)
    except IntegrityError:
        raise BadInput(f"There is a cohort named {name} already. Give this one another name.") from None
    audit.record(session, actor=educator.pseudonym, action="cohort.made", subject=cohort.public_id, now=now)
    return cohort.public_id


def add_members(session: Session, *, educator: SignedIn, unsafe_cohort_id: str, addresses: str, now: datetime) -> Added:
    """Add the people with these addresses, one a line or with commas between. Raises NotFound, BadInput."""
    cohort = _cohort(session, unsafe_cohort_id)
    wanted = list(dict.fromkeys(addresses.replace(",", " ").replace(";", " ").lower().split()))
    if not 1 <= len(wanted) <= MOST_ADDRESSES:
        raise BadInput(f"Give from 1 to {MOST_ADDRESSES} addresses, one a line.")
    found = session.execute(
        select(Person.id, Person.email).where(Person.email.in_(wanted), Person.closed_at.is_(None))
    ).all()
    is_present = (CohortMember.cohort_id == cohort.id) & CohortMember.removed_at.is_(None)
    present = set(session.scalars(select(CohortMember.person_id).where(is_present)))
    added = sum(_add(session, cohort.id, row.id, educator.id, now) for row in found if row.id not in present)
    if added:
        details = {"added": added}
        audit.record(
            session, actor=educator.pseudonym, action="cohort.grown", subject=cohort.public_id, details=details, now=now
        )
    known = {row.email for row in found}
    unknown = tuple(each for each in wanted if each not in known)
    return Added(added=added, present=len(found) - added, unknown=unknown)


def _add(session: Session, cohort_id: int, person_id: int, educator_id: int, now: datetime) -> bool:
    member = CohortMember(
        cohort_id=cohort_id, person_id=person_id, added_by_id=educator_id, added_at=now, removed_at=None
    )
    try:
        with session.begin_nested():
            session.add(member)
    except IntegrityError:  # somebody else has added them at this moment
        return False
    return True


def remove_member(session: Session, *, educator: SignedIn, unsafe_cohort_id: str, email: str, now: datetime) -> bool:
    """Take a person out of a cohort; say whether they were in it. Raises NotFound."""
    cohort = _cohort(session, unsafe_cohort_id)
    person = select(Person.id).where(Person.email == email.strip().lower()).scalar_subquery()
    removing = (
        update(CohortMember)
        .where(
            CohortMember.cohort_id == cohort.id,
            CohortMember.person_id == person,
            CohortMember.removed_at.is_(None),
        )
        .values(removed_at=now)
        .execution_options(synchronize_session=False)
    )
    if session.execute(removing).rowcount == 0:  # type: ignore[attr-defined]
        return False
    audit.record(session, actor=educator.pseudonym, action="cohort.shrunk", subject=cohort.public_id, now=now)
    return True


def _cohort(session: Session, unsafe_cohort_id: str) -> Any:
    columns = select(Cohort.id, Cohort.public_id, Cohort.name)
    row = session.execute(columns.where(Cohort.public_id == unsafe_cohort_id)).one_or_none()
    if row is None:
        raise NotFound
    return row
