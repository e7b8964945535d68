"""Further minutes for an attempt while it is running."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cme.core.allowances import extended
from cme.errors import BadInput, NotFound, NotNow
from cme.models import ActivityRevision, Attempt, Extension, Person
from cme.services import audit
from cme.services.accounts import SignedIn
from cme.services.catalogue import load_content

MOST_MINUTES = 600
LONGEST_REASON = 500
MOST_SHOWN = 200
ANOTHER_END = (
    "This attempt was given more time since you opened this page. Look at its end as it stands here now, and give "
    "further minutes only if that is not enough."
)


@dataclass(frozen=True, kw_only=True)
class Running:
    """An attempt with a time limit that is not submitted, as educators see it."""

    attempt_id: str  # public
    learner: str  # address
    activity_id: str
    title: str
    number: int
    started_at: datetime
    deadline_at: datetime


def list_running(session: Session) -> list[Running]:
    """Return the attempts whose time limit is running, the one that ends first before the others."""
    rows = session.execute(_running().order_by(Attempt.deadline_at).limit(MOST_SHOWN)).all()
    return [_as_running(session, row) for row in rows]


def get_running(session: Session, unsafe_attempt_id: str) -> Running:
    """Return an attempt whose time limit is running. Raises NotFound for any other."""
    row = session.execute(_running().where(Attempt.public_id == unsafe_attempt_id)).one_or_none()
    if row is None:
        raise NotFound
    return _as_running(session, row)


def _running() -> Any:
    """Select open attempts with a time limit: others have a deadline too where their activity expires."""
    limit = ActivityRevision.content["activity"]["posttest"]["minutes"].as_integer()
    return (
        select(
            Attempt.public_id,
            Person.email,
            Attempt.number,
            Attempt.started_at,
            Attempt.deadline_at,
            ActivityRevision.id.label("revision_id"),
            ActivityRevision.digest,
        )
        .join(Person, Person.id == Attempt.person_id)
        .join(ActivityRevision, ActivityRevision.id == Attempt.activity_revision_id)
        .where(Attempt.submitted_at.is_(None), Attempt.deadline_at.is_not(None), limit > 0)
    )


def _as_running(session: Session, row: Any) -> Running:
    activity = load_content(session, row.revision_id, row.digest).activity
    return Running(
        attempt_id=row.public_id,
        learner=row.email,
        activity_id=activity.id,
        title=activity.short_title,
        number=row.number,
        started_at=row.started_at,
        deadline_at=row.deadline_at,
    )


def _check_wish(minutes: int, reason: str) -> None:
    if not 1 <= minutes <= MOST_MINUTES:
        raise BadInput(f"Give from 1 to {MOST_MINUTES} minutes.")
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        raise BadInput(f"Write why, in at most {LONGEST_REASON} characters.")


def extend(
    session: Session,
    *,
    educator: SignedIn,
    unsafe_attempt_id: str,
    seen: datetime | None,
    minutes: int,
    reason: str,
    now: datetime,
) -> datetime:
    """Give a running attempt further minutes; return its new end. ``seen`` is the end that the educator was shown.

    From its end on, or from now where its time is over and it is not submitted yet. The same wish from a second click
    gives nothing more and is answered as the first. Raises NotFound, NotNow (it is submitted), BadInput (it has no
    time limit, ends with its activity already, or has another end than ``seen``).
    """
    _check_wish(minutes, reason)
    attempt = _locked(session, unsafe_attempt_id)
    wish = {
        "attempt_id": attempt.id,
        "former_deadline_at": seen,
        "minutes": minutes,
        "reason": reason.strip(),
        "granted_by_id": educator.id,
    }
    fulfilled = select(Extension.id).filter_by(**wish, deadline_at=attempt.deadline_at)
    if session.scalars(fulfilled).one_or_none() is not None:
        return cast(datetime, attempt.deadline_at)
    new = _new_end(session, attempt, minutes, now)
    extending = update(Attempt).where(Attempt.id == attempt.id, Attempt.deadline_at == seen).values(deadline_at=new)
    if session.execute(extending).rowcount == 0:  # type: ignore[attr-defined]
        raise BadInput(ANOTHER_END)
    session.add(Extension(**wish, deadline_at=new, granted_at=now))
    session.flush()
    details = {"minutes": minutes, "until": new.isoformat()}
    subject = unsafe_attempt_id
    audit.record(
        session, actor=educator.pseudonym, action="attempt.extended", subject=subject, details=details, now=now
    )
    return new


def _new_end(session: Session, attempt: Any, minutes: int, now: datetime) -> datetime:
    """Return the end that so many minutes lead to. Raises BadInput where there is none, or no later one."""
    activity = load_content(session, attempt.revision_id, attempt.digest).activity
    if attempt.deadline_at is None or not activity.posttest.minutes:
        raise BadInput("This attempt has no time limit, so there is nothing to extend.")
    new = extended(deadline_at=attempt.deadline_at, minutes=minutes, now=now, expires=activity.expires)
    if new <= attempt.deadline_at:
        raise BadInput("This attempt ends with its activity, which closes then: no attempt can outlast it.")
    return new


def _locked(session: Session, unsafe_attempt_id: str) -> Any:
    """Return an attempt that is not submitted, and hold off its submission meanwhile. Raises NotFound, NotNow."""
    row = session.execute(
        select(
            Attempt.id,
            Attempt.submitted_at,
            Attempt.deadline_at,
            ActivityRevision.id.label("revision_id"),
            ActivityRevision.digest,
        )
        .join(ActivityRevision, ActivityRevision.id == Attempt.activity_revision_id)
        .where(Attempt.public_id == unsafe_attempt_id)
        .with_for_update(of=Attempt)
    ).one_or_none()
    if row is None:
        raise NotFound
    if row.submitted_at is not None:
        raise NotNow("This attempt is submitted, so its time cannot be extended any more. Grant a further try instead.")
    return row
