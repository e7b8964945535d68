"""Save, go on, submit, issue, publish, migrate: an error, a kill, a full disk at each database or file call."""

from dataclasses import dataclass

import pytest

from tests.chaos.steps import flows
from tests.chaos.steps.faults import Fault
from tests.chaos.steps.flows import Flow
from tests.chaos.steps.theatre import Theatre
from tests.chaos.steps.verdicts import TORN, Checker, Count
from tests.support.figures import Figure, record

RAISE, KILL = Fault("raise"), Fault("kill")
AFTER, LASTING = Fault("raise", is_after=True), Fault("raise", is_lasting=True)
FULL, STAYS_FULL = Fault("full"), Fault("full", is_lasting=True)
NO_PAGES, LOST = Fault("pages", is_lasting=True), Fault("lost")
ON_SQLITE = [RAISE, KILL, AFTER, LASTING, FULL, STAYS_FULL, NO_PAGES]
ON_POSTGRESQL = [RAISE, KILL, AFTER, LASTING, LOST, FULL]
COMMANDS = {flow.name for flow in (*flows.PUBLISH, *flows.UPGRADES, flows.DOWNGRADE)}


@dataclass(frozen=True)
class Size:
    """How much of everything: ``every`` call of a flow, or every so many and each commit."""

    is_full: bool

    def plan(self, flow: Flow, *, is_sqlite: bool) -> list[tuple[list[Fault], int]]:
        """Return which faults are tried at every how many calls."""
        kinds = ON_SQLITE if is_sqlite else ON_POSTGRESQL
        if self.is_full and flow.name not in COMMANDS:
            return [(kinds, 1)]
        whole = [RAISE, KILL, STAYS_FULL] if is_sqlite else [RAISE, KILL]
        if flow is flows.DOWNGRADE and not is_sqlite:  # no command offers it, and each try makes a database anew
            return [(whole, 9 if self.is_full else 50)]
        if self.is_full:
            return [(whole, 1), ([kind for kind in kinds if kind not in whole], 9)]
        if is_sqlite and flow in (*flows.SAVES, flows.GO_ON, flows.SUBMIT):
            return [([RAISE, KILL], 3), ([AFTER, LASTING, STAYS_FULL], 23)]
        return [(whole, 47)]


def failures(theatre: Theatre, flow: Flow, size: Size) -> Count:
    """Try what the size asks for."""
    checker = Checker(theatre, flow)
    count = Count(calls=len(checker.calls))
    for kinds, every in size.plan(flow, is_sqlite=theatre.is_sqlite):
        found = checker.check(kinds, every=every)
        for name in ("tries", "old", "new", "retries"):
            setattr(count, name, getattr(count, name) + getattr(found, name))
        count.wrong += found.wrong
    return count


IN_BETWEEN = flows.UPGRADES[1:-1]  # upgrades from older versions than the last, which only the full size tries
SIZES = [
    pytest.param(flow, size, id=f"{flow.name}-{'full' if size.is_full else 'small'}", marks=marks)
    for flow in flows.FLOWS
    for size, marks in ((Size(is_full=False), []), (Size(is_full=True), [pytest.mark.slow]))
    if size.is_full or flow not in IN_BETWEEN
]


@pytest.mark.parametrize(("flow", "size"), SIZES)
def test_old_or_new_at_every_step(theatre: Theatre, flow: Flow, size: Size) -> None:
    count = failures(theatre, flow, size)
    kind = "SQLite" if theatre.is_sqlite else "PostgreSQL"
    failed = len({line.split("): ")[0] for line in count.wrong})
    record(
        Figure(
            proof="Every step",
            what=f"{flow.name.replace('_', ' ')}, {kind}: old or new after a failure, and once after trying again",
            goal="all",
            measured=f"{count.tries - failed} of {count.tries}",
            is_met=not count.wrong,
            is_full=size.is_full,
            size=f"{count.calls} calls; {count.old} times old, {count.new} new; {count.retries} retries completed",
        )
    )
    assert not count.wrong, "\n".join(count.wrong[:20])
    assert count.old
    assert count.new
    assert count.retries == count.tries


PLANTED = [
    ("score apart", flows.SUBMIT, KILL, TORN),
    ("answer apart", flows.GO_ON, KILL, TORN),
    ("questions before activities", flows.PUBLISH[1], RAISE, TORN),
    ("mails apart", flows.PUBLISH[-1], RAISE, TORN),
    ("table by table", flows.UPGRADES[0], KILL, TORN),
    ("saved whatever happens", flows.SAVES[0], RAISE, "told that it was done, and it was not"),
    ("certificate as a file", flows.ISSUE, KILL, "files left behind"),
    ("no second look", flows.SAVES[0], AFTER, "trying again did not work"),
]


@pytest.mark.parametrize(("fault", "flow", "kind", "expected"), PLANTED, ids=[each[0] for each in PLANTED])
def test_a_broken_build_is_caught(sqlite_theatre: Theatre, fault: str, flow: Flow, kind: Fault, expected: str) -> None:
    count = Checker(sqlite_theatre, flow, planted=fault).check([kind], backwards=True, stops_early=True)
    assert any(expected in line for line in count.wrong), count.wrong
    name = f"a build that is broken ({fault}): failures until it is caught"
    measured = f"{count.tries}: {count.wrong[0].partition('): ')[2][:80]}"
    record(Figure(proof="Every step", what=name, goal="caught", measured=measured, is_met=True, is_full=False))
