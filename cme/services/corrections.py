"""What learners are told of corrected keys: beside their result, and by mail. As much as may be shown, and no more."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from cme.core.corrections import POLICY_WORDS, KeyPolicy
from cme.core.questions import Question
from cme.models import Attempt, KeyCorrection, Publication, QuestionKey, Score
from cme.services.marking import portions
from cme.services.records import from_document


@dataclass(frozen=True, kw_only=True)
class CorrectionNotice:
    """One corrected question of an attempt, or, where naming it could give its key, that there was one.

    Without a ``position`` the question is not named; without a ``policy`` nothing of the keys may be told, and
    ``old_keys``, ``new_keys``, ``policy_words`` and ``why`` are empty. ``old_score`` is None where the attempt was
    submitted after the correction, so that there was no score before.
    """

    at: datetime
    old_score: Fraction | None
    new_score: Fraction
    possible: int
    is_pass_gained: bool
    is_pass_kept: bool  # the marks alone would not be enough any more; the pass was earned and stays
    position: int | None = None
    stem: str = ""
    old_keys: tuple[str, ...] = ()
    new_keys: tuple[str, ...] = ()
    policy: KeyPolicy | None = None
    policy_words: str = ""
    why: str = ""

    @property
    def is_rescored(self) -> bool:
        return self.old_score is not None and self.old_score != self.new_score


def notices(
    session: Session, attempt_id: int, questions: Mapping[str, int], *, is_everything: bool, may_name: bool
) -> tuple[CorrectionNotice, ...]:
    """Return what is to be told of an attempt, oldest first; ``questions`` are its positions by question id.

    Where not ``is_everything`` may be shown, only a change of the score is told; with the question's position if
    ``may_name``: a score that rises by one question gives the key of that question.
    """
    known = select(Attempt.known_correction).where(Attempt.id == attempt_id).scalar_subquery()
    rows = session.execute(_corrections().where(KeyCorrection.id > known)).all()
    if not any(row.question_id in questions for row in rows):
        return ()
    scores = session.execute(_scores([attempt_id])).all()
    return _told(rows, scores, questions, is_everything=is_everything, may_name=may_name)


@dataclass(frozen=True)
class PublishedCorrections:
    """What one publication corrected, and the scores of attempts that it bears on."""

    corrections: Sequence[Any]
    scores: Mapping[int, Sequence[Any]]  # by attempt

    def notices(
        self, attempt_id: int, questions: Mapping[str, int], *, is_everything: bool, may_name: bool
    ) -> tuple[CorrectionNotice, ...]:
        """Return of what ``notices`` says of an attempt the part that is of this publication."""
        scores = self.scores[attempt_id]
        return _told(self.corrections, scores, questions, is_everything=is_everything, may_name=may_name)


def load_published(session: Session, publication_id: int, attempt_ids: Sequence[int]) -> PublishedCorrections:
    """Return what a publication corrected of attempts that began before it, in two statements for some 500."""
    corrections = session.execute(_corrections().where(KeyCorrection.publication_id == publication_id)).all()
    scores = defaultdict(list)
    for some in portions(attempt_ids):
        for row in session.execute(_scores(some)):
            scores[row.attempt_id].append(row)
    return PublishedCorrections(corrections, scores)


def _corrections() -> Any:
    old, new = aliased(QuestionKey), aliased(QuestionKey)
    return (
        select(
            KeyCorrection.id,
            KeyCorrection.publication_id,
            KeyCorrection.question_id,
            KeyCorrection.policy,
            Publication.published_at,
            Publication.note,
            old.answered.label("old"),
            new.answered.label("new"),
        )
        .join(Publication, Publication.id == KeyCorrection.publication_id)
        .join(old, old.question_revision_id == KeyCorrection.old_revision_id)
        .join(new, new.question_revision_id == KeyCorrection.new_revision_id)
    )


def _scores(attempt_ids: Sequence[int]) -> Any:
    return (
        select(
            Score.attempt_id,
            Score.numerator,
            Score.denominator,
            Score.possible,
            Score.needed,
            Score.is_passed,
            Score.known_correction,
        )
        .where(Score.attempt_id.in_(attempt_ids))
        .order_by(Score.number)
    )


def _told(
    rows: Sequence[Any], scores: Sequence[Any], questions: Mapping[str, int], *, is_everything: bool, may_name: bool
) -> tuple[CorrectionNotice, ...]:
    found = sorted((row for row in rows if row.question_id in questions), key=lambda row: (row.id, row.question_id))
    told: list[CorrectionNotice] = []
    for _, group in groupby(found, key=lambda row: row.publication_id):
        corrections = list(group)
        facts = _facts(corrections, scores)
        if is_everything:
            told += (_whole(row, questions, facts) for row in corrections)
        elif facts["old_score"] not in (None, facts["new_score"]):
            named: Sequence[int | None] = sorted(questions[row.question_id] for row in corrections)
            told += (CorrectionNotice(position=each, **facts) for each in (named if may_name else [None]))
    return tuple(told)


def _facts(corrections: Sequence[Any], scores: Sequence[Any]) -> dict[str, Any]:
    """Return the fields that say what one publication did to the score."""
    first, last = corrections[0].id, corrections[-1].id
    before = next((each for each in reversed(scores) if each.known_correction < first), None)
    after = next((each for each in reversed(scores) if each.known_correction <= last), scores[0])
    new = Fraction(after.numerator, after.denominator)
    return {
        "at": corrections[0].published_at,
        "old_score": Fraction(before.numerator, before.denominator) if before is not None else None,
        "new_score": new,
        "possible": after.possible,
        "is_pass_gained": before is not None and after.is_passed and not before.is_passed,
        "is_pass_kept": after.is_passed and new < after.needed,
    }


def _whole(row: Any, questions: Mapping[str, int], facts: Mapping[str, Any]) -> CorrectionNotice:
    old, new = from_document(Question, row.old), from_document(Question, row.new)
    policy = KeyPolicy(row.policy)
    return CorrectionNotice(
        position=questions[row.question_id],
        stem=new.stem,
        old_keys=old.key_texts,
        new_keys=new.key_texts,
        policy=policy,
        policy_words=POLICY_WORDS[policy],
        why=row.note,
        **facts,
    )
