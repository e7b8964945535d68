"""Planted faults: what the check would be without its guards. Nothing but the controls calls these."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import yaml

from cme.content import bank, draft, files, problems, rules_references, uploads
from cme.content.files import Unreadable
from cme.content.located_yaml import Reading
from cme.content.suggestions import Suggestions, did_you_mean
from cme.content.yaml_writing import write_yaml
from cme.content.zips import Told


def read_as_usual() -> None:
    """Read YAML with the library's own loader, which takes aliases, tags and names that stand twice."""
    careful = draft.read_yaml  # type: ignore[attr-defined]

    def read_yaml(data: bytes) -> Reading:
        loaded = yaml.load(data, yaml.CBaseLoader)  # noqa: S506 - it makes nothing but texts, lists and mappings
        reading: Reading = careful(write_yaml(loaded).encode())
        return reading

    draft.read_yaml = read_yaml  # type: ignore[attr-defined]


def read_whatever_stands_there() -> None:
    """Open every path without a look at what it is or how large."""

    def contents(path: Path, bank: Path) -> bytes | Unreadable:
        return path.read_bytes()

    draft.contents = contents  # type: ignore[attr-defined]
    files.overflow = draft.overflow = lambda bank: ""  # type: ignore[attr-defined]


def compare_everything_with_everything() -> None:
    """Look for what was meant by each misspelt name, however many there are."""

    class Tireless(Suggestions):
        def did_you_mean(self, word: str, known: Any) -> str:
            return did_you_mean(word, known)

    rules_references.Suggestions = Tireless  # type: ignore[attr-defined]


def look_no_closer() -> None:
    """Compare options by their characters alone."""
    bank.lookalike_problems = lambda record: iter(())  # type: ignore[attr-defined]


def quote_without_end() -> None:
    """Repeat in a message whatever was written, of any length."""
    problems.LONGEST_MESSAGE = 10**9


def unpack_as_told() -> None:
    """Unpack a zip wherever its names lead."""

    def unpack_zip(data: bytes, folder: Path) -> list[Told]:
        with ZipFile(BytesIO(data)) as archive:
            for info in archive.infolist():
                target = folder / info.filename
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(info))
        return []

    uploads.unpack_zip = unpack_zip  # type: ignore[attr-defined]
