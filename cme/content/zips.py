"""A zip that somebody sent, unpacked without believing what it says of itself.

Names are looked at before anything is read; sizes are counted while reading; only files of a bank are unpacked at
all. The attacks are those of CWE-22 and CWE-409: names that lead out ("zip slip"), links, bombs of many files, of
size, of ratio and of entries that share their bytes.
"""

import re
import stat
import struct
import unicodedata
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from cme.content.characters import FORBIDDEN
from cme.content.files import FOLDERS, MOST_BYTES, MOST_FILES, QUOTATIONS
from cme.content.problems import Severity

MOST_ENTRIES = 20_000  # folders, pictures and hidden files included; each costs memory before it can be left out
LARGEST_RATIO = 100  # YAML packs to a tenth; what packs 1,000 to 1 is a bomb
DEEPEST = 10  # folders
CHUNK = 65_536
LONGEST_NAME = 200  # bytes, which every file system takes
_ENTRY = b"PK\x01\x02"  # with which each entry of the list at the end of a zip begins
_UTF_8, _ENCRYPTED = 0x800, 0x1 | 0x40 | 0x2000
_ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".jar")
_NOT_MEANT = ("thumbs.db", "desktop.ini", "__macosx")
_DAMAGED = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True)
class Told:
    """What is wrong with an upload: the rule broken, and a sentence."""

    rule: str
    message: str
    severity: Severity = Severity.ERROR


class Refused(Exception):
    """The whole zip is refused; nothing of it is kept."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.told = Told(rule, message)


def unpack_zip(data: bytes, folder: Path) -> list[Told]:
    """Unpack a bank's files into ``folder``, which exists and is empty; where anything is refused, it stays empty.

    Raises OSError where the disk fails.
    """
    files, told = read_zip(data)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return told


def read_zip(data: bytes) -> tuple[Mapping[str, bytes], list[Told]]:
    """Return a bank's files by their path within the bank, none where anything is refused; and what is wrong."""
    try:
        return _read(data)
    except Refused as refused:
        return {}, [refused.told]
    except UnicodeDecodeError:
        message = "The zip has a file whose name cannot be read. Give it a name of plain letters."
        return {}, [Told("upload-name", message)]
    except _DAMAGED:
        message = "The zip is damaged or not made as zips are. Make it anew and send that."
        return {}, [Told("upload-damaged", message)]


def _read(data: bytes) -> tuple[Mapping[str, bytes], list[Told]]:
    if data.count(_ENTRY) > MOST_ENTRIES:
        message = f"The zip holds more than {MOST_ENTRIES:,} files and folders. Zip the bank's folder alone."
        raise Refused("upload-many", message)
    with ZipFile(BytesIO(data)) as archive:
        entries, told = _entries(archive)
        if any(one.severity is Severity.ERROR for one in told):
            return {}, told
        members, left_out = _of_the_bank(entries)
        _refuse_sizes(members.values(), len(data))
        return _contents(archive, members), told + left_out


def _entries(archive: ZipFile) -> tuple[dict[str, ZipInfo], list[Told]]:
    """Return the files that somebody may have meant, by their path, and what is wrong with any."""
    found: dict[str, ZipInfo] = {}
    told: list[Told] = []
    spelt: dict[str, str] = {}
    for info in archive.infolist():
        path = _name(info)
        fault = _fault_of_name(info, path)
        if fault is None and not _is_hidden(path):
            fault = _fault_of_kind(info, path) or _clash(path, found, spelt)
        if fault is not None:
            told.append(fault)
        elif not path.endswith("/") and not _is_hidden(path):
            found[path] = info
    return found, told


def _name(info: ZipInfo) -> str:
    """Return the name as it was meant: some systems write UTF-8 and do not say so."""
    name = info.orig_filename
    if not info.flag_bits & _UTF_8 and not name.isascii():
        name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name)


def _fault_of_name(info: ZipInfo, path: str) -> Told | None:
    shown = _shown(path)
    if FORBIDDEN.search(path) or re.search(r"[\t\n\r]|..:", path):  # with a colon, Windows names a hidden stream
        return Told("upload-name", f"{shown} has a character that no file name may have. Give the file a plain name.")
    if re.match(r"[A-Za-z]:|[\\/]", path):
        return Told("upload-path", f"{shown} starts at the top of a disk. Zip the bank's folder, not the whole path.")
    if "\\" in path:
        return Told("upload-path", f"{shown} is written with \\ for /. Make the zip with another program.")
    parts = path.removesuffix("/").split("/")
    if any(part in ("", ".", "..") for part in parts):
        return Told("upload-path", f"{shown} leads out of the folder or in circles. Make the zip anew.")
    if len(parts) > DEEPEST or any(len(part.encode()) > LONGEST_NAME for part in parts):
        message = f"{shown} is too long a name. Use at most {LONGEST_NAME} bytes for a name, and {DEEPEST} folders."
        return Told("upload-name", message)
    return None


