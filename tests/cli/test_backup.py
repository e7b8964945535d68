"""``cme backup`` and ``cme restore``: what they do, and everything they refuse, with nothing changed by it."""

import os
import re
import sqlite3
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cme.backups.staging import staging, sweep
from cme.cli.main import cli, main
from cme.database import Database
from cme.errors import CmeError
from cme.folder_lock import FolderLock
from tests.support.cast import ALICE, BOB, person_id
from tests.support.databases import opened
from tests.support.rows import counts

SECRET = "a secret given as a setting, not made"


@pytest.fixture
def database(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The database that the commands find by their settings, with Alice in it."""
    monkeypatch.setenv("CME_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CME_DATABASE_URL", database_url)
    with opened(database_url) as database:
        person_id(database, ALICE)
        database.engine.dispose()
        yield database


@pytest.fixture
def backup(database: Database, tmp_path: Path) -> Path:
    """A backup of it."""
    said = run("backup", str(tmp_path / "alice.backup"))
    assert "It was read again and is whole." in said
    return tmp_path / "alice.backup"


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, arguments)
    if isinstance(result.exception, CmeError):
        return str(result.exception)
    assert result.exception is None, (result.exception, result.output)
    return result.output


def people(database: Database) -> set[str]:
    with database.reading() as session:
        found = {row.email for row in session.connection().exec_driver_sql("SELECT email FROM person")}
    database.engine.dispose()
    return found


def test_a_backup_is_for_its_owner_alone_and_leaves_nothing_beside_it(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [path for path in backup.parent.iterdir() if path.name.startswith(".cme-backup")] == []


def test_a_folder_gets_a_dated_name(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    said = run("backup", str(folder))
    (made,) = folder.iterdir()
    assert re.fullmatch(r"cme-\d{4}-\d\d-\d\dT\d{6}Z\.backup", made.name)
    assert str(made) in said


def test_a_backup_is_never_overwritten(backup: Path) -> None:
    before = backup.read_bytes()
    assert "exists already" in run("backup", str(backup))
    assert backup.read_bytes() == before


def test_a_folder_that_is_not_there_is_named(database: Database, tmp_path: Path) -> None:
    assert "There is no folder" in run("backup", str(tmp_path / "nowhere" / "x.backup"))


def test_without_a_database_there_is_nothing_to_back_up(
    empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CME_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CME_DATABASE_URL", empty_database_url)
    assert "nothing to back up" in run("backup", str(tmp_path / "x.backup"))
    assert not (tmp_path / "empty.sqlite3").exists()
    assert not (tmp_path / "x.backup").exists()


def test_it_is_restored_into_an_empty_database(
    backup: Path, empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CME_DATA_DIR", str(tmp_path / "new machine"))
    monkeypatch.setenv("CME_DATABASE_URL", empty_database_url)
    if is_other_kind(backup, empty_database_url):
        assert "another kind" in run("restore", str(backup))
        return
    said = run("restore", str(backup))
    assert "All of it is there" in said
    assert "people who are signed in stay so" in said
    assert (tmp_path / "new machine" / "secret_key").read_bytes() == (tmp_path / "secret_key").read_bytes()
    with opened(empty_database_url) as restored:
        assert people(restored) == {ALICE.email}


def is_other_kind(backup: Path, url: str) -> bool:
    return (b'"sqlite"' in backup.read_bytes()[:400]) is not url.startswith("sqlite")


def test_a_database_in_the_way_is_refused_then_kept_aside(backup: Path, database: Database) -> None:
    person_id(database, BOB)
    database.engine.dispose()
    assert "say --replace" in run("restore", str(backup))
    assert people(database) == {ALICE.email, BOB.email}
    said = run("restore", "--replace", str(backup))
    assert people(database) == {ALICE.email}
    kept = re.search(r"is kept: (.*)\. Delete it", said)
    assert kept
    assert kept_people(database, kept[1]) == {ALICE.email, BOB.email}


def kept_people(database: Database, where: str) -> set[str]:
    """Return who is in what was kept aside: a file beside, or a schema."""
    if where.startswith("the schema "):
        with database.engine.connect() as connection:
            schema = where.removeprefix("the schema ")
            return {row.email for row in connection.exec_driver_sql(f"SELECT email FROM {schema}.person")}
    with closing(sqlite3.connect(where)) as connection:
        return {row[0] for row in connection.execute("SELECT email FROM person")}


def test_while_anybody_has_the_database_open_it_is_refused(backup: Path, database: Database) -> None:
    with database.reading() as session:
        before = counts(session)
        said = run("restore", "--replace", str(backup))
    assert "Stop " in said
    with database.reading() as session:
        assert counts(session) == before


def test_a_given_secret_stays_out_and_another_one_signs_everybody_out(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CME_SECRET_KEY", SECRET)
    path = tmp_path / "x.backup"
    assert "keep it with your settings" in run("backup", str(path))
    assert SECRET.encode() not in path.read_bytes()
    monkeypatch.setenv("CME_SECRET_KEY", SECRET + " but another")
    assert "so everybody signs in again" in run("restore", "--replace", str(path))


def test_checking_touches_nothing(backup: Path, database: Database, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert "is whole and can be restored" in run("restore", "--check", str(backup))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_without_postgresqls_programs_that_is_said(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CME_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CME_DATABASE_URL", postgresql_url)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "pg_dump was not found. Install" in run("backup", str(tmp_path / "x.backup"))
    assert not (tmp_path / "x.backup").exists()


def test_a_password_is_never_on_a_command_line(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program in pg_dump's place writes down what it was told."""
    program = tmp_path / "bin" / "pg_dump"
    program.parent.mkdir()
    lines = ("#!/bin/sh", f'echo "$@" > {tmp_path}/told', f"cp {tmp_path}/.cme-*/password {tmp_path}/kept", "exit 1")
    program.write_text("\n".join(lines) + "\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("CME_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CME_DATABASE_URL", postgresql_url.replace("//cme@", "//cme:open%3Asesame@"))
    assert "pg_dump did not succeed" in run("backup", str(tmp_path / "x.backup"))
    told = (tmp_path / "told").read_text()
    assert "sesame" not in told
    assert (tmp_path / "kept").read_text() == "*:*:*:*:open:sesame\n".replace("n:s", "n\\:s")


def test_a_damaged_database_is_not_backed_up(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CME_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CME_DATABASE_URL", sqlite_url)
    path = tmp_path / "cme.sqlite3"
    content = bytearray(path.read_bytes())
    content[4096 * 5 : 4096 * 40] = b"\xff" * (4096 * 35)
    path.write_bytes(content)
    monkeypatch.setattr(sys, "argv", ["cme", "backup", str(tmp_path / "x.backup")])
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "fault in cme" not in said
    assert not (tmp_path / "x.backup").exists()


def test_a_damaged_database_can_be_replaced_and_is_kept(backup: Path, tmp_path: Path, sqlite_url: str) -> None:
    path = tmp_path / "cme.sqlite3"
    if is_other_kind(backup, sqlite_url):
        return
    path.write_bytes(b"this is no database any more" * 1000)
    path.with_name("cme.sqlite3-wal").write_bytes(b"nor is this its log")
    said = run("restore", "--replace", str(backup))
    assert "is kept: " in said
    with opened(sqlite_url) as restored:
        assert people(restored) == {ALICE.email}
    (kept,) = tmp_path.glob("cme.sqlite3.before-*z")
    assert kept.read_bytes().startswith(b"this is no database any more")
    (kept,) = tmp_path.glob("cme.sqlite3.before-*z-wal")
    assert kept.read_bytes() == b"nor is this its log"


def test_a_folder_that_another_backup_sweeps_away_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two at once, at the worst moments: between making the folder and holding it."""
    make, made, sweeping = tempfile.mkdtemp, [], FolderLock(tmp_path)

    def interrupted(**given: Any) -> str:
        nonlocal sweeping
        folder = Path(make(**given))
        made.append(folder)
        if len(made) == 1:
            sweep(tmp_path)
        elif len(made) == 2:
            sweeping = FolderLock(folder)
            assert sweeping.claim()
        return str(folder)

    monkeypatch.setattr(tempfile, "mkdtemp", interrupted)
    with staging(tmp_path) as folder:
        assert folder == made[2]
        assert folder.is_dir()
    sweeping.release()
