"""Seeded bad networks: no false “Saved”, no answer lost, none stored twice; and broken scripts are found out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route

from cme.paths import resource
from tests.browser.saving.schedules import Player, Seen
from tests.browser.saving.stage import Learner, Stage
from tests.support.figures import Figure, record

FULL, SMALL = 200, 20
ENOUGH_TO_FIND_OUT = 25


@pytest.mark.parametrize("schedules", [SMALL, pytest.param(FULL, marks=pytest.mark.slow)])
def test_no_schedule_makes_a_false_saved_or_loses_an_answer(staged: Stage, schedules: int) -> None:
    seen: list[Seen] = []
    is_right = False
    try:
        for seed in range(schedules):
            seen.append(Player(staged, seed).play())
        is_right = True
    finally:
        keep(seen, is_right=is_right, is_full=schedules == FULL)
    assert sum(each.saved for each in seen) >= schedules
    assert all(count > 0 for count in staged.network.counts.values())


def keep(seen: list[Seen], *, is_right: bool, is_full: bool) -> None:
    changes, said = sum(each.changes for each in seen), sum(each.saved for each in seen)
    record(
        Figure(
            proof="Saving in the browser",
            what="false “Saved”, answers lost or stored twice",
            goal="0",
            measured=f"{'0' if is_right else '1 or more'} of {changes:,} changes, “Saved” said {said:,} times",
            is_met=is_right,
            is_full=is_full,
            size=f"{len(seen)} seeded schedules of delay, loss, repetition, reset, 503, reload and closed tabs",
            control="scripts that say Saved early, forget on reload, or save anew on retry: all found out",
        )
    )


def planted(script: str, old: str, new: str) -> Callable[[Learner], None]:
    """Return what serves a script with one line of it broken."""
    source = (Path(resource("static")) / "js" / script).read_text("utf-8")
    assert source.count(old) == 1

    def plant(learner: Learner) -> None:
        def answer(route: Route) -> None:
            route.fulfill(body=source.replace(old, new), content_type="text/javascript")

        learner.context.route(f"**/js/{script}*", answer)

    return plant


@pytest.mark.parametrize(
    ("script", "old", "new"),
    [
        pytest.param(
            "saving/saver.js",
            "const reply = await",
            'tell("saved", "10:00"); const reply = await',
            id="says Saved early",
        ),
        pytest.param(
            "posttest.js",
            "const unsent = kept.get(attempt, position);",
            "const unsent = null;",
            id="forgets on reload",
            marks=pytest.mark.slow,  # it takes many schedules to come upon
        ),
        pytest.param(
            "saving/saver.js",
            "const save = pending;",
            "const save = { ...pending, key: newKey(), sequence: pending.sequence + 1 }; pending = save;",
            id="saves anew on retry",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_broken_script_is_found_out(staged: Stage, script: str, old: str, new: str) -> None:
    plant = planted(script, old, new)
    with pytest.raises(AssertionError):
        _ = [Player(staged, seed, plant).play() for seed in range(ENOUGH_TO_FIND_OUT)]
