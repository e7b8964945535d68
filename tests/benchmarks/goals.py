"""The goals: ratios of two things measured in the same run, and counts. Never an absolute time."""

from dataclasses import dataclass
from typing import Any

from tests.benchmarks import cases
from tests.benchmarks.cases import Costs
from tests.benchmarks.measure import BATCHES
from tests.support.figures import Figure, record


@dataclass(frozen=True)
class Goal:
    """At most ``most`` times the yardstick, where a number was agreed."""

    name: str
    yardstick: str
    most: dict[str, float]  # by kind of database; none: only reported


BOTH = ("sqlite", "postgresql")


def _on_both(most: float) -> dict[str, float]:
    return dict.fromkeys(BOTH, most)


GOALS = (
    Goal(cases.VIEW_FLOOR, cases.HELLO, {}),
    Goal(cases.VIEW, cases.VIEW_FLOOR, _on_both(1.5)),
    Goal(cases.VIEW, cases.HELLO, {"sqlite": 19, "postgresql": 28}),
    Goal(cases.SAVE_FLOOR, cases.HELLO, {}),
    Goal(cases.SAVE, cases.SAVE_FLOOR, _on_both(1.5)),
    Goal(cases.SAVE, cases.HELLO, _on_both(32)),
    Goal(cases.CATALOGUE, cases.HELLO, {}),
    Goal(cases.RESULT, cases.HELLO, {}),
    Goal(cases.CERTIFICATE, cases.COMPILE, _on_both(1.3)),
    Goal(cases.DOWNLOAD, cases.HELLO, _on_both(3)),
)
STATEMENTS = {cases.VIEW: 5}  # at most
COMMITS = {cases.VIEW: 0, cases.SAVE: 1}  # exactly


def ratios(kind: str, least: dict[str, float]) -> list[dict[str, Any]]:
    """Return each ratio with its goal; ``is_met`` is None where there is no goal."""
    found = []
    for goal in GOALS:
        ratio = least[goal.name] / least[goal.yardstick]
        most = goal.most.get(kind)
        is_met = None if most is None else ratio <= most
        found.append(
            {"what": goal.name, "yardstick": goal.yardstick, "ratio": round(ratio, 2), "most": most, "is_met": is_met}
        )
    return found


def counts(costs: dict[str, Costs]) -> list[dict[str, Any]]:
    """Return the counts that have a goal."""
    found = []
    for name, most in STATEMENTS.items():
        count = costs[name].statements
        found.append({"what": name, "count": count, "of": "statements", "goal": f"≤ {most}", "is_met": count <= most})
    for name, exact in COMMITS.items():
        count = costs[name].commits
        found.append({"what": name, "count": count, "of": "commits", "goal": str(exact), "is_met": count == exact})
    return found


def keep(kind: str, ratios: list[dict[str, Any]], counts: list[dict[str, Any]]) -> None:
    """Record what has a goal."""
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[kind]
    for row in ratios:
        if row["most"] is not None:
            what = f"{row['what']} / {row['yardstick']}, {name}"
            size = f"in process, least of {BATCHES} batches"
            _record(what, f"≤ {row['most']:g}", f"{row['ratio']:.2f}", row["is_met"], size)
    for row in counts:
        _record(f"{row['what']}: {row['of']}, {name}", row["goal"], str(row["count"]), row["is_met"], "one request")


def _record(what: str, goal: str, measured: str, is_met: bool, size: str) -> None:
    record(Figure(proof="Speed", what=what, goal=goal, measured=measured, is_met=is_met, is_full=True, size=size))
