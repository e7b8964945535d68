"""A file of the bank with its nodes, so that a problem with a value can name the value's line and column."""

from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from cme.content.fields import BLANK
from cme.content.located_yaml import Items, Mapping, Node, plain
from cme.content.problems import Problem, Severity

Location: TypeAlias = tuple[str | int, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class Document:
    """A file that could be read. ``path`` is as problems print it."""

    path: str
    root: Node

    def at(self, location: Location) -> Node:
        """Return the node at ``location``, or the nearest one above it that exists."""
        node = self.root
        for step in location:
            found = _below(node, step)
            if found is None:
                break
            node = found
        return node

    def plain_at(self, location: Location) -> Any:
        """Return the strings, lists and dicts at ``location``, or None where there is nothing."""
        value = plain(self.root)
        for step in location:
            if isinstance(value, dict):
                value = value.get(str(step))
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def problem(
        self, location: Location, rule: str, message: str, *, at_key: bool = False, severity: Severity = Severity.ERROR
    ) -> Problem:
        """Make a problem of the value at ``location``, or with ``at_key`` of the key before it."""
        node = self.at(location)
        parent = self.at(location[:-1])
        if at_key and isinstance(parent, Mapping):
            node = parent.key(str(location[-1]))
        return Problem(
            path=self.path, line=node.line, column=node.column, severity=severity, rule=rule, message=message
        )


@dataclass(frozen=True)
class Record(Generic[T]):
    """Something that an educator wrote, as far as the schema could read it, with where it stands.

    ``value`` is None where the schema found errors in it; its ``id`` may still be known, so that references
    to it are not called unknown.
    """

    id: str
    value: T | None
    document: Document
    location: Location

    def problem(
        self, location: Location, rule: str, message: str, *, at_key: bool = False, severity: Severity = Severity.ERROR
    ) -> Problem:
        """Make a problem of the value at ``location`` below this record."""
        return self.document.problem((*self.location, *location), rule, message, at_key=at_key, severity=severity)


def text_at(document: Document, location: Location) -> str:
    """Return the text at ``location`` as written, or "" where there is none, or a blank to fill in."""
    return _told(document.plain_at(location))


def _told(value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    return "" if text == BLANK else text


def length(document: Document, location: Location) -> int:
    """Return the number of entries in the list at ``location``, or 0 where there is no list."""
    found = document.plain_at(location)
    return len(found) if isinstance(found, list) else 0


def texts_at(document: Document, location: Location, name: str) -> list[str]:
    """Return the text called ``name`` of each entry in the list at ``location``, as ``text_at`` would."""
    found = document.plain_at(location)
    if not isinstance(found, list):
        return []
    return [_told(entry.get(name)) if isinstance(entry, dict) else "" for entry in found]


def _below(node: Node, step: str | int) -> Node | None:
    if isinstance(node, Mapping) and str(step) in node.plain:
        return node.at(str(step))
    if isinstance(node, Items) and isinstance(step, int) and step < len(node.plain):
        return node.at(step)
    return None
