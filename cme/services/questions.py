"""Questions as they are asked: parsed once for each digest, and never with a key."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cme.core.questions import OpenQuestion
from cme.database import Connected
from cme.models import Activity, ActivityQuestion, Attempt, AttemptQuestion, QuestionRevision
from cme.services.catalogue import Standing
from cme.services.marking import portions
from cme.services.records import RevisionCache, from_document

_questions: RevisionCache[OpenQuestion] = RevisionCache(5000)


@dataclass(frozen=True, kw_only=True)
class AskedQuestion:
    """A question of an activity revision, at its position."""

    position: int
    revision_id: int
    question: OpenQuestion


def load_question(session: Connected, revision_id: int, digest: str) -> OpenQuestion:
    """Return what a question revision asks."""

    def load() -> OpenQuestion:
        document = session.scalars(select(QuestionRevision.asked).where(QuestionRevision.id == revision_id)).one()
        return from_document(OpenQuestion, document)

    return _questions.get(digest, load)


def asked_questions(session: Session, activity_revision_id: int) -> list[AskedQuestion]:
    """Return the posttest of an activity revision, in its order."""
    statement = (
        select(ActivityQuestion.position, QuestionRevision.id, QuestionRevision.digest)
        .join(QuestionRevision, QuestionRevision.id == ActivityQuestion.question_revision_id)
        .where(ActivityQuestion.activity_revision_id == activity_revision_id)
        .order_by(ActivityQuestion.position)
    )
    return [
        AskedQuestion(position=position, revision_id=revision_id, question=load_question(session, revision_id, digest))
        for position, revision_id, digest in session.execute(statement).all()
    ]


def released_activities(where: Mapping[str, Standing]) -> frozenset[str]:
    """Return the activities whose keys may be shown: passed, or every try used, and closed where they wait for that."""
    return frozenset(activity_id for activity_id, standing in where.items() if standing.history.is_released)


def still_asked(session: Session, *, person_id: int, released: frozenset[str], outside: str = "") -> frozenset[str]:
    """Return the ids of all questions that a learner can still be asked for credit; ``outside`` leaves an activity out.

    They stand in a posttest on offer that is not ``released``, whether or not a try would draw them, or in an attempt
    in progress, which keeps its questions even when its activity is revised or retired meanwhile.
    """
    on_offer = _on_offer(QuestionRevision.question_id).where(Activity.id.not_in(released | {outside}))
    in_progress = _in_progress(QuestionRevision.question_id).where(
        Attempt.person_id == person_id, Attempt.activity_id != outside
    )
    return frozenset(session.scalars(on_offer.union(in_progress)))


@dataclass(frozen=True)
class Asking:
    """Which activities can ask a question: on offer, or in progress for a person. As ``still_asked``, for many."""

    on_offer: Mapping[str, set[str]]  # by question
    in_progress: Mapping[tuple[int, str], set[str]]  # by person and question

    def is_asked(self, question_id: str, *, person_id: int, released: frozenset[str], outside: str) -> bool:
        asking = self.on_offer.get(question_id, set()) - released
        return bool((asking | self.in_progress.get((person_id, question_id), set())) - {outside})


def who_asks(session: Session, person_ids: Sequence[int]) -> Asking:
    """Return which activities can ask each question, of these people too: two statements for some 500 learners."""
    on_offer: dict[str, set[str]] = defaultdict(set)
    for question_id, activity_id in session.execute(_on_offer(QuestionRevision.question_id, Activity.id)):
        on_offer[question_id].add(activity_id)
    in_progress: dict[tuple[int, str], set[str]] = defaultdict(set)
    for some in portions(person_ids):
        rows = _in_progress(Attempt.person_id, QuestionRevision.question_id, Attempt.activity_id)
        for person_id, question_id, activity_id in session.execute(rows.where(Attempt.person_id.in_(some))):
            in_progress[person_id, question_id].add(activity_id)
    return Asking(on_offer, in_progress)


def _on_offer(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(QuestionRevision)
        .join(ActivityQuestion, ActivityQuestion.question_revision_id == QuestionRevision.id)
        .join(Activity, Activity.current_revision_id == ActivityQuestion.activity_revision_id)
    )


def _in_progress(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(QuestionRevision)
        .join(AttemptQuestion, AttemptQuestion.question_revision_id == QuestionRevision.id)
        .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
        .where(Attempt.submitted_at.is_(None))
    )
