"""Core objects to JSON documents and back, and their digests."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from cme.core.questions import Activity, Provider, Source

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class ActivityContent:
    """What an activity revision holds: all that is told before the start, pinned."""

    activity: Activity
    sources: tuple[Source, ...]
    provider: Provider


_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def to_document(value: object) -> dict[str, Any]:
    """Return a frozen dataclass as plain JSON data; fractions become "7/10", dates ISO 8601."""
    document: dict[str, Any] = _adapter(type(value)).dump_python(value, mode="json")
    return document


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
