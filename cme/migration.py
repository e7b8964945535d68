"""Bring a database to the present tables, or compare it with them. Alembic, without its ini file."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Connection

import cme.models  # noqa: F401  the tables register themselves
from cme.database import Database, Model
from cme.errors import DatabaseError
from cme.paths import resource
from cme.writers_queue import BUSY

NO_MIGRATIONS = (
    "The migrations beside this installation cannot be read. Try again; if that does not help, install cme again."
)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resource("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def changing(database: Database) -> Iterator[Config]:
    """Give Alembic a connection in a transaction of its own: a migration happens wholly or not at all.

    SQLite changes a table by copying it and dropping the old one, which foreign keys forbid while rows point at it. So
    they rest meanwhile and are checked before COMMIT (SQLite, "Making Other Kinds Of Table Schema Changes").
    """
    with database.writers.connect() as connection, _foreign_keys_resting(connection, database), connection.begin():
        yield _config(connection)
        if database.is_sqlite and (row := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise DatabaseError(f"The migration was undone: it leaves a row of {row[0]} that points at nothing.")


@contextmanager
def _foreign_keys_resting(connection: Connection, database: Database) -> Iterator[None]:
    if not database.is_sqlite:
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    try:
        driver.execute("PRAGMA foreign_keys = OFF")  # has no effect within a transaction, so before it
    except sqlite3.OperationalError as error:
        raise DatabaseError(BUSY) from error
    try:
        yield
    finally:
        if not connection.invalidated:  # what failed to commit has been thrown away
            try:
                driver.execute("PRAGMA foreign_keys = ON")
            except sqlite3.OperationalError:
                connection.invalidate()  # nobody else may be given it as it is


def head() -> str:
    """Return the newest revision this version of cme knows."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise DatabaseError(NO_MIGRATIONS)
    return revision


def is_known(revision: str) -> bool:
    """Say whether this version of cme knows a revision: it does not know those of newer versions."""
    return revision in {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}


def current(database: Database) -> str | None:
    """Return the revision the database is at; None = empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database, revision: str = "head") -> tuple[str | None, str]:
    """Bring the database to ``revision``; return where it was (None = empty) and where it is.

    Raises DatabaseError if it comes from a newer version of cme, or where the migrations cannot be read: Alembic takes
    a folder that it cannot list for an empty one, and does nothing.
    """
    wanted = head() if revision == "head" else revision
    with _told(), changing(database) as config:
        before = _revision(config)
        command.upgrade(config, revision)
        if _revision(config) != wanted:
            raise DatabaseError(NO_MIGRATIONS)
    return before, wanted


def downgrade(database: Database, revision: str) -> None:
    """Take the database back to ``revision`` ("base" = empty). Raises DatabaseError."""
    with _told(), changing(database) as config:
        command.downgrade(config, revision)


def _revision(config: Config) -> str | None:
    return MigrationContext.configure(config.attributes["connection"]).get_current_revision()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (CommandError, RevisionError) as error:
        raise DatabaseError(
            f"The database is of another version of cme ({error}). Install that version, or restore a backup."
        ) from None


def differences(database: Database) -> list[Any]:
    """Return what autogenerate would change: empty when models and database agree."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        return list(compare_metadata(context, Model.metadata))


def write_revision(database: Database, message: str) -> None:
    """Write a new migration from the difference between models and database."""
    with changing(database) as config:
        command.revision(config, message, autogenerate=True)
