"""What falls due whether or not anybody visits: deadlines and reminders. The worker calls it every few seconds."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from cme.core.access import PRETEST
from cme.core.activities import Activity
from cme.models import ActivityRevision, Attempt, OutboxMail, Person, Score
from cme.services import mail
from cme.services.attempts import ATTEMPT_COLUMNS, GRACE, AttemptFacts, close
from cme.services.catalogue import load_content
from cme.services.publishing_lock import hold_off_publishing
from cme.services.scores import certificate_of_activity, latest_score

AT_ONCE = 50
REMIND_BEFORE_DEADLINE = timedelta(days=7)
BEGUN_LATELY = timedelta(days=1)  # whoever began within it was told the end then, a time limit above all
REMIND_AFTER_PASS = timedelta(days=3)


def submit_due(session: Session, *, now: datetime) -> int:
    """Submit attempts past their deadline with what is saved; return how many.

    All of them are locked before the first is closed, those left out that somebody is saving or submitting at this
    moment: whoever closes one waits for the audit log, and must not be waited for by its present writer (PostgreSQL
    would end one of the two as a deadlock). What is left out is found closed, or closed, the next time.
    """
    hold_off_publishing(session)  # before any attempt is locked
    statement = (
        select(*ATTEMPT_COLUMNS)
        .where(Attempt.submitted_at.is_(None), Attempt.deadline_at < now - GRACE)
        .order_by(Attempt.deadline_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    due = [AttemptFacts(**row._mapping) for row in session.execute(statement)]
    return sum(close(session, attempt, by="deadline", actor="worker", now=now) for attempt in due)


def queue_reminders(session: Session, *, now: datetime, origin: str) -> int:
    """Queue one reminder for each attempt that soon closes, and each pass without a certificate."""
    return _remind_of_deadlines(session, now, origin) + _remind_of_certificates(session, now, origin)


def _remind_of_deadlines(session: Session, now: datetime, origin: str) -> int:
    statement = select(Attempt.public_id, Attempt.activity_revision_id, Person.email, Attempt.deadline_at).where(
        Attempt.submitted_at.is_(None),
        Attempt.number != PRETEST,
        Attempt.deadline_at > now,
        Attempt.started_at <= now - BEGUN_LATELY,
        Attempt.deadline_at <= now + REMIND_BEFORE_DEADLINE,
        _not_reminded("closing"),
    )
    rows = session.execute(statement.join(Person, Person.id == Attempt.person_id).limit(AT_ONCE)).all()
    for row in rows:
        title = _activity(session, row.activity_revision_id).title
        body = (
            f"Your posttest is in progress and closes on {row.deadline_at:%d %B %Y at %H:%M} UTC:\n\n{title}\n\n"
            f"What you have saved is kept. If you do not submit it yourself, it is submitted as it stands then.\n\n"
            f"Go on here:\n{origin}/attempts/{row.public_id}\n"
        )
        mail.queue(
            session,
            to=row.email,
            subject="Your posttest closes soon",
            body=body,
            reason=f"closing:{row.public_id}",
            now=now,
        )
    return len(rows)


def _remind_of_certificates(session: Session, now: datetime, origin: str) -> int:
    statement = (
        select(Attempt.public_id, Attempt.activity_revision_id, Person.email)
        .join(Person, Person.id == Attempt.person_id)
        .join(Score, Score.attempt_id == Attempt.id)
        .where(
            latest_score(Attempt.id),
            Score.is_passed,
            certificate_of_activity().is_(None),
            Attempt.submitted_at <= now - REMIND_AFTER_PASS,
            _not_reminded("certificate"),
        )
    )
    rows = session.execute(statement.limit(AT_ONCE)).all()
    for row in rows:
        title = _activity(session, row.activity_revision_id).title
        body = (
            f"You passed the posttest of this activity, and its certificate is waiting for you:\n\n{title}\n\n"
            f"Fill in the short evaluation and confirm your name here:\n{origin}/attempts/{row.public_id}/evaluation\n"
        )
        mail.queue(
            session,
            to=row.email,
            subject="Your certificate is waiting",
            body=body,
            reason=f"certificate:{row.public_id}",
            now=now,
        )
    return len(rows)


def _not_reminded(kind: str) -> ColumnElement[bool]:
    return ~select(OutboxMail.id).where(OutboxMail.reason == f"{kind}:" + Attempt.public_id).exists()


def _activity(session: Session, revision_id: int) -> Activity:
    digest = session.scalars(select(ActivityRevision.digest).where(ActivityRevision.id == revision_id)).one()
    return load_content(session, revision_id, digest).activity
