"""How long it takes to back up and restore a large database: a million answers."""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.chaos.backup.site import sqlite_path
from tests.support.cast import ALICE
from tests.support.databases import opened
from tests.support.figures import Figure, record
from tests.support.posttest import Taking, person, publish_bank
from tests.support.server import clean_environ

SECONDS = 60
INSERT = (
    "WITH RECURSIVE more(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM more LIMIT ?) "
    "INSERT INTO response (attempt_question_id, sequence, idempotency_key, chosen, struck, is_flagged, saved_at) "
    "SELECT 1, n, 'key-of-a-large-database-' || n, '[\"true\"]', '[]', 0, '2026-11-20 12:00:00.000000' FROM more"
)


def timed(folder: Path, url: str, *arguments: str) -> float:
    environ = clean_environ() | {"CME_DATA_DIR": str(folder), "CME_DATABASE_URL": url}
    begun = time.monotonic()
    subprocess.run([sys.executable, "-m", "cme", *arguments], env=environ, check=True, capture_output=True)
    return time.monotonic() - begun


@pytest.mark.parametrize("answers", [10_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_a_large_database_is_back_soon(answers: int, sqlite_url: str, tmp_path: Path) -> None:
    with opened(sqlite_url) as database:
        publish_bank(database)
        taking = Taking(database, person(database, ALICE))
        taking.save(taking.start(), 1, "true")
    with closing(sqlite3.connect(sqlite_path(sqlite_url))) as connection:
        connection.execute(INSERT, (answers,))
        connection.commit()
    size = sqlite_path(sqlite_url).stat().st_size
    making = timed(tmp_path, sqlite_url, "backup", str(tmp_path / "large.backup"))
    restoring = timed(
        tmp_path / "new", f"sqlite:///{tmp_path / 'new' / 'x.sqlite3'}", "restore", str(tmp_path / "large.backup")
    )
    record(
        Figure(
            proof="Backup and restore",
            what="time to restore a large database",
            goal=f"≤ {SECONDS} s",
            measured=f"{restoring:.1f} s (backing up took {making:.1f} s)",
            is_met=restoring <= SECONDS,
            is_full=answers >= 1_000_000,
            size=f"{answers:,} answers, {size / 1e6:,.0f} MB, SQLite",
        )
    )
    with closing(sqlite3.connect(tmp_path / "new" / "x.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM response").fetchone() == (answers + 1,)
