"""One row in every table, whatever tables there are: data for migrations to carry."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.orm import Session

import cme.models  # noqa: F401  the tables register themselves
from cme.database import Database, Model
from tests.support.clock import NOON

# Tables whose rows change. Every other table is history: a new table must be put here or be append-only.
CHANGE = {
    "account_token",
    "activity",
    "attempt",
    "audit_head",
    "bank_draft",
    "cohort",
    "cohort_member",
    "flag",
    "outbox_mail",
    "person",
    "question",
    "sign_in",
    "sign_in_try",
}
# what CHECK constraints ask for
ALLOWED = {"role": "learner", "purpose": "confirm", "submitted_by": "learner", "policy": "leave-scores"}
NONE = {"allowance.cohort_id"}  # an allowance is a person's or a cohort's
BY_TYPE: dict[type[Any], Any] = {int: 1, str: "x", bool: False, bytes: b"x", dict: {}, list: []}


def tables() -> list[Table]:
    """Return our tables, each after the ones it points at."""
    return list(Model.metadata.sorted_tables)


def fill(session: Session) -> None:
    """Insert a row into each table that has none."""
    keys: dict[str, Any] = {}
    for table in tables():
        row = session.execute(table.select()).mappings().first()
        if row is None:
            session.execute(table.insert().values({c.name: _value(c, keys) for c in table.columns}))
            row = session.execute(table.select()).mappings().one()
        keys |= {f"{table.name}.{name}": value for name, value in row.items()}


def fill_whatever(database: Database) -> None:
    """Insert a row into each empty table of a database of any version: as it is found there, not as the models say."""
    metadata = MetaData()
    metadata.reflect(database.engine)
    keys: dict[str, Any] = {}
    with database.writing() as session:
        for table in metadata.sorted_tables:
            row = session.execute(table.select()).mappings().first()
            if row is None:
                session.execute(table.insert().values({c.name: _value(c, keys) for c in table.columns}))
                row = session.execute(table.select()).mappings().one()
            keys |= {f"{table.name}.{name}": value for name, value in row.items()}


def counts(session: Session) -> dict[str, int]:
    """Return how many rows each table has."""
    return {table.name: len(session.execute(table.select()).all()) for table in tables()}


def _value(column: Column[Any], keys: dict[str, Any]) -> Any:
    if str(column) in NONE:
        return None
    for foreign in column.foreign_keys:
        return keys.get(foreign.target_fullname)
    if column.name in ALLOWED:
        return ALLOWED[column.name]
    name = type(column.type).__name__
    if name == "UtcDateTime" or column.type.python_type is datetime:
        return NOON
    return {} if name == "JSON" else BY_TYPE[column.type.python_type]
