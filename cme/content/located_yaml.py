"""YAML in which every value is a string that knows its line and column.

Built on the event stream of libyaml: nothing is ever constructed but text, lists and mappings, so ``No``,
``12:30`` and ``1.10`` stay what the educator typed. Anchors, aliases, tags, merge keys, further documents,
duplicate keys and depth beyond 20 are refused where they stand.

A good file is read by ``quick_yaml``, two times faster. What that gives up is read here, where every refusal is
explained; both make the same of a good file.
"""

from dataclasses import dataclass, field

from yaml._yaml import CParser, Mark
from yaml.error import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from cme.content.characters import FORBIDDEN, name_of
from cme.content.quick_yaml import read_quickly
from cme.content.yaml_nodes import Items, Mapping, Node, Scalar, plain
from cme.content.yaml_syntax import explain

__all__ = ["Fault", "Items", "Mapping", "Node", "Reading", "Scalar", "plain", "read_yaml"]

DEEPEST = 20
LARGEST = 2_000_000  # bytes
MOST_VALUES = 100_000  # in one file: some 2,000 questions
MOST_FAULTS = 100  # in one file, then reading it stops


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file cannot be read as a question bank's YAML."""

    line: int
    column: int
    rule: str
    message: str


@dataclass(slots=True)
class Reading:
    """The root of a file (None where there is none to speak of) and everything that was wrong with it."""

    root: Node | None = None
    faults: list[Fault] = field(default_factory=list)


def read_yaml(data: bytes) -> Reading:
    """Read one file; never raises, whatever the bytes are."""
    root = read_quickly(data, DEEPEST, MOST_VALUES) if len(data) <= LARGEST else None
    return read_with_care(data) if root is None else Reading(root)


def read_with_care(data: bytes) -> Reading:
    """Read one file event by event and explain whatever is refused; never raises either."""
    reading = Reading()
    text = _text_of(data, reading)
    if text is not None:
        _Composer(text, reading).compose()
    return reading


def too_long(size: int) -> str:
    """Say that a file of so many bytes is too long."""
    return f"The file has {size:,} bytes; {LARGEST:,} are allowed. Split it into several files."


def _text_of(data: bytes, reading: Reading) -> str | None:
    if len(data) > LARGEST:
        reading.faults.append(Fault(1, 1, "yaml-size", too_long(len(data))))
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _position(data[: error.start].decode("utf-8"))
        message = "These bytes are not UTF-8 text. Save the file with the encoding UTF-8."
        reading.faults.append(Fault(line, column, "yaml-encoding", message))
        return None
    text = text.removeprefix("\ufeff")  # some editors mark UTF-8 so
    for found in FORBIDDEN.finditer(text):
        line, column = _position(text[: found.start()])
        message = f"The character {name_of(found[0])} cannot be seen and is not allowed. Delete it."
        reading.faults.append(Fault(line, column, "yaml-character", message))
        if len(reading.faults) == 20:
            break
    return None if reading.faults else text


def _position(before: str) -> tuple[int, int]:
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(lines), len(lines[-1]) + 1


class _Stop(Exception):  # reading on makes no sense
    pass


