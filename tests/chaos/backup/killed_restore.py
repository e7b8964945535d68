"""Kill a restore at its k-th act on a file, for k = 1, 2, … until one is not killed any more.

Run as a program: ``python -m tests.chaos.backup.killed_restore FOLDER BACKUP EVERY [broken]``, where FOLDER/old is a
data folder; it prints what was found as JSON. ``broken`` is the control: the old database is removed before the new one
is put in its place.
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from cme.backups import files
from cme.backups.restoring import restore_backup
from cme.config import read_settings
from cme.errors import CmeError
from tests.support.clock import NOON
from tests.support.databases import opened

ACTS = {"open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "sqlite3.connect", "shutil.rmtree"}
PEOPLE = "SELECT group_concat(email) FROM (SELECT email FROM person ORDER BY email)"


def restore(data: Path, backup: Path) -> None:
    settings = read_settings({"CME_DATA_DIR": str(data)})
    with opened(settings.database_url) as database:
        restore_backup(settings, database, backup, replaces=True, now=NOON)


def was_killed(data: Path, backup: Path, at: int) -> bool:
    """Restore in a process of its own, killed right before its act number ``at`` on the data folder."""
    child = os.fork()
    if child == 0:
        left = [at]

        def count(event: str, arguments: tuple[Any, ...]) -> None:
            if event in ACTS and str(data) in str(arguments):
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            restore(data, backup)
        except CmeError:
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    if os.WEXITSTATUS(status):
        raise SystemExit(f"the restore that was not killed failed with {os.WEXITSTATUS(status)}")
    return False


def state(path: Path) -> str:
    """Return who is in the database, or what is wrong with it; nothing is created by looking."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as connection:
            (checked,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            (people,) = connection.execute(PEOPLE).fetchone()
            return str(people) if checked == "ok" else f"damaged: {checked}"
    except sqlite3.Error as error:
        return f"unreadable: {error}"


def break_it() -> None:
    """Put the fault in: for a moment there is neither the old database nor the new one."""
    put_over = files.put_over

    def put_over_nothing(source: Path, target: Path) -> None:
        target.unlink(missing_ok=True)
        put_over(source, target)

    files.put_over = put_over_nothing


def main(folder: Path, backup: Path, every: int, *, is_broken: bool) -> None:
    if is_broken:
        break_it()
    found: dict[str, dict[int, str]] = {"killed": {}, "again": {}}
    at = 24 if is_broken else 1  # the exchange comes last
    while True:
        data = folder / "data"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(folder / "old", data)
        if not was_killed(data, backup, at):
            break
        found["killed"][at] = state(data / "cme.sqlite3")
        if not is_broken:
            restore(data, backup)
            found["again"][at] = state(data / "cme.sqlite3")
        at += every
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), is_broken="broken" in sys.argv)
