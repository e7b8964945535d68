"""Core objects to JSON documents and back, and their digests."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from cme.core.activities import Activity, Provider
from cme.core.sources import SHORT_QUOTATION, Source

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class ActivityContent:
    """What an activity revision holds: all that is told before the start, pinned."""

    activity: Activity
    sources: tuple[Source, ...]
    provider: Provider


# Fields that came later, with the value that says they are not used. Left out of documents, so that what was
# published before they existed keeps its digest, and no question counts as revised.
_LATER: dict[str, object] = {
    "lint_ignore": [],
    "difficulty": "",
    "notes": "",
    "words": 0,
    "rights_basis": SHORT_QUOTATION,
    "uncited": [],
    "prompts": [],
    "scoring": "all-or-nothing",
    "units": [],
    "stimulus": None,
    "unfolds": "",
    "weight": None,
    "is_locked": False,
    "accepts": [],
    "least": None,
    "most": None,
    "sections": [],
    "minutes": 0,
    "reveal": "standard",
    "has_pretest": False,
}
_NOT_CONTENT = {"quotations"}  # of a bank: found anew wherever the full texts are, and different with each extraction
_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def to_document(value: object) -> dict[str, Any]:
    """Return a frozen dataclass as plain JSON data; fractions become "7/10", dates ISO 8601."""
    document: dict[str, Any] = _adapter(type(value)).dump_python(value, mode="json", exclude=_NOT_CONTENT)
    for part in _parts(document):
        for name, unused in _LATER.items():
            if name in part and part[name] == unused:
                del part[name]
    return document


def _parts(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the document and all it holds whose fields may have come later: questions, options, activities, rules."""
    yield document
    for name in ("questions", "activities", "sources", "options"):
        held = document.get(name, ())
        for one in held.values() if isinstance(held, dict) else held:
            if isinstance(one, dict):
                yield from _parts(one)
    for name in ("activity", "posttest"):
        if isinstance(document.get(name), dict):
            yield from _parts(document[name])


def from_document(kind: type[T], document: dict[str, Any]) -> T:
    """Return the dataclass that ``to_document`` wrote."""
    value: T = _adapter(kind).validate_python(document)
    return value


def digest(*parts: object) -> str:
    """Return the SHA-256 of JSON data in canonical form."""
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


class RevisionCache(Generic[T]):
    """Parsed revisions by their digest. Revisions are immutable, so nothing here ever goes stale."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = Lock()
        self._found: dict[str, T] = {}

    def get(self, key: str, load: Callable[[], T]) -> T:
        """Return the revision with this digest; ``load`` reads it where it is not known yet."""
        try:
            return self._found[key]
        except KeyError:
            value = load()
        with self._lock:
            if len(self._found) >= self._size:
                self._found.pop(next(iter(self._found)))
            self._found[key] = value
        return value
