"""Save a response and show the question it belongs to. Append-only; the highest sequence number counts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from cme.core.cases import case_parts
from cme.core.questions import OpenQuestion
from cme.core.responses import canonical, fault_of
from cme.database import Connected, connection_of
from cme.errors import BadInput, KeyReused, NotFound, NotNow, PartClosed, SaveConflict
from cme.services.attempts import AttemptFacts, is_over
from cme.services.cases import parts_of
from cme.services.catalogue import load_content
from cme.services.questions import load_question
from cme.services.records import RevisionCache
from cme.services.response_statements import (
    NEWEST_RESPONSE,
    OPEN_ATTEMPT,
    OWN_QUESTION,
    QUESTION_AND_SAVES,
    QUESTION_TO_SAVE,
    QUESTIONS_AND_RESPONSES,
    REPEATED_RESPONSE,
    STORE_RESPONSE,
)
from cme.services.steps import Answer, OpenAttempt, Saved, Step, not_open, withheld

__all__ = [
    "QUESTION_AND_SAVES",
    "Answer",
    "OpenAttempt",
    "Saved",
    "Step",
    "newest_saved",
    "open_attempt",
    "save",
]

MOST_SAVES = 10_000  # of one question in one attempt; no person gets there
_arranged: RevisionCache[OpenQuestion] = RevisionCache(5000)  # by digest and order
FARTHEST_AHEAD = 1000  # a page may have made so many changes that never arrived


def open_attempt(session: Connected, *, person_id: int, unsafe_attempt_id: str) -> OpenAttempt:
    """Return one's attempt with all its questions and saved responses, in two statements whatever its length.

    Nothing is in it of a part of a case that is not open yet. Raises NotFound for anybody else's.
    """
    connection = connection_of(session)
    own = connection.execute(OPEN_ATTEMPT, {"attempt_id": unsafe_attempt_id, "person_id": person_id}).one_or_none()
    if own is None:
        raise NotFound
    *columns, revision, digest = own
    facts = AttemptFacts(*columns)
    rows = connection.execute(QUESTIONS_AND_RESPONSES, {"attempt_id": facts.id}).all()
    return OpenAttempt(
        facts=facts,
        content=load_content(session, facts.activity_revision_id, digest),
        revision=revision,
        steps=_steps(session, facts, rows),
        question_revisions=tuple(row.number for row in rows),
    )


def _steps(session: Connected, facts: AttemptFacts, rows: Sequence[Any]) -> tuple[Step, ...]:
    questions = [_in_order(session, row) for row in rows]
    parts, is_submitted = case_parts(questions, facts.locked), facts.submitted_at is not None
    steps = []
    for row, question in zip(rows, questions, strict=True):
        part, stem = parts.get(row.position), question.stem
        if part is not None and not part.is_open:
            stem = f"{part.words}, not opened" if is_submitted else not_open(part)
            question = question if is_submitted else withheld(question, part)
        saved = _saved(row) if row.sequence is not None else None
        steps.append(Step(position=row.position, stem=stem, question=question, saved=saved, part=part))
    return tuple(steps)


def _in_order(session: Connected, row: Any) -> OpenQuestion:
    """Return a question with its options in the order in which this attempt shows them."""

    def arrange() -> OpenQuestion:
        question = load_question(session, row.revision_id, row.digest)
        by_id = {option.id: option for option in question.options}
        return replace(question, options=tuple(by_id[option_id] for option_id in row.option_order))

    return _arranged.get(" ".join((row.digest, *row.option_order)), arrange)


def _saved(row: Any) -> Saved:
    answer = Answer(chosen=tuple(row.chosen), struck=tuple(row.struck), is_flagged=row.is_flagged)
    return Saved(answer=answer, sequence=row.sequence, saved_at=row.saved_at)


def save(
    session: Connected,
    *,
    person_id: int,
    unsafe_attempt_id: str,
    position: int,
    answer: Answer,
    sequence: int,
    idempotency_key: str,
    now: datetime,
) -> Saved:
    """Append a response. The same key with the same body answers as it did the first time.

    Raises NotFound (not yours, no such question), BadInput (no response to this question), KeyReused (same
    key, other body), NotNow (submitted or past the deadline), PartClosed (a part of a case that is locked or not
    open yet), SaveConflict (a save with this or a higher sequence number exists: from another tab or device, or a
    later one of this page).
    """
    _check_numbers(sequence, idempotency_key)
    question = _get_question(session, person_id, unsafe_attempt_id, position, idempotency_key)
    asked = load_question(session, question.revision_id, question.digest)
    answer = _checked(asked, answer)
    if (repeated := _find_repeated(question, answer, sequence)) is not None:
        return replace(repeated, is_superseded=(question.newest or 0) > sequence)
    if (refusal := _refusal(session, question, asked, position, now)) is not None:
        if (repeated := _stored_meanwhile(session, question.id, answer, sequence, idempotency_key)) is not None:
            return repeated
        raise refusal
    known = question.newest or 0
    if sequence > known + FARTHEST_AHEAD:
        raise BadInput("The number of this save makes no sense. Reload the page and choose again.")
    if known >= sequence:
        raise SaveConflict("A later answer to this question was saved in another tab or on another device.")
    return _store(session, question.id, answer, sequence, idempotency_key, now)


def _store(
    session: Connected, question_id: int, answer: Answer, sequence: int, idempotency_key: str, now: datetime
) -> Saved:
    row = {
        "attempt_question_id": question_id,
        "sequence": sequence,
        "idempotency_key": idempotency_key,
        "chosen": list(answer.chosen),
        "struck": list(answer.struck),
        "is_flagged": answer.is_flagged,
        "saved_at": now,
    }
    connection = connection_of(session)
    if connection.execute(STORE_RESPONSE[connection.dialect.name], row).rowcount == 1:
        return Saved(answer=answer, sequence=sequence, saved_at=now)
    if (repeated := _stored_meanwhile(session, question_id, answer, sequence, idempotency_key)) is not None:
        return repeated
    raise SaveConflict("Another answer to this question was saved at the same moment.")


def _stored_meanwhile(
    session: Connected, question_id: int, answer: Answer, sequence: int, idempotency_key: str
) -> Saved | None:
    """Look for the same save once more: on PostgreSQL it may have been stored while the first look waited."""
    wanted = {"question_id": question_id, "key": idempotency_key}
    first = connection_of(session).execute(REPEATED_RESPONSE, wanted).one_or_none()
    return None if first is None else _find_repeated(first, answer, sequence)


def _get_question(
    session: Connected, person_id: int, unsafe_attempt_id: str, position: int, idempotency_key: str
) -> Any:
    """Return a question of one's own attempt, to save an answer to it."""
    wanted = {"attempt_id": unsafe_attempt_id, "person_id": person_id, "position": position, "key": idempotency_key}
    row = connection_of(session).execute(QUESTION_TO_SAVE, wanted).one_or_none()
    if row is None:
        raise NotFound
    return row


