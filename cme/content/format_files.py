"""Format files in place: a file is replaced whole or not at all, and one with mistakes is left as it is."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cme.content.files import Unreadable, contents, leads_out, of_file, reason
from cme.content.formatting import format_text
from cme.content.problems import Problem


@dataclass
class Formatted:
    """What became of each file: ``refused`` has the problems of those left alone."""

    changed: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)


def format_files(paths: Iterable[Path], *, is_rehearsal: bool) -> Formatted:
    """Format the files, and every file with the ending .yaml below the folders, among ``paths``."""
    formatted = Formatted()
    for path, folder in _files(paths):
        data = contents(path, folder)
        if isinstance(data, Unreadable):
            formatted.refused.append(of_file(path, data.rule, data.message))
            continue
        text, problems = format_text(path.as_posix(), data)
        formatted.refused += problems
        if problems:
            continue
        is_changed = text.encode() != data
        if is_changed and not is_rehearsal:
            try:
                _replace(path, text.encode())
            except OSError as error:
                message = f"The file cannot be written ({reason(error)}). Mend that, then format it again."
                formatted.refused.append(of_file(path, "file-unreadable", message))
                continue
        (formatted.changed if is_changed else formatted.unchanged).append(path)
    return formatted


def _files(paths: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
    """Yield each file once, with the folder out of which no link may lead."""
    seen: set[Path] = set()
    for path in paths:
        found = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
        folder = path if path.is_dir() else path.parent
        for one in found:
            is_hidden = any(part.startswith(".") for part in one.relative_to(folder).parts[:-1])
            if one not in seen and not is_hidden and not leads_out(one, folder):
                seen.add(one)
                yield one, folder


def _replace(path: Path, data: bytes) -> None:
    """Write beside the file, then take its place: a cut in between leaves the old file or the new one, whole."""
    path = path.resolve()
    handle, draft = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(path.stat().st_mode & 0o7777)
        Path(draft).replace(path)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise
