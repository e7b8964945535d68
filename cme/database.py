"""Engine, sessions and the writers' queue.

A reading session cannot write (``query_only`` on SQLite, READ ONLY on PostgreSQL); a writing session on SQLite
begins IMMEDIATE after its turn in a fair queue. Why: BEGIN DEFERRED, read, then write fails at once under
contention whatever the busy timeout, and SQLite's busy handler starves a writer for seconds.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, MetaData, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.base import OptionEngine
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from cme.dead_connections import refuse_dead
from cme.errors import BadInput, DatabaseError
from cme.folder_lock import FolderLock
from cme.writers_queue import BUSY, BUSY_TIMEOUT_SECONDS, WritersQueue

UNCONFIRMED = (
    "The database did not confirm this, so it may not have been saved. Try again in a moment: what was saved is not "
    "saved twice."
)
OUR_FAULT = ("no such table", "no such column")  # SQLite calls these operational too
WRITING = "cme_writing"
COMMITTING = "cme_committing"  # in a connection's own notes, from COMMIT on until the next BEGIN
ALONE = "cme_alone"  # one statement by itself, without BEGIN
Connected = Session | Connection  # what statements can be asked of


class Model(DeclarativeBase):
    """Base of all tables; constraints are named from the first migration on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Database:
    """One database: ``reading()`` and ``writing()`` give sessions; nothing is committed that is not told to."""

    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError):
            raise DatabaseError("The database's address cannot be understood. See CME_DATABASE_URL.") from None
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        if self.is_sqlite:
            path = Path(parsed.database or "")
            self._presence = FolderLock(path.parent)
            self.engine, self.writers = _sqlite_engines(url, path, self._presence)
        else:
            address = parsed.set(drivername="postgresql+psycopg")
            self.engine = create_engine(address, pool_size=20, hide_parameters=True)
            self.writers = self.engine.execution_options(**{WRITING: True})
            event.listen(self.engine, "checkout", refuse_dead)
            event.listen(self.engine, "begin", lambda connection: connection.info.pop(COMMITTING, None))
        event.listen(self.engine, "handle_error", _translate)
        event.listen(self.engine, "commit", _note_commit)
        alone = {ALONE: True} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        self._alone = self.engine.execution_options(**alone)
        self._reader = self.engine.execution_options(postgresql_readonly=True)
        self._sessions = sessionmaker(autoflush=False, expire_on_commit=False)

    def reader(self) -> Session:
        """Return a session that cannot write; the caller closes it."""
        return self._sessions(bind=self._reader)

    def writer(self) -> Session:
        """Return a session that writes; the caller commits and closes it."""
        return self._sessions(bind=self.writers)

    def connect(self, *, is_writing: bool) -> Connection:
        """Return a connection that writes, or that cannot; the caller commits and closes it."""
        return (self.writers if is_writing else self._reader).connect()

    def session_on(self, connection: Connection) -> Session:
        """Return a session that goes on with what a connection has begun, and ends it. The caller closes both."""
        return self._sessions(bind=connection, join_transaction_mode="control_fully")

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        with self.reader() as session:
            yield session

    @contextlib.contextmanager
    def asking(self) -> Iterator[Connection]:
        """Give a connection for one question, which needs no transaction: each BEGIN and ROLLBACK is a round trip."""
        with self._alone.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose work is committed at the end of the block, and undone if it raises."""
        with self.writer() as session:
            yield session
            session.commit()

    def hold(self) -> None:
        """Keep restores away until this process ends, connections or not. PostgreSQL knows who is connected."""
        if self.is_sqlite:
            self._presence.share()

    def check(self) -> None:
        """Open the database once. Raises DatabaseError with what to do where it cannot be opened."""
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("SELECT count(*) FROM sqlite_master" if self.is_sqlite else "SELECT 1")
        except (DBAPIError, DatabaseError) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error.__cause__
            if cause is None:  # told in words of ours already
                raise
            url = self.engine.url
            name = url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)
            reason = _reason(cause)
            raise DatabaseError(f"The database {name} cannot be opened: {reason}. See CME_DATABASE_URL.") from None


def connection_of(asked: Connected) -> Connection:
    """Return the connection of a session, or the connection that was given instead."""
    return asked if isinstance(asked, Connection) else asked.connection()


def _note_commit(connection: Connection) -> None:
    connection.info[COMMITTING] = True


def _reason(error: BaseException | None) -> str:
    return next(iter(str(error).strip().splitlines()), "no reason given")


def _translate(context: ExceptionContext) -> None:
    """Put into words what the database cannot do at the moment (full, locked, gone) or cannot hold (U+0000).

    A connection on which COMMIT or ROLLBACK failed is thrown away: SQLite keeps such a transaction open, and with
    it the lock that every other writer waits for.
    """
    if context.is_pre_ping:
        return  # the pool connects anew by itself
    is_ending = context.connection is not None and context.execution_context is None
    if is_ending:
        context.is_disconnect, context.invalidate_pool_on_disconnect = True, context.is_disconnect
    reason = _reason(context.original_exception)
    if isinstance(context.sqlalchemy_exception, DataError):
        raise BadInput("That cannot be meant: it is too large, or holds a character that cannot be stored.")
    if isinstance(context.sqlalchemy_exception, OperationalError) and not reason.startswith(OUR_FAULT):
        is_uncertain = is_ending and context.connection is not None and COMMITTING in context.connection.info
        raise DatabaseError(UNCONFIRMED if is_uncertain else BUSY) from context.original_exception


class _Writers(OptionEngine):
    """An engine that shares everything with another but its connections.

    Lent to readers and writers in turn, a connection had its ``query_only`` switched each time, and SQLite compiles
    every statement anew after that.
    """

    pool: Pool = None  # type: ignore[assignment]  # its own, where the base has a property that is the other's

    def __init__(self, readers: Engine) -> None:
        super().__init__(readers, {WRITING: True})
        self.pool = readers.pool.recreate()


def _sqlite_engines(url: str, path: Path, presence: FolderLock) -> tuple[Engine, Engine]:
    """Return the engine whose connections cannot write, and that of the writers."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(f"The folder {path.parent} cannot be made: {error.strerror}. See CME_DATA_DIR.") from None
    options = {"timeout": BUSY_TIMEOUT_SECONDS, "isolation_level": None}
    engine = create_engine(url, connect_args=options, pool_size=20, hide_parameters=True)  # values stay out of logs
    # Before the file is opened: a restore puts another file in its place, and nobody may go on with the old one.
    event.listen(engine, "do_connect", lambda *_arguments: presence.share())
    queue = WritersQueue(path.with_name(path.name + "-queue"))
    _set_up(engine, queue)
    writers = _Writers(engine)

    @event.listens_for(engine, "engine_disposed")
    def close_files(disposed: Engine) -> None:
        if disposed is engine:
            writers.dispose()
            queue.close()
            presence.release()

    return engine, writers