def _find_repeated(row: Any, answer: Answer, sequence: int) -> Saved | None:
    """Return what was saved with this key before, if anything. Raises KeyReused where that was something else."""
    if row.sequence is None:
        return None
    found = _saved(row)
    if (found.answer, found.sequence) != (answer, sequence):
        raise KeyReused("This save repeats the key of another one. Reload the page and choose again.")
    return found


def newest_saved(session: Connected, *, person_id: int, unsafe_attempt_id: str, position: int) -> Saved | None:
    """Return the response now in force for one question, to show beside one that was refused."""
    wanted = {"attempt_id": unsafe_attempt_id, "person_id": person_id, "position": position}
    question = connection_of(session).execute(OWN_QUESTION, wanted).one_or_none()
    if question is None:
        raise NotFound
    row = connection_of(session).execute(NEWEST_RESPONSE, {"question_id": question.id}).one_or_none()
    return _saved(row) if row is not None else None


def _check_numbers(sequence: int, idempotency_key: str) -> None:
    if not 1 <= sequence <= MOST_SAVES:
        raise BadInput("The number of this save makes no sense. Reload the page and choose again.")
    if not 16 <= len(idempotency_key) <= 64 or not idempotency_key.isascii() or not idempotency_key.isprintable():
        raise BadInput("The save carries no usable key. Reload the page and choose again.")


def _checked(question: OpenQuestion, answer: Answer) -> Answer:
    """Return the answer in the form in which it is kept. Raises BadInput where it is none to this question."""
    if fault := fault_of(question, answer.chosen):
        raise BadInput(fault)
    known = {option.id for option in question.options}
    if not set(answer.struck) <= known or len(set(answer.struck)) != len(answer.struck):
        raise BadInput("What is struck out is no option of this question. Reload the page and choose again.")
    return replace(answer, chosen=canonical(question, answer.chosen))


def _refusal(session: Connected, row: Any, question: OpenQuestion, position: int, now: datetime) -> NotNow | None:
    """Return why nothing can be changed now, if so."""
    if is_over(row.submitted_at, row.deadline_at, now):
        if row.submitted_at is None:
            return NotNow("The time for this attempt is over, so nothing can be changed any more.")
        return NotNow("This attempt is submitted, so nothing can be changed any more.")
    if question.stimulus is None or not question.stimulus.is_sequential:
        return None
    part = parts_of(session, row.attempt_id, row.locked)[position]
    if part.is_locked:
        return PartClosed("The case has gone on, so this answer is locked and cannot be changed any more.")
    return None if part.is_open else PartClosed("This part of the case is not open yet. Answer the one before it.")
