"""Two operating system processes do the same thing, or opposite things, at the same moment, round after round.

Each has the whole application; they meet before every round and then send their requests, one of them at random a
little later. Afterwards every answer and every row is judged: one outcome, and both callers were told of it.
"""

from collections import Counter
from pathlib import Path

import pytest

from tests.chaos.races.rounds import PAIRS
from tests.chaos.races.run import Races, run
from tests.chaos.races.stage import deal
from tests.support.figures import Figure, record

SEED = 20261121
FULL = 10_000
BROKEN = [pair for pair in PAIRS for _ in range(3 if pair == "expire‖submit" else 8)]  # PostgreSQL waits 1 s for each


@pytest.mark.parametrize("rounds", [500, pytest.param(FULL, marks=pytest.mark.slow)])
def test_a_race_has_one_outcome(database_url: str, second_database_url: str, tmp_path: Path, rounds: int) -> None:
    races = run(database_url, tmp_path, deal(rounds), seed=SEED)
    broken = run(second_database_url, tmp_path, BROKEN, seed=SEED, is_faulty=True)
    name = "SQLite" if database_url.startswith("sqlite") else "PostgreSQL"
    keep(races, broken, name, is_full=rounds == FULL)
    assert races.verdict.is_clean, f"seed {SEED}\n{races.verdict}"
    assert races.verdict.server_errors == 0
    assert races.verdict.overlapping >= rounds / 2, "the two processes seldom met, so nothing was proven"
    caught = by_pair(broken)
    assert set(caught) == set(PAIRS), f"a build that looks before it leaps went unnoticed: {caught}"
    assert caught.total() >= len(BROKEN) / 2, caught


def by_pair(races: Races) -> Counter[str]:
    """Count the rounds with faults by what was raced."""
    return Counter(races.rounds[number].pair for number in races.verdict.faults)


def keep(races: Races, broken: Races, name: str, *, is_full: bool) -> None:
    verdict, rounds = races.verdict, len(races.rounds)
    size = (
        f"{rounds:,} rounds of {len(PAIRS)} pairs by two processes, {verdict.overlapping:,} of them at the same time, "
        f"{races.seconds:.0f} s"
    )
    caught = f"{len(broken.verdict.faults)} of {len(broken.rounds)} rounds at fault"
    saving, saved = by_pair(races)["save‖save"], sum(each.pair == "save‖save" for each in races.rounds)
    for proof, what, count, of in (
        ("Races", f"rounds without one outcome and equal answers, {name}", len(verdict.faults), rounds),
        ("Races", f"server errors and lock errors in races, {name}", verdict.server_errors, 2 * rounds),
        ("Saves out of order", f"wrong replies or rows where two processes save at once, {name}", saving, saved),
    ):
        record(
            Figure(
                proof=proof,
                what=what,
                goal="0",
                measured=f"{count} of {of:,}",
                is_met=count == 0 and not verdict.general,
                is_full=is_full,
                size=size,
                control=f"a build that looks before it leaps: {caught}",
            )
        )
