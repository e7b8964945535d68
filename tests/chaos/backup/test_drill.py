"""The restore drill: back up a server that is being written to, restore elsewhere, compare with what was acknowledged.

Its control is the usual mistake: the main database file copied without its write-ahead log.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from cme.app import create_app
from cme.config import read_settings
from cme.errors import CmeError
from tests.chaos.backup.comparing import faults
from tests.chaos.backup.learners import Browser, Learner, Log
from tests.chaos.backup.site import HOLDERS, LEARNERS, furnish, sqlite_path
from tests.support import postgresql
from tests.support.figures import Figure, record
from tests.support.server import Server, serving

SAVES_BEFORE = 40  # of the round, so that each backup has news to hold
WRITES_PER_SECOND = 50
Ask = Callable[[str, str], tuple[int, bytes]]  # path, cookie -> status, body


@dataclass
class Drill:
    """One installation under load, and what its restores showed."""

    server: Server
    url: str
    codes: list[str]
    holder: Browser
    log: Log = field(default_factory=Log)
    faults: list[str] = field(default_factory=list)
    stale_copies: int = 0
    seconds: float = 0.0  # under backup
    writes: int = 0  # acknowledged meanwhile
    slowest_restore: float = 0.0

    def run(self, folder: Path, url: str, *, starts_server: bool) -> None:
        """Back up under load, restore into ``folder`` and the empty database ``url``, and compare."""
        before = self._back_up(folder)
        begun = time.monotonic()
        elsewhere = replace(self.server, environ=self.server.environ | settings_for(folder, url))
        done = elsewhere.run("restore", str(folder / "backup"))
        self.slowest_restore = max(self.slowest_restore, time.monotonic() - begun)
        assert done.returncode == 0, done.stderr
        assert "people who are signed in stay so" in done.stdout
        self.faults += faults(url, self.log, before, self.url)
        self.faults += self._visit(folder, url, starts_server=starts_server)

    def _back_up(self, folder: Path) -> float:
        """Return the moment before which everything acknowledged must be in the backup."""
        folder.mkdir()
        self.log.gate.set()
        self.log.wait_for(SAVES_BEFORE)
        copied_at = self._copy_badly(folder / "copied.sqlite3")
        before, known = time.monotonic(), len(self.log.saved)
        done = self.server.run("backup", str(folder / "backup"))
        self.seconds += time.monotonic() - before
        self.writes += len(self.log.saved) - known
        self.log.gate.clear()
        assert done.returncode == 0, done.stderr
        self._judge_copy(folder / "copied.sqlite3", copied_at)
        return before

    def _copy_badly(self, copy: Path) -> float:
        """Do what most people would, at the same time: the control."""
        before = time.monotonic()
        if self.url.startswith("sqlite"):
            shutil.copyfile(sqlite_path(self.url), copy)
        return before

    def _judge_copy(self, copy: Path, before: float) -> None:
        """Compare a plain copy just as what is restored is compared."""
        if copy.exists():
            try:
                self.stale_copies += bool(faults(f"sqlite:///{copy}", self.log, before, self.url))
            except (DBAPIError, CmeError):
                self.stale_copies += 1  # so torn that it cannot even be read

    def _visit(self, folder: Path, url: str, *, starts_server: bool) -> list[str]:
        """Use what was restored as people would: by real HTTP to a real server, or the same application in here."""
        if starts_server:
            with serving(folder, CME_DATABASE_URL=url, CME_QUESTION_BANK="none") as server:
                browser = Browser(server.origin)

                def ask(path: str, cookie: str) -> tuple[int, bytes]:
                    browser.cookie = cookie
                    return browser.ask("GET", path)

                found = self._use(ask)
                browser.sign_in(LEARNERS[0])
                browser.close()
                return found
        settings = read_settings(settings_for(folder, url) | {"CME_ORIGIN": self.server.origin})
        app = create_app(settings)
        client = app.test_client(use_cookies=False)

        def ask_here(path: str, cookie: str) -> tuple[int, bytes]:
            answer = client.get(path, base_url=self.server.origin, headers={"Cookie": cookie})
            return answer.status_code, answer.data

        found = self._use(ask_here)
        app.extensions["cme"].database.engine.dispose()
        return found

    def _use(self, ask: Ask) -> list[str]:
        cookie = self.holder.cookie
        paths = [f"/certificates/{self.codes[0]}", f"/certificates/{self.codes[0]}.pdf", "/my/transcript", "/"]
        answers = {path: ask(path, cookie) for path in paths}
        answers |= {path: ask(path, "") for path in (f"/verify/{code}" for code in self.codes)}
        pdf = answers[f"/certificates/{self.codes[0]}.pdf"][1]
        found = [f"{path} answers {status}" for path, (status, _) in answers.items() if status != 200]
        return found + ([] if pdf == self.holder.ask("GET", paths[1])[1] else ["the PDF is another one"])


def settings_for(folder: Path, url: str) -> dict[str, str]:
    return {"CME_DATA_DIR": str(folder / "var"), "CME_DATABASE_URL": url}


@contextmanager
def drilling(url: str, folder: Path) -> Iterator[Drill]:
    """Give a furnished server with learners at work (while the log's gate is open)."""
    codes = furnish(url)
    with serving(folder, CME_DATABASE_URL=url, CME_QUESTION_BANK="none") as server:
        drill = Drill(server, url, codes, Browser(server.origin))
        drill.holder.sign_in(HOLDERS[0].email)
        learners = [Learner(server.origin, email, drill.log) for email in LEARNERS]
        for learner in learners:
            learner.start()
        try:
            yield drill
        finally:
            for learner in learners:
                learner.stop()
            for learner in learners:
                learner.join()
            drill.holder.close()
        assert [learner.failure for learner in learners if learner.failure is not None] == []


@pytest.mark.parametrize("rounds", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_every_acknowledged_row_is_restored_on_sqlite(rounds: int, tmp_path: Path, sqlite_url: str) -> None:
    with drilling(sqlite_url, tmp_path / "live") as drill:
        for number in range(rounds):
            folder = tmp_path / f"round-{number}"
            drill.run(folder, f"sqlite:///{folder / 'var' / 'cme.sqlite3'}", starts_server=number % 10 == 0)
            shutil.rmtree(folder)
    _report(drill, f"{rounds} rounds, SQLite", is_full=rounds >= 100)
    assert drill.faults == []
    assert drill.stale_copies >= 0.7 * rounds  # one made right after a checkpoint is not stale
    assert drill.writes > rounds


@pytest.mark.parametrize("rounds", [1, pytest.param(100, marks=pytest.mark.slow)])
def test_every_acknowledged_row_is_restored_on_postgresql(
    rounds: int, tmp_path: Path, postgresql_url: str, postgresql_server: URL
) -> None:
    with drilling(postgresql_url, tmp_path / "live") as drill:
        for number in range(rounds):
            name = f"cme_drill_{tmp_path.name}_{number}".lower()[-60:]
            empty = postgresql.create_database(postgresql_server, name).render_as_string(hide_password=False)
            drill.run(tmp_path / f"round-{number}", empty, starts_server=number % 10 == 0)
            postgresql.drop_database(postgresql_server, name)
    _report(drill, f"{rounds} rounds, PostgreSQL", is_full=rounds >= 100)
    assert drill.faults == []
    assert drill.writes > rounds


def _report(drill: Drill, size: str, *, is_full: bool) -> None:
    rate = drill.writes / drill.seconds
    kind = size.rpartition(" ")[2]
    record(
        Figure(
            proof="Backup and restore",
            what=f"acknowledged rows that a restore lacks or has wrong, {kind}",
            goal=f"0, while ≥ {WRITES_PER_SECOND} saves a second are written",
            measured=f"{len(drill.faults)} of {len(drill.log.saved):,} acknowledged saves; {rate:.0f} saves a second "
            f"during backups, the slowest {drill.log.slowest * 1000:.0f} ms; slowest restore "
            f"{drill.slowest_restore:.1f} s",
            is_met=not drill.faults and rate >= WRITES_PER_SECOND,
            is_full=is_full,
            size=size,
            control=f"{drill.stale_copies} of {size.split()[0]} plain copies found stale" if "SQLite" in size else "",
        )
    )
