"""``python -m tests.security.sign_in_watched serve``: the real server, each look at a password written down.

With a fault planted where ``SIGN_IN_FAULT`` names one, so that the proofs can be seen to fail.
"""

import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from cme.cli.main import main
from cme.errors import TooManyTries
from cme.services import passwords
from cme.services.throttle import TRIES_PER_ACCOUNT, Throttle

LOOKED_AT = "looked-at"  # one line for each beginning and end of work on a password
HELD = "held"  # while this file exists, work on a password does not end
PAUSE = 0.01


def watch(folder: Path) -> None:
    """Write down when each work on a password begins and ends, in all processes."""
    for name in ("verify", "hash"):
        setattr(PasswordHasher, name, _watched(getattr(PasswordHasher, name), name, folder))


def _watched(work: Callable[..., Any], name: str, folder: Path) -> Callable[..., Any]:
    def watched(*arguments: Any) -> Any:
        _note(folder, f"{name} begins")
        try:
            while (folder / HELD).exists():
                time.sleep(PAUSE)
            return work(*arguments)
        finally:
            _note(folder, f"{name} ends")

    return watched


def _note(folder: Path, words: str) -> None:
    with (folder / LOOKED_AT).open("ab", buffering=0) as file:
        file.write(f"{words}\n".encode("ascii"))


def count_by_process() -> None:
    """Fault: tries are counted in the memory of one process."""
    tries: dict[str, int] = defaultdict(int)

    def admit(throttle: Throttle, session: Any, kind: Any, account: str) -> int:
        for key in (account, throttle.address):
            if tries[key] >= TRIES_PER_ACCOUNT:
                raise TooManyTries("There were too many tries.")
            tries[key] += 1
        return throttle._add(session, account, throttle.address)

    Throttle.admit = admit  # type: ignore[method-assign, assignment]


def wait_without_end() -> None:
    """Fault: every thread may wait for its turn to hash."""
    passwords.line = passwords.Line(10_000)
    passwords.leave_threads_free = _leave_none


def _leave_none(threads: int) -> None:
    """Stand in for what leaves threads free."""


def hash_all_at_once() -> None:
    """Fault: as many hashes at once as there are threads."""
    passwords._turn = threading.BoundedSemaphore(10_000)


FAULTS: dict[str, Callable[[], None]] = {
    "": lambda: None,
    "by-process": count_by_process,
    "no-end": wait_without_end,
    "no-turns": hash_all_at_once,
}

if __name__ == "__main__":
    watch(Path(os.environ["SIGN_IN_FOLDER"]))
    FAULTS[os.environ["SIGN_IN_FAULT"]]()
    main()
