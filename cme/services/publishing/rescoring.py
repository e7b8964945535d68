"""Whom corrected keys concern: who was marked with them, who is answering, and what each score becomes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cme.core.access import PRETEST
from cme.core.corrections import Correction, is_answerable
from cme.core.scoring import Result, Scoring
from cme.models import (
    Attempt,
    AttemptQuestion,
    Certificate,
    CertificateRevocation,
    Person,
    QuestionRevision,
    Score,
)
from cme.services.marking import load_corrections, load_keys, load_sheets, portions, stored_marks
from cme.services.publishing.impact import AttemptChange, InFlight


@dataclass(frozen=True, kw_only=True)
class Users:
    """The tries that were asked a question, submitted or not, by the revision they were asked with.

    ``pretests`` are marked again with them, so that they compare by the same key, and count nowhere.
    """

    marked: tuple[int, ...] = ()
    pretests: tuple[int, ...] = ()
    in_flight: int = 0
    not_offered: int = 0

    @property
    def is_any(self) -> bool:
        return bool(self.marked or self.in_flight)


@dataclass(frozen=True, kw_only=True)
class Remarked:
    """An attempt whose marks change, and the score to append: also where the sum stays the same."""

    attempt_id: int
    activity_revision_id: int
    number: int  # of the new score
    result: Result
    is_passed: bool
    may_be_mailed: bool  # the account is not closed
    change: AttemptChange

    @property
    def changes_result(self) -> bool:
        if self.change.number == PRETEST:
            return False
        return self.change.old != self.change.new or self.change.was_passed != self.change.is_passed


def users_of(session: Session, new_keys: Mapping[str, Scoring]) -> dict[str, Users]:
    """Return who was asked each question; ``new_keys`` says how each is marked from now on."""
    every = _asked_of(session, sorted(new_keys))
    rows = [row for row in every if row.number != PRETEST]
    keys = load_keys(session, {row.question_revision_id for row in rows})
    marked: dict[str, list[int]] = {question_id: [] for question_id in new_keys}
    pretests: dict[str, list[int]] = {question_id: [] for question_id in new_keys}
    for row in every:
        if row.number == PRETEST and row.is_marked:
            pretests[row.question_id].append(row.id)
    in_flight: Counter[str] = Counter()
    not_offered: Counter[str] = Counter()
    for row in rows:
        if row.is_marked:
            marked[row.question_id].append(row.id)
        in_flight[row.question_id] += not row.is_marked
        not_offered[row.question_id] += not is_answerable(
            new_keys[row.question_id], keys[row.question_revision_id].offered
        )
    return {
        question_id: Users(
            marked=tuple(marked[question_id]),
            pretests=tuple(pretests[question_id]),
            in_flight=in_flight[question_id],
            not_offered=not_offered[question_id],
        )
        for question_id in new_keys
    }


def _asked_of(session: Session, question_ids: list[str]) -> list[Any]:
    """Return each attempt that was asked one of these questions, pretests too."""
    rows: list[Any] = []
    for some in portions(question_ids):
        statement = (
            select(
                QuestionRevision.question_id,
                AttemptQuestion.question_revision_id,
                Attempt.id,
                Attempt.number,
                Attempt.submitted_at.is_not(None).label("is_marked"),
            )
            .join(AttemptQuestion, AttemptQuestion.question_revision_id == QuestionRevision.id)
            .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
            .where(QuestionRevision.question_id.in_(some))
        )
        rows += session.execute(statement).all()
    return rows


def remark(session: Session, attempt_ids: set[int], planned: Mapping[str, Correction]) -> list[Remarked]:
    """Return the attempts whose marks change under the corrections decided before and those now ``planned``."""
    found: list[Remarked] = []
    for some in portions(sorted(attempt_ids)):
        sheets = load_sheets(session, some)
        corrections = load_corrections(session, sheets.values(), planned)
        for row in session.execute(_scores(some)):
            result = corrections.result(sheets[row.id])
            if stored_marks(result) != row.marks:
                found.append(_remarked(row, result))
    return found


def _remarked(row: Any, result: Result) -> Remarked:
    is_passed = bool(row.is_passed) or result.is_passed
    change = AttemptChange(
        attempt_id=row.public_id,
        pseudonym=row.pseudonym,
        name=row.name,
        email=row.email,
        activity_id=row.activity_id,
        number=row.number,
        old=Fraction(row.numerator, row.denominator),
        new=result.earned,
        possible=result.possible,
        needed=result.needed,
        was_passed=bool(row.is_passed),
        is_passed=is_passed,
        has_certificate=row.certificate_id is not None,
    )
    return Remarked(
        attempt_id=row.id,
        activity_revision_id=row.activity_revision_id,
        number=row.score_number + 1,
        result=result,
        is_passed=is_passed,
        may_be_mailed=row.closed_at is None,
        change=change,
    )


def _scores(attempt_ids: Any) -> Any:
    newest = (
        select(Score.attempt_id, func.max(Score.number).label("number"))
        .where(Score.attempt_id.in_(attempt_ids))
        .group_by(Score.attempt_id)
        .subquery()
    )
    valid = (
        select(Certificate.id, Certificate.attempt_id)
        .outerjoin(CertificateRevocation, CertificateRevocation.certificate_id == Certificate.id)
        .where(CertificateRevocation.certificate_id.is_(None))
        .subquery()
    )
    return (
        select(
            Attempt.id,
            Attempt.public_id,
            Attempt.activity_revision_id,
            Attempt.activity_id,
            Attempt.number,
            Person.pseudonym,
            Person.name,
            Person.email,
            Person.closed_at,
            Score.number.label("score_number"),
            Score.numerator,
            Score.denominator,
            Score.is_passed,
            Score.marks,
            valid.c.id.label("certificate_id"),
        )
        .join(newest, newest.c.attempt_id == Attempt.id)
        .join(Score, (Score.attempt_id == Attempt.id) & (Score.number == newest.c.number))
        .join(Person, Person.id == Attempt.person_id)
        .outerjoin(valid, valid.c.attempt_id == Attempt.id)
    )


def in_flight(session: Session, activity_ids: set[str]) -> tuple[InFlight, ...]:
    """Count the attempts in progress at these activities."""
    statement = (
        select(Attempt.activity_id, func.count())
        .where(Attempt.submitted_at.is_(None), Attempt.number != PRETEST)
        .group_by(Attempt.activity_id)
        .order_by(Attempt.activity_id)
    )
    return tuple(
        InFlight(activity_id=activity_id, attempts=count)
        for activity_id, count in session.execute(statement)
        if activity_id in activity_ids
    )
