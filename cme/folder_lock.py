"""A lock on a folder: whoever has the database in it open shares it, and a restore wants it alone.

It is held by the open file itself, so it ends with its process, however that ends, and leaves nothing behind.
"""

import os
import threading
from pathlib import Path

from cme.errors import DatabaseError

try:
    import fcntl
except ImportError:  # Windows: stopping cme before a restore is left to the operator
    fcntl = None  # type: ignore[assignment]  # Windows has none


class FolderLock:
    """One holder of the lock on ``folder``, for all threads of this process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = threading.Lock()
        self._held: int | None = None

    def share(self) -> None:
        """Hold it together with others, until ``release``. Raises DatabaseError while a restore has it alone."""
        if not self._take(shared=True):
            raise DatabaseError(f"A backup is being restored in {self._folder}. Try again when that is done.")

    def claim(self) -> bool:
        """Hold it alone; say whether nobody else holds it."""
        return self._take(shared=False)

    @property
    def is_held(self) -> bool:
        """Whether the lock is really there: some network folders know none, and cme runs on them all the same."""
        return self._held is not None

    def _take(self, *, shared: bool) -> bool:
        if fcntl is None:
            return True
        with self._guard:
            if self._held is not None:
                return True
            try:
                descriptor = os.open(self._folder, os.O_RDONLY | os.O_CLOEXEC)
            except OSError:
                return True  # no such folder, so no database in it either; whoever opens that says so better
            try:
                fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except OSError as error:
                os.close(descriptor)
                return not isinstance(error, BlockingIOError)
            self._held = descriptor
            return True

    def release(self) -> None:
        """Let go; it can be taken again."""
        with self._guard:
            held, self._held = self._held, None
            if held is not None:
                os.close(held)
