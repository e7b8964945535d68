"""What educators see of activities and do for learners."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from cme.content.honesty import ActivityHonesty, honesty
from cme.core.access import PRETEST
from cme.core.bank import Bank
from cme.core.questions import Question
from cme.errors import BadInput
from cme.models import ActivityQuestion, Attempt, Evaluation, ExtraTries, Person, QuestionKey, Score
from cme.services import audit, mail
from cme.services.accounts import SignedIn
from cme.services.catalogue import PublishedActivity, get_activity, list_activities, standing
from cme.services.evaluations import EvaluationAnswers
from cme.services.records import from_document
from cme.services.scores import latest_score

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
        .where(Attempt.number != PRETEST)
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


def activity_honesty(session: Session, published: PublishedActivity) -> ActivityHonesty:
    """Return what the posttest of an activity is worth, as it is published."""
    content = published.content
    keys = (
        select(QuestionKey.answered)
        .join(ActivityQuestion, ActivityQuestion.question_revision_id == QuestionKey.question_revision_id)
        .where(ActivityQuestion.activity_revision_id == published.revision_id)
    )
    questions = [from_document(Question, answered) for answered in session.scalars(keys)]
    alone = Bank(
        id=published.id,
        provider=content.provider,
        sources={source.id: source for source in content.sources},
        questions={question.id: question for question in questions},
        activities={published.id: content.activity},
    )
    return honesty(alone)[0]


@dataclass(frozen=True, kw_only=True)
class ReadEvaluation:
    """One evaluation as educators read it: without the learner's name."""

    submitted_at: datetime
    answers: EvaluationAnswers


def list_evaluations(session: Session, activity_id: str) -> list[ReadEvaluation]:
    """Return the newest hundred evaluations of an activity, newest first."""
    statement = (
        select(Evaluation.submitted_at, Evaluation.answers)
        .join(Attempt, Attempt.id == Evaluation.attempt_id)
        .where(Attempt.activity_id == activity_id)
        .order_by(Evaluation.id.desc())
        .limit(100)
    )
    return [
        ReadEvaluation(submitted_at=submitted_at, answers=from_document(EvaluationAnswers, answers))
        for submitted_at, answers in session.execute(statement)
    ]


@dataclass(frozen=True, kw_only=True)
class Granted:
    """What a grant came to. ``has_seen_keys``: every key had been shown, since no tries were left."""

    email: str
    tries_left: int
    has_seen_keys: bool


def grant_tries(
    session: Session,
    *,
    educator: SignedIn,
    unsafe_activity_id: str,
    email: str,
    tries: int,
    reason: str,
    origin: str,
    now: datetime,
) -> Granted:
    """Grant a learner further tries and tell them by mail. Raises NotFound or BadInput."""
    activity = get_activity(session, unsafe_activity_id)
    person = session.execute(
        select(Person.id, Person.pseudonym, Person.email).where(
            Person.email == email.strip().lower(), Person.closed_at.is_(None)
        )
    ).one_or_none()
    if person is None:
        raise BadInput(f"No learner has the address {email}. Check its spelling with the learner.")
    if not 1 <= tries <= MOST_TRIES:
        raise BadInput(f"Grant from 1 to {MOST_TRIES} tries.")
    where = standing(session, person_id=person.id, activity=activity, now=now)
    if where.history.is_passed:
        raise BadInput(f"{person.email} has passed this posttest already, so there is nothing to try again.")
    grant = ExtraTries(person_id=person.id, activity_id=activity.id, tries=tries, reason=reason, granted_at=now)
    grant.granted_by_id = educator.id
    session.add(grant)
    session.flush()
    left = where.history.tries_left + tries
    _tell(session, activity, person.email, left, origin, now)
    details = {"learner": person.pseudonym, "tries": tries}
    audit.record(
        session, actor=educator.pseudonym, action="tries.granted", subject=activity.id, details=details, now=now
    )
    return Granted(email=person.email, tries_left=left, has_seen_keys=where.history.is_released)


def _tell(session: Session, activity: PublishedActivity, email: str, left: int, origin: str, now: datetime) -> None:
    tries = "one try" if left == 1 else f"{left} tries"
    body = (
        f"You have been granted further tries. You now have {tries} left at this posttest:\n\n"
        f"{activity.content.activity.title}\n\nGo on here:\n{origin}/activities/{activity.id}\n"
    )
    mail.queue(session, to=email, subject="You have further tries", body=body, now=now)
