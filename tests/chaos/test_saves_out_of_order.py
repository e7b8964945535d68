"""Saves arrive late, again, in another order and altered: what was acknowledged last by number is what counts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from cme.errors import SaveConflict
from cme.services import responses
from tests.chaos.saves import Saves, Site, site
from tests.support.figures import Figure, record

FULL = 5_000  # on each kind of database
STEPS = 16


def play(found: Site, interleavings: int, *, phases: tuple[Phase, ...] = (Phase.generate, Phase.shrink)) -> None:
    """Run the state machine. Repeatable: the same interleavings each time."""
    rules = settings(
        max_examples=interleavings,
        stateful_step_count=STEPS,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(type("SavesOfSite", (Saves,), {"site": found}), settings=rules)


@pytest.mark.parametrize("interleavings", [100, pytest.param(FULL, marks=pytest.mark.slow)])
def test_the_highest_acknowledged_save_counts(database_url: str, tmp_path: Path, interleavings: int) -> None:
    with site(database_url, tmp_path) as found:
        is_right = False
        try:
            play(found, interleavings)
            is_right = True
        finally:
            name = "SQLite" if database_url.startswith("sqlite") else "PostgreSQL"
            keep(found, name, is_right=is_right, is_full=interleavings == FULL)
    arrived = {kind for kind in found.counts if ":" in kind}
    outcomes = ("saved", "repeated", "key reused", "conflict", "closed")
    assert arrived >= {f"{way}: {outcome}" for way in ("script", "form") for outcome in outcomes}, found.counts


def keep(found: Site, name: str, *, is_right: bool, is_full: bool) -> None:
    counts = found.counts
    record(
        Figure(
            proof="Saves out of order",
            what=f"interleavings with a wrong reply, stored response or mark, {name}",
            goal="0",
            measured=f"{'0' if is_right else '1 or more'} of {counts['interleavings']:,}",
            is_met=is_right,
            is_full=is_full,
            size=f"{counts['interleavings']:,} interleavings of two devices, {counts['requests']:,} requests",
            control="a build in which the latest arrival counts, and three others, all found out",
        )
    )


def the_latest_arrival_counts(session: Any, **wanted: Any) -> Any:
    """Store what came too late as if it were the newest."""
    try:
        return SAVE(session, **wanted)
    except SaveConflict:
        known = {name: wanted[name] for name in ("person_id", "unsafe_attempt_id", "position")}
        newest = responses.newest_saved(session, **known)
        assert newest is not None
        return SAVE(session, **wanted | {"sequence": newest.sequence + 1})


def no_key_is_remembered(*_wanted: Any) -> None:
    """Take a repeated save for a new one."""


def a_key_is_all_that_is_compared(row: Any, _answer: Any, _sequence: int) -> Any:
    """Answer as before, whatever is sent under a key."""
    return responses._saved(row) if row.sequence is not None else None


def nothing_is_ever_over(*_wanted: Any) -> bool:
    """Take saves after the submission."""
    return False


SAVE = responses.save


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("save", the_latest_arrival_counts),
        ("_find_repeated", no_key_is_remembered),
        ("_find_repeated", a_key_is_all_that_is_compared),
        ("is_over", nothing_is_ever_over),
    ],
)
def test_a_broken_build_is_found_out(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, broken: Callable[..., Any]
) -> None:
    monkeypatch.setattr(responses, name, broken)
    with site(database_url, tmp_path) as found, pytest.raises(AssertionError):
        play(found, 100, phases=(Phase.generate,))
