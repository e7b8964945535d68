"""``make mutation``: change the code in a thousand small ways, and count how many of them the tests notice.

What is changed, and which tests are asked, stands in pyproject.toml under tool.mutmut. A mutant that no test reaches
counts as one that survived. ``python -m tests.mutation 'cme.core.scoring.*'`` tries only those.
"""

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from tests.support.figures import Figure, record

LEAST_PERCENT = 90
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
NOTICED = ("killed", "timeout", "segfault", "caught by type check")
NOT_TRIED = ("not checked", "skipped")


def main(patterns: list[str]) -> int:
    """Print the survivors; return 1 where too many of them live, or where nothing was tried."""
    shutil.rmtree("mutants", ignore_errors=True)  # what an earlier run found is no answer for today's code
    done = subprocess.run(
        [MUTMUT, "run", "--max-children", "2", *patterns], capture_output=True, text=True, check=False
    )
    listed = subprocess.run([MUTMUT, "results", "--all", "true"], capture_output=True, text=True, check=False)
    outcomes = read_outcomes(listed.stdout)
    if not outcomes:
        print(f"No mutant was tried. mutmut said:\n{done.stdout[-2000:]}{done.stderr[-2000:]}", file=sys.stderr)
        return 1
    noticed, percent = share_noticed(outcomes)
    for name in sorted(name for name, outcome in outcomes.items() if outcome not in NOTICED):
        print(f"{outcomes[name]:10} {name}   (mutmut show {name})")
    print(f"{noticed} of {len(outcomes)} mutants were noticed: {percent:.1f} %, of at least {LEAST_PERCENT} %.")
    counts = Counter(outcomes.values())
    record(
        Figure(
            proof="Tests",
            what="mutants of scoring, access and certificate code that the tests notice",
            goal=f"≥ {LEAST_PERCENT} %",
            measured=f"{percent:.1f} %: {noticed} of {len(outcomes)}",
            is_met=percent >= LEAST_PERCENT,
            is_full=not patterns,
            size=", ".join(f"{count:,} {outcome}" for outcome, count in counts.most_common()),
        )
    )
    return 0 if percent >= LEAST_PERCENT else 1


def read_outcomes(listed: str) -> dict[str, str]:
    """Return the outcome of each mutant that was tried, by its name."""
    found = dict(re.findall(r"^\s*(\S+__mutmut_\d+): (.+?)\s*$", listed, re.MULTILINE))
    return {name: outcome for name, outcome in found.items() if outcome not in NOT_TRIED}


def share_noticed(outcomes: Mapping[str, str]) -> tuple[int, float]:
    """Return how many mutants were noticed, and their share in per cent."""
    noticed = sum(outcome in NOTICED for outcome in outcomes.values())
    return noticed, 100 * noticed / len(outcomes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
