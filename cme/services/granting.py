"""Granting allowances: more time, no time limit, or further tries, to a person or a cohort."""

import re
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from cme.core.allowances import LEAST_FACTOR, MOST_FACTOR
from cme.errors import BadInput
from cme.models import Allowance, Cohort, Person
from cme.services import audit
from cme.services.accounts import SignedIn
from cme.services.allowances import COLUMNS, factor_of, newest_each
from cme.services.catalogue import get_activity

MOST_TRIES = 10
LONGEST_REASON = 500
_FACTOR = re.compile(r"([0-9]{1,4}(?:[.,][0-9]{1,4})?)(?:\s*/\s*([0-9]{1,4}))?")


@dataclass(frozen=True, kw_only=True)
class Said:
    """What an educator says; None = not said, which leaves it to what is said elsewhere."""

    time_factor: Fraction | None = None
    is_untimed: bool | None = None
    extra_tries: int | None = None

    @property
    def is_nothing(self) -> bool:
        return self == Said()


@dataclass(frozen=True, kw_only=True)
class InForce:
    """An allowance as educators see it."""

    email: str  # of the person, "" for a cohort's
    cohort: str  # name, "" for a person's
    activity_id: str  # "" = all
    said: Said
    reason: str
    granted_by: str
    granted_at: datetime


def read_factor(text: str) -> Fraction:
    """Return how many times the limit, exactly: "1.5", "1,5" and "3/2" are the same. Raises BadInput."""
    match = _FACTOR.fullmatch(text.strip())
    if match is None or (match[2] is not None and not int(match[2])):
        raise _no_factor()
    factor = Fraction(match[1].replace(",", ".")) / int(match[2] or 1)
    if not LEAST_FACTOR <= factor <= MOST_FACTOR:
        raise _no_factor()
    return factor


def _no_factor() -> BadInput:
    return BadInput(f"Type how many times the limit, from {LEAST_FACTOR} to {MOST_FACTOR}, such as 1.5 or 3/2.")


def grant(
    session: Session,
    *,
    educator: SignedIn,
    email: str = "",
    unsafe_cohort_id: str = "",
    unsafe_activity_id: str = "",
    said: Said,
    reason: str,
    now: datetime,
) -> None:
    """Say what is allowed to a person or a cohort, in one activity or ("") all; it replaces what was said before.

    Saying nothing withdraws it. Attempts that are running keep their end: ``extensions`` is for those. Raises
    BadInput, NotFound (no such activity).
    """
    person, cohort = _whose(session, email, unsafe_cohort_id)
    activity_id = get_activity(session, unsafe_activity_id).id if unsafe_activity_id else None
    _check(said, reason)
    row = Allowance(
        person_id=None if person is None else person.id,
        cohort_id=None if cohort is None else cohort.id,
        activity_id=activity_id,
        factor_numerator=None if said.time_factor is None else said.time_factor.numerator,
        factor_denominator=None if said.time_factor is None else said.time_factor.denominator,
        is_untimed=said.is_untimed,
        extra_tries=said.extra_tries,
        reason=reason.strip(),
        granted_by_id=educator.id,
        granted_at=now,
    )
    session.add(row)
    session.flush()
    _log(session, educator, person.pseudonym if person is not None else cohort.public_id, activity_id, said, now)


def _log(
    session: Session, educator: SignedIn, subject: str, activity_id: str | None, said: Said, now: datetime
) -> None:
    details = {  # not the reason, which may tell of somebody's health
        "activity": activity_id,
        "time_factor": None if said.time_factor is None else str(said.time_factor),
        "is_untimed": said.is_untimed,
        "extra_tries": said.extra_tries,
    }
    audit.record(
        session, actor=educator.pseudonym, action="allowance.granted", subject=subject, details=details, now=now
    )


def _whose(session: Session, email: str, unsafe_cohort_id: str) -> tuple[Any, Any]:
    if bool(email.strip()) == bool(unsafe_cohort_id):
        raise BadInput("Type a learner’s address or choose a cohort: one of the two.")
    if unsafe_cohort_id:
        columns = select(Cohort.id, Cohort.public_id)
        cohort = session.execute(columns.where(Cohort.public_id == unsafe_cohort_id)).one_or_none()
        if cohort is None:
            raise BadInput("There is no such cohort. Reload the page and choose again.")
        return None, cohort
    found = select(Person.id, Person.pseudonym).where(Person.email == email.strip().lower(), Person.closed_at.is_(None))
    person = session.execute(found).one_or_none()
    if person is None:
        raise BadInput(f"No learner has the address {email.strip()}. Check its spelling with the learner.")
    return person, None


def _check(said: Said, reason: str) -> None:
    if said.time_factor is not None and not LEAST_FACTOR <= said.time_factor <= MOST_FACTOR:
        raise _no_factor()
    if said.extra_tries is not None and not 0 <= said.extra_tries <= MOST_TRIES:
        raise BadInput(f"Grant from 0 to {MOST_TRIES} tries.")
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        raise BadInput(f"Write why, in at most {LONGEST_REASON} characters.")


def list_in_force(session: Session) -> list[InForce]:
    """Return every allowance in force that says anything, newest first."""
    educator = aliased(Person)
    statement = (
        select(
            *COLUMNS,
            Person.email,
            Cohort.name.label("cohort"),
            Allowance.reason,
            educator.email.label("granted_by"),
            Allowance.granted_at,
        )
        .outerjoin(Person, Person.id == Allowance.person_id)
        .outerjoin(Cohort, Cohort.id == Allowance.cohort_id)
        .join(educator, educator.id == Allowance.granted_by_id)
    )
    rows = sorted(newest_each(session.execute(statement).all()), key=lambda row: -row.id)
    return [each for each in map(_in_force, rows) if not each.said.is_nothing]


def _in_force(row: Any) -> InForce:
    return InForce(
        email=row.email or "",
        cohort=row.cohort or "",
        activity_id=row.activity_id or "",
        said=Said(time_factor=factor_of(row), is_untimed=row.is_untimed, extra_tries=row.extra_tries),
        reason=row.reason,
        granted_by=row.granted_by,
        granted_at=row.granted_at,
    )
