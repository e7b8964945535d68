"""My misses: what a learner got wrong last time and may see the key of, and how certainty and being right agree."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from cme.core.access import PRETEST
from cme.core.question_scoring import scoring_of
from cme.core.questions import Question
from cme.models import Attempt, AttemptQuestion, PracticeResponse, QuestionKey, QuestionRevision, Score
from cme.models import Question as QuestionRow
from cme.services.catalogue import PublishedActivity, list_activities, standings
from cme.services.practice import CERTAINTIES, to_practise
from cme.services.questions import released_activities, still_asked
from cme.services.records import from_document
from cme.services.scores import latest_score


@dataclass(frozen=True, kw_only=True)
class Miss:
    """A question whose last answer was not right. It stands at ``position`` in the practice of ``activity``."""

    activity: PublishedActivity
    position: int
    stem: str
    at: datetime
    is_practice: bool
    certainty: int | None  # None = not said, or answered in a posttest


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """How many answers were given in practice with this certainty, and how many of them were right."""

    certainty: int
    answered: int
    right: int


@dataclass(frozen=True, kw_only=True)
class MissesPage:
    misses: tuple[Miss, ...]  # those of which one was certain first, then the oldest
    calibration: tuple[Calibration, ...]  # one for each certainty, the highest first
    may_practise: bool


@dataclass(frozen=True)
class _Answered:
    at: datetime
    is_practice: bool
    is_right: bool
    certainty: int | None = None


def my_misses(session: Session, *, person_id: int, now: datetime) -> MissesPage:
    """Return what this learner should look at again: never a question that they can still be asked for credit."""
    offered = {each.id: each for each in list_activities(session)}
    where = standings(session, person_id=person_id, activities=offered.values(), now=now)
    released = released_activities(where)
    asked = still_asked(session, person_id=person_id, released=released)
    open_questions = to_practise(session, released=released, asked=asked)
    newest: dict[str, _Answered] = {}
    practised = _practised(session, person_id, asked)
    for question_id, answered in (*_in_tries(session, person_id, released, asked), *practised):
        known = newest.get(question_id)
        if known is None or (answered.at, answered.is_practice) >= (known.at, known.is_practice):
            newest[question_id] = answered
    found: dict[str, Miss] = {}
    for activity_id, questions in open_questions.items():
        for position, (_, question) in enumerate(questions, start=1):
            last = newest.get(question.id)
            if last is not None and not last.is_right and question.id not in found:
                found[question.id] = Miss(
                    activity=offered[activity_id],
                    position=position,
                    stem=question.stem,
                    at=last.at,
                    is_practice=last.is_practice,
                    certainty=last.certainty,
                )
    ordered = sorted(found.values(), key=lambda miss: (-(miss.certainty or 0), miss.at))
    return MissesPage(misses=tuple(ordered), calibration=_calibration(practised), may_practise=bool(open_questions))


def _in_tries(
    session: Session, person_id: int, released: Collection[str], asked: Collection[str]
) -> Iterator[tuple[str, _Answered]]:
    """Yield how each question of each try went whose result shows everything: of no other may a mark be told."""
    statement = (
        select(Attempt.id, Attempt.submitted_at, AttemptQuestion.position, QuestionRevision.question_id, Score.marks)
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionRevision, QuestionRevision.id == AttemptQuestion.question_revision_id)
        .join(Score, (Score.attempt_id == Attempt.id) & latest_score(Attempt.id))
        .where(
            Attempt.person_id == person_id,
            Attempt.submitted_at.is_not(None),
            Attempt.number != PRETEST,
            Attempt.activity_id.in_(released),
        )
    )
    rows: list[Any] = list(session.execute(statement))
    withheld = {row.id for row in rows if row.question_id in asked}
    for row in rows:
        if row.id not in withheld:
            numerator, denominator = row.marks[str(row.position)]
            yield row.question_id, _Answered(row.submitted_at, False, numerator == denominator)


def _practised(session: Session, person_id: int, asked: Collection[str]) -> list[tuple[str, _Answered]]:
    """Return every answer given in practice, oldest first, as the present key marks it.

    Those to questions that can still be ``asked`` for credit keep their marks: a new one would tell of the new key.
    """
    rows = session.execute(_practice_rows(person_id)).all()
    corrected = {
        row.current_id
        for row in rows
        if row.current_digest not in (None, row.key_digest) and row.question_id not in asked
    }
    keys = select(QuestionKey.question_revision_id, QuestionKey.answered).where(
        QuestionKey.question_revision_id.in_(corrected)
    )
    scorings = {
        revision_id: scoring_of(from_document(Question, answered))
        for revision_id, answered in (session.execute(keys) if corrected else ())
    }
    found = []
    for row in rows:
        scoring = scorings.get(row.current_id)
        is_right = row.is_correct if scoring is None else scoring.mark(row.chosen) == 1
        found.append((row.question_id, _Answered(row.answered_at, True, is_right, row.certainty)))
    return found


def _practice_rows(person_id: int) -> Any:
    """Select answers with the digest of the key that marked them, and the revision of their question now in force."""
    current = aliased(QuestionKey)
    return (
        select(
            QuestionRevision.question_id,
            PracticeResponse.chosen,
            PracticeResponse.answered_at,
            PracticeResponse.is_correct,
            PracticeResponse.certainty,
            QuestionKey.key_digest,
            current.question_revision_id.label("current_id"),
            current.key_digest.label("current_digest"),
        )
        .join(QuestionRevision, QuestionRevision.id == PracticeResponse.question_revision_id)
        .join(QuestionKey, QuestionKey.question_revision_id == QuestionRevision.id)
        .join(QuestionRow, QuestionRow.id == QuestionRevision.question_id)
        .outerjoin(current, current.question_revision_id == QuestionRow.current_revision_id)
        .where(PracticeResponse.person_id == person_id)
        .order_by(PracticeResponse.id)
    )


def _calibration(practised: Iterable[tuple[str, _Answered]]) -> tuple[Calibration, ...]:
    answered = Counter((each.certainty, each.is_right) for _, each in practised)
    return tuple(
        Calibration(certainty=each, answered=answered[each, True] + answered[each, False], right=answered[each, True])
        for each in reversed(CERTAINTIES)
    )