class _Composer:
    """Turns events into nodes and notes what is refused; reads on wherever that still makes sense."""

    def __init__(self, text: str, reading: Reading) -> None:
        self._parser = CParser(text)
        self._text = text
        self._reading = reading
        self._event: Event | None = None
        self._last = (1, 1)
        self._values = 0

    def compose(self) -> None:
        try:
            self._documents()
        except _Stop:
            self._reading.root = None
        except YAMLError as error:
            self._reading.root = None
            line, column, message = explain(error, self._text, self._event)
            self._reading.faults.append(Fault(line, column, "yaml-syntax", message))

    def _next(self) -> Event:
        event = self._parser.get_event()
        # The parser is not asked again after the end of the stream, and libyaml knows every place.
        assert event is not None  # noqa: S101  for the type checker
        assert event.start_mark is not None  # noqa: S101  for the type checker
        self._event = event
        self._last = (event.start_mark.line + 1, event.start_mark.column + 1)  # the library counts from 0
        return event

    def _documents(self) -> None:
        self._next()  # the stream starts
        seen = 0
        while not isinstance(event := self._next(), StreamEndEvent):
            if not isinstance(event, DocumentStartEvent):
                continue
            seen += 1
            if seen > 1:
                self._refuse("yaml-documents", "A second document starts here. Keep one document (no ---) a file.")
                raise _Stop
            self._reading.root = self._node(self._next(), 1)
        if not seen:
            self._refuse("yaml-empty", "The file is empty. Fill it in or delete it.", (1, 1))

    def _refuse(self, rule: str, message: str, at: tuple[int, int] | None = None) -> None:
        if len(self._reading.faults) == MOST_FAULTS:
            more = f"There are more than {MOST_FAULTS} of these. Mend those above, then check again."
            self._reading.faults.append(Fault(*self._last, "yaml-many", more))
            raise _Stop
        self._reading.faults.append(Fault(*(at or self._last), rule, message))

    def _node(self, event: Event, depth: int) -> Node:
        line, column = self._last
        if depth > DEEPEST:
            self._refuse("yaml-depth", f"Values are nested more than {DEEPEST} deep. Write it flatter.")
            raise _Stop
        self._values += 1
        if self._values > MOST_VALUES:
            message = f"The file holds more than {MOST_VALUES:,} values. Split it into several files."
            self._refuse("yaml-size", message)
            raise _Stop
        if isinstance(event, AliasEvent):
            message = f'"*{event.anchor}" is an alias, which is not allowed. Write the value out, or put it in quotes.'
            self._refuse("yaml-alias", message)
            return Scalar(line, column, f"*{event.anchor}")
        self._refuse_decoration(event)
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if isinstance(event, SequenceStartEvent):
            return self._items(Items(_mark(event)), depth)
        return self._mapping(Mapping(_mark(event)), depth)

    def _refuse_decoration(self, event: Event) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            message = f'"&{anchor}" is an anchor, which is not allowed. Delete it, or put the value in quotes.'
            self._refuse("yaml-anchor", message)
        if tag is not None:
            message = f'"{tag}" is a tag, which is not allowed. Delete it, or put the value in quotes.'
            self._refuse("yaml-tag", message)

    def _scalar(self, event: ScalarEvent) -> Scalar:
        text: str = event.value
        found = FORBIDDEN.search(text)  # an escape in double quotes can bring one in
        if found:
            self._refuse("yaml-character", f"The escape for {name_of(found[0])} is not allowed. Delete it.")
        return Scalar(*self._last, text)

    def _items(self, node: Items, depth: int) -> Items:
        while not isinstance(event := self._next(), SequenceEndEvent):
            item = self._node(event, depth + 1)
            if not isinstance(item, Scalar):
                node.below[len(node.plain)] = item
            node.marks.append(_mark(event))
            node.plain.append(plain(item))
        return node

    def _mapping(self, node: Mapping, depth: int) -> Mapping:
        while not isinstance(event := self._next(), MappingEndEvent):
            key = self._key(event, depth)
            following = self._next()
            value = self._node(following, depth + 1)
            if key is None:
                continue
            if key.text in node.plain:
                first = node.key(key.text).line
                message = f'"{key.text}" stands here a second time (first in line {first}). Keep one of the two.'
                self._refuse("yaml-duplicate-key", message, (key.line, key.column))
                continue
            if not isinstance(value, Scalar):
                node.below[key.text] = value
            node.marks += (_mark(event), _mark(following))
            node.plain[key.text] = plain(value)
        return node

    def _key(self, event: Event, depth: int) -> Scalar | None:
        key = self._node(event, depth + 1)
        if not isinstance(key, Scalar):
            message = "A list or a mapping cannot be a key. Put the text before the colon in quotes."
            self._refuse("yaml-key", message, (key.line, key.column))
            return None
        if key.text == "<<":
            message = '"<<" is a merge key, which is not allowed. Write the values out.'
            self._refuse("yaml-merge-key", message, (key.line, key.column))
            return None
        return key


def _mark(event: Event) -> Mark:
    mark = event.start_mark
    assert isinstance(mark, Mark)  # noqa: S101 - the parser of libyaml makes no other; for the type checker
    return mark
