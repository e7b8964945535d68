"""Read a file with nothing to refuse, quickly. Whatever is out of the ordinary is left to ``located_yaml``.

Nearly every file is good, and all a good file needs is its texts and their marks. So nothing here explains
anything: at the first thing that may have to be refused the file is given up, and read again with care. One
event costs libyaml 0.7 µs and should cost little more here, hence the two long loops: a call for each text
would take as long as reading it.
"""

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from yaml._yaml import CParser, Mark
from yaml.error import YAMLError
from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from cme.content.characters import FORBIDDEN, unusual
from cme.content.yaml_nodes import Items, Mapping

_DECORATED = re.compile(rb"(?:\A|[\s,\[{:?-])(?:&[\w-]|!)")  # an anchor or a tag may stand here
_Events: TypeAlias = Callable[[], Any]


class _GivenUp(Exception):
    pass


def read_quickly(data: bytes, deepest: int, most_values: int) -> Items | Mapping | None:
    """Return the root of a file that is a list or a mapping and good in every way, else None."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        if FORBIDDEN.search(unusual(data)):
            return None
        return _Reader(data, deepest, most_values).document()
    except (UnicodeDecodeError, YAMLError, _GivenUp):
        return None


class _Reader:
    def __init__(self, data: bytes, deepest: int, most_values: int) -> None:
        self._next: _Events = CParser(data).get_event
        if b"\\" in data or ((b"&" in data or b"!" in data) and _DECORATED.search(data)):
            self._next = _watched(self._next)
        self._deepest = deepest
        self._left = most_values - 1  # the root is one

    def document(self) -> Items | Mapping:
        self._next()  # the stream starts
        self._expect(DocumentStartEvent)
        root = self._collection(self._next(), 1)
        self._expect(DocumentEndEvent)
        self._expect(StreamEndEvent)
        return root

    def _expect(self, kind: type) -> None:
        if self._next().__class__ is not kind:
            raise _GivenUp

    def _collection(self, event: Any, depth: int) -> Items | Mapping:
        kind = event.__class__
        if depth == self._deepest:
            raise _GivenUp
        if kind is MappingStartEvent:
            return self._mapping(event.start_mark, depth + 1)
        if kind is SequenceStartEvent:
            return self._items(event.start_mark, depth + 1)
        raise _GivenUp

    def _items(self, mark: Mark, below: int) -> Items:
        following, node = self._next, Items(mark)
        add, note = node.plain.append, node.marks.append
        kind: type | None = None
        for number in range(self._left + 1):
            event = following()
            kind = event.__class__
            if kind is SequenceEndEvent:
                break
            note(event.start_mark)
            if kind is ScalarEvent:
                add(event.value)
            else:
                inner = node.below[number] = self._collection(event, below)
                add(inner.plain)
        self._count(node, kind is SequenceEndEvent)
        return node

    def _mapping(self, mark: Mark, below: int) -> Mapping:
        following, node = self._next, Mapping(mark)
        plain = node.plain
        note: Callable[[Any], None] = node.marks.append
        event: Any = None
        for _ in range(self._left + 1):
            event = following()
            if event.__class__ is not ScalarEvent:
                break
            name = event.value
            note(event.start_mark)
            event = following()
            note(event.start_mark)
            if event.__class__ is ScalarEvent:
                plain[name] = event.value
            else:
                inner = node.below[name] = self._collection(event, below)
                plain[name] = inner.plain
        # No name is a list or a mapping, none stands twice, none would merge.
        is_good = event.__class__ is MappingEndEvent and 2 * len(plain) == len(node.marks) and "<<" not in plain
        self._count(node, is_good)
        return node

    def _count(self, node: Items | Mapping, is_good: bool) -> None:
        self._left -= len(node.marks)
        if self._left < 0 or not is_good:
            raise _GivenUp


def _watched(following: _Events) -> _Events:
    """Give up at anchors, tags and escapes for characters that nobody can see."""

    def watch() -> Any:
        event = following()
        if getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None:
            raise _GivenUp
        if event.__class__ is ScalarEvent and FORBIDDEN.search(event.value):
            raise _GivenUp
        return event

    return watch
