"""Connections: those that the server closed are replaced before anybody notices; those that only ask cannot write."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from cme import dead_connections as module
from cme.database import Database, connection_of
from cme.errors import CmeError, DatabaseError
from cme.folder_lock import FolderLock
from tests.support.databases import opened

OWN = text("SELECT pg_backend_pid()")


def backend(database: Database) -> int:
    with database.reading() as session:
        return int(session.execute(OWN).scalar_one())


def close_from_outside(url: str, process: int) -> None:
    """End a connection as a server does that stops, and wait until it has gone."""
    with opened(url) as other, other.writing() as session:
        session.execute(text("SELECT pg_terminate_backend(:process, 10000)"), {"process": process})


def test_a_connection_that_the_server_closed_is_replaced(postgresql_url: str) -> None:
    with opened(postgresql_url) as database:
        before = backend(database)
        close_from_outside(postgresql_url, before)
        assert backend(database) != before


def test_a_connection_long_unused_is_asked_and_kept(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONG_UNUSED_SECONDS", 0)
    with opened(postgresql_url) as database:
        assert backend(database) == backend(database)


def test_without_the_look_at_the_connection_the_closed_one_is_used(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_is_heard", lambda _descriptor: False)
    with opened(postgresql_url) as database:
        close_from_outside(postgresql_url, backend(database))
        with pytest.raises(CmeError):
            backend(database)


def test_asking_leaves_no_transaction_behind(database: Database) -> None:
    with database.asking() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    with database.writing() as session:
        assert session.execute(text("SELECT 1")).scalar_one() == 1


def test_asking_cannot_write(sqlite_url: str) -> None:
    refused = pytest.raises((SQLAlchemyError, CmeError))
    with opened(sqlite_url) as database, database.asking() as connection, refused:
        connection.execute(text("CREATE TABLE planted (id INTEGER)"))


def test_opening_during_a_restore_is_told_so(sqlite_url: str, tmp_path: Path) -> None:
    restoring = FolderLock(tmp_path)
    assert restoring.claim()
    try:
        with opened(sqlite_url) as database, pytest.raises(DatabaseError, match=r"^A backup is being restored in "):
            database.check()
    finally:
        restoring.release()


def test_an_address_is_named_as_it_was_given() -> None:
    with (
        opened("postgresql://nobody:hidden@127.0.0.1:1/none") as database,
        pytest.raises(DatabaseError, match=r"^The database postgresql://nobody:\*\*\*@127\.0\.0\.1:1/none cannot be"),
    ):
        database.check()


def test_readers_and_writers_have_connections_of_their_own(sqlite_url: str) -> None:
    """Switching one between them would make SQLite compile every statement anew."""
    lent = []
    with opened(sqlite_url) as database:
        for give in (database.reading, database.writing, database.asking, database.reading, database.writing):
            with give() as asked:
                lent.append(connection_of(asked).connection.dbapi_connection)
    reader, writer = lent[:2]
    assert [each is reader for each in lent] == [True, False, True, True, False]
    assert [each is writer for each in lent] == [False, True, False, False, True]
    for closed in lent[:2]:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            closed.execute("SELECT 1")  # type: ignore[union-attr]
