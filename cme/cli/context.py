"""What most commands begin with: the settings, and a database that has its tables."""

from cme import migration
from cme.config import Settings, read_settings
from cme.database import Database
from cme.errors import DatabaseError


def open_database() -> tuple[Settings, Database]:
    """Return the settings and the database. Raises CmeError where it cannot be opened or has not these tables."""
    settings = read_settings()
    database = Database(settings.database_url)
    database.check()
    if migration.current(database) != migration.head():
        raise DatabaseError("The database does not have this version's tables. Run: cme database upgrade")
    return settings, database
