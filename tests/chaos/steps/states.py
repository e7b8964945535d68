"""What a database holds, all of it, and when two of them hold the same."""

import hashlib
import re
import sqlite3
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

import cme.models  # noqa: F401  the tables register themselves
from cme.database import Model

Rows = list[dict[str, Any]]
# Random, or made from what is random: each value becomes a name wherever it stands, so that what belonged together
# still must, and one that is missing or of another transaction shows.
RANDOM = (("certificate", "code"), ("certificate", "document_sha256"), ("audit_event", "hash"), ("audit_head", "hash"))
MOMENTS = (  # of commands, which have no clock to be set
    ("publication", "published_at"),
    ("question_revision", "published_at"),
    ("activity_revision", "published_at"),
    ("audit_event", "happened_at"),
)
POINTERS = {  # at rows that no foreign key holds them to
    ("attempt", "known_correction"): "key_correction",
    ("score", "known_correction"): "key_correction",
}
POSTGRESQL_SCHEMA = """
    SELECT 'column', table_name || '.' || column_name, concat_ws(' ', data_type, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass::text || '.' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'trigger', tgrelid::regclass::text || '.' || tgname, pg_get_triggerdef(oid)
    FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'sequence', sequencename, '' FROM pg_sequences WHERE schemaname = 'public'
    ORDER BY 1, 2, 3
"""


@dataclass(frozen=True)
class State:
    """Every row of every table, and the tables themselves."""

    schema: list[Any]
    tables: dict[str, Rows]
    damage: list[Any]  # what the database itself finds wrong: must be empty

    def normalised(self, *, has_gaps: bool) -> str:
        """Return the state with random values by name; ``has_gaps``: numbers left out by sequences do not count."""
        tables = _renumbered(self.tables) if has_gaps else self.tables
        text = repr([self.schema, sorted(tables.items())])
        for word, columns in (("random", RANDOM), ("moment", MOMENTS)):
            text = _named(text, word, self._values(columns))
        return text

    def _values(self, columns: tuple[tuple[str, str], ...]) -> list[Any]:
        found = [row[column] for table, column in columns for row in self.tables.get(table, [])]
        return list(dict.fromkeys(found))


def _named(text: str, word: str, values: list[Any]) -> str:
    names = {(value if isinstance(value, str) else repr(value)): f"<{word} {n}>" for n, value in enumerate(values)}
    if not names:
        return text
    return re.sub("|".join(map(re.escape, names)), lambda found: names[found.group()], text)


def _renumbered(tables: dict[str, Rows]) -> dict[str, Rows]:
    """Number the rows of each table from 1, and what points at them likewise."""
    ranks = {
        name: {row["id"]: rank for rank, row in enumerate(rows, start=1)}
        for name, rows in tables.items()
        if rows and isinstance(rows[0].get("id"), int)
    }
    columns = {(name, "id"): name for name in ranks} | POINTERS
    for table in Model.metadata.tables.values():
        for column in table.columns:
            for foreign in column.foreign_keys:
                columns[table.name, column.name] = foreign.column.table.name
    return {
        name: [
            {
                key: ranks.get(columns.get((name, key), ""), {}).get(value, value) if type(value) is int else value
                for key, value in row.items()
            }
            for row in rows
        ]
        for name, rows in tables.items()
    }


def read(url: str) -> State:
    """Return what the database holds now, on a connection of its own."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        connection = sqlite3.connect(str(parsed.database), timeout=5)
        try:
            return _read_sqlite(connection)
        finally:
            connection.close()
    with psycopg.connect(parsed.set(drivername="postgresql").render_as_string(hide_password=False)) as connected:
        return _read_postgresql(connected)


def _read_sqlite(connection: sqlite3.Connection) -> State:
    connection.row_factory = sqlite3.Row
    query = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    schema = [tuple(row) for row in connection.execute(query)]
    tables = {name: _rows(connection, name, "rowid") for kind, name, *_ in schema if kind == "table"}
    damage = [tuple(row) for row in connection.execute("PRAGMA integrity_check")]
    damage += [tuple(row) for row in connection.execute("PRAGMA foreign_key_check")]
    return State(schema, tables, [row for row in damage if row != ("ok",)])


def _read_postgresql(connection: psycopg.Connection[Any]) -> State:
    schema = connection.execute(POSTGRESQL_SCHEMA).fetchall()
    names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        return State(schema, {name: _rows(cursor, name, "1") for (name,) in names}, [])


def _rows(database: Any, table: str, order: str) -> Rows:
    found = [dict(row) for row in database.execute(f'SELECT * FROM "{table}" ORDER BY {order}')]
    for row in found:
        if "pdf" in row:  # its hash stands in the certificate and in the log, and must be the same there
            row["pdf"] = hashlib.sha256(row["pdf"]).hexdigest()
    return found
