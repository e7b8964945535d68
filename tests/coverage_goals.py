"""``make coverage``: hold the measured branch coverage against its goals, and keep it as a figure."""

import io
import sys
from pathlib import Path

from coverage import Coverage

from tests.support.figures import Figure, record

GOALS = {"cme/core/*": 100.0, "cme/content/*": 100.0, "cme/*": 95.0}  # lines and branches, in per cent


def main() -> int:
    """Print what is not reached; return 1 where a goal is missed, or where nothing was measured."""
    measured = Coverage()
    measured.load()
    if not measured.get_data().measured_files():
        print("Nothing was measured. Run: make coverage", file=sys.stderr)
        return 1
    measured.report(skip_covered=True, show_missing=True)
    missed = [goal for goal in GOALS if not _is_met(measured, goal)]
    for goal in missed:
        print(f"The coverage of {goal} is below {GOALS[goal]:g} %: see the lines above.", file=sys.stderr)
    return 1 if missed else 0


def _is_met(measured: Coverage, goal: str) -> bool:
    root = Path(__file__).parents[1]
    percent = measured.report(include=[str(root / goal)], file=io.StringIO())
    is_met = percent >= GOALS[goal]
    what = f"branch coverage of {goal.removesuffix('/*')}"
    record(
        Figure(
            proof="Tests",
            what=what,
            goal=f"{'' if GOALS[goal] == 100 else '≥ '}{GOALS[goal]:g} %",
            measured=f"{percent:.1f} %",
            is_met=is_met,
            is_full=True,
            size="the tests of make check",
        )
    )
    return is_met


if __name__ == "__main__":
    sys.exit(main())
