"""Do one thing in a process of its own and say what came of it: what it returned or raised, how long, how much."""

import os
import pickle
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MOST_SECONDS = 2  # of processor time, then the system ends it
MOST_WAITING = 60  # seconds
MOST_MEMORY = 2_000_000_000  # of address space, so that a bomb takes down nobody else


@dataclass(frozen=True)
class Outcome:
    """What came of it. ``seconds`` are of processor time, so that other work on the machine does not count."""

    value: Any
    fault: str  # "" = it returned
    seconds: float
    megabytes: float  # the most that was in memory at any time, Python and all modules included


def confined(work: Callable[[], Any]) -> Outcome:
    """Do ``work`` in a fork. Call this from a small process without threads; what it returns must be picklable."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(work, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        sent = pipe.read()
    _, status, used = os.wait4(child, 0)
    value, fault = pickle.loads(sent) if sent else (None, _ended_by(status))  # noqa: S301 - from our own fork
    return Outcome(value, fault, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _work(work: Callable[[], Any], writing: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    signal.alarm(MOST_WAITING)  # what waits for ever uses no processor time
    try:
        answer = pickle.dumps((work(), ""))
    except BaseException as error:
        answer = pickle.dumps((None, f"{type(error).__name__}: {error}"[:300]))
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(answer)
    os._exit(0)


def _ended_by(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"ended with status {os.waitstatus_to_exitcode(status)}"
