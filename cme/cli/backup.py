"""``cme backup`` and ``cme restore``."""

from pathlib import Path

import click

from cme import migration
from cme.backups.checking import check_backup
from cme.backups.making import make_backup, target_for
from cme.backups.manifest import SECRET, Manifest
from cme.backups.restoring import Restored, restore_backup
from cme.clock import utc_now
from cme.config import read_settings
from cme.database import Database
from cme.errors import BackupError

NOTHING = "There is no database of cme yet, so nothing to back up. See CME_DATABASE_URL."
PATH = click.Path(path_type=Path)


@click.command()
@click.argument("target", type=PATH)
def backup(target: Path) -> None:
    """Write everything into one file, while cme runs; it is read again and checked before it gets its name.

    TARGET is a new file, or a folder, in which the file is named after the moment.
    """
    settings = read_settings()
    database = _open(settings.database_url)
    if database.is_sqlite and not Path(database.engine.url.database or "").is_file():
        raise BackupError(NOTHING)
    database.check()
    if migration.current(database) is None:
        raise BackupError(NOTHING)
    now = utc_now()
    path = target_for(target, now)
    manifest = make_backup(settings, database, path, now=now)
    click.echo(f"Backed up to {path}: {_contents(manifest)}. It was read again and is whole.")
    if SECRET not in manifest.parts:
        click.echo("CME_SECRET_KEY was given as a setting, so it is not in the backup: keep it with your settings.")


@click.command()
@click.argument("file", type=PATH)
@click.option("--check", is_flag=True, help="Say whether FILE is whole and could be restored here; touch nothing.")
@click.option("--replace", is_flag=True, help="Put it in the place of the present database, which is kept aside.")
def restore(file: Path, check: bool, replace: bool) -> None:
    """Put the backup FILE in place: all or nothing, with cme stopped, after checking that FILE is whole."""
    if check:
        click.echo(f"{file} is whole and can be restored: {_contents(check_backup(file))}.")
        return
    settings = read_settings(makes_secret=False)
    restored = restore_backup(settings, _open(settings.database_url), file, replaces=replace, now=utc_now())
    for sentence in _sentences(restored):
        click.echo(sentence)


def _open(url: str) -> Database:
    database = Database(url)
    click.get_current_context().call_on_close(database.engine.dispose)
    return database


def _contents(manifest: Manifest) -> str:
    rows = sum(manifest.facts.rows.values())
    return (
        f"made {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC by cme {manifest.cme}, {len(manifest.facts.rows)} tables, "
        f"{rows:,} rows, audit log to event {manifest.facts.audit.number:,}"
    )


def _sentences(restored: Restored) -> list[str]:
    manifest = restored.manifest
    found = [f"Restored: {_contents(manifest)}. All of it is there, and the audit log is whole."]
    if restored.revision != manifest.facts.revision:
        found.append(f"The tables were upgraded from {manifest.facts.revision} to {restored.revision}.")
    if restored.kept_aside:
        found.append(f"What was there before is kept: {restored.kept_aside}. Delete it when you no longer need it.")
    if restored.is_same_secret:
        found.append("The secret is the same, so people who are signed in stay so.")
    else:
        found.append("The secret is another one than at the time of the backup, so everybody signs in again.")
    return found
