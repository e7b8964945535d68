"""Make the k-th database or file call fail: hooks in the drivers and in Python itself, in a process of their own.

Calls are counted while the hooks are armed. On SQLite each execute, fetch, commit, rollback, connect and close is a
call; on PostgreSQL the driver has all rows once a statement is executed, so that fetches are none. File calls are
seen by an audit hook (PEP 578); what SQLite itself asks of the disk is met by a limit on the size of files.
"""

import errno
import os
import resource
import signal
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, event

NO_PAGES_LEFT = 1  # PRAGMA max_page_count never goes below the present size
ALL_PAGES = 1_073_741_823
DISK_FULL = (
    "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100', "
    "MESSAGE = 'could not extend file: No space left on device'; END $$"
)
FILE_CALLS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate")
MORE_FILE_CALLS = ("os.chmod", "os.listdir", "os.scandir", "fcntl.flock", "tempfile.mkstemp")
NOT_OURS = ("/dev/", "/proc/", "/sys/", "/usr/", "/etc/")


@dataclass(frozen=True)
class Fault:
    """What goes wrong at the ``at``-th call (from 1; 0 = nothing).

    ``kind``: "raise" (the driver or the system reports an error), "kill" (SIGKILL), "full" (no file can grow),
    "pages" (SQLite gets no further page), "lost" (PostgreSQL ends the connection).
    """

    kind: str = "raise"
    at: int = 0
    is_after: bool = False  # the call takes effect, and fails all the same
    is_lasting: bool = False  # so does every later call

    def __str__(self) -> str:
        return f"{self.kind}{' after' if self.is_after else ''}{', lasting,' if self.is_lasting else ''} at {self.at}"


class Steps:
    """Counts calls while it is armed, and makes the fault happen."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.has_failed = False
        self._fault: Fault | None = None
        self._is_inside = False
        self._connections: list[Any] = []

    def arm(self, fault: Fault) -> None:
        self.calls, self.has_failed, self._fault = [], False, fault

    def disarm(self) -> None:
        """Let everything work again: there is room, the disk is mended, the database is back."""
        self._fault = None
        _limit_files(None)
        for connection in self._connections:
            _limit_pages(connection, ALL_PAGES)
        self._connections.clear()

    def take(self, name: str, act: Callable[[], Any], error: Callable[[], Exception], connection: Any = None) -> Any:
        """Do a call of a driver, or have it fail."""
        if self._fault is None or self._is_inside:
            return act()
        self._is_inside = True
        try:
            is_due = self._is_due(name) and (name != "close" or self._fault.kind == "kill")  # closing never fails
            return self._fail(self._fault, act, error, connection) if is_due else act()
        finally:
            self._is_inside = False

    def meet(self, name: str, path: str) -> None:
        """Let a file call pass, or raise in its place."""
        if self._fault is None or self._is_inside or not self._is_due(name):
            return
        kind = self._fault.kind
        if kind == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if kind == "raise" and not self._fault.is_after:
            raise OSError(errno.EIO, "Input/output error", path or None)
        if kind in ("full", "pages"):
            _limit_files(0)

    def _is_due(self, name: str) -> bool:
        fault = self._fault
        if fault is None:
            return False
        self.calls.append(" ".join(name.split())[:120])
        number = len(self.calls)
        if fault.at and fault.kind in ("full", "pages") and not fault.is_lasting and number > fault.at:
            _limit_files(None)
        is_due = number == fault.at or (bool(fault.at) and fault.is_lasting and number > fault.at)
        self.has_failed = self.has_failed or is_due
        return is_due

    def _fail(self, fault: Fault, act: Callable[[], Any], error: Callable[[], Exception], connection: Any) -> Any:
        if fault.is_after:
            act()
        if fault.kind == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if fault.kind == "raise":
            raise error()
        if fault.kind == "lost":
            _end_connection(connection)
        elif isinstance(connection, psycopg.Connection):
            connection.cursor().execute(DISK_FULL)
        elif fault.kind == "pages":
            self._connections += [connection] if connection is not None else []
            _limit_pages(connection, NO_PAGES_LEFT)
        else:
            _limit_files(0)
        return act()


STEPS = Steps()


def _limit_files(size: int | None) -> None:
    """Let no file be written beyond ``size``; Python ignores SIGXFSZ, so the write fails with EFBIG."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard if size is None else size, hard))


