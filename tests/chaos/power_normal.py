"""A planted fault: ``cme`` with ``PRAGMA synchronous = NORMAL``, which most guides to SQLite recommend.

A commit then waits for no disk. Run as ``python -m tests.chaos.power_normal serve``. Never part of the product.
"""

import sqlite3
from typing import Any, cast

from sqlalchemy import Engine, event

from cme import database
from cme.cli.main import main

_engines = database._sqlite_engines


def engines_without_sync(*arguments: Any) -> tuple[Engine, Engine]:
    """Return the product's engines, with one pragma changed after their own were set."""
    engines = _engines(*arguments)

    def forget(connection: sqlite3.Connection, _entry: object) -> None:
        connection.execute("PRAGMA synchronous = NORMAL")

    for engine in engines:
        event.listen(engine, "connect", forget)
    return engines


cast(Any, database)._sqlite_engines = engines_without_sync

if __name__ == "__main__":
    main()
