"""Save a response and show the question it belongs to. Append-only; the highest sequence number counts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cme.core.questions import OpenQuestion
from cme.errors import BadInput, KeyReused, NotFound, NotNow, SaveConflict
from cme.models import ActivityRevision, Attempt, AttemptQuestion, QuestionRevision, Response
from cme.services.attempts import OWN_ATTEMPT, AttemptFacts, is_over, latest_responses
from cme.services.catalogue import load_content
from cme.services.questions import load_question
from cme.services.records import ActivityContent

MOST_SAVES = 10_000  # of one question in one attempt; no person gets there
FARTHEST_AHEAD = 1000  # a page may have made so many changes that never arrived


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a learner sends for one question: the whole state of it, each time."""

    chosen: tuple[str, ...]
    struck: tuple[str, ...] = ()
    is_flagged: bool = False


@dataclass(frozen=True, kw_only=True)
class Saved:
    """A response that is in the database. It may be called saved only after COMMIT."""

    answer: Answer
    sequence: int
    saved_at: datetime


@dataclass(frozen=True, kw_only=True)
class Step:
    """A question of the attempt in the list of all."""

    position: int
    stem: str
    saved: Saved | None
    chosen_text: str

    @property
    def is_answered(self) -> bool:
        return self.saved is not None and bool(self.saved.answer.chosen)

    @property
    def is_flagged(self) -> bool:
        return self.saved is not None and self.saved.answer.is_flagged


@dataclass(frozen=True, kw_only=True)
class OpenAttempt:
    """An attempt in progress as its pages show it: no key can be in it."""

    facts: AttemptFacts
    content: ActivityContent
    revision: int
    steps: tuple[Step, ...]
    questions: tuple[OpenQuestion, ...]  # options in the order shown
    question_revisions: tuple[int, ...]

    @property
    def answered(self) -> int:
        return sum(step.is_answered for step in self.steps)

    @property
    def flagged(self) -> int:
        return sum(step.is_flagged for step in self.steps)

    @property
    def next_position(self) -> int:
        """The first question without an answer, or the last."""
        return next((step.position for step in self.steps if not step.is_answered), len(self.steps))


# Built once, for building them costs more than asking them; asked on the connection, past the ORM, for the same reason.
OPEN_ATTEMPT = OWN_ATTEMPT.join(ActivityRevision, ActivityRevision.id == Attempt.activity_revision_id).add_columns(
    ActivityRevision.number.label("revision"), ActivityRevision.digest
)
_newest_each = latest_responses().where(AttemptQuestion.attempt_id == bindparam("attempt_id")).subquery()
QUESTIONS_AND_RESPONSES = (
    select(
        AttemptQuestion.position,
        AttemptQuestion.option_order,
        QuestionRevision.id.label("revision_id"),
        QuestionRevision.number,
        QuestionRevision.digest,
        Response.sequence,
        Response.chosen,
        Response.struck,
        Response.is_flagged,
        Response.saved_at,
    )
    .join(QuestionRevision, QuestionRevision.id == AttemptQuestion.question_revision_id)
    .outerjoin(_newest_each, _newest_each.c.attempt_question_id == AttemptQuestion.id)
    .outerjoin(
        Response,
        (Response.attempt_question_id == AttemptQuestion.id) & (Response.sequence == _newest_each.c.sequence),
    )
    .where(AttemptQuestion.attempt_id == bindparam("attempt_id"))
    .order_by(AttemptQuestion.position)
)
OWN_QUESTION = (
    select(AttemptQuestion.id, AttemptQuestion.option_order, Attempt.submitted_at, Attempt.deadline_at)
    .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
    .where(
        Attempt.public_id == bindparam("attempt_id"),
        Attempt.person_id == bindparam("person_id"),
        AttemptQuestion.position == bindparam("position"),
    )
)
_RESPONSES = select(Response.sequence, Response.chosen, Response.struck, Response.is_flagged, Response.saved_at).where(
    Response.attempt_question_id == bindparam("question_id")
)
NEWEST_RESPONSE = _RESPONSES.order_by(Response.sequence.desc()).limit(1)
REPEATED_RESPONSE = _RESPONSES.where(Response.idempotency_key == bindparam("key"))
_newest_sequence = (
    select(func.max(Response.sequence))
    .where(Response.attempt_question_id == AttemptQuestion.id)
    .correlate(AttemptQuestion)
    .scalar_subquery()
)
# The question, the number of its newest save and the one with this key, if any: asked at once, in one snapshot.
QUESTION_AND_SAVES = OWN_QUESTION.add_columns(
    _newest_sequence.label("newest"),
    Response.sequence,
    Response.chosen,
    Response.struck,
    Response.is_flagged,
    Response.saved_at,
).outerjoin(
    Response,
    (Response.attempt_question_id == AttemptQuestion.id) & (Response.idempotency_key == bindparam("key")),
)
QUESTION_TO_SAVE = QUESTION_AND_SAVES.with_for_update(read=True, of=Attempt)  # holds off a submission meanwhile
_TABLE = cast(Table, Response.__table__)
STORE_RESPONSE = {  # no row is stored where another save with this number or key was first
    "sqlite": sqlite.insert(_TABLE).on_conflict_do_nothing().inline(),
    "postgresql": postgresql.insert(_TABLE).on_conflict_do_nothing().inline(),
}


