"""My misses: what a learner got wrong last time and may see the key of, and how certainty and being right agree."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cme.core.access import PRETEST
from cme.models import Attempt, AttemptQuestion, PracticeResponse, QuestionRevision, Score
from cme.services.catalogue import PublishedActivity, latest_score, list_activities, standings
from cme.services.practice import CERTAINTIES, practisable
from cme.services.questions import released_activities, still_asked


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
    open_questions = practisable(session, person_id=person_id, standings=where)
    released = released_activities(where)
    asked = still_asked(session, person_id=person_id, released=released)
    newest: dict[str, _Answered] = {}
    for question_id, answered in (*_in_tries(session, person_id, released, asked), *_in_practice(session, person_id)):
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
    return MissesPage(
        misses=tuple(ordered), calibration=_calibration(session, person_id), may_practise=bool(open_questions)
    )


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


def _in_practice(session: Session, person_id: int) -> Iterator[tuple[str, _Answered]]:
    """Yield the last answer to each question in practice."""
    last = (
        select(func.max(PracticeResponse.id))
        .join(QuestionRevision, QuestionRevision.id == PracticeResponse.question_revision_id)
        .where(PracticeResponse.person_id == person_id)
        .group_by(QuestionRevision.question_id)
    )
    statement = (
        select(
            QuestionRevision.question_id,
            PracticeResponse.answered_at,
            PracticeResponse.is_correct,
            PracticeResponse.certainty,
        )
        .join(QuestionRevision, QuestionRevision.id == PracticeResponse.question_revision_id)
        .where(PracticeResponse.id.in_(last))
    )
    for row in session.execute(statement):
        yield row.question_id, _Answered(row.answered_at, True, row.is_correct, row.certainty)


def _calibration(session: Session, person_id: int) -> tuple[Calibration, ...]:
    statement = (
        select(
            PracticeResponse.certainty,
            func.count().label("answered"),
            func.count().filter(PracticeResponse.is_correct).label("right"),
        )
        .where(PracticeResponse.person_id == person_id, PracticeResponse.certainty.is_not(None))
        .group_by(PracticeResponse.certainty)
    )
    counted = {row.certainty: (row.answered, row.right) for row in session.execute(statement)}
    return tuple(
        Calibration(certainty=each, answered=answered, right=right)
        for each in reversed(CERTAINTIES)
        for answered, right in [counted.get(each, (0, 0))]
    )
