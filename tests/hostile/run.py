"""Set monsters on the check, each in a small process of its own, and say which were not refused as they should be.

    python -m tests.hostile.run COUNT FOLDER [BREAKER FAMILY]

prints one JSON document. A BREAKER is a planted fault: a function of ``tests.hostile.broken``, called before the start;
then only monsters of that FAMILY are tried.
"""

import itertools
import json
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from random import Random

from cme.content.bank import check_bank
from cme.content.problems import Problem, has_errors
from cme.content.uploads import unpack
from tests.content.tiny import TINY
from tests.hostile import broken, monsters_of_disk, monsters_of_text, monsters_of_zips
from tests.hostile.confined import Outcome, confined
from tests.hostile.monsters import FAMILIES, MAY_PASS, UPLOAD, Family

MOST_SECONDS = 1.0
MOST_MEGABYTES = 256.0
HEAVY_EVERY = 10
LINE = re.compile(r"[^\n]+:[1-9]\d*:[1-9]\d*: (?:error|warning|info) [a-z0-9]+(?:-[a-z0-9]+)+ [^\n]+[.?]", re.DOTALL)
KINDS = (monsters_of_disk, monsters_of_text, monsters_of_zips)  # importing them adds their families


@dataclass(frozen=True)
class Summary:
    """What came of all of them. ``misses`` has a line for each that was not refused as it should be."""

    tried: int
    families: int
    misses: list[str]
    slowest: float
    slowest_family: str
    largest: float
    largest_family: str


def main() -> None:
    count, folder, *control = sys.argv[1:]
    families = FAMILIES
    if control:
        getattr(broken, control[0])()
        families = [family for family in FAMILIES if family.name == control[1]]
    print(json.dumps(asdict(summary(families, int(count), Path(folder)))))


def summary(families: list[Family], count: int, folder: Path) -> Summary:
    """Try ``count`` monsters of the families."""
    outcomes = [(family, seed, tried(family, seed, folder)) for family, seed in drawn(families, count)]
    misses = [f"{family.name} (seed {seed}): {why}" for family, seed, one in outcomes for why in faults(family, one)]
    slowest = max(outcomes, key=lambda each: each[2].seconds)
    largest = max(outcomes, key=lambda each: each[2].megabytes)
    return Summary(
        tried=len(outcomes),
        families=len(families),
        misses=misses,
        slowest=slowest[2].seconds,
        slowest_family=f"{slowest[0].name} (seed {slowest[1]})",
        largest=largest[2].megabytes,
        largest_family=f"{largest[0].name} (seed {largest[1]})",
    )


def drawn(families: list[Family], count: int) -> Iterator[tuple[Family, int]]:
    """Yield families in turn, heavy ones in every tenth round, each with a seed of its own."""
    turns = (
        family for turn in itertools.count() for family in families if not (family.is_heavy and turn % HEAVY_EVERY)
    )
    for seed, family in zip(range(count), turns, strict=False):
        yield family, seed


def tried(family: Family, seed: int, folder: Path) -> Outcome:
    """Plant one monster into a fresh bank and check it."""
    bank = folder / "bank"
    shutil.copytree(TINY, bank)
    try:
        chance = Random(f"{family.name} {seed}")  # noqa: S311 - to be repeated, not to be secret
        plant = partial(family.plant, chance, bank)
        if family.plant.__module__ == monsters_of_zips.__name__:
            confined(plant)  # what making a bomb takes must not count for taking it apart
        else:
            plant()
        return confined(partial(_lines, bank))
    finally:
        shutil.rmtree(bank)


def _lines(bank: Path) -> list[tuple[str, str, str]]:
    if (bank / UPLOAD).exists():
        return [(str(each), each.rule, each.severity.value) for each in _unpacked(bank)]
    checked = check_bank(bank)
    assert (checked.bank is None) == any(each.severity == "error" for each in checked.problems)
    return [(str(each), each.rule, each.severity.value) for each in checked.problems]


def _unpacked(bank: Path) -> list[Problem]:
    """Unpack an upload two folders deep, so that what leads out of it is seen."""
    data = (bank / UPLOAD).read_bytes()
    shutil.rmtree(bank)
    folder = bank / "deep" / "in"
    problems = unpack(data, "bank.zip", folder)
    assert {path.name for path in bank.rglob("*") if not path.is_relative_to(folder)} == {"deep"}, "led out"
    assert not any(path.is_symlink() for path in folder.rglob("*")), "a link was made"
    assert not (has_errors(problems) and any(folder.iterdir())), "refused, but not taken away"
    return problems


def faults(family: Family, outcome: Outcome) -> Iterator[str]:
    """Say what is wrong with how a monster was met."""
    if outcome.fault:
        yield outcome.fault
        return
    rules = {rule for _, rule, severity in outcome.value if severity == "error"}
    if not rules and MAY_PASS in family.rules:
        pass
    elif not rules:
        yield "not refused"
    elif not rules & family.rules:
        yield f"refused by {', '.join(sorted(rules))} alone"
    for line, _, _ in outcome.value:
        if not LINE.fullmatch(line) or len(line) > 2_000:
            yield f"a line like no other: {line[:200]!r}"
            break
    if outcome.seconds > MOST_SECONDS:
        yield f"took {outcome.seconds:.1f} s"
    if outcome.megabytes > MOST_MEGABYTES:
        yield f"took {outcome.megabytes:.0f} MB"


if __name__ == "__main__":
    main()
