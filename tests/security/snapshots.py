"""The whole database as rows: to say that nothing changed, and to put it back after something did."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, and_, text
from sqlalchemy.orm import Session

from cme.database import Database
from tests.support.rows import tables

Row = tuple[Any, ...]
Rows = Mapping[str, dict[Row, Row]]  # of each table: primary key -> row


def dump(database: Database) -> Rows:
    """Return every row of every table, as the driver gives it."""
    with database.engine.connect() as connection:
        return {
            table.name: {_key(table, row): tuple(row) for row in connection.exec_driver_sql(_everything(table))}
            for table in tables()
        }


def _everything(table: Table) -> str:
    return f"SELECT {', '.join(column.name for column in table.columns)} FROM {table.name}"


def _key(table: Table, row: Any) -> Row:
    return tuple(row[position] for position, column in enumerate(table.columns) if column.primary_key)


@dataclass
class Snapshot:
    """The database at one moment; ``restore`` makes it so again."""

    database: Database
    raw: Rows
    rows: Mapping[str, dict[Row, dict[str, Any]]]

    @classmethod
    def of(cls, database: Database) -> "Snapshot":
        with database.reading() as session:
            rows = {
                table.name: {_key(table, row): dict(row._mapping) for row in session.execute(table.select())}
                for table in tables()
            }
        return cls(database, dump(database), rows)

    def changes(self) -> list[str]:
        """Say what differs from then: the table, and how many of its rows came, went or are others now."""
        now = dump(self.database)
        return [
            f"{name}: {sum(then.get(key) != now[name].get(key) for key in then.keys() | now[name].keys())} rows changed"
            for name, then in self.raw.items()
            if now[name] != then
        ]

    def restore(self) -> bool:
        """Put back what changed, and say whether anything did."""
        now = dump(self.database)
        changed = [table for table in tables() if now[table.name] != self.raw[table.name]]
        if not changed:
            return False
        with self.database.writing() as session, _without_triggers(session):
            for table in reversed(changed):
                for key in now[table.name].keys() - self.raw[table.name].keys():
                    session.execute(table.delete().where(_is(table, key)))
            for table in changed:
                self._put_back(session, table, now[table.name])
        return True

    def _put_back(self, session: Session, table: Table, now: dict[Row, Row]) -> None:
        for key, row in self.raw[table.name].items():
            if key not in now:
                session.execute(table.insert().values(self.rows[table.name][key]))
            elif now[key] != row:
                session.execute(table.update().where(_is(table, key)).values(self.rows[table.name][key]))


def _is(table: Table, key: Row) -> Any:
    return and_(*(column == value for column, value in zip(table.primary_key, key, strict=True)))


@contextmanager
def _without_triggers(session: Session) -> Iterator[None]:
    """The audit log refuses to be put back, as it should: only a test may, by taking its triggers away meanwhile."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
        yield
        return
    triggers = session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _ in triggers:
        session.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _, made in triggers:
        session.connection().exec_driver_sql(made)
