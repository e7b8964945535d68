"""The educators' side of flags: one queue, and an answer to each, of which the learner is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session, aliased

from cme.core.questions import TYPED, Option, Prompt, Question, QuestionType
from cme.core.sources import Evidence
from cme.errors import BadInput, NotFound, NotNow
from cme.models import Attempt, Flag, Person, QuestionKey, QuestionRevision
from cme.models import Question as QuestionRow
from cme.services import audit, mail, results
from cme.services.accounts import SignedIn
from cme.services.records import from_document

LONGEST_ANSWER = 2000
MOST_ANSWERED = 100


@dataclass(frozen=True, kw_only=True)
class QueuedFlag:
    """A flag as educators see it: on which words, whose, why, and what was answered ("" = nothing yet)."""

    id: str
    learner: str  # address
    reason: str
    raised_at: datetime
    question: Question  # the revision that the learner saw
    revision: int
    bank_id: str
    is_in_use: bool  # the bank still asks this question, perhaps in a newer revision
    part: Option | Prompt | None  # whose evidence is doubted; None = the question as a whole is
    evidence: Evidence | None  # None with a part = that the source is silent on it is doubted
    resolved_at: datetime | None
    resolved_by: str  # address
    answer: str

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None

    @property
    def part_kind(self) -> str:
        """What learners know the part as."""
        if isinstance(self.part, Prompt):
            return "Pair"
        if self.question.type in TYPED:
            return "Answer"
        return "Item" if self.question.type is QuestionType.ORDERING else "Option"

    @property
    def part_text(self) -> str:
        if not isinstance(self.part, Prompt):
            return self.part.text if self.part is not None else ""
        matched = next(option.text for option in self.question.options if option.id == self.part.match)
        return f"{self.part.text}: {matched}"


def list_open(session: Session, question_ids: Iterable[str] | None = None) -> list[QueuedFlag]:
    """Return the open flags, oldest first; of some questions alone, if any are named."""
    statement = _flags().where(Flag.resolved_at.is_(None)).order_by(Flag.id)
    return _read(session, statement if question_ids is None else statement.where(Flag.question_id.in_(question_ids)))


def list_answered(session: Session) -> list[QueuedFlag]:
    """Return the hundred flags answered last, newest answer first."""
    statement = _flags().where(Flag.resolved_at.is_not(None))
    return _read(session, statement.order_by(Flag.resolved_at.desc(), Flag.id.desc()).limit(MOST_ANSWERED))


def count_open(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(Flag).where(Flag.resolved_at.is_(None))).one()


def get_flag(session: Session, unsafe_flag_id: str) -> QueuedFlag:
    """Return one flag. Raises NotFound."""
    found = _read(session, _flags().where(Flag.public_id == unsafe_flag_id))
    if not found:
        raise NotFound
    return found[0]


_answering = aliased(Person)
_COLUMNS: tuple[Any, ...] = (
    Flag.public_id,
    Person.email,
    Flag.reason,
    Flag.raised_at,
    Flag.question_revision_id,
    QuestionRevision.number,
    QuestionRow.bank_id,
    QuestionRow.current_revision_id,
    Flag.option_id,
    Flag.passage_id,
    Flag.resolved_at,
    func.coalesce(_answering.email, "").label("resolved_by"),
    Flag.answer,
)


def _flags() -> Select[Any]:
    return (
        select(*_COLUMNS)
        .select_from(Flag)
        .join(Person, Person.id == Flag.person_id)
        .join(QuestionRevision, QuestionRevision.id == Flag.question_revision_id)
        .join(QuestionRow, QuestionRow.id == QuestionRevision.question_id)
        .outerjoin(_answering, _answering.id == Flag.resolved_by_id)
    )


def _read(session: Session, statement: Select[Any]) -> list[QueuedFlag]:
    rows = session.execute(statement).all()
    keys = select(QuestionKey.question_revision_id, QuestionKey.answered)
    asked = keys.where(QuestionKey.question_revision_id.in_({row.question_revision_id for row in rows}))
    questions = {row[0]: from_document(Question, row[1]) for row in session.execute(asked)} if rows else {}
    return [_queued(row, questions[row.question_revision_id]) for row in rows]


def _queued(row: Any, question: Question) -> QueuedFlag:
    part = _part(question, row.option_id, row.passage_id)
    evidence = part.evidence if part is not None else ()
    return QueuedFlag(
        id=row.public_id,
        learner=row.email,
        reason=row.reason,
        raised_at=row.raised_at,
        question=question,
        revision=row.number,
        bank_id=row.bank_id,
        is_in_use=row.current_revision_id is not None,
        part=part,
        evidence=next((each for each in evidence if each.passage.id == row.passage_id), None),
        resolved_at=row.resolved_at,
        resolved_by=row.resolved_by,
        answer=row.answer,
    )


def _part(question: Question, part_id: str, passage_id: str) -> Option | Prompt | None:
    """Return the pair, item or option of an id. A prompt may share it with an option: then the evidence decides."""
    parts: tuple[Option | Prompt, ...] = (*question.prompts, *question.options)
    named = [each for each in parts if each.id == part_id]
    if not passage_id:
        return next((each for each in named if each.silent), None)
    return next((each for each in named if any(one.passage.id == passage_id for one in each.evidence)), None)


def resolve(
    session: Session, *, educator: SignedIn, unsafe_flag_id: str, answer: str, origin: str, now: datetime
) -> bool:
    """Answer a flag and tell its learner by mail; return False where the very same answer was given before.

    Raises NotFound, BadInput, or NotNow where somebody else has answered meanwhile.
    """
    answer = answer.strip()
    if not 1 <= len(answer) <= LONGEST_ANSWER:
        raise BadInput(f"Write an answer for the learner, in at most {LONGEST_ANSWER} characters.")
    closing = (
        update(Flag)
        .where(Flag.public_id == unsafe_flag_id, Flag.resolved_at.is_(None))
        .values(resolved_at=now, resolved_by_id=educator.id, answer=answer)
        .returning(Flag.person_id, Flag.attempt_id)
    )
    closed = session.execute(closing).one_or_none()
    if closed is None:
        before = get_flag(session, unsafe_flag_id)
        if (before.resolved_by, before.answer) == (educator.email, answer):
            return False
        raise NotNow(f"{before.resolved_by} has answered this flag already, so your answer was not sent.")
    _tell(session, unsafe_flag_id, closed.person_id, closed.attempt_id, answer, origin, now)
    audit.record(session, actor=educator.pseudonym, action="flag.resolved", subject=unsafe_flag_id, now=now)
    return True


def _tell(
    session: Session, flag_id: str, person_id: int, attempt_id: int, answer: str, origin: str, now: datetime
) -> None:
    """Queue the mail, unless the account is closed.

    It carries the answer only where keys are shown already, for the answer may tell one.
    """
    row = session.execute(
        select(Person.email, Attempt.public_id, Attempt.submitted_at)
        .join(Attempt, Attempt.person_id == Person.id)
        .where(Person.id == person_id, Attempt.id == attempt_id, Person.closed_at.is_(None))
    ).one_or_none()
    if row is None:
        return
    is_shown = False
    if row.submitted_at is not None:
        is_shown = results.is_shown_whole(session, person_id=person_id, unsafe_attempt_id=row.public_id, now=now)
    if is_shown:
        told = (
            f"The answer:\n\n{answer}\n\nIt stands beside your result too:\n{origin}/attempts/{row.public_id}/result\n"
        )
    else:
        told = (
            "The answer may tell a key, so it is shown together with the evidence. Your result says when, and it will\n"
            f"stand there:\n{origin}/attempts/{row.public_id}\n"
        )
    body = (
        f"You told the educators that you doubt a question of a posttest or a note on it. They have answered.\n\n{told}"
    )
    subject = "What you doubted has been answered"
    mail.queue(session, to=row.email, subject=subject, body=body, reason=f"flag:{flag_id}", now=now)
