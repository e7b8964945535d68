"""What a database holds, so that two moments of it can be compared: its schema, and the rows of each table."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, inspect, text

from cme import migration
from cme.database import Database

VERSION = "alembic_version"
TRIGGERS = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1, 2",
    "postgresql": "SELECT tgrelid::regclass::text, tgname::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
}


@dataclass(frozen=True)
class Picture:
    """``columns``: table -> its columns; ``rows``: table -> its rows as mappings; ``schema``: all that is declared."""

    columns: dict[str, list[str]]
    rows: dict[str, list[dict[str, Any]]]
    schema: list[str]

    def checksum(self, table: str, columns: list[str]) -> str:
        """Return the SHA-256 of a table's rows in these columns, in no order."""
        rows = sorted(json.dumps([str(row[name]) for name in columns]) for row in self.rows[table])
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def take(database: Database) -> Picture:
    with database.engine.connect() as connection:
        inspector = inspect(connection)
        tables = sorted(set(inspector.get_table_names()) - {VERSION})
        columns = {table: [column["name"] for column in inspector.get_columns(table)] for table in tables}
        rows = {table: [dict(row) for row in _all(connection, table)] for table in tables}
        return Picture(columns, rows, sorted(_schema(connection, tables)))


def _all(connection: Connection, table: str) -> Any:
    return connection.execute(text(f'SELECT * FROM "{table}"')).mappings()


def _schema(connection: Connection, tables: list[str]) -> Iterator[str]:
    inspector = inspect(connection)
    for table in tables:
        declared: list[Any] = [
            *(column | {"type": repr(column["type"])} for column in inspector.get_columns(table)),
            inspector.get_pk_constraint(table),
            *inspector.get_foreign_keys(table),
            *inspector.get_unique_constraints(table),
            *inspector.get_check_constraints(table),
            *inspector.get_indexes(table),
        ]
        yield from (f"{table}: {_words(each)}" for each in declared)
    for table, name in connection.execute(text(TRIGGERS[connection.dialect.name])):
        yield f"{table}: trigger {name}"


def _words(declared: Any) -> str:
    """Return a declaration as text, the same for the same declaration: conditions of indexes are objects."""
    if isinstance(declared, dict):
        return str(sorted((name, _words(value)) for name, value in declared.items()))
    return str(declared)


def losses(before: Picture, after: Picture, *, among: Picture | None = None) -> list[str]:
    """Say which tables, columns, rows or values of ``before``, of those that ``among`` has too, ``after`` has not."""
    found = []
    for table, columns in (among or before).columns.items():
        gone = [name for name in columns if name not in after.columns.get(table, [])]
        kept = [name for name in columns if name not in gone and name in before.columns.get(table, [])]
        if table not in after.columns:
            found.append(f"{table} is gone")
            continue
        found += [f"{table}.{name} is gone" for name in gone]
        if len(before.rows[table]) != len(after.rows[table]):
            found.append(f"{table} has {len(after.rows[table])} rows, not {len(before.rows[table])}")
        elif before.checksum(table, kept) != after.checksum(table, kept):
            found.append(f"{table} has other values")
    return found


def upgrade(database: Database, folder: Path, revision: str = "head") -> None:
    """Upgrade as the product does, by the migrations in ``folder``."""
    _move(database, folder, lambda config: command.upgrade(config, revision))


def downgrade(database: Database, folder: Path, revision: str) -> None:
    _move(database, folder, lambda config: command.downgrade(config, revision))


def _move(database: Database, folder: Path, go: Any) -> None:
    with migration.changing(database) as config:
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        go(config)
