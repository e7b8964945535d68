"""The evaluation of a passed attempt: asked of everybody before a certificate is issued, and sent once."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cme.errors import BadInput, NotFound, NotNow
from cme.models import ActivityRevision, Attempt, Evaluation, Score
from cme.services import audit
from cme.services.accounts import SignedIn
from cme.services.catalogue import load_content
from cme.services.records import ActivityContent
from cme.services.scores import certificate_of_activity, earning_score

LONGEST_TEXT = 2000


class Met(StrEnum):
    """Whether an objective was met."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Intent(StrEnum):
    """Whether practice will change, after the commitment-to-change forms that journals use."""

    CHANGE = "change"
    CONFIRMED = "confirmed"
    NO_CHANGE = "no-change"


@dataclass(frozen=True, kw_only=True)
class EvaluationAnswers:
    """What a learner says of an activity. ``objectives`` goes by objective id."""

    objectives: dict[str, Met]
    is_biased: bool
    bias: str  # what seemed biased
    intent: Intent
    change: str  # what will change
    barriers: str
    comments: str


@dataclass(frozen=True, kw_only=True)
class PassedAttempt:
    """One's own passed attempt, and how far it has come on the way to its certificate.

    ``earned`` is the score that the pass was earned by; ``certificate_code`` that of the activity, of whichever try.
    """

    id: int
    public_id: str
    submitted_at: datetime
    revision: int
    content: ActivityContent
    earned: Fraction
    possible: int
    needed: int
    is_evaluated: bool
    certificate_code: str | None


def get_passed_attempt(session: Session, *, person_id: int, unsafe_attempt_id: str) -> PassedAttempt:
    """Return a passed attempt. Raises NotFound for anybody else's, NotNow for one that is open or not passed."""
    row = session.execute(_attempt(person_id, unsafe_attempt_id)).one_or_none()
    if row is None:
        raise NotFound
    if row.submitted_at is None:
        raise NotNow("This attempt has not been submitted yet. Submit it first.")
    if not row.is_passed:
        raise NotNow("This attempt was not passed, so there is no certificate for it.")
    return PassedAttempt(
        id=row.id,
        public_id=row.public_id,
        submitted_at=row.submitted_at,
        revision=row.revision,
        content=load_content(session, row.revision_id, row.digest),
        earned=Fraction(row.numerator, row.denominator),
        possible=row.possible,
        needed=row.needed,
        is_evaluated=row.evaluation_id is not None,
        certificate_code=row.code,
    )


def _attempt(person_id: int, unsafe_attempt_id: str) -> Any:
    return (
        select(
            Attempt.id,
            Attempt.public_id,
            Attempt.submitted_at,
            ActivityRevision.id.label("revision_id"),
            ActivityRevision.number.label("revision"),
            ActivityRevision.digest,
            Score.numerator,
            Score.denominator,
            Score.possible,
            Score.needed,
            Score.is_passed,
            Evaluation.id.label("evaluation_id"),
            certificate_of_activity().label("code"),
        )
        .join(ActivityRevision, ActivityRevision.id == Attempt.activity_revision_id)
        .outerjoin(Score, (Score.attempt_id == Attempt.id) & earning_score(Attempt.id))
        .outerjoin(Evaluation, Evaluation.attempt_id == Attempt.id)
        .where(Attempt.public_id == unsafe_attempt_id, Attempt.person_id == person_id)
    )


def save_evaluation(
    session: Session, *, person: SignedIn, unsafe_attempt_id: str, answers: EvaluationAnswers, now: datetime
) -> None:
    """Keep the evaluation of a passed attempt. The first counts; sending again changes nothing and is no error.

    Raises NotFound, NotNow, or BadInput for answers that do not fit the activity.
    """
    attempt = get_passed_attempt(session, person_id=person.id, unsafe_attempt_id=unsafe_attempt_id)
    _check(answers, {objective.id for objective in attempt.content.activity.objectives})
    try:
        with session.begin_nested():
            session.add(Evaluation(attempt_id=attempt.id, answers=asdict(answers), submitted_at=now))
            session.flush()
    except IntegrityError:  # sent before, or by another click at the same moment
        return
    audit.record(
        session, actor=person.pseudonym, action="evaluation.submitted", subject=attempt.public_id, details={}, now=now
    )


def _check(answers: EvaluationAnswers, objectives: set[str]) -> None:
    if set(answers.objectives) != objectives:
        raise BadInput("The evaluation must answer for each objective of the activity. Reload the page and try again.")
    if answers.is_biased and not answers.bias:
        raise BadInput("Say what seemed biased, so that the provider can look into it.")
    if answers.intent is Intent.CHANGE and not answers.change:
        raise BadInput("Say what you intend to change.")
    texts = (answers.bias, answers.change, answers.barriers, answers.comments)
    if any(len(text) > LONGEST_TEXT for text in texts):
        raise BadInput(f"A text of the evaluation is too long. Shorten it to {LONGEST_TEXT} characters.")
