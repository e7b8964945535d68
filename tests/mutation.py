"""``make mutation``: change the code in a thousand small ways, and count how many of them the tests notice.

What is changed, and which tests are asked, stands in pyproject.toml under tool.mutmut. A mutant that no test reaches
counts as one that survived. The rules of scoring, access and certificates are changed first, in a copy, and their own
tests asked: ``python -m tests.mutation --small`` does that alone, in a minute. All tests are then asked about the
rules' survivors and about everything else. ``python -m tests.mutation 'cme.core.scoring.*'`` tries only those.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.figures import Figure, record

LEAST_PERCENT = 90
WHAT = "mutants of scoring, access and certificate code that the tests notice"
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
NOTICED = ("killed", "timeout", "segfault", "caught by type check")
NOT_TRIED = ("not checked", "skipped")


def main(arguments: list[str]) -> int:
    """Print the survivors; return 1 where too many of them live, or where nothing was tried."""
    if arguments and arguments != ["--small"]:
        return judge(try_mutants(Path.cwd(), arguments), what=WHAT, is_full=False)
    with tempfile.TemporaryDirectory(prefix="cme-mutation-") as folder:
        copy_rules(Path(folder))
        rules = try_mutants(Path(folder), [])
    if arguments or not rules:
        return judge(rules, what=f"{WHAT}: rules alone", is_full=False)
    others = [
        f"{path.removesuffix('.py').replace('/', '.')}.*" for path in settings()["only_mutate"] if not is_rule(path)
    ]
    rest = try_mutants(Path.cwd(), [*others, *survivors(rules)])
    return judge(rules | rest if rest else {}, what=WHAT, is_full=True)


def settings() -> dict[str, Any]:
    """Return what mutmut is told: the files to change, the tests to ask."""
    found: dict[str, Any] = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]
    return found


def is_rule(path: str) -> bool:
    return path.startswith("cme/core/")


SLOW = ("test_guessed_posttests.py", "oracle")  # thousands of posttests: they would take seconds for each change


def copy_rules(folder: Path) -> None:
    """Copy the project, set up to change the rules (``cme/core``) and to ask their own tests, all but slow ones."""
    whole = settings()
    for name in (*whole["source_paths"], *whole["also_copy"], "tests"):
        shutil.copytree(name, folder / name, ignore=shutil.ignore_patterns("__pycache__", *SLOW))
    rules = [each for each in whole["only_mutate"] if is_rule(each)]
    small = whole | {"only_mutate": rules, "pytest_add_cli_args_test_selection": ["tests/core"]}
    lines = [f"{name} = {json.dumps(value)}" for name, value in small.items()]
    (folder / "pyproject.toml").write_text("\n".join(["[tool.mutmut]", *lines, ""]), "utf-8")


def try_mutants(folder: Path, patterns: list[str]) -> dict[str, str]:
    """Return the outcome of each mutant by its name; print what mutmut said where there is none."""
    shutil.rmtree(folder / "mutants", ignore_errors=True)  # what an earlier run found is no answer for today's code
    command = [MUTMUT, "run", "--max-children", "2", *patterns]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    command = [MUTMUT, "results", "--all", "true"]
    listed = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    outcomes = read_outcomes(listed.stdout)
    if not outcomes:
        print(f"No mutant was tried. mutmut said:\n{done.stdout[-2000:]}{done.stderr[-2000:]}", file=sys.stderr)
    return outcomes


def judge(outcomes: Mapping[str, str], *, what: str, is_full: bool) -> int:
    """Print the survivors and the share, keep it as a figure, and return the exit code."""
    if not outcomes:
        return 1
    noticed, percent = share_noticed(outcomes)
    for name in survivors(outcomes):
        print(f"{outcomes[name]:10} {name}   (mutmut show {name})")
    print(f"{noticed} of {len(outcomes)} mutants were noticed: {percent:.1f} %, of at least {LEAST_PERCENT} %.")
    counts = Counter(outcomes.values())
    record(
        Figure(
            proof="Tests",
            what=what,
            goal=f"≥ {LEAST_PERCENT} %",
            measured=f"{percent:.1f} %: {noticed} of {len(outcomes)}",
            is_met=percent >= LEAST_PERCENT,
            is_full=is_full,
            size=", ".join(f"{count:,} {outcome}" for outcome, count in counts.most_common()),
        )
    )
    return 0 if percent >= LEAST_PERCENT else 1


def read_outcomes(listed: str) -> dict[str, str]:
    """Return the outcome of each mutant that was tried, by its name."""
    found = dict(re.findall(r"^\s*(\S+__mutmut_\d+): (.+?)\s*$", listed, re.MULTILINE))
    return {name: outcome for name, outcome in found.items() if outcome not in NOT_TRIED}


def survivors(outcomes: Mapping[str, str]) -> list[str]:
    """Return the names of the mutants that no test noticed, or reached."""
    return sorted(name for name, outcome in outcomes.items() if outcome not in NOTICED)


def share_noticed(outcomes: Mapping[str, str]) -> tuple[int, float]:
    """Return how many mutants were noticed, and their share in per cent."""
    noticed = sum(outcome in NOTICED for outcome in outcomes.values())
    return noticed, 100 * noticed / len(outcomes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
