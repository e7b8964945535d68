"""Which files a bank's folder holds, and why one cannot be read.

A bank is what stands in its folder and nothing else: a symbolic link that leads out of it could bring in a file
of the server, or change what is published while the folder stays the same.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cme.content.located_yaml import LARGEST, too_long
from cme.content.problems import Problem, Severity

FOLDERS = ("sources", "questions", "activities")
QUOTATIONS = "quotations.json"  # in an export: where each quotation was found, by the passage's id
MOST_FILES = 5_000  # of one bank, and
MOST_BYTES = 60_000_000  # of all of them together: some 40,000 questions
MOST_ENTRIES = 20_000  # in all folders that are looked through


@dataclass(frozen=True)
class Unreadable:
    """Why a file or folder cannot be read: the rule broken, and a sentence."""

    rule: str
    message: str


def folder_fault(folder: Path) -> str:
    """Return why the bank's own folder cannot be listed, in one sentence; "" where it can."""
    remedy = "name the folder that holds provider.yaml."
    try:
        next(folder.iterdir(), None)
    except FileNotFoundError:
        return f"There is no such folder; {remedy}"
    except NotADirectoryError:
        return f"This is a file, not a folder; {remedy}" if folder.exists() else f"There is no such folder; {remedy}"
    except OSError as error:
        return f"This folder cannot be opened ({reason(error)}); {remedy}"
    return ""


def reason(error: OSError) -> str:
    """Return the system's words for what went wrong."""
    return (error.strerror or "unknown reason").lower()


def holds(folder: Path, name: str) -> bool:
    """Say whether a folder that can be listed has something of this name, be it readable or not."""
    return any(path.name == name for path in folder.iterdir())


def files_in(part: Path, bank: Path) -> Iterator[tuple[Path, Unreadable | None]]:
    """Yield every ``.yaml`` file below the folder ``part`` of the bank, and every folder that cannot be entered."""
    found: list[tuple[Path, Unreadable | None]] = []
    if not holds(bank, part.name):
        return
    if leads_out(part, bank):
        yield part, _outside("folder")
        return

    def refuse(error: OSError) -> None:
        message = f"The folder cannot be opened ({reason(error)}). Mend that or delete it."
        found.append((Path(error.filename), Unreadable("file-unreadable", message)))

    for above, folders, files in os.walk(part, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]  # an editor's and a system's own
        inner = [Path(above, name) for name in folders]
        outside = [path for path in inner if leads_out(path, bank)]
        found += [(path, _outside("folder")) for path in outside]
        found += [(path, None) for path in inner if path.suffix == ".yaml" and path not in outside]
        found += [(Path(above, name), None) for name in files if name.endswith(".yaml") and name[0] != "."]
    yield from sorted(found, key=lambda one: one[0])


def contents(path: Path, bank: Path) -> bytes | Unreadable:
    """Read a file of the bank, or say why that cannot be done."""
    if leads_out(path, bank):
        return _outside("file")
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # reading a pipe would wait for ever
            return Unreadable("file-unreadable", "This is not a file. Delete it, or give it another name.")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)  # whatever its size is said to be
    except OSError as error:
        return Unreadable("file-unreadable", f"The file cannot be read ({reason(error)}). Mend that or delete it.")
    return data if len(data) <= LARGEST else Unreadable("yaml-size", too_long(max(found.st_size, len(data))))


def overflow(bank: Path) -> str:
    """Return why a bank has too much in it to be checked in moments, in one sentence; "" where it has not."""
    files = size = 0
    entries = (entry for part in FOLDERS for entry in _entries(bank / part))
    for number, path in enumerate(entries, start=1):
        if path.endswith(".yaml"):
            files += 1
            size += _size(path)
        if files > MOST_FILES or number > MOST_ENTRIES:
            return f"The bank has more than {MOST_FILES:,} files. Put several questions into one, or make two banks."
        if size > MOST_BYTES:
            return f"The files of the bank have more than {MOST_BYTES:,} bytes in all. Make two banks of it."
    return ""


def _entries(folder: Path) -> Iterator[str]:
    """Yield the path of whatever stands below a folder, hidden things left out."""
    for above, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        # Plain strings: a Path for each of 20,000 entries takes most of the time.
        yield from (os.path.join(above, name) for name in (*folders, *files) if not name.startswith("."))  # noqa: PTH118


def _size(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0  # reading it will say why it cannot be read


def leads_out(path: Path, bank: Path) -> bool:
    """Say whether a path is a symbolic link to somewhere outside the bank."""
    try:
        is_link = path.is_symlink()
    except OSError:
        return False  # reading it will say why it cannot be read
    return is_link and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(bank))


def _outside(kind: str) -> Unreadable:
    message = f"This is a symbolic link that leads out of the bank's folder. Put the {kind} itself here."
    return Unreadable("file-outside", message)


def stray_files(folder: Path) -> Iterator[Problem]:
    """Find files that look as if they belonged to the bank, but are not read; in a large folder, not all of them."""
    for path in sorted(Path(found) for found in islice(_entries(folder), MOST_ENTRIES)):
        inside = path.relative_to(folder)
        if path.suffix == ".yml" or (path.suffix == ".yaml" and inside.parts[0] not in (*FOLDERS, "provider.yaml")):
            message = (
                "This file is not read. Call it provider.yaml, "
                "or put it into sources/, questions/ or activities/ with a name that ends in .yaml."
            )
            yield of_file(path, "file-place", message, Severity.WARNING)


def of_file(path: Path, rule: str, message: str, severity: Severity = Severity.ERROR) -> Problem:
    """Make a problem of a whole file or folder."""
    return Problem(path=path.as_posix(), line=1, column=1, severity=severity, rule=rule, message=message)
