"""Start, answer and submit a posttest. Nothing of a key is loaded here before the submission."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cme.core.access import PRETEST, Refusal
from cme.core.scoring import Result, needed_to_pass
from cme.errors import NotFound, NotNow
from cme.models import (
    Acknowledgement,
    Attempt,
    Score,
)
from cme.services import audit
from cme.services.accounts import SignedIn
from cme.services.allowances import deadline_of
from cme.services.catalogue import PublishedActivity, Standing, get_activity, standing
from cme.services.drawing import drawn_questions, pin_questions
from cme.services.marking import load_corrections, load_sheets, newest_correction_number, score_values
from cme.services.publishing_lock import hold_off_publishing

GRACE = timedelta(seconds=5)  # for a save that was on its way at the deadline
EARLY = timedelta(seconds=2)  # by which a page's own clock may be ahead
REFUSALS = {
    Refusal.PASSED: "You have passed this posttest. There is nothing left to take.",
    Refusal.NO_TRIES_LEFT: "You have used all your tries. An educator can grant further ones.",
    Refusal.COOLING_DOWN: "The waiting time between tries is not over yet.",
    Refusal.EXPIRED: "This activity has expired, so no new try can begin.",
    Refusal.NOT_RELEASED: "This activity has not been released yet.",
    Refusal.RETIRED: "This activity is no longer offered, so no new try can begin.",
}


def start(session: Session, *, person: SignedIn, unsafe_activity_id: str, content_hash: str, now: datetime) -> str:
    """Begin a try, or find the one in progress; return the attempt's public id.

    ``content_hash`` is that of the front matter the learner acknowledged. Raises NotFound, or NotNow where a
    rule forbids a try or the activity was revised meanwhile. Two calls at once begin one attempt.
    """
    activity = get_activity(session, unsafe_activity_id)
    where = standing(session, person_id=person.id, activity=activity, now=now)
    if where.history.open_try is not None and where.attempt_id is not None:
        return where.attempt_id
    check_start(where, activity, content_hash)
    if where.pretest is not None and where.pretest.submitted_at is None:  # it ends as it stands
        submit(session, person=person, unsafe_attempt_id=where.pretest.attempt_id, now=now)
    return begin(session, person, activity, number=len(where.history.tries) + 1, now=now)


def check_start(where: Standing, activity: PublishedActivity, content_hash: str) -> None:
    """Raise NotNow where a rule forbids to begin, or the activity was revised since its page was read."""
    if where.refusal is not None:
        raise NotNow(REFUSALS[where.refusal])
    if content_hash != activity.content_hash:
        raise NotNow("This activity was revised while you were reading. Read the page again, then start.")


def begin(session: Session, person: SignedIn, activity: PublishedActivity, *, number: int, now: datetime) -> str:
    """Begin the try with this number, or the pretest; return its public id, or that of what was begun meanwhile."""
    try:
        with session.begin_nested():
            attempt = _begin(session, person, activity, number=number, now=now)
    except IntegrityError:  # another click of the same person was first
        return _open_attempt(session, person.id, activity.id)
    details = {"activity": activity.id, "revision": activity.revision, "number": attempt.number}
    audit.record(
        session,
        actor=person.pseudonym,
        action="attempt.started",
        subject=attempt.public_id,
        details=details,
        now=now,
    )
    return attempt.public_id


def _begin(session: Session, person: SignedIn, activity: PublishedActivity, *, number: int, now: datetime) -> Attempt:
    acknowledgement = Acknowledgement(
        person_id=person.id,
        activity_revision_id=activity.revision_id,
        content_hash=activity.content_hash,
        acknowledged_at=now,
    )
    session.add(acknowledgement)
    session.flush()
    seed = _seed(session, person.id, activity.id, number)
    questions = drawn_questions(session, person_id=person.id, activity=activity, seed=seed)
    attempt = Attempt(
        person_id=person.id,
        activity_id=activity.id,
        activity_revision_id=activity.revision_id,
        acknowledgement_id=acknowledgement.id,
        number=number,
        seed=seed,
        question_count=len(questions),
        needed=_needed(activity, number, len(questions)),
        started_at=now,
        deadline_at=deadline_of(session, person_id=person.id, activity=activity.content.activity, now=now),
        known_correction=activity.known_correction,
    )
    session.add(attempt)
    session.flush()
    pin_questions(session, attempt, questions)
    return attempt


def _seed(session: Session, person_id: int, activity_id: str, number: int) -> str:
    """Return a new seed; for the first try that of the pretest, so that both ask the same."""
    of_pretest = select(Attempt.seed).where(
        Attempt.person_id == person_id, Attempt.activity_id == activity_id, Attempt.number == PRETEST
    )
    found = session.scalars(of_pretest).one_or_none() if number == 1 else None
    return found or secrets.token_hex(16)


def _needed(activity: PublishedActivity, number: int, count: int) -> int:
    """Return how many questions must be answered correctly: of a pretest more than there are, for none is passed."""
    return count + 1 if number == PRETEST else needed_to_pass(activity.content.activity.posttest.pass_mark, count)


def _open_attempt(session: Session, person_id: int, activity_id: str) -> str:
    statement = select(Attempt.public_id).where(
        Attempt.person_id == person_id, Attempt.activity_id == activity_id, Attempt.submitted_at.is_(None)
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotNow("Another try was begun and submitted at the same moment. Look at its result first.")
    return found


@dataclass(frozen=True)
class AttemptFacts:
    """An attempt of this learner, as far as rules and headings ask; in the order of ATTEMPT_COLUMNS."""

    id: int
    public_id: str
    activity_id: str
    activity_revision_id: int
    number: int
    question_count: int
    needed: int
    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None
    submitted_by: str | None
    locked: list[int]  # positions in sequential cases

    @property
    def is_pretest(self) -> bool:
        return self.number == PRETEST

    def is_over(self, now: datetime) -> bool:
        return is_over(self.submitted_at, self.deadline_at, now)


def is_over(submitted_at: datetime | None, deadline_at: datetime | None, now: datetime) -> bool:
    """Say whether an attempt takes nothing more: submitted, or past its deadline and the grace."""
    return submitted_at is not None or (deadline_at is not None and now > deadline_at + GRACE)


ATTEMPT_COLUMNS: tuple[Any, ...] = (
    Attempt.id,
    Attempt.public_id,
    Attempt.activity_id,
    Attempt.activity_revision_id,
    Attempt.number,
    Attempt.question_count,
    Attempt.needed,
    Attempt.started_at,
    Attempt.deadline_at,
    Attempt.submitted_at,
    Attempt.submitted_by,
    Attempt.locked,
)


OWN_ATTEMPT = select(*ATTEMPT_COLUMNS).where(
    Attempt.public_id == bindparam("attempt_id"), Attempt.person_id == bindparam("person_id")
)


def get_attempt(session: Session, *, person_id: int, unsafe_attempt_id: str) -> AttemptFacts:
    """Return one's own attempt. Raises NotFound for any other."""
    row = (
        session.connection()
        .execute(OWN_ATTEMPT, {"attempt_id": unsafe_attempt_id, "person_id": person_id})
        .one_or_none()
    )
    if row is None:
        raise NotFound
    return AttemptFacts(*row)


