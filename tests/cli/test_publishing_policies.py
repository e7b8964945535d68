"""``cme bank publish``: the impact in words, policies for changed keys, the way back, and what a terminal asks."""

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cme.cli.main import cli
from cme.database import Database
from cme.errors import BadInput, BankError, NotFound
from tests.support.cast import ALICE, BOB
from tests.support.clock import NOON
from tests.support.corrections import turn_the_key
from tests.support.databases import opened
from tests.support.posttest import Taking, person
from tests.support.server import clean_environ

TINY = Path(__file__).parents[1] / "banks" / "tiny"
Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "bank", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


@pytest.fixture
def run(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("CME_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CME_DATA_DIR", str(tmp_path / "var"))
    return lambda *arguments: CliRunner().invoke(cli, [str(each) for each in arguments])


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    with opened(sqlite_url) as database:
        yield database


def taken(database: Database) -> None:
    """Let one learner answer the first question by the old key, and pass, and another by the new one, and fail."""
    now = NOON.replace(day=22)
    Taking(database, person(database, ALICE), now=now).take({1: "no-it-is-not", 2: "large"})
    Taking(database, person(database, BOB), now=now).take({1: "yes-it-is", 2: "large"})


def impact(result: Result) -> list[str]:
    """Return the lines that say what changes."""
    return [line for line in result.output.splitlines() if line.startswith(("What changes", "  "))]


def test_what_is_rehearsed_is_what_is_done(run: Run, folder: Path, database: Database) -> None:
    first = run("bank", "publish", folder, "--dry-run")
    assert impact(first)[0] == "What changes in the bank tiny, compared with nothing published so far:"
    assert impact(run("bank", "publish", folder)) == impact(first)
    taken(database)
    turn_the_key(folder)
    policy = ("--policy", "responded=new-key", "--note", "As the paper says")
    rehearsed = run("bank", "publish", folder, *policy, "--dry-run")
    assert "Nothing was changed. Without --dry-run: Published the bank tiny as publication 2" in rehearsed.output
    done = run("bank", "publish", folder, *policy)
    assert impact(done) == impact(rehearsed)
    lines = "\n".join(impact(done))
    assert "old key: False\n      new key: True\n      2 attempts marked with it, 0 in progress" in lines
    assert "policy new-key: Only the new key counts." in lines
    assert "2 submitted attempts scored anew: 1 pass gained; 1 lost by the marks and kept" in lines
    assert "passed, kept" in lines
    assert "2 attempts scored anew" in done.output.splitlines()[-1]


def test_a_policy_that_is_missing_is_asked_for_in_words(run: Run, folder: Path, database: Database) -> None:
    run("bank", "publish", folder)
    taken(database)
    turn_the_key(folder)
    for more in ((), ("--dry-run",)):
        refused = run("bank", "publish", folder, *more)
        assert isinstance(refused.exception, BankError)
        assert f"cme bank publish {folder} --policy responded=POLICY, where POLICY is new-key" in str(refused.exception)
        assert "  new key   question  responded: The patient responded" in refused.output
    assert "publication 1 (in force)" in run("bank", "history").output


def test_a_key_is_not_changed_without_a_reason(run: Run, folder: Path, database: Database) -> None:
    run("bank", "publish", folder)
    taken(database)
    turn_the_key(folder)
    for more in ((), ("--dry-run",)):
        silent = run("bank", "publish", folder, "--policy", "responded=old-and-new", *more)
        assert isinstance(silent.exception, BankError)
        assert 'with --note "…"' in str(silent.exception)
        assert "  new key   question  responded: The patient responded" in silent.output
        assert "Without --dry-run" not in silent.output
    assert "publication 1 (in force)" in run("bank", "history").output
    assert run("bank", "publish", folder, "--policy", "responded=leave-scores").exit_code == 0


def test_a_policy_that_cannot_be_meant_is_refused(run: Run, folder: Path) -> None:
    run("bank", "publish", folder)
    turn_the_key(folder)
    for wrong in ("responded", "responded=newkey", "=new-key"):
        assert isinstance(run("bank", "publish", folder, "--policy", wrong).exception, SystemExit)
    twice = run("bank", "publish", folder, "--policy", "measured=new-key")
    assert isinstance(twice.exception, BadInput)
    assert "measured. Its key does not change, so leave the policy out" in str(twice.exception)


def test_an_earlier_publication_is_published_again(run: Run, folder: Path, database: Database) -> None:
    run("bank", "publish", folder, "--note", "The first")
    turn_the_key(folder)
    run("bank", "publish", folder)
    taken(database)
    back = ("bank", "publish", "tiny", "--from-publication", 1)
    assert isinstance(run(*back).exception, BankError)
    assert "as publication 3: 2 revised" in run(*back, "--leave-scores", "--note", "Back").output
    assert "publication 3 of the bank tiny is serving" in run(*back).output.lower()
    assert isinstance(run("bank", "publish", "tiny", "--from-publication", 9).exception, NotFound)
    assert run("bank", "publish", "tiny", "--from-publication", 10**22).exit_code == 2
    assert isinstance(run("bank", "publish", "tine", "--from-publication", 1).exception, NotFound)
    assert "as publication 4" in run("bank", "publish", "--from-publication", 2, "--leave-scores").output
    lines = run("bank", "history", "tiny").output.splitlines()
    assert [line.split(";")[0] for line in lines] == [
        "tiny publication 4 (in force)",
        *(f"tiny publication {number}" for number in (3, 2, 1)),
    ]
    assert lines[1].endswith("responded: leave-scores; Back")
    assert lines[3].endswith("The first")
    assert isinstance(run("bank", "history", "tine").exception, NotFound)


@pytest.mark.parametrize(("answer", "words"), [("n", "Nothing was changed."), ("y", "Published the bank tiny as")])
def test_on_a_terminal_it_asks_first(
    folder: Path, sqlite_url: str, tmp_path: Path, database: Database, answer: str, words: str
) -> None:
    del database
    ours, theirs = pty.openpty()
    environ = clean_environ() | {"CME_DATABASE_URL": sqlite_url, "CME_DATA_DIR": str(tmp_path / "var")}
    command = [sys.executable, "-m", "cme", "bank", "publish", str(folder)]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environ) as running:
        os.close(theirs)
        os.write(ours, f"{answer}\n".encode())
        shown = b""
        while chunk := _read(ours):
            shown += chunk
    os.close(ours)
    assert running.returncode == 0
    assert b"Publish this? [y/N]" in shown
    assert words in shown.decode()


def _read(terminal: int) -> bytes:
    """Return what comes next; nothing once the other end is closed, which Linux tells as an error."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""
