"""Long lists, a part at a time: a bank may have ten thousand questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

T = TypeVar("T")
LONGEST_NUMBER = 6  # digits


@dataclass(frozen=True, kw_only=True)
class Slice(Generic[T]):
    """Some of a list. ``name`` is that of the number in the address's query."""

    name: str
    items: Sequence[T]
    first: int  # counted from 1
    total: int
    number: int
    count: int  # of such slices

    @property
    def last(self) -> int:
        return self.first + len(self.items) - 1


def slice_of(items: Sequence[T], name: str, size: int) -> Slice[T]:
    """Return the part of ``items`` that the address asks for under ``name``: the first, or the last there is."""
    written = request.args.get(name, "1")
    count = max(1, -(-len(items) // size))
    is_number = written.isascii() and written.isdigit() and len(written) <= LONGEST_NUMBER
    number = min(max(int(written) if is_number else 1, 1), count)
    start = (number - 1) * size
    return Slice(
        name=name,
        items=items[start : start + size],
        first=start + 1,
        total=len(items),
        number=number,
        count=count,
    )
