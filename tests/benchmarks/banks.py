"""Reading, checking and publishing a large bank, beside what PyYAML's loader in C takes for the same files alone.

    python -m tests.benchmarks.banks [QUESTIONS]

runs this part of ``make bench`` alone. Of every case the least of all rounds counts, as in ``measure``.
"""

import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.benchmarks.bank_cases import CASES, CHECK, CHECK_BY_CLOCK, LOAD, PUBLISH, READ
from tests.support.figures import Figure, record
from tests.support.large_bank import LargeBank, write_large_bank
from tests.support.server import clean_environ

QUESTIONS, ROUNDS, STARTS = 10_000, 3, 9
MEBIBYTE = 2**20
START = "the bundled bank checked, from the start of the process to its end"
MOST_MEBIBYTES, MOST_MILLISECONDS = 1024, 300


@dataclass(frozen=True)
class Row:
    """Something measured beside its goal, both in words."""

    what: str
    goal: str
    measured: str
    is_met: bool


@dataclass
class Found:
    """Seconds of each case and round, the most memory of a check, the milliseconds of each start of a small one."""

    questions: int
    size: int  # bytes of YAML
    seconds: dict[str, list[float]] = field(default_factory=dict)
    mebibytes: float = 0
    starts: list[float] = field(default_factory=list)

    def rows(self) -> list[Row]:
        faster = self._ratio(LOAD, READ)
        check, publish = self._ratio(CHECK, LOAD), self._ratio(PUBLISH, CHECK_BY_CLOCK)
        most, start = f"≤ {MOST_MEBIBYTES:,} MiB", min(self.starts)
        return [
            Row(f"{LOAD} / {READ}", "≥ 3.5", f"{faster:.2f}", faster >= 3.5),
            Row(f"{CHECK}, articles included / {LOAD}", "≤ 1", f"{check:.2f}", check <= 1),
            Row(f"{PUBLISH} / {CHECK}", "≤ 4", f"{publish:.2f}", publish <= 4),
            Row(f"memory of {CHECK}", most, f"{self.mebibytes:.0f} MiB", self.mebibytes <= MOST_MEBIBYTES),
            Row(
                START,
                f"≤ {MOST_MILLISECONDS} ms",
                f"{start:.0f} ms",
                start <= MOST_MILLISECONDS,
            ),
        ]

    def _ratio(self, name: str, yardstick: str) -> float:
        return min(self.seconds[name]) / min(self.seconds[yardstick])

    def __str__(self) -> str:
        parts = [f"A bank of {self.questions:,} questions, {self.size / MEBIBYTE:.1f} MiB of YAML"]
        parts += [f"{name:42}" + "".join(f"{each:8.2f} s" for each in rounds) for name, rounds in self.seconds.items()]
        verdicts = {True: "met", False: "MISSED"}
        parts += [f"  {row.what}: {row.measured} ({row.goal})  {verdicts[row.is_met]}" for row in self.rows()]
        return "\n".join(parts)


def measure_banks(folder: Path, questions: int = QUESTIONS, *, rounds: int = ROUNDS, starts: int = STARTS) -> Found:
    """Write a bank into ``folder`` and measure everything that is done with it, each case in turn."""
    large = write_large_bank(folder, questions)
    found = Found(questions, large.size)
    for _ in range(rounds):
        for case in CASES:
            for name, seconds in _case(case, folder).items():
                found.seconds.setdefault(name, []).append(seconds)
    found.mebibytes = peak_of_check(large)
    found.starts = [_start() for _ in range(starts)]
    return found


def _case(case: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.bank_cases", case, str(folder)]
    found: dict[str, float] = json.loads(subprocess.check_output(command, env=clean_environ()))
    return found


def peak_of_check(large: LargeBank) -> float:
    """Return the most memory, in MiB, that ``cme bank check`` of the bank and its articles ever held."""
    peak: int = _command("bank", "check", str(large.folder), "--fulltext-dir", str(large.articles)).ru_maxrss
    return peak / (MEBIBYTE if sys.platform == "darwin" else 1024)  # Linux counts KiB


def _start() -> float:
    """Check the bundled bank in a process of its own; return milliseconds by the clock."""
    began = perf_counter()
    _command("bank", "check")
    return (perf_counter() - began) * 1000


def _command(*arguments: str) -> Any:
    """Run ``cme``, which must find nothing wrong, and return what the system says it used."""
    program = Path(sysconfig.get_path("scripts")) / "cme"
    silent = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    pid = os.posix_spawn(program, [str(program), *arguments], clean_environ(), file_actions=silent)
    _, status, usage = os.wait4(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, arguments
    return usage


def keep(found: Found) -> None:
    """Record the figures of a full run."""
    size = f"{found.questions:,} questions, {found.size / MEBIBYTE:.0f} MiB of YAML; least of {ROUNDS} rounds"
    for row in found.rows():
        record(
            Figure(
                proof="Speed",
                what=row.what,
                goal=row.goal,
                measured=row.measured,
                is_met=row.is_met,
                is_full=True,
                size=f"least of {len(found.starts)} starts" if row.what == START else size,
            )
        )


def run(questions: int = QUESTIONS) -> dict[str, Any]:
    """Measure, print and record; return the part of build/bench.json."""
    above = Path("build")  # on a disk: the folder for temporary files is often memory
    above.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bank-", dir=above) as folder:
        found = measure_banks(Path(folder).resolve(), questions)
    print(f"\n{found}")
    if questions == QUESTIONS:
        keep(found)
    rows = [
        {"what": row.what, "goal": row.goal, "measured": row.measured, "is_met": row.is_met} for row in found.rows()
    ]
    return {"seconds": found.seconds, "rows": rows, "milliseconds": found.starts}


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS)
