"""What a file holds: texts, lists and mappings, each of which knows its line and column.

A large bank has a million texts. So a list or mapping keeps its plain value as a whole, ready for the schema, and
beside it the marks that libyaml made anyway; a ``Scalar`` is made only when somebody asks for one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from yaml._yaml import Mark


@dataclass(slots=True)
class Scalar:
    """A text at its place; lines and columns count from 1."""

    line: int
    column: int
    text: str


class _Collection:
    """What lists and mappings share: their own mark, the marks of what they hold, and the collections among that."""

    __slots__ = ("below", "mark", "marks")
    mark: Mark
    marks: list[Mark]
    below: dict[Any, "Items | Mapping"]

    @property
    def line(self) -> int:
        return self.mark.line + 1  # libyaml counts from 0

    @property
    def column(self) -> int:
        return self.mark.column + 1


class Items(_Collection):
    """A list. ``plain`` has its values as strings, lists and dicts; ``marks`` has one mark an item."""

    __slots__ = ("plain",)

    def __init__(self, mark: Mark) -> None:
        self.mark, self.marks, self.below = mark, [], {}
        self.plain: list[Any] = []

    @property
    def items(self) -> list["Node"]:
        return [self.at(number) for number in range(len(self.plain))]

    def at(self, number: int) -> "Node":
        """Return one item; raises IndexError where there is none."""
        return self.below.get(number) or _scalar(self.marks[number], self.plain[number])


class Mapping(_Collection):
    """A mapping. ``plain`` has its values by name; ``marks`` has two marks a name: its own and its value's."""

    __slots__ = ("plain",)

    def __init__(self, mark: Mark) -> None:
        self.mark, self.marks, self.below = mark, [], {}
        self.plain: dict[str, Any] = {}

    @property
    def keys(self) -> dict[str, Scalar]:
        return {name: _scalar(self.marks[2 * number], name) for number, name in enumerate(self.plain)}

    @property
    def values(self) -> dict[str, "Node"]:
        return dict(self._pairs())

    def at(self, name: str) -> "Node":
        """Return one value; raises KeyError where there is none."""
        return self.below.get(name) or _scalar(self.marks[2 * self._number(name) + 1], self.plain[name])

    def key(self, name: str) -> Scalar:
        """Return a name as written; raises KeyError where it does not stand here."""
        return _scalar(self.marks[2 * self._number(name)], name)

    def _number(self, name: str) -> int:
        for number, other in enumerate(self.plain):
            if other == name:
                return number
        raise KeyError(name)

    def _pairs(self) -> Iterator[tuple[str, "Node"]]:
        for number, (name, value) in enumerate(self.plain.items()):
            yield name, self.below.get(name) or _scalar(self.marks[2 * number + 1], value)


Node: TypeAlias = Scalar | Items | Mapping


def plain(node: Node) -> Any:
    """Return the node as strings, lists and dicts. They belong to the node: read them, never change them."""
    return node.text if isinstance(node, Scalar) else node.plain


def _scalar(mark: Mark, text: str) -> Scalar:
    return Scalar(mark.line + 1, mark.column + 1, text)
