"""A disk that loses its power: what was synced is there, what was not may be there, in part, or not.

What this model does not cover: directory entries (a file that was made, renamed or removed is so at once, though
SQLite syncs the folder of a new write-ahead log itself); disks that report a sync they have not done; sectors that
turn bad; power that goes while a sector is written, which leaves neither the old nor the new one. The wal-index
(``-shm``) is memory shared between processes and rebuilt from the log; it is no part of an image.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.power_trace import Call

SECTOR = 512
SURVIVES, IS_TORN = 0.5, 0.25
SYNCS = ("fsync", "fdatasync")
MOVES = ("unlink", "rename")


@dataclass(frozen=True)
class Change:
    """Bytes at an offset, or, without bytes, a new length."""

    began: int
    ended: int
    offset: int
    data: bytes | None

    def apply(self, content: bytearray, data: bytes | None = None) -> None:
        if self.data is None:
            del content[self.offset :]
            content.extend(bytes(self.offset - len(content)))
        else:
            _put(content, self.offset, self.data if data is None else data)


class Disk:
    """Follows a trace to one moment after another, each later than the one before, and says what would be left."""

    def __init__(self, calls: Iterable[Call], before: Path, at: Path) -> None:
        """``before`` holds the database as it was before the trace began; ``at`` is its path in the trace."""
        self._paths = (str(at), f"{at}-wal")
        self._durable = {str(at): bytearray(before.read_bytes())}
        self._unsynced: dict[str, list[Change]] = {path: [] for path in self._paths}
        self._calls = [call for call in calls if call.handle in self._paths or call.name.startswith(MOVES)]
        self._next = 0
        self._moment = -1

    def advance(self, moment: int) -> None:
        """Do all that had ended by this line of the trace."""
        while self._next < len(self._calls) and self._calls[self._next].ended <= moment:
            self._do(self._calls[self._next])
            self._next += 1
        self._moment = moment

    def _do(self, call: Call) -> None:
        if call.name in SYNCS:
            self._sync(call)
        elif call.name.startswith(MOVES):
            removed = call.data.decode("utf-8")
            assert call.name.startswith("unlink") or not removed.startswith(self._paths), f"{call} is not in the model"
            if removed in self._paths:
                self._durable.pop(removed, None)
                self._unsynced[removed].clear()
        else:
            self._unsynced[call.handle].append(_change(call))

    def _sync(self, call: Call) -> None:
        waiting = self._unsynced[call.handle]
        content = self._durable.setdefault(call.handle, bytearray())
        for change in waiting:
            if change.ended < call.began:
                change.apply(content)
        self._unsynced[call.handle] = [change for change in waiting if change.ended >= call.began]

    def write_image(self, folder: Path, chance: random.Random) -> Path:
        """Write the files that could be found after a cut at this moment; return the database's path."""
        for path in self._paths:
            content = bytearray(self._durable.get(path, b""))
            for change in [*self._unsynced[path], *self._under_way(path)]:
                if chance.random() < SURVIVES:
                    _survive(change, content, chance)
            image = folder / Path(path).name
            image.unlink(missing_ok=True)
            if content:
                image.write_bytes(content)
        (folder / f"{Path(self._paths[0]).name}-shm").unlink(missing_ok=True)
        return folder / Path(self._paths[0]).name

    def _under_way(self, path: str) -> list[Change]:
        """Return what had begun and not ended."""
        coming = self._calls[self._next : self._next + 50]
        begun = [call for call in coming if call.began <= self._moment and call.handle == path]
        return [_change(call) for call in begun if call.name not in SYNCS]


def _change(call: Call) -> Change:
    if call.name == "ftruncate":
        return Change(call.began, call.ended, call.numbers[-1], None)
    assert call.name == "pwrite64", f"{call.name} on {call.handle} is not in the model"
    return Change(call.began, call.ended, call.numbers[-1], call.data[: call.result])


def _survive(change: Change, content: bytearray, chance: random.Random) -> None:
    """Apply a change that was not synced: whole, or torn so that only some of its sectors arrived."""
    if change.data is None or chance.random() >= IS_TORN:
        change.apply(content)
        return
    end = change.offset + len(change.data)
    begin = change.offset
    while begin < end:
        stop = min(end, (begin // SECTOR + 1) * SECTOR)
        if chance.random() < SURVIVES:
            _put(content, begin, change.data[begin - change.offset : stop - change.offset])
        begin = stop


def _put(content: bytearray, offset: int, data: bytes) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data
