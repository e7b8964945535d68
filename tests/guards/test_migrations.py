"""Migrations end at the models and keep history unchangeable, on both kinds; tests/upgrades takes them up and down."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from cme import migration
from cme.database import Database, Model
from cme.errors import DatabaseError
from cme.paths import resource
from tests.support.databases import opened
from tests.support.rows import CHANGE, fill, tables

PREFIXES = ("pk_", "fk_", "uq_", "ck_")  # as cme.database.Model names them


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    with opened(empty_database_url) as database:
        yield database


def refuses(database: Database, statement: str) -> bool:
    """Whether the database refuses a change because the table is history."""
    try:
        with database.writing() as session:
            session.execute(text(statement))
    except DBAPIError as error:
        return "append-only" in str(error.orig)
    return False


def unnamed(database: Database) -> list[str]:
    """Say which constraints have no name of ours."""
    inspector = inspect(database.engine)
    found = []
    for table in inspector.get_table_names():
        constraints = [
            inspector.get_pk_constraint(table),
            *inspector.get_foreign_keys(table),
            *inspector.get_unique_constraints(table),
            *inspector.get_check_constraints(table),
        ]
        found += [f"{table}: {each}" for each in constraints if not str(each["name"]).startswith(PREFIXES)]
    return [each for each in found if not each.startswith("alembic_version")]


def test_the_newest_migration_is_the_models(empty: Database) -> None:
    migration.upgrade(empty)
    assert migration.differences(empty) == []
    assert migration.current(empty) == migration.head()


def test_a_difference_is_seen(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("ALTER TABLE person ADD COLUMN shoe_size INTEGER"))
    assert "shoe_size" in str(migration.differences(database))


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    migration.upgrade(database)
    assert migration.differences(database) == []


@pytest.mark.parametrize("is_listed_at_first", [False, True])
def test_migrations_that_cannot_be_read_are_no_upgrade(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_listed_at_first: bool
) -> None:
    """Alembic takes a folder it cannot list for an empty one, and says that all is done."""
    shutil.copytree(resource("migrations"), tmp_path / "migrations", ignore=shutil.ignore_patterns("0*.py"))
    monkeypatch.setattr(migration, "resource", lambda name: tmp_path / name)
    if is_listed_at_first:
        monkeypatch.setattr(migration, "head", lambda: "0001")
    with pytest.raises(DatabaseError, match=r"migrations beside this installation cannot be read\. Try again"):
        migration.upgrade(empty)
    assert inspect(empty.engine).get_table_names() in ([], ["alembic_version"])


def test_going_back_to_a_revision_nobody_knows_is_told(database: Database) -> None:
    with pytest.raises(DatabaseError, match="of another version of cme"):
        migration.downgrade(database, "9999")


def test_every_constraint_has_a_name(database: Database) -> None:
    assert unnamed(database) == []


def test_a_constraint_without_a_name_is_seen(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("CREATE TABLE shoe (size INTEGER REFERENCES person (id), CHECK (size > 0))"))
    assert len([each for each in unnamed(database) if each.startswith("shoe")]) >= 2


@pytest.mark.parametrize("table", sorted(table.name for table in tables() if table.name not in CHANGE))
def test_history_refuses_to_change(database: Database, table: str) -> None:
    column = next(iter(Model.metadata.tables[table].columns)).name
    with database.writing() as session:
        fill(session)
    assert refuses(database, f"UPDATE {table} SET {column} = {column}")
    assert refuses(database, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", sorted(CHANGE))
def test_what_is_no_history_may_change(database: Database, table: str) -> None:
    column = next(iter(Model.metadata.tables[table].columns)).name
    with database.writing() as session:
        fill(session)
    assert not refuses(database, f"UPDATE {table} SET {column} = {column}")