def submit(session: Session, *, person: SignedIn, unsafe_attempt_id: str, now: datetime) -> None:
    """Submit an attempt and mark it. Once: a second click, tab or retry changes nothing and is no error."""
    attempt = get_attempt(session, person_id=person.id, unsafe_attempt_id=unsafe_attempt_id)
    is_late = attempt.deadline_at is not None and now > attempt.deadline_at
    close(session, attempt, by="deadline" if is_late else "learner", actor=person.pseudonym, now=now)


def submit_if_over(session: Session, *, person: SignedIn, unsafe_attempt_id: str, now: datetime) -> bool:
    """Submit an attempt whose time is over, as its page asks by its own clock; say whether it is submitted.

    An attempt that was given more time meanwhile stays open. Raises NotFound.
    """
    attempt = get_attempt(session, person_id=person.id, unsafe_attempt_id=unsafe_attempt_id)
    if attempt.submitted_at is not None:
        return True
    if attempt.deadline_at is None or now < attempt.deadline_at - EARLY:
        return False
    if close(session, attempt, by="deadline", actor=person.pseudonym, now=now, unless_extended=True):
        return True
    again = get_attempt(session, person_id=person.id, unsafe_attempt_id=unsafe_attempt_id)
    return again.submitted_at is not None


def close(
    session: Session, attempt: AttemptFacts, *, by: str, actor: str, now: datetime, unless_extended: bool = False
) -> bool:
    """Submit and mark, if nobody did before; say whether this call did. The UPDATE decides between two.

    ``unless_extended``: not if the deadline is another by now, as more time may be given at the same moment.
    """
    hold_off_publishing(session)
    as_known = (Attempt.deadline_at == attempt.deadline_at,) if unless_extended else ()
    closing = (
        update(Attempt)
        .where(Attempt.id == attempt.id, Attempt.submitted_at.is_(None), *as_known)
        .values(submitted_at=now, submitted_by=by)
        .execution_options(synchronize_session=False)
    )
    if session.execute(closing).rowcount == 0:  # type: ignore[attr-defined]
        return False
    result, known = _mark(session, attempt)
    _store(session, attempt, result, known, now)
    _record(session, attempt, result, by=by, actor=actor, now=now)
    return True


def _store(session: Session, attempt: AttemptFacts, result: Result, known: int, now: datetime) -> None:
    session.add(
        Score(
            attempt_id=attempt.id,
            number=1,
            is_passed=result.is_passed,
            reason="submitted",
            marked_at=now,
            known_correction=known,
            **score_values(result),
        )
    )
    session.flush()


def _record(session: Session, attempt: AttemptFacts, result: Result, *, by: str, actor: str, now: datetime) -> None:
    """Write the log, last of all: it stays locked until COMMIT."""
    details: dict[str, Any] = {
        "by": by,
        "earned": str(result.earned),
        "possible": result.possible,
        "needed": result.needed,
    }
    audit.record(session, actor=actor, action="attempt.submitted", subject=attempt.public_id, details=details, now=now)
    if result.is_passed:
        passed = {"activity": attempt.activity_id}
        audit.record(session, actor=actor, action="attempt.passed", subject=attempt.public_id, details=passed, now=now)


def _mark(session: Session, attempt: AttemptFacts) -> tuple[Result, int]:
    """Mark by the keys pinned and their corrections; return the newest correction of all too (0 = none)."""
    known = newest_correction_number(session)
    sheets = load_sheets(session, [attempt.id])
    return load_corrections(session, sheets.values()).result(sheets[attempt.id]), known
