"""One thing done with a large bank, in a process of its own, so that no case pays for what another left behind.

    python -m tests.benchmarks.bank_cases CASE FOLDER

prints the seconds it took as JSON, by name. Reading and checking are computing, so what counts is the processor's
time, which other work on the machine disturbs less; publishing waits for the disk, so it and its yardstick count
by the clock.
"""

import gc
import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import yaml

LOAD, READ, CHECK = "PyYAML's loader in C alone", "reading a bank, with places and schema", "the whole check of a bank"
PUBLISH, CHECK_BY_CLOCK = "publishing a bank, SQLite", "the whole check by the clock"


def load(folder: Path) -> dict[str, float]:
    """Load every file with the yardstick, and keep what it made, as any use of it would."""
    paths = sorted((folder / "bank").rglob("*.yaml"))
    made, taken = _timed(process_time, lambda: [yaml.load(path.read_bytes(), yaml.CSafeLoader) for path in paths])
    assert all(isinstance(each, dict) for each in made)
    return {LOAD: taken}


def read(folder: Path) -> dict[str, float]:
    """Read every file to checked entries that know their places."""
    from cme.content.draft import read_draft

    draft, taken = _timed(process_time, lambda: read_draft(folder / "bank"))
    assert draft.problems == []
    assert draft.questions
    assert all(record.value is not None for record in (*draft.sources, *draft.questions, *draft.activities))
    return {READ: taken}


def check(folder: Path) -> dict[str, float]:
    """Check everything, every quotation in its article included."""
    return {CHECK: _checked(folder, process_time)[1]}


def publish(folder: Path) -> dict[str, float]:
    """Publish for the first time on SQLite, looking at the impact first, as an educator does."""
    from cme.migration import upgrade
    from cme.services.publishing import Outcome, plan, publish
    from tests.support.clock import NOON
    from tests.support.databases import opened

    bank, taken_by_check = _checked(folder, perf_counter)
    path = folder / "cme.sqlite3"
    path.unlink(missing_ok=True)
    with opened(f"sqlite:///{path}") as database:
        upgrade(database)

        def act() -> Any:
            with database.reading() as session:
                seen = plan(session, bank, origin="command").digest
            with database.writing() as session:
                return publish(session, bank, origin="command", published_by="bench", now=NOON, expected_digest=seen)

        report, taken = _timed(perf_counter, act)
    assert report.outcome is Outcome.PUBLISHED
    assert len(report.impact.added) == len(bank.questions) + len(bank.activities)
    return {CHECK_BY_CLOCK: taken_by_check, PUBLISH: taken}


def _checked(folder: Path, clock: Callable[[], float]) -> tuple[Any, float]:
    from cme.content.bank import check_bank

    checked, taken = _timed(clock, lambda: check_bank(folder / "bank", fulltext_dir=folder / "articles"))
    assert checked.problems == [], "\n".join(map(str, checked.problems[:5]))
    assert len(checked.compared) == len(checked.draft.sources)
    assert checked.bank is not None
    return checked.bank, taken


def _timed(clock: Callable[[], float], call: Callable[[], Any]) -> tuple[Any, float]:
    gc.collect()
    began = clock()
    made = call()
    return made, clock() - began


CASES = {"load": load, "read": read, "check": check, "publish": publish}

if __name__ == "__main__":
    print(json.dumps(CASES[sys.argv[1]](Path(sys.argv[2]))))
