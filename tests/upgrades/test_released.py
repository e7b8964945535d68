"""A database of each released version, upgraded: every row of every table is there, in the columns it had then."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from cme import migration
from cme.app import create_app
from cme.database import Database
from cme.paths import resource
from cme.services import audit
from cme.services.publishing import load_publication
from tests.conftest import make_settings
from tests.support.databases import opened
from tests.support.figures import Figure, record
from tests.upgrades.picture import Picture, losses, take, upgrade

FOLDER = Path(__file__).parent
VERSIONS = sorted(path.name.removesuffix(".sqlite.sql") for path in FOLDER.glob("*.sqlite.sql"))
# What a later version meant to leave behind, in the words of ``losses``, with the reason. Nothing yet.
MEANT: dict[str, dict[str, str]] = {}
HEAD = '''"""Planted."""
import sqlalchemy as sa
from alembic import op
revision = "planted"
down_revision = "{head}"
def upgrade():
    {body}
def downgrade():
    pass
'''
PLANTED = {
    "a column dropped": (
        'with op.batch_alter_table("person") as batch: batch.drop_column("profession")',
        "person.profession is gone",
    ),
    "a row lost": (
        'op.execute("DELETE FROM outbox_mail WHERE id = (SELECT max(id) FROM outbox_mail)")',
        "outbox_mail has",
    ),
    "a value changed": ("op.execute(\"UPDATE person SET name = '' WHERE id = 1\")", "person has other values"),
}


@contextmanager
def released(version: str, url: str) -> Iterator[Database]:
    """Give a database just as a released version left it, in the empty one at ``url``."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.executescript((FOLDER / f"{version}.sqlite.sql").read_text("utf-8"))
    with opened(url) as database:
        if not database.is_sqlite:
            with closing(database.engine.raw_connection()) as raw:
                raw.driver_connection.execute((FOLDER / f"{version}.postgresql.sql").read_text("utf-8"))  # type: ignore[union-attr]
                raw.commit()
            database.engine.dispose()  # the script has set the connection up in its own way
        yield database


def with_planted(folder: Path, body: str) -> Path:
    """Return a copy of the migrations with one more at the end."""
    shutil.copytree(resource("migrations"), folder)
    planted = HEAD.format(head=migration.head(), body=body)
    (folder / "versions" / "planted.py").write_text(planted, "utf-8")
    return folder


def test_there_is_a_database_of_every_release() -> None:
    assert VERSIONS
    assert {path.name for path in FOLDER.glob("*.sql")} == {
        f"{version}.{kind}.sql" for version in VERSIONS for kind in ("sqlite", "postgresql")
    }


def test_there_is_one_newest_migration() -> None:
    assert len(ScriptDirectory(str(resource("migrations"))).get_heads()) == 1


@pytest.mark.parametrize("version", VERSIONS)
def test_a_released_database_upgrades_without_a_loss(version: str, empty_database_url: str, tmp_path: Path) -> None:
    with released(version, empty_database_url) as database:
        before = take(database)
        assert all(before.rows.values()), "every table must have rows"
        migration.upgrade(database)
        lost = [each for each in losses(before, take(database)) if each not in MEANT.get(version, {})]
        _report(version, before, lost, kind=empty_database_url.partition(":")[0].partition("+")[0])
        assert lost == []
        assert migration.differences(database) == []
        _use(database, empty_database_url, tmp_path)


def _report(version: str, before: Picture, lost: list[str], *, kind: str) -> None:
    rows = sum(len(each) for each in before.rows.values())
    record(
        Figure(
            proof="Migrations",
            what=f"tables with another checksum after upgrading {version}, {kind}",
            goal="0",
            measured=f"{len(lost)} of {len(before.rows)}",
            is_met=not lost,
            is_full=True,
            size=f"{len(before.rows)} tables, {rows} rows",
            control=f"{len(PLANTED)} of {len(PLANTED)} planted faults found (column dropped, row lost, value changed)",
        )
    )


def _use(database: Database, url: str, folder: Path) -> None:
    """Follow the audit log, and open the certificates issued by that version."""
    with database.reading() as session:
        codes = list(session.scalars(text("SELECT code FROM certificate")))
        assert list(audit.broken_links(session)) == []
        assert set(load_publication(session, "tests", 1).activities) == {"case"}
    app = create_app(make_settings(folder, url), database=database)
    for code in codes:
        assert app.test_client().get(f"/verify/{code}", base_url="http://127.0.0.1:8000").status_code == 200
    assert codes


@pytest.mark.parametrize(("body", "found"), PLANTED.values(), ids=PLANTED.keys())
def test_a_migration_that_loses_something_is_seen(
    body: str, found: str, empty_database_url: str, tmp_path: Path
) -> None:
    folder = with_planted(tmp_path / "migrations", body)
    with released(VERSIONS[0], empty_database_url) as database:
        before = take(database)
        upgrade(database, folder)
        lost = losses(before, take(database))
        assert len(lost) == 1
        assert lost[0].startswith(found)
