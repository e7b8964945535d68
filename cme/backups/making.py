"""Make a backup: copy, count, write, read again what was written, and only then give it its name."""

from datetime import datetime
from pathlib import Path

from cme import __version__
from cme.backups import archive, facts, files, postgresql, sqlite
from cme.backups.checking import check_archive
from cme.backups.manifest import DATABASES, SECRET, Facts, Kind, Manifest, fingerprint
from cme.backups.staging import staging
from cme.config import Settings
from cme.database import Database
from cme.errors import BackupError
from cme.migration import head


def target_for(given: Path, now: datetime) -> Path:
    """Return the file to write: the one given, or a dated name in the folder given. Raises BackupError if it exists."""
    path = given / f"cme-{now:%Y-%m-%dT%H%M%SZ}.backup" if given.is_dir() else given
    if path.exists():
        raise BackupError(f"{path} exists already, and a backup is never overwritten. Name another file, or a folder.")
    if not path.parent.is_dir():
        raise BackupError(f"There is no folder {path.parent}. Make it, or name another one.")
    return path


def make_backup(settings: Settings, database: Database, target: Path, *, now: datetime) -> Manifest:
    """Write everything into ``target``, as of one moment, while others write. Raises BackupError."""
    try:
        with staging(target.parent) as folder:
            manifest = _write(settings, database, folder, now)
            with archive.opened(folder / "backup") as written:
                check_archive(written, folder)
            files.put_new(folder / "backup", target)
    except FileExistsError:
        raise BackupError(f"{target} exists already, and a backup is never overwritten. Name another file.") from None
    except OSError as error:
        raise BackupError(f"The backup cannot be written to {target.parent}: {error.strerror or error}.") from None
    return manifest


def _write(settings: Settings, database: Database, folder: Path, now: datetime) -> Manifest:
    kind: Kind = "sqlite" if database.is_sqlite else "postgresql"
    copy = folder / DATABASES[kind]
    counted = _copy_sqlite(database, copy) if database.is_sqlite else _copy_postgresql(database, copy)
    parts = {copy.name: copy}
    if settings.secret_path is not None:
        parts[SECRET] = folder / SECRET
        parts[SECRET].write_text(settings.secret_key, "ascii")
    manifest = Manifest(
        format=1,
        made_at=now,
        cme=__version__,
        kind=kind,
        facts=counted,
        secret_fingerprint=fingerprint(settings.secret_key),
        parts={name: archive.measure(path) for name, path in parts.items()},
    )
    archive.write(folder / "backup", manifest, parts)
    for path in parts.values():
        path.unlink()
    return manifest


def _copy_sqlite(database: Database, copy: Path) -> Facts:
    sqlite.copy(Path(database.engine.url.database or ""), copy)
    return sqlite.counted(copy)


def _copy_postgresql(database: Database, copy: Path) -> Facts:
    with postgresql.snapshot(database) as connection:
        counted = facts.count(connection)
        if counted.revision == head():
            facts.follow_audit_log(connection, counted.audit)
        postgresql.dump(database, connection, copy)
    return counted
