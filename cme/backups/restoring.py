"""Restore a backup: prove it, prepare everything beside what is there, then exchange the one for the other.

Whenever it is interrupted, the database is the old one or the new one, whole.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from cme import migration
from cme.backups import archive, facts, files, postgresql, sqlite
from cme.backups.archive import Archive
from cme.backups.checking import check_archive
from cme.backups.manifest import SECRET, Manifest, fingerprint
from cme.backups.staging import staging
from cme.config import Settings
from cme.database import Database
from cme.errors import BackupError
from cme.folder_lock import FolderLock

STOP_FIRST = "cme is running on {path}. Stop it (server, worker and commands), then try again. Nothing was changed."


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a restore did."""

    manifest: Manifest
    revision: str  # of the tables now
    kept_aside: str  # where what was there before is kept; "" = nothing was there
    is_same_secret: bool  # sessions go on


def restore_backup(settings: Settings, database: Database, path: Path, *, replaces: bool, now: datetime) -> Restored:
    """Put a backup in place. Raises BackupError where it is damaged or may not be restored: nothing changed then."""
    try:
        with archive.opened(path) as found:
            if (found.manifest.kind == "sqlite") is not database.is_sqlite:
                raise BackupError(
                    f"The backup is of a database on {found.manifest.kind}, and CME_DATABASE_URL names one of another "
                    "kind. Set it to one of the backup's kind."
                )
            settings.data_dir.mkdir(parents=True, exist_ok=True)
            if database.is_sqlite:
                return _restore_sqlite(settings, Path(database.engine.url.database or ""), found, replaces, now)
            return _restore_postgresql(settings, database, found, replaces, now)
    except OSError as error:
        raise BackupError(f"The backup cannot be restored: {error.strerror or error}.") from None


def _restore_sqlite(settings: Settings, path: Path, found: Archive, replaces: bool, now: datetime) -> Restored:
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FolderLock(path.parent)
    if not lock.claim():
        raise BackupError(STOP_FIRST.format(path=path))
    try:
        if path.exists() and not replaces:
            raise BackupError(
                f"{path} exists already. To put the backup in its place, and keep it under another name, say --replace."
            )
        with staging(path.parent) as folder:
            prepared = check_archive(found, folder)
            _restore_secret(settings, found, folder, now)
            aside = _free_name(path, now)
            is_kept = sqlite.exchange(prepared, path, aside)
    finally:
        lock.release()
    return _report(settings, found.manifest, str(aside) if is_kept else "")


def _restore_postgresql(
    settings: Settings, database: Database, found: Archive, replaces: bool, now: datetime
) -> Restored:
    with staging(settings.data_dir) as folder:
        script = check_archive(found, folder)
        database.check()
        has_tables = postgresql.refuse_unless_free(database, replaces=replaces)
        aside = _dated(now).replace("-", "_") if has_tables else ""
        postgresql.load(database, script, found.manifest.facts, aside)
        try:
            facts.prove(database, found.manifest.facts)
        except Exception:
            postgresql.undo(database, aside)
            raise
        _restore_secret(settings, found, folder, now)
    return _report(settings, found.manifest, f"the schema {aside}" if aside else "")


def _dated(now: datetime) -> str:
    return f"before-{now:%Y%m%dt%H%M%S}z"


def _free_name(path: Path, now: datetime) -> Path:
    """Return a dated name beside ``path`` that nothing has: a restore that was killed may have left one."""
    ends = chain([""], (f"-{number}" for number in count(2)))
    names = (path.with_name(f"{path.name}.{_dated(now)}{end}") for end in ends)
    return next(name for name in names if not name.exists())


def _restore_secret(settings: Settings, found: Archive, folder: Path, now: datetime) -> None:
    """Put the secret in place where it is ours to keep; another one that was there is kept aside."""
    path = settings.secret_path
    if path is None or SECRET not in found.manifest.parts:
        return
    found.extract(SECRET, folder / SECRET)
    if path.exists() and path.read_bytes() != (folder / SECRET).read_bytes():
        os.link(path, _free_name(path, now))
    files.put_over(folder / SECRET, path)


def _report(settings: Settings, manifest: Manifest, kept_aside: str) -> Restored:
    path = settings.secret_path
    secret = settings.secret_key if path is None or not path.exists() else path.read_text("ascii").strip()
    return Restored(
        manifest=manifest,
        revision=migration.head(),
        kept_aside=kept_aside,
        is_same_secret=fingerprint(secret) == manifest.secret_fingerprint,
    )
