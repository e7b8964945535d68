"""Flags: a learner doubts a question or a piece of its evidence, where it may be seen; ``flag_queue`` answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cme.core.access import Reveal
from cme.core.questions import OpenQuestion
from cme.core.review import Note, ReviewedQuestion
from cme.errors import BadInput, NotFound, PartClosed
from cme.models import AttemptQuestion, Flag
from cme.services import audit, results
from cme.services.accounts import SignedIn
from cme.services.responses import OpenAttempt, open_attempt

LONGEST_REASON = 1000
QUESTION = "question"


@dataclass(frozen=True, kw_only=True)
class Thing:
    """What may be doubted: the question, the passage that an option rests on, or that the source is silent on one."""

    option_id: str = ""  # or the prompt's, of a pair
    passage_id: str = ""
    label: str = ""  # what the result calls it: "option a", "pair 2"
    note: Note | None = None
    revision_id: int = 0  # of the question that it stands in; 0 = the one that the attempt was asked

    @property
    def name(self) -> str:
        """What a form calls it."""
        return f"{self.option_id}/{self.passage_id}" if self.option_id else QUESTION


@dataclass(frozen=True, kw_only=True)
class OwnFlag:
    """A flag as its learner sees it. ``answer`` is empty until it is given and may be told."""

    position: int
    option_id: str
    passage_id: str
    reason: str
    raised_at: datetime
    resolved_at: datetime | None
    answer: str

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None

    @property
    def is_of_question(self) -> bool:
        return not self.option_id


@dataclass(frozen=True, kw_only=True)
class Doubtable:
    """One question of one's attempt with what may be doubted of it now, and what one has doubted before."""

    attempt: OpenAttempt
    position: int
    question: OpenQuestion
    things: tuple[Thing, ...]  # the question first; evidence only once it is revealed
    flags: tuple[OwnFlag, ...]


def doubtable(session: Session, *, person_id: int, unsafe_attempt_id: str, position: int, now: datetime) -> Doubtable:
    """Return what a learner may doubt of one question of an attempt.

    Raises NotFound, or PartClosed for a part of a case that has not been opened.
    """
    attempt = open_attempt(session, person_id=person_id, unsafe_attempt_id=unsafe_attempt_id)
    if not 1 <= position <= len(attempt.steps):
        raise NotFound
    shown: tuple[Thing, ...] = ()
    is_everything = False
    if attempt.facts.submitted_at is not None and not attempt.facts.is_pretest:
        page = results.result(session, person_id=person_id, unsafe_attempt_id=unsafe_attempt_id, now=now)
        is_everything = page.reveal is Reveal.EVERYTHING
        shown = tuple(_evidence(page.questions[position - 1])) if is_everything else ()
    if not attempt.steps[position - 1].is_open and not is_everything:
        raise PartClosed("This part of the case has not been opened, so there is nothing to doubt in it yet.")
    flags = own_flags(session, person_id=person_id, attempt=attempt, is_everything=is_everything)
    return Doubtable(
        attempt=attempt,
        position=position,
        question=attempt.questions[position - 1],
        things=(Thing(), *shown),
        flags=tuple(flag for flag in flags if flag.position == position),
    )


def _evidence(question: ReviewedQuestion) -> Iterator[Thing]:
    for each in question.doubtable:
        revision_id = question.amendment.revision_id if question.amendment is not None and each.is_amended else 0
        for note in each.notes:
            passage_id = note.evidence.passage.id
            yield Thing(option_id=each.id, passage_id=passage_id, label=each.label, note=note, revision_id=revision_id)
        if each.is_silent:
            yield Thing(option_id=each.id, label=each.label, revision_id=revision_id)


def own_flags(session: Session, *, person_id: int, attempt: OpenAttempt, is_everything: bool) -> list[OwnFlag]:
    """Return one's flags on the questions of an attempt, oldest first, whichever attempt they were raised in.

    Unless ``is_everything`` of it may be shown, answers are withheld: an answer may tell a key.
    """
    positions = {question.id: position for position, question in enumerate(attempt.questions, start=1)}
    statement = (
        select(
            Flag.question_id,
            Flag.option_id,
            Flag.passage_id,
            Flag.reason,
            Flag.raised_at,
            Flag.resolved_at,
            Flag.answer,
        )
        .where(Flag.person_id == person_id, Flag.question_id.in_(positions))
        .order_by(Flag.id)
    )
    return [
        OwnFlag(
            position=positions[row.question_id],
            option_id=row.option_id,
            passage_id=row.passage_id,
            reason=row.reason,
            raised_at=row.raised_at,
            resolved_at=row.resolved_at,
            answer=row.answer if is_everything else "",
        )
        for row in session.execute(statement)
    ]


def raise_flag(
    session: Session,
    *,
    person: SignedIn,
    unsafe_attempt_id: str,
    position: int,
    unsafe_thing: str,
    reason: str,
    now: datetime,
) -> bool:
    """Flag one thing as doubtful; return False where the same person's flag on it is open already.

    Raises NotFound, or BadInput for what may not be seen and for a reason that is missing or too long.
    """
    found = doubtable(session, person_id=person.id, unsafe_attempt_id=unsafe_attempt_id, position=position, now=now)
    thing = next((each for each in found.things if each.name == unsafe_thing), None)
    if thing is None:
        raise BadInput("Choose what you doubt: the question, or a note that its result page shows you.")
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        raise BadInput(f"Say in a few words why you doubt it, in at most {LONGEST_REASON} characters.")
    flag = Flag(
        person_id=person.id,
        attempt_id=found.attempt.facts.id,
        question_id=found.question.id,
        question_revision_id=thing.revision_id or _revision_id(session, found.attempt.facts.id, position),
        option_id=thing.option_id,
        passage_id=thing.passage_id,
        reason=reason.strip(),
        raised_at=now,
        resolved_at=None,
    )
    try:
        with session.begin_nested():
            session.add(flag)
    except IntegrityError:  # only what is open is unique: the first of two clicks has raised it
        return False
    _log(session, person, flag, now)
    return True


def _log(session: Session, person: SignedIn, flag: Flag, now: datetime) -> None:
    details = {"question": flag.question_id}  # and no more of it: the log outlives what is withheld today
    audit.record(
        session, actor=person.pseudonym, action="flag.raised", subject=flag.public_id, details=details, now=now
    )


def _revision_id(session: Session, attempt_id: int, position: int) -> int:
    return session.scalars(
        select(AttemptQuestion.question_revision_id).where(
            AttemptQuestion.attempt_id == attempt_id, AttemptQuestion.position == position
        )
    ).one()
