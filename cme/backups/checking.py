"""Find out whether a backup can be restored, touching nothing."""

import tempfile
from pathlib import Path

from cme import migration
from cme.backups import archive, facts, postgresql, sqlite
from cme.backups.archive import Archive
from cme.backups.manifest import Manifest
from cme.database import Database
from cme.errors import BackupError


def check_backup(path: Path) -> Manifest:
    """Check a backup as a restore would. Raises BackupError with what is wrong."""
    with archive.opened(path) as found, tempfile.TemporaryDirectory() as folder:
        check_archive(found, Path(folder))
        return found.manifest


def check_archive(found: Archive, folder: Path) -> Path:
    """Unpack a backup's database into ``folder``, prove it, and return the file to put in place.

    For SQLite that is a database with this version's tables; for PostgreSQL, a script for psql.
    """
    manifest = found.manifest
    if not migration.is_known(manifest.facts.revision):
        raise BackupError(
            f"The backup has tables of a newer version of cme ({manifest.cme}), which this version cannot read. "
            "Install that version, then restore."
        )
    unpacked = folder / manifest.database
    found.extract(manifest.database, unpacked)
    if manifest.kind == "postgresql":
        return _check_dump(unpacked, manifest)
    sqlite.check(unpacked)
    database = Database(f"sqlite:///{unpacked}")
    try:
        facts.prove(database, manifest.facts)
    finally:
        database.engine.dispose()
    sqlite.fold(unpacked)
    return unpacked


def _check_dump(unpacked: Path, manifest: Manifest) -> Path:
    script = unpacked.with_name("script.sql")
    postgresql.write_script(unpacked, script)
    unpacked.unlink()
    if postgresql.count_rows(script) != manifest.facts.rows:
        raise BackupError("The backup is damaged: its tables do not have the rows its manifest says.")
    return script
