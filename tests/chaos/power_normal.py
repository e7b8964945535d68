"""A planted fault: ``cme`` with ``PRAGMA synchronous = NORMAL``, which most guides to SQLite recommend.

A commit then waits for no disk. Run as ``python -m tests.chaos.power_normal serve``. Never part of the product.
"""

import sqlite3
from typing import Any, cast

from sqlalchemy import Engine, event

from cme import database
from cme.cli.main import main

_engine = database._sqlite_engine


def engine_without_sync(*arguments: Any) -> Engine:
    """Return the product's engine, with one pragma changed after its own were set."""
    engine = _engine(*arguments)

    @event.listens_for(engine, "connect")
    def forget(connection: sqlite3.Connection, _entry: object) -> None:
        connection.execute("PRAGMA synchronous = NORMAL")

    return engine


cast(Any, database)._sqlite_engine = engine_without_sync

if __name__ == "__main__":
    main()
