"""Damaged, foreign and forged files: each is refused before anything is touched, and the live data stays as it is."""

import io
import json
import random
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from cme.backups.archive import CHECKSUM_LENGTH
from cme.backups.checking import check_backup
from cme.backups.making import make_backup
from cme.backups.restoring import restore_backup
from cme.config import Settings, read_settings
from cme.errors import BackupError
from tests.support.cast import ALICE
from tests.support.clock import NOON
from tests.support.databases import opened
from tests.support.figures import Figure, record
from tests.support.posttest import Taking, person, publish_bank
from tests.support.rows import counts

Members = dict[str, bytes]
Change = Callable[[Members], Members]
SEED = 20261121


@dataclass
class Site:
    """A live SQLite installation with a good backup of it."""

    settings: Settings
    good: bytes
    scratch: Path

    def refusal(self, content: bytes) -> str:
        """Try to restore a file over the live database; return the sentence, "" = it was accepted."""
        path = self.scratch / "changed.backup"
        path.write_bytes(content)
        with opened(self.settings.database_url) as database:
            try:
                restore_backup(self.settings, database, path, replaces=True, now=NOON)
            except BackupError as error:
                return str(error)
        return ""

    def state(self) -> dict[str, bytes]:
        """Return every file of the data folder."""
        files = [path for path in self.settings.data_dir.rglob("*") if path.is_file()]
        return {str(path): path.read_bytes() for path in files}


@pytest.fixture
def site(tmp_path: Path, sqlite_template: Path) -> Site:
    live = tmp_path / "live"
    live.mkdir()
    shutil.copyfile(sqlite_template, live / "cme.sqlite3")
    settings = read_settings({"CME_DATA_DIR": str(live)})
    with opened(settings.database_url) as database:
        publish_bank(database)
        Taking(database, person(database, ALICE)).take()
        make_backup(settings, database, tmp_path / "good.backup", now=NOON)
    return Site(settings, (tmp_path / "good.backup").read_bytes(), tmp_path)


def test_the_good_one_is_accepted(site: Site) -> None:
    assert site.refusal(site.good) == ""


@pytest.mark.parametrize("places", [50, pytest.param(500, marks=pytest.mark.slow)])
def test_one_changed_byte_anywhere_is_refused(site: Site, places: int) -> None:
    """At random places, and at the first and last bytes of everything: the file, its parts, its checksum."""
    chance = random.Random(SEED)  # noqa: S311  to be repeated
    size = len(site.good)
    edges = [
        0,
        1,
        30,
        size - 1,
        size - CHECKSUM_LENGTH,
        size - CHECKSUM_LENGTH - 1,
        site.good.index(b"SQLite format 3"),
    ]
    before, accepted = site.state(), []
    for place in [*edges, *(chance.randrange(size) for _ in range(places - len(edges)))]:
        changed = bytearray(site.good)
        changed[place] ^= 1 << chance.randrange(8)
        accepted += [place] if not site.refusal(bytes(changed)) else []
    same = site.state() == before
    record(
        Figure(
            proof="Backup and restore",
            what="damaged backups accepted, or live data touched by them",
            goal="0",
            measured=f"{len(accepted)} of {places}, {'0 bytes' if same else 'some'} of the live data changed",
            is_met=not accepted and same,
            is_full=places >= 500,
            size=f"one bit flipped at {places} places",
            control="the unchanged file is accepted",
        )
    )
    assert accepted == [], f"seed {SEED}"
    assert same


@pytest.mark.parametrize("length", [0, 1, 22, 63, 64, 100, 5000, -1, -64, -65, -4096])
def test_a_file_cut_short_is_refused(site: Site, length: int) -> None:
    before = site.state()
    assert "checksum does not fit" in site.refusal(site.good[:length])
    assert site.state() == before


@pytest.mark.parametrize(
    "content",
    [
        lambda good: good + b"\n",
        lambda good: b"\n" + good,
        lambda good: good + good,
        lambda good: good[:500] + good[501:],
        lambda good: good[:-64] + good[-64:].upper(),
        lambda _good: b"",
        lambda _good: b"SQLite format 3\0" + bytes(5000),
        lambda _good: bytes(1000),
    ],
)
def test_extra_or_missing_bytes_are_refused(site: Site, content: Callable[[bytes], bytes]) -> None:
    before = site.state()
    assert "checksum does not fit" in site.refusal(content(site.good))
    assert site.state() == before