def _limit_pages(connection: Any, count: int) -> None:
    if isinstance(connection, sqlite3.Connection):
        try:
            sqlite3.Connection.cursor(connection, sqlite3.Cursor).execute(f"PRAGMA max_page_count = {count}")
        except sqlite3.ProgrammingError:
            return  # closed meanwhile


def _end_connection(connection: Any) -> None:
    if connection is None:
        return
    with psycopg.connect(connection.info.dsn, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.info.backend_pid])


def _broken_disk() -> Exception:
    return sqlite3.OperationalError("disk I/O error")


def _lost_server() -> Exception:
    return psycopg.OperationalError("server closed the connection unexpectedly")


class SqliteCursor(sqlite3.Cursor):
    def _take(self, name: str, act: Callable[[], Any]) -> Any:
        return STEPS.take(name, act, _broken_disk, self.connection)

    def execute(self, *given: Any) -> Any:
        return self._take(f"execute {given[0]}", lambda: super(SqliteCursor, self).execute(*given))

    def executemany(self, *given: Any) -> Any:
        return self._take(f"execute {given[0]}", lambda: super(SqliteCursor, self).executemany(*given))

    def fetchone(self) -> Any:
        return self._take("fetch one", super().fetchone)

    def fetchmany(self, *given: Any) -> Any:
        return self._take("fetch many", lambda: super(SqliteCursor, self).fetchmany(*given))

    def fetchall(self) -> Any:
        return self._take("fetch all", super().fetchall)


class SqliteConnection(sqlite3.Connection):
    def cursor(self, *_given: Any) -> Any:
        return super().cursor(SqliteCursor)

    def execute(self, *given: Any) -> Any:
        return self.cursor().execute(*given)

    def commit(self) -> None:
        STEPS.take("commit", super().commit, _broken_disk, self)

    def rollback(self) -> None:
        STEPS.take("rollback", super().rollback, _broken_disk, self)

    def close(self) -> None:
        STEPS.take("close", super().close, _broken_disk, self)


class PostgresqlCursor(psycopg.Cursor[Any]):
    def _take(self, name: str, act: Callable[[], Any]) -> Any:
        return STEPS.take(name, act, _lost_server, self.connection)

    def execute(self, query: Any, *given: Any, **options: Any) -> Any:
        return self._take(f"execute {query}", lambda: super(PostgresqlCursor, self).execute(query, *given, **options))

    def executemany(self, query: Any, *given: Any, **options: Any) -> Any:
        return self._take(
            f"execute {query}", lambda: super(PostgresqlCursor, self).executemany(query, *given, **options)
        )


class PostgresqlConnection(psycopg.Connection[Any]):
    def commit(self) -> None:
        STEPS.take("commit", super().commit, _lost_server, self)

    def rollback(self) -> None:
        STEPS.take("rollback", super().rollback, _lost_server, self)

    def close(self) -> None:
        STEPS.take("close", super().close, _lost_server, self)


def hook() -> None:
    """Put the hooks into every engine of this process, and into Python. They cannot be taken out again."""
    event.listen(Engine, "do_connect", _connect)
    sys.addaudithook(_heed)


def _connect(dialect: Any, _entry: Any, arguments: list[Any], options: dict[str, Any]) -> Any:
    if dialect.name == "sqlite":
        options["factory"] = SqliteConnection
        return STEPS.take("connect", lambda: sqlite3.connect(*arguments, **options), _broken_disk)
    options["cursor_factory"] = PostgresqlCursor
    return STEPS.take("connect", lambda: PostgresqlConnection.connect(*arguments, **options), _lost_server)


def _heed(name: str, arguments: tuple[Any, ...]) -> None:
    if name not in FILE_CALLS and name not in MORE_FILE_CALLS:
        return
    path = os.fsdecode(arguments[0]) if arguments and isinstance(arguments[0], str | bytes | os.PathLike) else ""
    if path.startswith((*NOT_OURS, sys.prefix)) or path.endswith((".py", ".pyc", ".so")) or "__pycache__" in path:
        return
    if name == "open" and not path:
        return  # a descriptor that is open already
    STEPS.meet(f"{name} {Path(path).name or arguments[1:2]}", path)
