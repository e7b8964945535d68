"""Going on in a sequential case: the answer so far is locked, and the next part may be read."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cme.core.cases import Part, case_parts
from cme.core.responses import is_answered
from cme.database import Connected
from cme.errors import BadInput, NotFound, NotNow, PartClosed
from cme.models import Attempt, AttemptQuestion, QuestionRevision, Response
from cme.services import audit
from cme.services.accounts import SignedIn
from cme.services.attempts import is_over
from cme.services.questions import load_question


def parts_of(session: Connected, attempt_id: int, locked: Collection[int]) -> dict[int, Part]:
    """Return the parts of an attempt's sequential cases, by position."""
    statement = (
        select(QuestionRevision.id, QuestionRevision.digest)
        .join(AttemptQuestion, AttemptQuestion.question_revision_id == QuestionRevision.id)
        .where(AttemptQuestion.attempt_id == attempt_id)
        .order_by(AttemptQuestion.position)
    )
    return case_parts([load_question(session, *row) for row in session.execute(statement).all()], locked)


def hold(session: Session, *, person_id: int, unsafe_attempt_id: str) -> None:
    """Let nobody else change the attempt until the end of the transaction; for what saves and goes on in one.

    A save alone shares the attempt with other saves. Two that also went on would each wait for the other to let go of
    its share, until PostgreSQL ended one of them.
    """
    session.execute(
        select(Attempt.id)
        .where(Attempt.public_id == unsafe_attempt_id, Attempt.person_id == person_id)
        .with_for_update()
    )


def go_on(session: Session, *, person: SignedIn, unsafe_attempt_id: str, position: int, now: datetime) -> None:
    """Lock a part of a case, whose answer is saved, and open the next. A second time changes nothing.

    Raises NotFound, BadInput (no part of a sequential case), NotNow (no answer yet, submitted or past the deadline),
    PartClosed (not open yet).
    """
    attempt = session.execute(
        select(Attempt.id, Attempt.locked, Attempt.submitted_at, Attempt.deadline_at)
        .where(Attempt.public_id == unsafe_attempt_id, Attempt.person_id == person.id)
        .with_for_update()  # holds off saves, submissions and another lock meanwhile
    ).one_or_none()
    if attempt is None:
        raise NotFound
    part = parts_of(session, attempt.id, attempt.locked).get(position)
    if part is None:
        raise _no_part(session, attempt.id, position)
    if part.is_locked:
        return
    if is_over(attempt.submitted_at, attempt.deadline_at, now):
        raise NotNow("The time for this attempt is over, or it is submitted, so the case cannot go on.")
    if not part.is_open:
        raise PartClosed("This part of the case is not open yet. Answer the one before it.")
    if not part.locks_on_next:
        return  # nothing follows the last part
    if not _is_answered(session, attempt.id, position):
        raise NotNow("Answer this question first: once the case goes on, its answer cannot be changed any more.")
    locked = sorted({*attempt.locked, position})
    session.execute(update(Attempt).where(Attempt.id == attempt.id).values(locked=locked))
    audit.record(
        session,
        actor=person.pseudonym,
        action="case.went-on",
        subject=unsafe_attempt_id,
        details={"position": position},
        now=now,
    )


def _no_part(session: Session, attempt_id: int, position: int) -> NotFound | BadInput:
    exists = select(AttemptQuestion.id).where(
        AttemptQuestion.attempt_id == attempt_id, AttemptQuestion.position == position
    )
    if session.execute(exists).one_or_none() is None:
        return NotFound()
    return BadInput("This question is no part of a case that goes on step by step. Go on with any question.")


def _is_answered(session: Session, attempt_id: int, position: int) -> bool:
    statement = (
        select(QuestionRevision.id, QuestionRevision.digest, Response.chosen)
        .join(AttemptQuestion, AttemptQuestion.question_revision_id == QuestionRevision.id)
        .join(Response, Response.attempt_question_id == AttemptQuestion.id)
        .where(AttemptQuestion.attempt_id == attempt_id, AttemptQuestion.position == position)
        .order_by(Response.sequence.desc())
        .limit(1)
    )
    newest = session.execute(statement).one_or_none()
    return newest is not None and is_answered(load_question(session, newest.id, newest.digest), newest.chosen)
