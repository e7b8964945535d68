"""A restore that is killed at any act on a file leaves the old database or the new one, whole; and can be repeated."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cme.backups.making import make_backup
from cme.config import read_settings
from cme.migration import upgrade
from tests.support.cast import ALICE, BOB, person_id
from tests.support.clock import NOON
from tests.support.databases import opened
from tests.support.figures import Figure, record
from tests.support.server import clean_environ

OLD, NEW = f"{ALICE.email},{BOB.email}", ALICE.email


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A backup with Alice alone, and the data folder of an installation that has Bob as well."""
    settings = read_settings({"CME_DATA_DIR": str(tmp_path / "old")})
    with opened(settings.database_url) as database:
        upgrade(database)
        person_id(database, ALICE)
        make_backup(settings, database, tmp_path / "x.backup", now=NOON)
        person_id(database, BOB)
    return tmp_path


def killed(folder: Path, every: int, *more: str) -> dict[str, dict[str, str]]:
    command = [sys.executable, "-m", "tests.chaos.backup.killed_restore", str(folder), str(folder / "x.backup")]
    done = subprocess.run(
        [*command, str(every), *more], env=clean_environ(), capture_output=True, text=True, check=False, timeout=540
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, str]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.slow)])
def test_a_killed_restore_leaves_the_old_or_the_new_database(folder: Path, every: int) -> None:
    found = killed(folder, every)
    torn = {at: state for at, state in found["killed"].items() if state not in (OLD, NEW)}
    record(
        Figure(
            proof="Backup and restore",
            what="restores killed that left neither the old nor the new database",
            goal="0",
            measured=f"{len(torn)} of {len(found['killed'])}, and {len(found['again'])} repeated to the end",
            is_met=not torn and set(found["again"].values()) == {NEW},
            is_full=every == 1,
            size="killed before each act on a file" if every == 1 else f"before every {every}th act on a file",
            control="a restore that removes the old file first is found out",
        )
    )
    assert torn == {}
    assert set(found["again"].values()) == {NEW}
    assert len(found["killed"]) >= 20 // every


def test_a_restore_that_removes_the_old_database_first_is_seen(folder: Path) -> None:
    states = killed(folder, 1, "broken")["killed"].values()
    assert any(state not in (OLD, NEW) for state in states)