def _fault_of_kind(info: ZipInfo, path: str) -> Told | None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        message = f"{_shown(path)} is a symbolic link. Put the file itself there."
        return Told("upload-link", message)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind == stat.S_IFDIR) > path.endswith("/"):
        return Told("upload-special", f"{_shown(path)} is neither a file nor a folder. Take it out of the zip.")
    if info.flag_bits & _ENCRYPTED:
        return Told("upload-encrypted", f"{_shown(path)} is locked with a password. Make a zip without one.")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        message = f"{_shown(path)} is packed in a way that is not known here. Make an ordinary zip."
        return Told("upload-damaged", message)
    return None


def _clash(path: str, found: dict[str, ZipInfo], spelt: dict[str, str]) -> Told | None:
    """Find a name that stands there twice, or that some systems could not tell from another."""
    if path in found:
        return Told("upload-duplicate", f"{_shown(path)} stands in the zip twice. Keep one of the two.")
    folders = [f"{folder}/" for folder in PurePosixPath(path).parents if folder.name]
    for each in (path, *folders):
        first = spelt.setdefault(each.rstrip("/").casefold(), each)
        if first != each:
            message = f"{_shown(path)} and {_shown(first)} are one name to many computers. Rename one of the two."
            return Told("upload-clash", message)
    return None


def _is_hidden(path: str) -> bool:
    """Say whether a file came along unasked, from the system, an editor or version control."""
    return any(part.startswith(".") or part.casefold() in _NOT_MEANT for part in path.split("/"))


def _of_the_bank(entries: dict[str, ZipInfo]) -> tuple[dict[str, ZipInfo], list[Told]]:
    """Return the files to unpack, by their path in the bank's folder, and what was left out."""
    top = _top(list(entries))
    members: dict[str, ZipInfo] = {}
    told: list[Told] = []
    for path, info in entries.items():
        inside = path.removeprefix(top)
        if path.startswith(top) and (path.endswith((".yaml", ".yml")) or inside == QUOTATIONS):
            members[inside] = info
        elif path.casefold().endswith(_ARCHIVES):
            message = f"{_shown(path)} is left out: a zip in the zip is not looked into. Unpack it first."
            told.append(Told("upload-nested", message, Severity.WARNING))
        elif not _stands_beside(path, inside):
            message = f"{_shown(path)} is left out: it is no file of the bank. Take it out of the zip."
            told.append(Told("upload-other", message, Severity.WARNING))
    if not any(path == "provider.yaml" or path.partition("/")[0] in FOLDERS for path in members):
        message = "The zip holds no bank. Zip the folder that holds provider.yaml."
        raise Refused("upload-empty", message)
    return members, told


def _stands_beside(path: str, inside: str) -> bool:
    """Say whether a file belongs beside a bank's files: what to read, and the schema that editors complete from."""
    is_to_read = PurePosixPath(path).name.casefold().startswith(("readme", "licence", "license"))
    return is_to_read or (inside.startswith("schema/") and inside.endswith(".json"))


def _top(paths: list[str]) -> str:
    """Return the one folder that holds the bank, as ``folder/``; "" where the zip itself does."""
    tops = {path.partition("/")[0] for path in paths if "/" in path}
    if "provider.yaml" in paths or tops & set(FOLDERS):
        return ""
    holding = [path.removesuffix("provider.yaml") for path in paths if re.fullmatch(r"[^/]+/provider\.yaml", path)]
    if len(holding) > 1:
        names = ", ".join(_shown(folder) for folder in holding[:5])
        raise Refused("upload-banks", f"The zip holds several banks: {names}. Send one.")
    if not holding and len(tops) == 1:
        holding = [f"{tops.pop()}/"]
    return holding[0] if holding else ""


def _refuse_sizes(members: Collection[ZipInfo], packed: int) -> None:
    """Refuse what says itself that it is too much; what says too little is found out while it is read."""
    if len(members) > MOST_FILES:
        message = f"The zip holds {len(members):,} files; {MOST_FILES:,} are allowed. Put several questions into one."
        raise Refused("upload-many", message)
    if sum(one.file_size for one in members) > MOST_BYTES:
        raise _too_large()
    dense = [one for one in members if one.file_size > max(1_000_000, LARGEST_RATIO * one.compress_size)]
    if dense or sum(one.compress_size for one in members) > packed:
        raise Refused("upload-bomb", "The zip is made to overwhelm whoever unpacks it. Make it anew from the folder.")


def _less(left: int, size: int) -> int:
    """Return how many bytes may still come. Raises Refused where too many came, whatever the zip said before."""
    if size > left:
        raise _too_large()
    return left - size


def _too_large() -> Refused:
    return Refused("upload-large", f"Unpacked, the zip has more than {MOST_BYTES:,} bytes. Send a smaller bank.")


def _contents(archive: ZipFile, members: Mapping[str, ZipInfo]) -> dict[str, bytes]:
    left = MOST_BYTES
    files: dict[str, bytes] = {}
    for path, info in members.items():
        with archive.open(info) as packed:
            data = bytearray()
            while chunk := packed.read(min(left + 1, CHUNK)):
                left = _less(left, len(chunk))
                data += chunk
        files[path] = bytes(data)
    return files


def _shown(path: str) -> str:
    """Return a name in quotes that fits into a sentence and cannot break a line."""
    seen = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in path[:81])
    return f'"{seen[:80]}…"' if len(seen) > 80 else f'"{seen}"'
