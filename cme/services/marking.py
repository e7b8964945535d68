"""Mark submitted attempts from what is stored: the responses, the revisions pinned, and the corrections of keys since.

Nothing of a score is read to make one, so each can be made again at any time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from cme.core.corrections import Correction, KeyPolicy, mark_corrected
from cme.core.question_scoring import scoring_of
from cme.core.questions import Question
from cme.core.scoring import Result, Scoring
from cme.models import Attempt, AttemptQuestion, KeyCorrection, QuestionKey, QuestionRevision, Response, Score
from cme.services.records import from_document

AT_ONCE = 500  # values in one list of a statement
T = TypeVar("T")


@dataclass(frozen=True)
class Key:
    """How a question revision is marked, and what it showed."""

    scoring: Scoring
    offered: frozenset[str]  # ids of options and prompts


@dataclass(frozen=True)
class Answered:
    """One question of an attempt and the response that counts."""

    question_id: str
    revision_id: int
    chosen: tuple[str, ...]


@dataclass
class Sheet:
    """What an attempt is marked from. ``known_correction`` is the newest one that does not bear on it."""

    attempt_id: int
    possible: int
    needed: int
    known_correction: int
    answers: dict[int, Answered] = field(default_factory=dict)  # by position


@dataclass(frozen=True)
class Corrections:
    """Corrections by question, oldest first, and the keys of every revision that marking asks for."""

    by_question: Mapping[str, Sequence[Correction]]
    keys: Mapping[int, Key]

    def result(self, sheet: Sheet, *, until: int | None = None) -> Result:
        """Mark an attempt; ``until`` leaves out corrections decided after that one. Raises ValueError as ``score``."""
        if len(sheet.answers) != sheet.possible:
            raise ValueError(f"{len(sheet.answers)} questions are to be marked out of {sheet.possible}")
        marks = {
            position: mark_corrected(
                self.keys[answer.revision_id].scoring,
                self.keys[answer.revision_id].offered,
                answer.chosen,
                self._bearing_on(sheet, answer.question_id, until),
            )
            for position, answer in sorted(sheet.answers.items())
        }
        return Result(marks=marks, possible=sheet.possible, needed=sheet.needed)

    def _bearing_on(self, sheet: Sheet, question_id: str, until: int | None) -> Iterator[Correction]:
        for each in self.by_question.get(question_id, ()):
            if each.number > sheet.known_correction and (until is None or each.number <= until):
                yield each


@dataclass(frozen=True)
class Marking:
    """One score made again. ``is_passed``: by these marks, or by those of an earlier score."""

    result: Result
    is_passed: bool


def recompute(session: Session, attempt_id: int) -> list[Marking]:
    """Return what every stored score of an attempt must say, first to newest, without reading what they say."""
    sheet = load_sheets(session, [attempt_id])[attempt_id]
    found = load_corrections(session, [sheet])
    scores = select(Score.known_correction).where(Score.attempt_id == attempt_id).order_by(Score.number)
    markings: list[Marking] = []
    for until in session.scalars(scores):
        result = found.result(sheet, until=until)
        is_passed = result.is_passed or any(each.is_passed for each in markings)
        markings.append(Marking(result=result, is_passed=is_passed))
    return markings


def newest_correction() -> Any:
    """Return the subquery of the newest correction of any key; 0 if there is none."""
    return select(func.coalesce(func.max(KeyCorrection.id), 0)).scalar_subquery()


def newest_correction_number(session: Session) -> int:
    """Return the number of the newest correction of any key; 0 if there is none."""
    return session.scalar(select(newest_correction())) or 0


def latest_responses() -> Any:
    """Select the highest sequence number saved for each question of an attempt."""
    return (
        select(Response.attempt_question_id, func.max(Response.sequence).label("sequence"))
        .join(AttemptQuestion, AttemptQuestion.id == Response.attempt_question_id)
        .group_by(Response.attempt_question_id)
    )


def load_sheets(session: Session, attempt_ids: Sequence[int]) -> dict[int, Sheet]:
    """Return what these attempts are marked from, by attempt id."""
    sheets: dict[int, Sheet] = {}
    for some in portions(attempt_ids):
        for row in session.execute(_answers(AttemptQuestion.attempt_id.in_(some))):
            if row.attempt_id not in sheets:
                sheets[row.attempt_id] = Sheet(row.attempt_id, row.question_count, row.needed, row.known_correction)
            answer = Answered(row.question_id, row.question_revision_id, tuple(row.chosen or ()))
            sheets[row.attempt_id].answers[row.position] = answer
    return sheets


def _answers(wanted: ColumnElement[bool]) -> Any:
    newest = latest_responses().where(wanted).subquery()
    return (
        select(
            AttemptQuestion.attempt_id,
            AttemptQuestion.position,
            AttemptQuestion.question_revision_id,
            QuestionRevision.question_id,
            Response.chosen,
            Attempt.question_count,
            Attempt.needed,
            Attempt.known_correction,
        )
        .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
        .join(QuestionRevision, QuestionRevision.id == AttemptQuestion.question_revision_id)
        .outerjoin(newest, newest.c.attempt_question_id == AttemptQuestion.id)
        .outerjoin(
            Response, (Response.attempt_question_id == AttemptQuestion.id) & (Response.sequence == newest.c.sequence)
        )
        .where(wanted)
    )


def load_corrections(
    session: Session, sheets: Iterable[Sheet], planned: Mapping[str, Correction] | None = None
) -> Corrections:
    """Return all that is needed to mark ``sheets``; ``planned``, by question, come after what was decided before."""
    answers = [answer for sheet in sheets for answer in sheet.answers.values()]
    decided = _decided(session, {answer.question_id for answer in answers})
    revisions = {answer.revision_id for answer in answers}
    revisions |= {revision for each in decided for revision in (each.old_revision_id, each.new_revision_id)}
    keys = load_keys(session, revisions)
    by_question: dict[str, list[Correction]] = {}
    for each in decided:
        correction = Correction(
            number=each.id,
            policy=KeyPolicy(each.policy),
            old=keys[each.old_revision_id].scoring,
            new=keys[each.new_revision_id].scoring,
        )
        by_question.setdefault(each.question_id, []).append(correction)
    for question_id, correction in (planned or {}).items():
        by_question.setdefault(question_id, []).append(correction)
    return Corrections(by_question, keys)


def _decided(session: Session, question_ids: Iterable[str]) -> list[KeyCorrection]:
    found: list[KeyCorrection] = []
    for some in portions(sorted(question_ids)):
        found += session.scalars(select(KeyCorrection).where(KeyCorrection.question_id.in_(some)))
    return sorted(found, key=lambda each: each.id)


def load_keys(session: Session, revision_ids: Iterable[int]) -> dict[int, Key]:
    """Return the keys of question revisions."""
    found: dict[int, Key] = {}
    for some in portions(sorted(revision_ids)):
        statement = select(QuestionKey.question_revision_id, QuestionKey.answered)
        for revision_id, answered in session.execute(statement.where(QuestionKey.question_revision_id.in_(some))):
            question = from_document(Question, answered)
            found[revision_id] = Key(scoring=scoring_of(question), offered=question.offered)
    return found


def score_values(result: Result) -> dict[str, Any]:
    """Return a result as the columns of a score."""
    earned = result.earned
    return {
        "numerator": earned.numerator,
        "denominator": earned.denominator,
        "possible": result.possible,
        "needed": result.needed,
        "marks": stored_marks(result),
    }


def stored_marks(result: Result) -> dict[str, list[int]]:
    """Return marks by position as a score keeps them: exact, and as JSON has them."""
    return {str(position): [mark.numerator, mark.denominator] for position, mark in result.marks.items()}


def portions(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut a list into parts that fit into one statement."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
