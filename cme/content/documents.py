"""A file of the bank with its nodes, so that a problem with a value can name the value's line and column."""

from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from cme.content.located_yaml import Items, Mapping, Node, Scalar
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

    def problem(
        self, location: Location, rule: str, message: str, *, at_key: bool = False, severity: Severity = Severity.ERROR
    ) -> Problem:
        """Make a problem of the value at ``location``, or with ``at_key`` of the key before it."""
        node = self.at(location)
        parent = self.at(location[:-1])
        if at_key and isinstance(parent, Mapping):
            node = parent.keys[str(location[-1])]
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
    """Return the text at ``location`` as written, or "" where there is no text."""
    node = document.root
    for step in location:
        found = _below(node, step)
        if found is None:
            return ""
        node = found
    return node.text.strip() if isinstance(node, Scalar) else ""


def length(document: Document, location: Location) -> int:
    """Return the number of entries in the list at ``location``, or 0 where there is no list."""
    node = document.at(location)
    return len(node.items) if isinstance(node, Items) else 0


def _below(node: Node, step: str | int) -> Node | None:
    if isinstance(node, Mapping):
        return node.values.get(str(step))
    if isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None
