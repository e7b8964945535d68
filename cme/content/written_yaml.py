"""A file of the bank as it was written: its values with their quotes, block text and comments.

For files that ``located_yaml`` has read without a fault. A comment belongs to what it stands beside, or else to the
next entry below it that is not indented less; one that is indented further closes the entries above it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from yaml._yaml import CParser
from yaml.events import (
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#.*$")


@dataclass(slots=True)
class Words:
    """A text. ``style`` is the sign it began with, or ""; ``lines`` are those of block text, without indentation."""

    text: str
    style: str
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Group:
    """A mapping or a list. ``tail`` has the comments after its last entry."""

    is_list: bool
    is_flow: bool
    entries: list["Entry"] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)


Value: TypeAlias = Words | Group


@dataclass(slots=True)
class Entry:
    """A name with its value, or an item of a list (``name`` is None).

    ``above`` has the comments above it and an empty text for each gap.
    """

    name: Words | None
    line: int
    column: int
    value: Value
    above: list[str] = field(default_factory=list)
    beside: "Beside | None" = None


@dataclass(frozen=True, slots=True)
class Beside:
    """A comment in the line of an entry, with the column at which it began and the width of the gap before it."""

    column: int
    gap: int
    text: str


def read_written(text: str) -> Group:
    """Return the root of a file that is sound YAML without anchors and tags, and whose root is a mapping."""
    return _Reader(text).read()


def _start(event: Event) -> tuple[int, int]:
    mark = event.start_mark
    assert mark is not None  # noqa: S101 - libyaml knows every place
    return mark.line, mark.column


def _end(event: Event) -> tuple[int, int]:
    mark = event.end_mark
    assert mark is not None  # noqa: S101 - libyaml knows every place
    return mark.line, mark.column


class _Reader:
    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._parser = CParser(text)
        self._covered: dict[int, list[tuple[int, int]]] = {}  # by line: columns that hold text
        self._anchors: dict[int, list[tuple[int, Entry]]] = {}  # by line: where something of an entry ends
        self._entries: list[tuple[Entry, list[Group]]] = []  # in reading order, with the groups around each

    def read(self) -> Group:
        root = self._value(self._event_after_start(), [])
        assert isinstance(root, Group)  # noqa: S101 - the caller has looked
        starts = [entry.line for entry, _ in self._entries]
        for line, column, comment in self._comments():
            entry = self._beside(line, column)
            if entry is not None and entry.beside is None:
                before = self._lines[line][:column]
                entry.beside = Beside(column, column - len(before.rstrip()), comment)
            else:
                self._place(comment, line, column, bisect_right(starts, line), root)
        for entry, around in self._entries:
            if not around[-1].is_flow:
                entry.above += self._gap(entry.line)
        return root

    def _event_after_start(self) -> Event:
        while not isinstance(event := self._next(), ScalarEvent | MappingStartEvent | SequenceStartEvent):
            pass
        return event

    def _next(self) -> Event:
        event = self._parser.get_event()
        assert event is not None  # noqa: S101 - the parser is not asked again after the end of the stream
        return event

    def _value(self, event: Event, around: list[Group], of: Entry | None = None) -> Value:
        if isinstance(event, ScalarEvent):
            return self._words(event, of)
        assert isinstance(event, MappingStartEvent | SequenceStartEvent)  # noqa: S101 - aliases were refused before
        group = Group(is_list=isinstance(event, SequenceStartEvent), is_flow=bool(event.flow_style))
        _, column = _start(event)
        inside = [*around, group]
        while not isinstance(event := self._next(), MappingEndEvent | SequenceEndEvent):
            name = None if group.is_list else self._words(event, None)
            line, at = _start(event)
            if group.is_list and not group.is_flow:
                at = column  # that of the hyphens
            entry = Entry(name, line, at, Words("", ""))
            self._entries.append((entry, inside))
            if name is not None:
                self._anchor(entry, event)
                event = self._next()
            entry.value = self._value(event, inside, entry)
            group.entries.append(entry)
        if group.is_flow and of is not None:
            self._anchor(of, event)
        return group

    def _anchor(self, entry: Entry, event: Event) -> None:
        line, column = _end(event)
        self._anchors.setdefault(line, []).append((column, entry))

    def _words(self, event: Event, of: Entry | None) -> Words:
        assert isinstance(event, ScalarEvent)  # noqa: S101 - names are texts: others were refused before
        (first_line, start), (last_line, end) = _start(event), _end(event)
        style = event.style or ""
        if style in ("|", ">"):
            return self._block(event, style, of)
        for line in range(first_line, last_line + 1):
            first = start if line == first_line else 0
            last = end if line == last_line else len(self._lines[line])
            self._covered.setdefault(line, []).append((first, last))
        if of is not None:
            self._anchor(of, event)
        return Words(event.value, style)

    def _block(self, event: ScalarEvent, style: str, of: Entry | None) -> Words:
        (header, column), (last, end) = _start(event), _end(event)
        last -= 0 if end else 1
        while last > header and not self._lines[last].strip():
            last -= 1
        for line in range(header + 1, last + 1):
            self._covered.setdefault(line, []).append((0, len(self._lines[line])))
        if of is not None:
            self._anchors.setdefault(header, []).append((column + 1, of))
        body = self._lines[header + 1 : last + 1]
        indent = min((len(line) - len(line.lstrip(" ")) for line in body if line.strip()), default=0)
        return Words(event.value, style, [line[indent:].rstrip() if line.strip() else "" for line in body])

    def _comments(self) -> Iterator[tuple[int, int, str]]:
        for number, line in enumerate(self._lines):
            if "#" not in line:
                continue
            shown = list(line)
            for first, last in self._covered.get(number, ()):
                shown[first:last] = "x" * (last - first)
            found = _COMMENT.search("".join(shown))
            if found is not None:
                yield number, found.start(), line[found.start() :].rstrip()

    def _beside(self, line: int, column: int) -> Entry | None:
        ends = [(end, number) for number, (end, _) in enumerate(self._anchors.get(line, ())) if end <= column]
        return self._anchors[line][max(ends)[1]][1] if ends else None

    def _place(self, comment: str, line: int, column: int, following: int, root: Group) -> None:
        """Give a comment that stands beside nothing to the entry below it, or to the end of a group above it."""
        is_alone = not self._lines[line][:column].strip()
        if following < len(self._entries) and (column <= self._entries[following][0].column or not is_alone):
            self._entries[following][0].above += [*self._gap(line), comment]
            return
        around = self._entries[following - 1][1] if following else [root]
        fitting = [group for group in around if group.entries and group.entries[0].column <= column]
        (fitting or [root])[-1].tail += [*self._gap(line), comment]

    def _gap(self, line: int) -> list[str]:
        return [""] if line and not self._lines[line - 1].strip() else []
