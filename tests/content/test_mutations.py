"""Good files damaged at random: no traceback, no second lost, and every problem in a place that exists."""

import random
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

import pytest

from cme.content.bank import CheckedBank, check_bank
from cme.content.problems import Problem, Severity
from cme.content.rule_table import RULES
from cme.paths import resource
from tests.banks.mutations import mutate
from tests.content.tiny import TINY
from tests.support.figures import Figure, record

LONGEST = 1.0  # seconds of this process, whatever else the computer does
Check: TypeAlias = Callable[[Path], CheckedBank]


@dataclass
class Judged:
    """What went wrong, each with the seed that repeats it, and how the mutants ended."""

    wrong: list[str] = field(default_factory=list)
    refused: int = 0
    loaded: int = 0
    slowest: float = 0.0


def judge(check: Check, count: int, folder: Path, longest: float = LONGEST) -> Judged:
    """Damage one file of a bank at a time, and look at what the check makes of it."""
    judged = Judged()
    banks = [
        Path(shutil.copytree(TINY, folder / "tiny")),
        Path(shutil.copytree(resource("question_bank"), folder / "it")),
    ]
    good = {bank: {path: path.read_bytes() for path in sorted(bank.rglob("*.yaml"))} for bank in banks}
    for seed in range(count):
        rng = random.Random(seed)  # noqa: S311 - to be repeated, not secret
        bank = banks[rng.random() < 0.15]
        path = rng.choice(list(good[bank]))
        path.write_bytes(mutate(rng, good[bank][path]))
        judged.wrong += [f"seed {seed}, {path.name}: {fault}" for fault in _faults(check, bank, judged, longest)]
        path.write_bytes(good[bank][path])
    return judged


def _faults(check: Check, bank: Path, judged: Judged, longest: float) -> Iterator[str]:
    begun = time.process_time()
    try:
        checked = check(bank)
    except Exception as error:
        yield f"raised {error!r}"
        return
    took = time.process_time() - begun
    judged.slowest = max(judged.slowest, took)
    if took > longest:
        yield f"took {took:.1f} s"
    has_errors = any(each.severity is Severity.ERROR for each in checked.problems)
    judged.refused += has_errors
    judged.loaded += checked.bank is not None
    if (checked.bank is None) != has_errors:
        yield f"{'has errors and loads' if has_errors else 'neither loads nor has an error'}"
    for problem in checked.problems:
        yield from _faults_of(problem, bank)


def _faults_of(problem: Problem, bank: Path) -> Iterator[str]:
    path = Path(problem.path)
    if problem.rule not in RULES:
        yield f"{problem.rule} is not in the table"
    if not str(problem).isprintable():
        yield f"{problem} is not one line"
    if not path.is_relative_to(bank) or not path.is_file():
        yield f"{problem} is in no file"
        return
    lines = re.split(r"\r\n|\r|\n", path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff"))
    if not (1 <= problem.line <= len(lines) and 1 <= problem.column <= len(lines[problem.line - 1]) + 1):
        yield f"{problem} is no place in the file"


def a_check_that_raises(folder: Path) -> CheckedBank:
    checked = check_bank(folder)
    return {"yaml-alias": checked}[checked.problems[0].rule] if checked.problems else checked


def a_check_that_misplaces(folder: Path) -> CheckedBank:
    checked = check_bank(folder)
    return replace(checked, problems=[replace(each, line=each.line + 300) for each in checked.problems])


def a_check_that_lets_errors_load(folder: Path) -> CheckedBank:
    checked = check_bank(folder)
    return replace(checked, bank=checked.bank or check_bank(TINY).bank)


def a_check_that_says_nothing(folder: Path) -> CheckedBank:
    return replace(check_bank(folder), problems=[])


BROKEN = (a_check_that_raises, a_check_that_misplaces, a_check_that_lets_errors_load, a_check_that_says_nothing)


@pytest.mark.parametrize("count", [1_000, pytest.param(30_000, marks=pytest.mark.slow)])
def test_no_damage_is_too_much(count: int, tmp_path: Path) -> None:
    judged = judge(check_bank, count, tmp_path / "sound")

    caught = sum(bool(judge(check, 12, tmp_path / check.__name__).wrong) for check in BROKEN)
    caught += bool(judge(check_bank, 1, tmp_path / "slow", longest=0).wrong)
    record(
        Figure(
            proof="Question bank",
            what="damaged files that led to a traceback, a place that does not exist, or neither a problem nor a bank",
            goal="0",
            measured=f"{len(judged.wrong)} of {count:,}; the slowest took {judged.slowest:.2f} s",
            is_met=not judged.wrong,
            is_full=count > 1_000,
            size=f"{count:,} seeded mutations: {judged.refused:,} refused, {judged.loaded:,} harmless",
            control=f"{caught} of {len(BROKEN) + 1} broken checks caught",
        )
    )
    assert judged.wrong == []
    assert judged.refused > count // 2
    assert judged.loaded > 0
    assert caught == len(BROKEN) + 1
