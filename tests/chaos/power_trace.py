"""The server under strace: every write, sync and removal of a file, every request and answer, in their order.

A call that another thread's call interrupts is written in two parts, at its begin and at its end; both places are
kept, for a sync promises only what was written before it began, and only once it has ended.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.killed_run import SECONDS_TO_START, children, wait_until_it_answers
from tests.chaos.killed_site import Site
from tests.support.loud import leave_out

WRITES = "write,writev,pwrite64,pwritev,pwritev2,fallocate,copy_file_range,sendfile"
CALLS = f"{WRITES},ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2,link,recvfrom,sendto,sendmsg"
OPTIONS = ("-f", "-y", "-xx", "-s", "1048576", "--seccomp-bpf", "-e", f"trace={CALLS}", "-e", "signal=none")
COMPLETE = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+)(?:<[^>]*>)?(?: .*)?", re.DOTALL)
HANDLE = re.compile(r"(\d+)<([^>]*)>(?:, )?")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Call:
    """One system call that succeeded. ``began`` and ``ended`` are lines of the trace."""

    began: int
    ended: int
    name: str
    handle: str  # path or socket
    data: bytes  # written, received or sent; for what has no handle, the path
    numbers: tuple[int, ...]  # the arguments after the data
    result: int


def require_strace() -> None:
    """Leave the test out, loudly, where nothing can be traced."""
    program = shutil.which("strace")
    if program is None:
        leave_out("strace is not installed, so no power cut can be played. Install it: apt-get install strace.")
    with tempfile.NamedTemporaryFile() as trace:
        tried = subprocess.run(
            [program, *OPTIONS, "-o", trace.name, "true"], capture_output=True, text=True, check=False, timeout=60
        )
    if tried.returncode != 0:
        said = (tried.stderr.strip() or "no reason given").splitlines()[0]
        leave_out(f"strace may not trace here ({said}), so no power cut can be played.")


def tracing(trace: Path, *arguments: str) -> list[str]:
    """Return the command that runs a module of ours under strace."""
    return ["strace", *OPTIONS, "-o", str(trace), sys.executable, "-m", *arguments]


@contextmanager
def traced(site: Site, trace: Path, fault: str = "") -> Iterator[None]:
    """Serve under strace until the block ends, then stop as a service manager would and wait for the last line."""
    command = tracing(trace, fault or "cme", "serve")
    with site.log.open("ab") as log:
        tracer = subprocess.Popen(command, env=site.environ, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_until_it_answers(site)
        yield
    finally:
        for server in children(tracer.pid):
            os.kill(server, signal.SIGTERM)
        _wait(tracer)


def _wait(tracer: subprocess.Popen[bytes]) -> None:
    """Wait for the end of all that is traced. Raises TimeoutExpired, after ending it."""
    try:
        tracer.wait(SECONDS_TO_START)
    except subprocess.TimeoutExpired:
        os.killpg(tracer.pid, signal.SIGKILL)
        tracer.wait()
        raise


def read_trace(trace: Path) -> list[Call]:
    """Return the calls in the order of their ends."""
    begun: dict[str, tuple[int, str]] = {}
    calls: list[Call] = []
    with trace.open(encoding="ascii") as lines:
        for number, line in enumerate(lines):
            thread, _, text = line.rstrip("\n").partition(" ")
            text = text.lstrip()
            if text.endswith(" <unfinished ...>"):
                begun[thread] = number, text.removesuffix(" <unfinished ...>")
                continue
            began = number
            if text.startswith("<... "):
                began, first = begun.pop(thread)
                text = first + text.partition(" resumed>")[2]
            if (call := _call(began, number, text)) is not None:
                calls.append(call)
    return calls


def _call(began: int, ended: int, text: str) -> Call | None:
    found = COMPLETE.fullmatch(text)
    if found is None or int(found[3]) < 0:  # an exit; a call that failed did nothing
        return None
    name, arguments, result = found[1], found[2], int(found[3])
    handle = HANDLE.match(arguments)
    rest = arguments[handle.end() :] if handle else arguments
    data = b"".join(_bytes(each) for each in TEXT.findall(rest))
    numbers = tuple(int(each) for each in re.findall(r"-?\b\d+\b", TEXT.sub("", rest)))
    where = _bytes(handle[2]).decode("utf-8") if handle else ""
    return Call(began, ended, name, where, data, numbers, result)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))
