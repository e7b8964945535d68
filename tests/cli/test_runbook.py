"""docs/operations.md, word for word: its commands are run as they stand there, with only the folders moved."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards.tree import REPOSITORY
from tests.support.server import Server, serving

RUNBOOK = (REPOSITORY / "docs" / "operations.md").read_text("utf-8")
NAME = "cme-2026-11-21T031500Z.backup"


def commands(heading: str) -> list[str]:
    """Return the indented command lines under a heading."""
    section = re.split(r"^## ", RUNBOOK, flags=re.M)
    (text,) = [part for part in section if part.startswith(f"{heading}\n")]
    return re.findall(r"^ {4,}(\S.*)$", text, re.M)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that stands for a machine: its /srv and /tmp are in it, and ``cme`` is a program there."""
    root = tmp_path_factory.mktemp("machine")
    for name in ("srv/backups", "srv/cme/venv/bin", "tmp"):
        (root / name).mkdir(parents=True)
    program = root / "srv" / "cme" / "venv" / "bin" / "cme"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cme "$@"\n')
    program.chmod(0o700)
    return root


@pytest.fixture(scope="module")
def server(machine: Path) -> Iterator[Server]:
    with serving(machine / "live") as server:
        kept = [f"export {name}={shlex.quote(value)}" for name, value in server.environ.items() if name[:4] == "CME_"]
        (machine / "srv" / "cme" / "settings").write_text("\n".join(kept) + "\n")
        yield server


def run(machine: Path, line: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a line of the runbook in a shell, on the machine that the folder stands for."""
    moved = re.sub(r"(?<=[ =/])/(srv|tmp)/|^/(srv|tmp)/", rf"{machine}/\1\2/", line)
    path = f"{machine}/srv/cme/venv/bin:{environ['PATH']}"
    return subprocess.run(
        ["sh", "-c", moved], env=environ | {"PATH": path}, cwd=machine, capture_output=True, text=True, check=False
    )


def test_the_runbook_is_true_word_for_word(machine: Path, server: Server, tmp_path: Path) -> None:
    by_hand, crontab = commands("Backing up")
    done = run(machine, by_hand, server.environ)
    assert done.returncode == 0, done.stderr
    (first,) = (machine / "srv" / "backups").iterdir()
    first.rename(first.with_name(NAME))
    when, command = re.fullmatch(r"((?:\S+ ){5})(.*)", crontab).groups()  # type: ignore[union-attr]
    assert when == "15 3 * * * "
    bare = {name: value for name, value in server.environ.items() if not name.startswith("CME_")}
    done = run(machine, command, bare)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(list((machine / "srv" / "backups").iterdir())) == 2

    new = server.environ | {"CME_DATA_DIR": str(tmp_path / "new")}
    *steps, serve = commands("Restoring on a new machine")
    assert serve == "cme serve"
    assert len(steps) == 3
    for line in steps:
        done = run(machine, line, new)
        assert (done.returncode, done.stderr) == (0, ""), line

    for line in commands("The drill"):
        done = run(machine, line, server.environ)
        assert (done.returncode, done.stderr) == (0, ""), line

    (replace,) = commands("Restoring where a database is")
    done = run(machine, replace, server.environ)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "cme is running" in done.stderr
    done = run(machine, replace, new)
    assert done.returncode == 0, done.stderr
    (kept,) = (tmp_path / "new").glob("cme.sqlite3.before-*")
    assert "is kept: " in done.stdout
    assert str(kept) in done.stdout
