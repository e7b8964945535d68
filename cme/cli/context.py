"""What most commands begin with: the settings, and a database that has its tables."""

import click

from cme import migration
from cme.config import Settings, read_settings
from cme.database import Database
from cme.errors import DatabaseError


def open_database() -> tuple[Settings, Database]:
    """Return the settings and the database, which is closed when the command ends.

    Raises CmeError where it cannot be opened or does not have this version's tables.
    """
    settings = read_settings()
    database = Database(settings.database_url)
    if command := click.get_current_context(silent=True):
        command.call_on_close(database.engine.dispose)
    database.check()
    if migration.current(database) != migration.head():
        raise DatabaseError("The database does not have this version's tables. Run: cme database upgrade")
    return settings, database
