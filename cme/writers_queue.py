"""The writers' queue of an SQLite database: why there is one stands in ``cme.database``."""

import logging
import threading
from collections import deque
from pathlib import Path
from typing import IO

from cme.errors import DatabaseError

try:
    import fcntl
except ImportError:  # Windows: one server process only, so the queue within it is enough
    fcntl = None  # type: ignore[assignment]

log = logging.getLogger(__name__)

BUSY_TIMEOUT_SECONDS = 10
BUSY = (
    "The database cannot take this at the moment, so it was not saved. What was saved before is kept. "
    "Try again in a moment."
)


class WritersQueue:
    """First come, first served: among the threads of this process exactly, among processes by a file lock."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._is_taken = False
        self._file: IO[bytes] | None = None

    def enter(self) -> None:
        """Wait for this thread's turn. Raises DatabaseError after BUSY_TIMEOUT_SECONDS, or where no file can be had."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                turn = None
            else:
                turn = threading.Event()
                self._waiting.append(turn)
        if turn is not None and not turn.wait(BUSY_TIMEOUT_SECONDS):
            self._give_up(turn)
        try:
            self._lock_file()
        except BaseException as error:
            self.leave()
            if isinstance(error, OSError):
                log.error("writers' queue: %s", error)
                raise DatabaseError(BUSY) from error
            raise

    def _give_up(self, turn: threading.Event) -> None:
        with self._guard:
            if turn in self._waiting:
                self._waiting.remove(turn)
                raise DatabaseError("The database is busy. Nothing was saved; try again in a moment.")
        # Our turn came between the timeout and the guard: it is ours after all.

    def _lock_file(self) -> None:
        if fcntl is None:
            return
        if self._file is None:
            self._file = self._path.open("ab")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def leave(self) -> None:
        """Let the next one in, whatever happens to the file."""
        if fcntl is not None and self._file is not None:
            try:
                fcntl.flock(self._file, fcntl.LOCK_UN)
            except OSError as error:  # what is closed is not locked either
                log.error("writers' queue: %s", error)
                self.close()
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False

    def close(self) -> None:
        """Close the file; it is opened again for the next writer."""
        file, self._file = self._file, None
        if file is not None:
            file.close()
