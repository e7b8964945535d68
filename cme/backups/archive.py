"""The file: an ordinary zip with stored members, whose last 64 bytes are the SHA-256 of everything before them.

Those bytes are the zip's comment, so any zip program opens the file; and whatever changes in it, be it one bit, shows
before a single member is looked at. That tells damage, not malice: whoever may write a backup may write what they like.
"""

import shutil
import struct
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from cme.backups import files
from cme.backups.manifest import Manifest, Part, read_manifest
from cme.errors import BackupError

MANIFEST = "manifest.json"
LARGEST_MANIFEST = 1024 * 1024
CHECKSUM_LENGTH = 64
NOT_A_ZIP = (zipfile.BadZipFile, struct.error, NotImplementedError, RuntimeError, EOFError, ValueError, KeyError)


class Archive:
    """A backup whose checksum was right and whose members are those of its manifest."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def extract(self, name: str, target: Path) -> None:
        """Write a part to a new file. Raises BackupError if it is not what the manifest says."""
        with _understood(), self._archive.open(name) as source, files.create(target) as file:
            shutil.copyfileobj(source, file, files.AT_A_TIME)
        if measure(target) != self.manifest.parts[name]:
            raise BackupError(f"The backup is damaged: {name} is not what its manifest says.")


def measure(path: Path) -> Part:
    """Return what a manifest says of a file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        return Part(size=size, sha256=files.sha256(file, size))


def write(path: Path, manifest: Manifest, parts: Mapping[str, Path]) -> None:
    """Write a backup to a new file."""
    with files.create(path) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(_member(MANIFEST, manifest), manifest.model_dump_json(indent=1) + "\n")
            for name, source in parts.items():
                with source.open("rb") as part, archive.open(_member(name, manifest), "w", force_zip64=True) as member:
                    shutil.copyfileobj(part, member, files.AT_A_TIME)
            archive.comment = b"0" * CHECKSUM_LENGTH
        length = file.seek(0, 2) - CHECKSUM_LENGTH
        file.seek(0)
        checksum = files.sha256(file, length)
        file.seek(length)
        file.write(checksum.encode("ascii"))


def _member(name: str, manifest: Manifest) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, manifest.made_at.timetuple()[:6])
    member.external_attr = 0o600 << 16
    return member


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Give a backup to read from. Raises BackupError if it is damaged or none, before anything of it is used."""
    with ExitStack() as stack:
        with _understood():
            file = stack.enter_context(path.open("rb"))
            _refuse_damaged(file, path)
            archive = stack.enter_context(zipfile.ZipFile(file))
            manifest = _manifest(archive)
        yield Archive(archive, manifest)


@contextmanager
def _understood() -> Iterator[None]:
    """Say in a sentence what a zip that was put together with malice, or a disk, can do."""
    try:
        yield
    except NOT_A_ZIP:
        raise BackupError("The file is no backup of cme: it is not put together as cme does it.") from None
    except OSError as error:
        raise BackupError(f"The backup cannot be read or unpacked: {error.strerror or error}.") from None


def _refuse_damaged(file: IO[bytes], path: Path) -> None:
    length = file.seek(0, 2) - CHECKSUM_LENGTH
    file.seek(0)
    if length < 0 or files.sha256(file, length) != file.read().decode("ascii", "replace"):
        raise BackupError(
            f"{path} is damaged, or is no backup of cme: its checksum does not fit. Nothing was changed. "
            "Take another backup."
        )


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    """Return the manifest after a look at every member: known names, each once, stored as it is."""
    members = {member.filename: member for member in archive.infolist()}
    if len(members) != len(archive.infolist()) or MANIFEST not in members:
        raise BackupError("The file is no backup of cme: its manifest is missing or not the only one.")
    if any(member.compress_type or member.flag_bits & 1 or member.file_size != member.compress_size
           for member in members.values()):  # fmt: skip
        raise BackupError("The file is no backup of cme: its parts are compressed or locked, and cme stores them.")
    if members[MANIFEST].file_size > LARGEST_MANIFEST:
        raise BackupError("The file is no backup of cme: its manifest is too large.")
    manifest = read_manifest(archive.read(MANIFEST))
    sizes = {name: member.file_size for name, member in members.items() if name != MANIFEST}
    if sizes != {name: part.size for name, part in manifest.parts.items()}:
        raise BackupError("The backup is damaged: its parts are not those its manifest names.")
    return manifest
