"""Folders to prepare files in, beside where they will go; one that a killed command left is removed by the next."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cme.errors import DatabaseError
from cme.folder_lock import FolderLock

PREFIX = ".cme-backup-"


@contextmanager
def staging(parent: Path) -> Iterator[Path]:
    """Give an empty folder in ``parent`` for its owner alone; it is gone at the end."""
    sweep(parent)
    folder, lock = _new(parent)
    try:
        yield folder
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def _new(parent: Path) -> tuple[Path, FolderLock]:
    """Return a folder and the lock that says it is in use. Another command may sweep it away between the two."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        lock = FolderLock(folder)
        with suppress(DatabaseError):  # it is being swept away
            lock.share()
            if folder.exists():
                return folder, lock
        lock.release()


def sweep(parent: Path) -> None:
    """Remove the folders that nobody holds any more."""
    for left in parent.glob(f"{PREFIX}*"):
        lock = FolderLock(left)
        if lock.claim() and lock.is_held:
            shutil.rmtree(left, ignore_errors=True)
        lock.release()
