"""An activity with a time limit, and what educators allow beside it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from cme.core.bank import Bank
from cme.database import Database
from cme.models import Attempt
from cme.services import extensions, granting
from cme.services.granting import Said
from tests.support.banks import activity, bank
from tests.support.cast import BOB
from tests.support.clock import NOON
from tests.support.posttest import person

LIMIT = 30  # minutes


def timed_bank(activity_id: str = "case", minutes: int = LIMIT, **changes: Any) -> Bank:
    made = activity(activity_id, **changes)
    return bank(activities=(replace(made, posttest=replace(made.posttest, minutes=minutes)),))


def allow(database: Database, said: Said, *, now: datetime = NOON, **whose: str) -> None:
    """Let Bob allow something: to ``email`` or ``unsafe_cohort_id``, in ``unsafe_activity_id`` or all."""
    who = person(database, BOB)
    with database.writing() as session:
        granting.grant(session, educator=who, said=said, reason="As agreed.", now=now, **whose)


def extend(database: Database, attempt_id: str, minutes: int = 10, *, now: datetime = NOON) -> datetime:
    """Let Bob give an attempt further minutes, at the end that he sees."""
    return extend_seen(database, attempt_id, end_of(database, attempt_id), minutes, now=now)


def extend_seen(
    database: Database, attempt_id: str, seen: datetime | None, minutes: int = 10, *, now: datetime = NOON
) -> datetime:
    """Let Bob give further minutes from a page that showed this end."""
    who = person(database, BOB)
    with database.writing() as session:
        return extensions.extend(
            session,
            educator=who,
            unsafe_attempt_id=attempt_id,
            seen=seen,
            minutes=minutes,
            reason="Fire alarm.",
            now=now,
        )


def end_of(database: Database, attempt_id: str) -> datetime | None:
    with database.reading() as session:
        return session.scalar(select(Attempt.deadline_at).where(Attempt.public_id == attempt_id))


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)
