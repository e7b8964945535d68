"""Monsters of YAML and of the disk, by the hundred: each refused in lines like any other, soon and in little memory."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.figures import Figure, record

ROOT = Path(__file__).resolve().parents[2]


def run(count: int, folder: Path, *control: str) -> dict[str, Any]:
    """Set monsters on the check, in a process without pytest's modules in memory."""
    command = [sys.executable, "-m", "tests.hostile.run", str(count), str(folder), *control]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("count", [150, pytest.param(1_500, marks=pytest.mark.slow)])
def test_every_monster_is_refused_soon_in_a_line_like_any_other(count: int, tmp_path: Path) -> None:
    found = run(count, tmp_path)

    control = run(10, tmp_path, "read_as_usual", "a name twice")
    record(
        Figure(
            proof="Hostile input",
            what="files and folders made to hurt that were not refused as they should be",
            goal="0, each within 1 s and 256 MB",
            measured=f"{len(found['misses'])} of {found['tried']:,}; at most {found['slowest']:.2f} s, "
            f"{found['largest']:.0f} MB",
            is_met=not found["misses"],
            is_full=count == 1_500,
            size=f"{found['tried']:,} drawn from {found['families']} families",
            control=f"read by the library's own loader: {len(control['misses'])} of {control['tried']} noticed",
        )
    )
    assert found["tried"] == count
    assert found["misses"] == []


CONTROLS = [
    ("read_as_usual", "a name twice", 2, "not refused"),
    ("read_as_usual", "something that holds itself", 4, "ConstructorError"),
    ("read_whatever_stands_there", "a file without end", 2, "MemoryError"),
    ("compare_everything_with_everything", "many references to many", 1, "ended by SIGKILL"),
    ("look_no_closer", "options that look alike", 2, "not refused"),
    ("unpack_as_told", "names in zips", 12, "led out"),
    ("quote_without_end", "an alias in a good file", 30, "a line like no other"),
]


@pytest.mark.parametrize(("breaker", "family", "count", "miss"), CONTROLS)
def test_a_check_without_its_guards_is_caught(breaker: str, family: str, count: int, miss: str, tmp_path: Path) -> None:
    found = run(count, tmp_path, breaker, family)

    assert any(miss in each for each in found["misses"]), found
