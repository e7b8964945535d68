"""Pretests: the questions of the first try, asked before reading; kept, and told of once the posttest is shown whole.

A pretest is an attempt with the number 0, which no rule takes for a try: it needs more correct answers than it has
questions.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cme.core.access import PRETEST
from cme.core.questions import OpenQuestion
from cme.errors import NotFound, NotNow
from cme.models import Attempt, AttemptQuestion, QuestionRevision
from cme.services import attempts, catalogue
from cme.services.accounts import SignedIn
from cme.services.attempts import AttemptFacts
from cme.services.catalogue import Pretest, PublishedActivity, Standing
from cme.services.questions import load_question


@dataclass(frozen=True, kw_only=True)
class PretestPage:
    """A pretest that is submitted: that it is kept, and nothing of how it went."""

    facts: AttemptFacts
    activity: PublishedActivity
    standing: Standing  # with the posttest


def start_pretest(
    session: Session, *, person: SignedIn, unsafe_activity_id: str, content_hash: str, now: datetime
) -> str:
    """Begin the pretest, or find the one in progress; return its public id.

    Raises NotFound, or NotNow where there is none to take: none is offered, it is taken, or a try was begun.
    """
    activity = catalogue.get_activity(session, unsafe_activity_id)
    where = catalogue.standing(session, person_id=person.id, activity=activity, now=now)
    if where.pretest is not None and where.pretest.submitted_at is None:
        return where.pretest.attempt_id
    attempts.check_start(where, activity, content_hash)
    if not where.may_take_pretest:
        raise NotNow(_why_not(where, activity))
    return attempts.begin(session, person, activity, number=PRETEST, now=now)


def _why_not(where: Standing, activity: PublishedActivity) -> str:
    if not activity.content.activity.has_pretest:
        return "This activity has no pretest. Start the posttest."
    if where.pretest is not None:
        return "You have taken the pretest already. Read the article, then start the posttest."
    return "The pretest comes before the posttest, which you have begun already. Go on with the posttest."


def questions_of(session: Session, pretest: Pretest) -> list[OpenQuestion]:
    """Return what a pretest asked."""
    statement = (
        select(QuestionRevision.id, QuestionRevision.digest)
        .join(AttemptQuestion, AttemptQuestion.question_revision_id == QuestionRevision.id)
        .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
        .where(Attempt.public_id == pretest.attempt_id)
    )
    return [load_question(session, *row) for row in session.execute(statement).all()]


def count_repeated(asked: Iterable[OpenQuestion], before: Iterable[OpenQuestion]) -> int:
    """Return how many of the questions were asked before in the same words, in whatever order their options stood."""
    known = {_words(each) for each in before}
    return sum(_words(each) in known for each in asked)


def _words(question: OpenQuestion) -> tuple[object, ...]:
    options = frozenset((option.id, option.text) for option in question.options)
    return question.id, question.stem, options, question.prompts, question.units, question.stimulus, question.unfolds


def get_pretest(session: Session, *, person_id: int, unsafe_attempt_id: str, now: datetime) -> PretestPage:
    """Return one's submitted pretest. Raises NotFound for any other attempt, NotNow while it is in progress."""
    facts = attempts.get_attempt(session, person_id=person_id, unsafe_attempt_id=unsafe_attempt_id)
    if not facts.is_pretest:
        raise NotFound
    if facts.submitted_at is None:
        raise NotNow("This pretest has not been submitted yet.")
    found = [*catalogue.list_activities(session), *catalogue.list_retired(session, person_id=person_id)]
    activity = next(each for each in found if each.id == facts.activity_id)
    where = catalogue.standing(session, person_id=person_id, activity=activity, now=now)
    return PretestPage(facts=facts, activity=activity, standing=where)
