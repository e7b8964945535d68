"""What educators see of activities and do for learners."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from cme.errors import BadInput
from cme.models import Attempt, ExtraTries, Person, Score
from cme.services import audit
from cme.services.accounts import SignedIn
from cme.services.catalogue import PublishedActivity, get_activity, latest_score, list_activities, standing

MOST_TRIES = 10


@dataclass(frozen=True, kw_only=True)
class Use:
    """How much an activity has been used; counts only, no names."""

    activity: PublishedActivity
    learners: int
    submitted: int
    passed: int


@dataclass(frozen=True, kw_only=True)
class Grant:
    learner: str  # address
    tries: int
    reason: str
    granted_by: str
    granted_at: datetime


def list_use(session: Session) -> list[Use]:
    """Return each activity on offer with its use."""
    statement = (
        select(
            Attempt.activity_id,
            func.count(func.distinct(Attempt.person_id)),
            func.count(Attempt.submitted_at),
            func.count().filter(Score.is_passed),
        )
        .outerjoin(Score, (Score.attempt_id == Attempt.id) & latest_score(Attempt.id))
        .group_by(Attempt.activity_id)
    )
    counts = {row[0]: row[1:] for row in session.execute(statement)}
    return [
        Use(activity=activity, learners=learners, submitted=submitted, passed=passed)
        for activity in list_activities(session)
        for learners, submitted, passed in [counts.get(activity.id, (0, 0, 0))]
    ]


def list_grants(session: Session, activity_id: str) -> list[Grant]:
    """Return the further tries granted for an activity, newest first."""
    educator = aliased(Person)
    statement = (
        select(Person.email, ExtraTries.tries, ExtraTries.reason, educator.email, ExtraTries.granted_at)
        .join(Person, Person.id == ExtraTries.person_id)
        .join(educator, educator.id == ExtraTries.granted_by_id)
        .where(ExtraTries.activity_id == activity_id)
        .order_by(ExtraTries.id.desc())
        .limit(100)
    )
    return [
        Grant(learner=learner, tries=tries, reason=reason, granted_by=by, granted_at=at)
        for learner, tries, reason, by, at in session.execute(statement)
    ]


def grant_tries(
    session: Session, *, educator: SignedIn, unsafe_activity_id: str, email: str, tries: int, reason: str, now: datetime
) -> int:
    """Grant a learner further tries; return how many tries they have left. Raises NotFound or BadInput."""
    activity = get_activity(session, unsafe_activity_id)
    person = session.execute(
        select(Person.id, Person.pseudonym).where(Person.email == email.strip().lower(), Person.closed_at.is_(None))
    ).one_or_none()
    if person is None:
        raise BadInput(f"No learner has the address {email}. Check its spelling with the learner.")
    if not 1 <= tries <= MOST_TRIES:
        raise BadInput(f"Grant from 1 to {MOST_TRIES} tries.")
    where = standing(session, person_id=person.id, activity=activity, now=now)
    if where.history.is_passed:
        raise BadInput(f"{email} has passed this posttest already, so there is nothing to try again.")
    session.add(
        ExtraTries(
            person_id=person.id,
            activity_id=activity.id,
            tries=tries,
            reason=reason,
            granted_by_id=educator.id,
            granted_at=now,
        )
    )
    session.flush()
    details = {"learner": person.pseudonym, "tries": tries}
    audit.record(
        session, actor=educator.pseudonym, action="tries.granted", subject=activity.id, details=details, now=now
    )
    return where.history.tries_left + tries
