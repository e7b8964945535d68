"""What other learners answered: shown beside a result that may show everything, and only of ten people or more."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from cme.core.question_scoring import reader_of
from cme.core.questions import Question
from cme.core.responses import is_answered
from cme.core.review import Peers
from cme.models import Attempt, AttemptQuestion, Person, QuestionKey, QuestionRevision, Response

FEWEST = 10  # people who answered: of fewer, a share would tell what a single one did


def load_peers(session: Session, attempt_id: int, questions: Mapping[int, Question]) -> dict[int, Peers]:
    """Return what learners answered to the questions of an attempt, by position, in one statement.

    Of each learner the first submitted try that asked the question counts, where the question had the same key. Who
    writes or administers banks is left out, as is whoever gave no answer.
    """
    given: dict[int, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for row in session.execute(_answers(attempt_id)):
        given[row.position][tuple(json.loads(row.chosen))] += row.times
    found = {position: _peers(questions[position], answers) for position, answers in given.items()}
    return {position: peers for position, peers in found.items() if peers.count >= FEWEST}


def _peers(question: Question, answers: Mapping[tuple[str, ...], int]) -> Peers:
    asked, reader = question.opened(), reader_of(question)
    answered = {chosen: times for chosen, times in answers.items() if is_answered(asked, chosen)}
    count = sum(answered.values())
    parts: Counter[str] = Counter()
    for chosen, times in answered.items():
        for part in set(reader.read(chosen)):
            parts[part] += times
    return Peers(count=count, shares={part: Fraction(times, count) for part, times in parts.items()})


def _answers(attempt_id: int) -> Any:
    """Return the statement of how often each answer was given, by position in the attempt."""
    own = (
        select(AttemptQuestion.position, QuestionRevision.question_id, QuestionKey.key_digest)
        .join(QuestionRevision, QuestionRevision.id == AttemptQuestion.question_revision_id)
        .join(QuestionKey, QuestionKey.question_revision_id == QuestionRevision.id)
        .where(AttemptQuestion.attempt_id == attempt_id)
        .subquery()
    )
    first = (
        select(own.c.position, func.min(AttemptQuestion.id).label("id"))
        .select_from(own)
        .join(QuestionRevision, QuestionRevision.question_id == own.c.question_id)
        .join(
            QuestionKey,
            (QuestionKey.question_revision_id == QuestionRevision.id) & (QuestionKey.key_digest == own.c.key_digest),
        )
        .join(AttemptQuestion, AttemptQuestion.question_revision_id == QuestionRevision.id)
        .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
        .join(Person, Person.id == Attempt.person_id)
        .where(Attempt.submitted_at.is_not(None), Attempt.number >= 1, Person.role == "learner")
        .group_by(own.c.position, Attempt.person_id)
        .subquery()
    )
    newest = (
        select(func.max(Response.sequence))
        .where(Response.attempt_question_id == first.c.id)
        .correlate(first)
        .scalar_subquery()
    )
    chosen = cast(Response.chosen, Text)
    return (
        select(first.c.position, chosen.label("chosen"), func.count().label("times"))
        .join(Response, (Response.attempt_question_id == first.c.id) & (Response.sequence == newest))
        .group_by(first.c.position, chosen)
    )
