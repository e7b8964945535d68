"""``python -m tests.benchmarks.planted FAULT serve``: the real server with one fault, which the checker must notice."""

import sys
from itertools import count

from cme.cli.main import main
from cme.writers_queue import WritersQueue


def unqueued() -> None:
    """Writers wait by SQLite's busy handler alone."""
    for step in ("enter", "leave"):
        setattr(WritersQueue, step, lambda _queue: None)


def forgetful() -> None:
    """Every fiftieth save is acknowledged and not kept."""
    from cme.web import glue
    from cme.web.learner import attempts

    number = count(1)

    def commit() -> None:
        if next(number) % 50:
            glue.commit()

    setattr(attempts, "commit", commit)  # noqa: B010


if __name__ == "__main__":
    {"unqueued": unqueued, "forgetful": forgetful}[sys.argv.pop(1)]()
    main()
