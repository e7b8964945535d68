"""What is counted in a database when it is backed up, and must be there after it is restored."""

from pydantic import ValidationError
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from cme import migration
from cme.backups.manifest import AuditEnd, Facts
from cme.database import Database
from cme.errors import BackupError, DatabaseError
from cme.services import audit


def count(connection: Connection) -> Facts:
    """Count the rows of every table. Raises BackupError if it is no database of cme."""
    quoted = connection.dialect.identifier_preparer.quote
    try:
        tables = sorted(inspect(connection).get_table_names())
        rows = {name: connection.execute(text(f"SELECT count(*) FROM {quoted(name)}")).scalar_one() for name in tables}  # noqa: S608  names of its own tables
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        end = connection.execute(text("SELECT number, hash FROM audit_head")).one()
        return Facts(revision=revision, rows=rows, audit=AuditEnd(number=end.number, hash=end.hash))
    except (SQLAlchemyError, DatabaseError, ValidationError):
        raise BackupError("The database cannot be read as one of cme: a table is missing or damaged.") from None


def follow_audit_log(connection: Connection, end: AuditEnd) -> None:
    """Raise BackupError unless the audit log is whole and reaches ``end``. The tables must be of this version."""
    with Session(connection) as session:
        for sentence in audit.broken_links(session):
            raise BackupError(f"The audit log is not whole: {sentence}")
        reached = session.execute(
            text("SELECT number, hash FROM audit_event WHERE number = :n"), {"n": end.number}
        ).all()
    if end.number and [tuple(row) for row in reached] != [(end.number, end.hash)]:
        raise BackupError(f"The audit log does not reach event {end.number}, as it did when it was backed up.")


def prove(database: Database, expected: Facts) -> None:
    """Compare a restored database with its manifest, bring it to this version's tables, and follow the audit log.

    Raises BackupError where anything is missing or different.
    """
    with database.engine.connect() as connection:
        found = count(connection)
    if found != expected:
        raise BackupError(f"The backup is damaged: {_difference(found, expected)}.")
    migration.upgrade(database)
    if differences := migration.differences(database):
        raise BackupError(f"The backup's tables differ from this version of cme in {len(differences)} places.")
    with database.engine.connect() as connection:
        follow_audit_log(connection, expected.audit)


def _difference(found: Facts, expected: Facts) -> str:
    for table in sorted(found.rows.keys() | expected.rows.keys()):
        if (there := found.rows.get(table, 0)) != (told := expected.rows.get(table, 0)):
            return f"the table {table} has {there} rows, and its manifest says {told}"
    return "its version or its audit log is not what its manifest says"
