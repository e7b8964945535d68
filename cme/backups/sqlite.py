"""SQLite: a consistent copy while others write, the checks of a copy, and the exchange of one file for another."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from cme.backups import facts, files
from cme.backups.manifest import Facts
from cme.database import Database
from cme.errors import BackupError

BESIDE = ("-wal", "-shm", "-journal")  # they belong to a file by its name, and would spoil another one under it
WAIT_SECONDS = 10


def copy(source: Path, target: Path) -> None:
    """Write a copy as of one moment. Writers go on meanwhile: the copy is one reader of the write-ahead log.

    VACUUM INTO rather than the backup interface: it reads every row, so damage shows, and leaves behind what was
    deleted. Raises BackupError.
    """
    try:
        with closing(_connected(source)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
        target.chmod(0o600)
    except sqlite3.Error as error:
        raise BackupError(f"The database {source} cannot be copied: {error}.") from None


def counted(path: Path) -> Facts:
    """Count the rows of a copy, which stays as it is."""
    database = Database(f"sqlite:///{path}")
    try:
        with database.engine.connect() as connection:
            return facts.count(connection)
    finally:
        database.engine.dispose()
        fold(path)


def check(path: Path) -> None:
    """Let SQLite check every page, index and foreign key. Raises BackupError."""
    try:
        with closing(_connected(path)) as connection:
            wrong = [row[0] for row in connection.execute("PRAGMA integrity_check(1)") if row[0] != "ok"]
            wrong += [f"a row of {row[0]} points at nothing" for row in connection.execute("PRAGMA foreign_key_check")]
    except sqlite3.Error as error:
        wrong = [str(error)]
    if wrong:
        raise BackupError(f"The database in the backup is damaged: {wrong[0]}.")


def fold(path: Path) -> None:
    """Bring the write-ahead log into the file, so that the file is all there is.

    Raises BackupError while anybody else has it open, cme or another program; sqlite3.DatabaseError if it is damaged.
    """
    try:
        with closing(_connected(path)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchall()
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        raise BackupError(f"Another program has {path} open ({error}). End it and try again.") from None


def exchange(new: Path, path: Path, aside: Path) -> bool:
    """Put ``new`` at ``path`` and keep what was there as ``aside``; say whether there was anything.

    At each moment ``path`` is the old database, whole, or the new one. (A damaged old one is kept as it is found.)
    """
    is_there = path.exists()
    if is_there:
        _keep(path, aside)
    for end in BESIDE:
        path.with_name(path.name + end).unlink(missing_ok=True)
    files.make_durable(path.parent)
    files.put_over(new, path)
    return is_there


def _keep(path: Path, aside: Path) -> None:
    """Give the old database a second name: one whole file, or where it is damaged, all its files as they are found."""
    names = {path: aside}
    names |= {path.with_name(path.name + end): aside.with_name(aside.name + end) for end in BESIDE}
    kept = [second for first, second in names.items() if first.exists()]
    for first, second in names.items():
        if second in kept:
            os.link(first, second)
    try:
        fold(path)
    except BackupError:
        for second in kept:
            second.unlink()
        raise
    except sqlite3.DatabaseError:
        return
    for second in kept[1:]:
        second.unlink()


def _connected(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=WAIT_SECONDS, isolation_level=None)
