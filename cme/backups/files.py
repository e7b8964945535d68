"""Files that are there wholly or not at all, also after a power cut."""

import errno
import hashlib
import os
from pathlib import Path
from typing import IO

AT_A_TIME = 1024 * 1024


def sha256(file: IO[bytes], length: int) -> str:
    """Return the SHA-256 of the next ``length`` bytes, or of what there is."""
    found = hashlib.sha256()
    while length > 0 and (piece := file.read(min(AT_A_TIME, length))):
        found.update(piece)
        length -= len(piece)
    return found.hexdigest()


def create(path: Path) -> IO[bytes]:
    """Open a new file that only its owner may read. Raises FileExistsError where there is one."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def make_durable(path: Path) -> None:
    """Return when a file's content, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network folders cannot be told to: they are as durable as they are
            raise
    finally:
        os.close(descriptor)


def put_new(source: Path, target: Path) -> None:
    """Give a finished file its name. Raises FileExistsError where that is taken, whoever was faster."""
    make_durable(source)
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # a folder that knows no second names, such as a Windows share
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        source.rename(target)
    make_durable(target.parent)


def put_over(source: Path, target: Path) -> None:
    """Put a finished file in the place of another: at each moment there is the one or the other."""
    make_durable(source)
    source.replace(target)
    make_durable(target.parent)
