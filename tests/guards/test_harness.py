"""The fixtures give what they promise."""

from pathlib import Path

from sqlalchemy import inspect, text

from cme.database import Database
from cme.migration import head
from tests.support.clock import NOON, SettableClock


def test_a_database_is_fresh_and_upgraded(database: Database) -> None:
    with database.writing() as session:
        assert session.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == head()
        assert session.execute(text("SELECT count(*) FROM person")).scalar_one() == 0


def test_both_kinds_of_database_are_tested(database: Database, request: object) -> None:
    assert database.is_sqlite == ("sqlite" in str(request))


def test_an_empty_database_has_no_tables(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    try:
        assert inspect(database.engine).get_table_names() == []
    finally:
        database.engine.dispose()


def test_the_clock_stands_still_until_moved(clock: SettableClock) -> None:
    assert clock() == clock() == NOON
    assert (clock.advance(minutes=90) - NOON).total_seconds() == 5400
    assert clock() == clock.now


def test_the_template_file_is_whole(sqlite_template: Path) -> None:
    assert not sqlite_template.with_name(sqlite_template.name + "-wal").exists()
