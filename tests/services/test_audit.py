"""The chain of the audit log: every kind of tampering is found."""

import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cme.database import Database
from cme.models import AuditEvent
from cme.services import audit
from tests.support.cast import ALICE
from tests.support.clock import NOON
from tests.support.posttest import Taking, person, publish_bank

APPEND_ONLY_OFF = {"sqlite": ["DROP TRIGGER audit_event_no_update", "DROP TRIGGER audit_event_no_delete"]}
APPEND_ONLY_OFF["postgresql"] = ["ALTER TABLE audit_event DISABLE TRIGGER USER"]


@pytest.fixture
def log(database: Database) -> Database:
    publish_bank(database)
    Taking(database, person(database, ALICE)).take()
    with database.reading() as session:
        assert list(audit.broken_links(session)) == []
        assert session.query(AuditEvent).count() == 4
    return database


def tamper(database: Database, *statements: str) -> list[str]:
    """Change the log with full access to the database, as an attacker would; return what is found."""
    kind = database.engine.dialect.name
    with database.writing() as session:
        for statement in (*APPEND_ONLY_OFF[kind], *statements):
            session.execute(text(statement))
    with database.reading() as session:
        return list(audit.broken_links(session))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor = 'somebody' WHERE number = 2",
        "UPDATE audit_event SET details = '{}' WHERE number = 3",
        "UPDATE audit_event SET subject = 'x' WHERE number = 1",
        "UPDATE audit_event SET hash = previous_hash WHERE number = 4",
        "DELETE FROM audit_event WHERE number = 1",
        "DELETE FROM audit_event WHERE number = 3",
        "DELETE FROM audit_event WHERE number = 4",
        "DELETE FROM audit_event",
    ],
)
def test_a_changed_or_missing_row_is_found(log: Database, statement: str) -> None:
    assert tamper(log, statement) != []


def test_the_log_refuses_change_where_nothing_was_switched_off(log: Database) -> None:
    with log.writer() as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(text("UPDATE audit_event SET actor = 'somebody'"))


def test_events_hold_no_personal_values(log: Database) -> None:
    with log.reading() as session:
        everything = json.dumps(
            [[event.actor, event.subject, event.details] for event in session.query(AuditEvent).all()]
        )
    assert ALICE.email not in everything
    assert ALICE.name not in everything


def test_an_event_goes_with_the_change_it_tells_of(database: Database) -> None:
    with database.writer() as session:
        audit.record(session, actor="a", action="b", subject="c", now=NOON)
        session.rollback()
    with database.reading() as session:
        assert session.query(AuditEvent).count() == 0
        assert list(audit.broken_links(session)) == []
