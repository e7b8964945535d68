"""``cme database``: create, upgrade, check."""

import click

from cme import migration
from cme.config import read_settings
from cme.database import Database
from cme.errors import DatabaseError
from cme.services import audit, mail


@click.group()
def database() -> None:
    """Create, upgrade and check the database."""


def _open() -> Database:
    found = Database(read_settings().database_url)
    click.get_current_context().call_on_close(found.engine.dispose)
    found.check()
    return found


@database.command()
def upgrade() -> None:
    """Create the tables, or bring them to this version. Safe to repeat."""
    found = _open()
    before, after = migration.upgrade(found)
    click.echo(
        f"The database is at {after}." if before == after else f"Upgraded from {before or 'nothing'} to {after}."
    )


@database.command()
def check() -> None:
    """Compare the tables with this version, and follow the audit log's chain from its first row."""
    found = _open()
    if migration.current(found) != migration.head():
        raise DatabaseError("The database is not at this version's tables. Run: cme database upgrade")
    if differences := migration.differences(found):
        raise DatabaseError(f"The tables differ from this version in {len(differences)} places. Restore a backup.")
    with found.reading() as session:
        broken = list(audit.broken_links(session))
        lost = mail.given_up(session)
    for number, failure in lost:
        click.echo(f"Mail {number} could not be sent and was given up: {failure}", err=True)
    for sentence in broken:
        click.echo(sentence, err=True)
    if broken:
        raise DatabaseError("The audit log has been tampered with or damaged.")
    click.echo("The tables are right and the audit log is whole.")


@database.command()
@click.argument("words")
def revision(words: str) -> None:
    """Write a migration from what the models have and the database has not (for those who change cme)."""
    migration.write_revision(_open(), words)
