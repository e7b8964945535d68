"""Builds broken on purpose: each looks first and leaps afterwards, as the product must not.

A fault is planted in a racing process alone, and the constraint that would have stopped it taken from the test's
own database. On SQLite a writing session excludes all others, so the look is done before it, in a reading one.
"""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cme.database import Database
from cme.models import Attempt
from cme.services import attempts, credit, due_work, responses
from cme.services.publishing import planning, publication

_close = attempts.close
CONSTRAINTS = (  # what stands in the way of the faults
    ("score", "uq_score_attempt_id_number"),
    ("certificate", "uq_certificate_attempt_id"),
    ("attempt", "uq_attempt_person_id_activity_id_number"),
    ("response", "uq_response_attempt_question_id_sequence"),
    ("response", "uq_response_attempt_question_id_idempotency_key"),
)


def loosen(database: Database) -> None:
    """Take away the constraints that would stop the faults. For a database that is empty yet."""
    with database.writing() as session:
        operations = Operations(MigrationContext.configure(session.connection()))
        operations.drop_index("uq_attempt_open", "attempt")
        for table, name in CONSTRAINTS:
            with operations.batch_alter_table(table) as batch:
                batch.drop_constraint(name, type_="unique")


def plant(database: Database) -> None:
    """Replace what decides between two callers by a look before the leap, in this process."""
    for module, name in LOOKS:
        setattr(module, name, _before(database, getattr(module, name)))
    for module, name, replacement in (
        (attempts, "close", _close_anyway),
        (due_work, "submit_due", _submit_due(database)),
        (publication, "publish_alone", lambda _session: None),
        (credit, "certificate_code_of", lambda *_given, **_wanted: None),
        (responses, "QUESTION_TO_SAVE", responses.QUESTION_AND_SAVES),  # a session that only reads holds nobody off
    ):
        setattr(module, name, replacement)


LOOKS: tuple[tuple[Any, str], ...] = (
    (attempts, "get_attempt"),
    (attempts, "get_activity"),
    (attempts, "standing"),
    (responses, "_get_question"),
    (planning, "latest"),
)


def _before(database: Database, find: Callable[..., Any]) -> Callable[..., Any]:
    """Return the same question asked in a session of its own, which holds nothing and nobody off."""

    def look(_session: Session, *wanted: Any, **more: Any) -> Any:
        with database.reading() as reader:
            found = find(reader, *wanted, **more)
        _dawdle()
        return found

    return look


def _dawdle() -> None:
    """Give the other process time to look as well: few rounds are to show the fault."""
    time.sleep(0.005)


def _close_anyway(session: Session, attempt: Any, **more: Any) -> bool:
    """Submit an attempt that was open when somebody looked."""
    if attempt.submitted_at is not None:
        return False
    session.execute(update(Attempt).where(Attempt.id == attempt.id).values(submitted_at=None, submitted_by=None))
    return _close(session, attempt, **more)


def _submit_due(database: Database) -> Callable[..., int]:
    def submit_due(session: Session, *, now: datetime) -> int:
        is_due = Attempt.submitted_at.is_(None) & (Attempt.deadline_at < now - attempts.GRACE)
        with database.reading() as reader:
            rows = reader.execute(select(*attempts.ATTEMPT_COLUMNS).where(is_due).order_by(Attempt.deadline_at)).all()
        due = [attempts.AttemptFacts(**row._mapping) for row in rows]
        _dawdle()
        return sum(_close_anyway(session, each, by="deadline", actor="worker", now=now) for each in due)

    return submit_due