def open_attempt(session: Session, *, person_id: int, unsafe_attempt_id: str) -> OpenAttempt:
    """Return one's attempt with all its questions and saved responses, in two statements whatever its length.

    Raises NotFound for anybody else's.
    """
    connection = session.connection()
    own = connection.execute(OPEN_ATTEMPT, {"attempt_id": unsafe_attempt_id, "person_id": person_id}).one_or_none()
    if own is None:
        raise NotFound
    *columns, revision, digest = own
    facts = AttemptFacts(*columns)
    steps, questions, numbers = [], [], []
    for row in connection.execute(QUESTIONS_AND_RESPONSES, {"attempt_id": facts.id}):
        question = load_question(session, row.revision_id, row.digest)
        shown = _in_order(question, row.option_order)
        saved = _saved(row) if row.sequence is not None else None
        steps.append(Step(position=row.position, stem=question.stem, saved=saved, chosen_text=_chosen(shown, saved)))
        questions.append(shown)
        numbers.append(row.number)
    return OpenAttempt(
        facts=facts,
        content=load_content(session, facts.activity_revision_id, digest),
        revision=revision,
        steps=tuple(steps),
        questions=tuple(questions),
        question_revisions=tuple(numbers),
    )


def _in_order(question: OpenQuestion, order: Sequence[str]) -> OpenQuestion:
    by_id = {option.id: option for option in question.options}
    return replace(question, options=tuple(by_id[option_id] for option_id in order))


def _chosen(question: OpenQuestion, saved: Saved | None) -> str:
    chosen = saved.answer.chosen if saved is not None else ()
    return "; ".join(option.text for option in question.options if option.id in chosen)


def _saved(row: Any) -> Saved:
    answer = Answer(chosen=tuple(row.chosen), struck=tuple(row.struck), is_flagged=row.is_flagged)
    return Saved(answer=answer, sequence=row.sequence, saved_at=row.saved_at)


def save(
    session: Session,
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

    Raises NotFound (not yours, no such question), BadInput (an option of another question), KeyReused (same
    key, other body), NotNow (submitted or past the deadline), SaveConflict (a save with this or a higher
    sequence number exists: from another tab or device, or a later one of this page).
    """
    _check_numbers(sequence, idempotency_key)
    question = _get_question(session, person_id, unsafe_attempt_id, position, idempotency_key)
    _check_options(answer, question.option_order)
    if (repeated := _find_repeated(question, answer, sequence)) is not None:
        return repeated
    if is_over(question.submitted_at, question.deadline_at, now):
        if (repeated := _stored_meanwhile(session, question.id, answer, sequence, idempotency_key)) is not None:
            return repeated
        raise NotNow("This attempt is submitted, so nothing can be changed any more.")
    known = question.newest or 0
    if sequence > known + FARTHEST_AHEAD:
        raise BadInput("The number of this save makes no sense. Reload the page and choose again.")
    if known >= sequence:
        raise SaveConflict("A later answer to this question was saved in another tab or on another device.")
    return _store(session, question.id, answer, sequence, idempotency_key, now)


def _store(
    session: Session, question_id: int, answer: Answer, sequence: int, idempotency_key: str, now: datetime
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
    connection = session.connection()
    if connection.execute(STORE_RESPONSE[connection.dialect.name], row).rowcount == 1:
        return Saved(answer=answer, sequence=sequence, saved_at=now)
    if (repeated := _stored_meanwhile(session, question_id, answer, sequence, idempotency_key)) is not None:
        return repeated
    raise SaveConflict("Another answer to this question was saved at the same moment.")


def _stored_meanwhile(
    session: Session, question_id: int, answer: Answer, sequence: int, idempotency_key: str
) -> Saved | None:
    """Look for the same save once more: on PostgreSQL it may have been stored while the first look waited."""
    wanted = {"question_id": question_id, "key": idempotency_key}
    first = session.connection().execute(REPEATED_RESPONSE, wanted).one_or_none()
    return None if first is None else _find_repeated(first, answer, sequence)


def _get_question(session: Session, person_id: int, unsafe_attempt_id: str, position: int, idempotency_key: str) -> Any:
    """Return a question of one's own attempt, to save an answer to it."""
    wanted = {"attempt_id": unsafe_attempt_id, "person_id": person_id, "position": position, "key": idempotency_key}
    row = session.connection().execute(QUESTION_TO_SAVE, wanted).one_or_none()
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


def newest_saved(session: Session, *, person_id: int, unsafe_attempt_id: str, position: int) -> Saved | None:
    """Return the response now in force for one question, to show beside one that was refused."""
    wanted = {"attempt_id": unsafe_attempt_id, "person_id": person_id, "position": position}
    question = session.connection().execute(OWN_QUESTION, wanted).one_or_none()
    if question is None:
        raise NotFound
    row = session.connection().execute(NEWEST_RESPONSE, {"question_id": question.id}).one_or_none()
    return _saved(row) if row is not None else None


def _check_numbers(sequence: int, idempotency_key: str) -> None:
    if not 1 <= sequence <= MOST_SAVES:
        raise BadInput("The number of this save makes no sense. Reload the page and choose again.")
    if not 16 <= len(idempotency_key) <= 64 or not idempotency_key.isascii() or not idempotency_key.isprintable():
        raise BadInput("The save carries no usable key. Reload the page and choose again.")


def _check_options(answer: Answer, known: Sequence[str]) -> None:
    if not set(answer.chosen) <= set(known) or not set(answer.struck) <= set(known):
        raise BadInput("That option does not belong to this question. Reload the page and choose again.")
    if len(answer.chosen) > 1 or len(set(answer.struck)) != len(answer.struck):
        raise BadInput("Choose one option.")