def _set_up(engine: Engine, queue: WritersQueue) -> None:
    """Make every connection durable, and let who writes wait for their turn."""
    has_turn: set[ConnectionPoolEntry] = set()

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        is_writing = bool(connection.get_execution_options().get(WRITING))
        if is_writing:
            queue.enter()
            has_turn.add(_entry_of(connection))
        _begin(connection, is_writing=is_writing)

    # A connection goes back to the pool after its COMMIT or ROLLBACK has been done, never before.
    @event.listens_for(engine, "checkin")
    def end_turn(_connection: sqlite3.Connection | None, entry: ConnectionPoolEntry) -> None:
        if entry in has_turn:
            has_turn.discard(entry)
            queue.leave()


def _entry_of(connection: Connection) -> Any:
    return connection.connection._connection_record


def _begin(connection: Connection, *, is_writing: bool) -> None:
    """Begin on the driver itself, past SQLAlchemy: each request does it once or twice."""
    driver: Any = connection.connection.dbapi_connection
    known = _entry_of(connection).info
    known.pop(COMMITTING, None)
    try:
        if known.get(WRITING) is not is_writing:
            driver.execute(f"PRAGMA query_only = {int(not is_writing)}")
            known[WRITING] = is_writing
        if is_writing:
            driver.execute("BEGIN IMMEDIATE")
        elif not connection.get_execution_options().get(ALONE):
            driver.execute("BEGIN")
    except sqlite3.OperationalError as error:
        raise DatabaseError(BUSY) from error