def members(content: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def forged(given: Members | list[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    """Put a file together by hand, with a checksum that fits: what no accident does, but somebody could."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in given.items() if isinstance(given, dict) else given:
            archive.writestr(zipfile.ZipInfo(name), content, method)
        archive.comment = b"0" * CHECKSUM_LENGTH
    return sealed(file.getvalue()[:-CHECKSUM_LENGTH])


def sealed(content: bytes) -> bytes:
    return content + sha256(content).hexdigest().encode()


def with_manifest(change: Callable[[dict[str, Any]], None]) -> Change:
    """Return a change of the manifest alone."""

    def changed(given: Members) -> Members:
        manifest = json.loads(given["manifest.json"])
        change(manifest)
        return given | {"manifest.json": json.dumps(manifest).encode()}

    return changed


def without(name: str) -> Change:
    return lambda given: {each: content for each, content in given.items() if each != name}


def database_replaced(content: bytes) -> Change:
    """Return a change of the database that the manifest knows of."""

    def changed(given: Members) -> Members:
        manifest = json.loads(given["manifest.json"])
        manifest["parts"]["database.sqlite3"] = {"size": len(content), "sha256": sha256(content).hexdigest()}
        return {"manifest.json": json.dumps(manifest).encode(), "database.sqlite3": content} | {
            name: each for name, each in given.items() if name == "secret_key"
        }

    return changed


CHANGES: dict[str, Change] = {
    "no manifest": without("manifest.json"),
    "no database": without("database.sqlite3"),
    "no secret, though the manifest has one": without("secret_key"),
    "renamed database": lambda given: {n.replace("database", "data"): c for n, c in given.items()},
    "one part more": lambda given: given | {"more": b"x"},
    "a path out of the folder": lambda given: given | {"../../evil": b"x"},
    "an absolute path": lambda given: given | {"/etc/evil": b"x"},
    "a manifest that is no JSON": lambda given: given | {"manifest.json": b"{"},
    "a manifest that is a list": lambda given: given | {"manifest.json": b"[]"},
    "a manifest nested deeply": lambda given: given | {"manifest.json": b"[" * 100_000},
    "a manifest too large": lambda given: given | {"manifest.json": b" " * 1_100_000 + given["manifest.json"]},
    "a later form": with_manifest(lambda m: m.update(format=2)),
    "an unknown field": with_manifest(lambda m: m.update(more=1)),
    "a wrong count": with_manifest(lambda m: m["facts"]["rows"].update(person=2)),
    "a table too few": with_manifest(lambda m: m["facts"]["rows"].pop("person")),
    "another end of the audit log": with_manifest(lambda m: m["facts"]["audit"].update(number=7)),
    "a newer version's tables": with_manifest(lambda m: m["facts"].update(revision="9999")),
    "a database of PostgreSQL": with_manifest(lambda m: m.update(kind="postgresql")),
    "a part with a path": with_manifest(lambda m: m["parts"].update({"../x": m["parts"]["secret_key"]})),
    "a wrong size": with_manifest(lambda m: m["parts"]["secret_key"].update(size=1)),
    "a wrong hash": with_manifest(lambda m: m["parts"]["secret_key"].update(sha256="0" * 64)),
    "no database of SQLite": database_replaced(b"SQLite format 3\0" + b"x" * 5000),
    "an empty database": database_replaced(b""),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_forged_backup_is_refused(site: Site, change: Change) -> None:
    before = site.state()
    said = site.refusal(forged(change(members(site.good))))
    assert said
    assert "\n" not in said
    assert site.state() == before


def test_a_forged_backup_with_nothing_changed_is_accepted(site: Site) -> None:
    """So the others are refused for their change, not for how they were put together."""
    assert site.refusal(forged(members(site.good))) == ""


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_other_zips_with_a_right_checksum_are_refused(site: Site) -> None:
    before, given = site.state(), members(site.good)
    bomb = given | {"database.sqlite3": bytes(50_000_000)}
    assert "compressed" in site.refusal(forged(bomb, zipfile.ZIP_DEFLATED))
    assert "not the only one" in site.refusal(forged([*given.items(), ("manifest.json", b"{}")]))
    assert "no backup of cme" in site.refusal(sealed(b"no zip at all"))
    assert "no backup of cme" in site.refusal(sealed(b""))
    assert site.state() == before


def test_what_is_no_file_is_refused(site: Site) -> None:
    for path in (site.scratch, site.scratch / "nowhere", Path("/dev/null")):
        with pytest.raises(BackupError):
            check_backup(path)


def test_on_postgresql_what_cannot_be_proven_is_taken_back(postgresql_url: str, tmp_path: Path) -> None:
    """The rows are all there, but not the end of the audit log that the manifest names: seen only once it is loaded."""
    settings = read_settings({"CME_DATA_DIR": str(tmp_path), "CME_DATABASE_URL": postgresql_url})
    path = tmp_path / "good.backup"
    with opened(postgresql_url) as database:
        publish_bank(database)
        make_backup(settings, database, path, now=NOON)
        wrong = with_manifest(lambda manifest: manifest["facts"]["audit"].update(hash="0" * 64))
        path.write_bytes(forged(wrong(members(path.read_bytes()))))
        person(database, ALICE)  # since the backup
        with database.reading() as session:
            before = counts(session)
        database.engine.dispose()
        with pytest.raises(BackupError, match="its audit log is not what its manifest says"):
            restore_backup(settings, database, path, replaces=True, now=NOON)
        with database.reading() as session:
            assert counts(session) == before
            schemas = session.scalars(text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before%'")).all()
        assert schemas == []
