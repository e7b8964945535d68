"""Requests a second and how long they take, over HTTP to the real server: reported, never held against a goal.

The client shares the machine with the server, so these figures say less than the ratios taken in process.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.served import Learner, served
from tests.benchmarks.traffic import Asked, Visitor, drive

CONNECTIONS = (1, 16, 32)
SECONDS = 1.5


def over_http(folder: Path, url: str) -> list[dict[str, Any]]:
    """Return a row for each kind of request and number of connections, on the empty database at ``url``."""
    rows = []
    with served(folder, url, max(CONNECTIONS)) as site:
        saves = {learner.attempt_id: learner.saves() for learner in site.learners}
        kinds: dict[str, Callable[[Learner], Iterator[Asked]]] = {
            "health": lambda _learner: _health(),
            "view": Learner.views,
            "save": lambda learner: saves[learner.attempt_id],
        }
        for connections in CONNECTIONS:
            for what, asks in kinds.items():
                visitors = [Visitor(each.headers, asks(each)) for each in site.learners[:connections]]
                found = drive(site.server.origin, visitors, seconds=SECONDS)
                rows.append({"what": what, "connections": connections, **found.row()})
    return rows


def print_http(rows: list[dict[str, Any]]) -> None:
    columns = ("per_second", "p50", "p95", "p99", "max", "errors")
    print("  over HTTP, ms".ljust(34) + "".join(f"{name.replace('_', ' '):>11}" for name in columns))
    for row in rows:
        name = f"  {row['what']}, {row['connections']} connections"
        print(name.ljust(34) + "".join(f"{row[column]:>11}" for column in columns))


def _health() -> Iterator[Asked]:
    while True:
        yield Asked("/health")
