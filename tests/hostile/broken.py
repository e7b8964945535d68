"""Planted faults: what the check would be without its guards. Nothing but the controls calls these."""

from pathlib import Path
from typing import Any

import yaml

from cme.content import bank, draft, files, problems, rules_references
from cme.content.files import Unreadable
from cme.content.located_yaml import Reading
from cme.content.suggestions import Suggestions, did_you_mean
from cme.content.yaml_writing import write_yaml


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
