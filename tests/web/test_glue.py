"""The session and the connection of a request: one transaction, ended by the commit, undone without it."""

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError

from cme.errors import DatabaseError
from cme.models import OutboxMail as Mail
from cme.web import glue
from tests.support.clock import NOON

ROW = {"recipient": "alice@example.org", "subject": "s", "body": "b", "created_at": NOON, "due_at": NOON}


def stored(app: Flask) -> int:
    with app.extensions["cme"].database.reading() as session:
        return session.scalar(select(func.count()).select_from(Mail)) or 0


def store() -> None:
    glue.get_connection().execute(insert(Mail), ROW)


def test_a_session_goes_on_with_what_the_connection_began(both_app: Flask) -> None:
    with both_app.test_request_context(method="POST"):
        store()
        glue.get_session().execute(insert(Mail), ROW)
        assert stored(both_app) == 0
        glue.commit()
        assert stored(both_app) == 2


def test_a_connection_after_the_session_is_the_session_s(both_app: Flask) -> None:
    with both_app.test_request_context(method="POST"):
        session = glue.get_session()
        assert glue.get_connection() is session.connection()
        store()
        glue.commit()
    assert stored(both_app) == 1


def test_after_a_commit_the_request_can_begin_again(both_app: Flask) -> None:
    with both_app.test_request_context(method="POST"):
        store()
        glue.commit()
        with glue.writing() as other:  # its turn in the writers' queue is over
            other.execute(insert(Mail), ROW)
        store()
        glue.get_session()
        glue.commit()
    assert stored(both_app) == 3


@pytest.mark.parametrize("has_session", [False, True])
def test_what_nobody_commits_is_undone(both_app: Flask, has_session: bool) -> None:
    with both_app.test_request_context(method="POST"):
        store()
        if has_session:
            glue.get_session()
    assert stored(both_app) == 0
    with both_app.test_request_context(method="POST"):  # and nobody waits for it
        store()
        glue.commit()
    assert stored(both_app) == 1


def test_what_only_shows_cannot_write(both_app: Flask) -> None:
    with both_app.test_request_context(), pytest.raises((DBAPIError, DatabaseError)):
        store()
    with both_app.test_request_context():
        glue.get_connection()
        with pytest.raises((DBAPIError, DatabaseError)):
            glue.get_session().execute(insert(Mail), ROW)
    assert stored(both_app) == 0
