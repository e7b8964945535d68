"""A process that has imported what ``cme serve`` imports, and starts it again and again by fork.

What starts is the commands themselves, ``cme serve --no-worker`` and beside it ``cme worker``, in one process group,
with all that they do: upgrading, publishing, server processes, mail. Only the import of their modules is shared,
which takes most of a start. A ``cold`` start is ``cme serve`` by a new interpreter. All descendants become children
of this process (``PR_SET_CHILD_SUBREAPER``, prctl(2)), so that it knows when the last of a killed group is gone.

As a script: ``python -m tests.chaos.killed_spare LOG [MODULE]``; ``MODULE`` plants a fault before anything else.
"""

import ctypes
import os
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import IO, NoReturn

from tests.chaos.killed_site import Site

SET_CHILD_SUBREAPER = 36  # linux/prctl.h
PRODUCT = ("cme.cli.serve", "cme.cli.worker", "gunicorn.workers.gthread")


class Spare:
    """Starts servers of a site, one at a time, and kills them."""

    def __init__(self, site: Site, fault: str = "") -> None:
        command = [sys.executable, "-m", "tests.chaos.killed_spare", str(site.log), *([fault] if fault else [])]
        self._process = subprocess.Popen(
            command, env=site.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self._site = site
        self.group = 0

    def start(self, *, cold: bool = False) -> None:
        """Start a server; it answers some moments later."""
        self.group = int(self._ask("cold" if cold else "start"))

    def end(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to the server, with all its processes at once if it is SIGKILL; wait until none is left."""
        if number is signal.SIGKILL:
            os.killpg(self.group, number)
        else:
            os.kill(self.group, number)
        assert self._ask("wait") == "gone"
        self.group = 0

    def close(self) -> None:
        if self.group:
            self.end()
        self._process.communicate()  # the end of its input ends it

    def _ask(self, what: str) -> str:
        sent, received = _pipes(self._process)
        sent.write(what + "\n")
        sent.flush()
        answer = received.readline().strip()
        assert answer, f"the server cannot be started; see {self._site.log}"
        return answer


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def main(log: Path, fault: str) -> None:
    """Do what is asked on standard input, a word a line, and answer on standard output."""
    ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    for name in PRODUCT:
        import_module(name)
    group = 0
    for line in sys.stdin:
        asked = line.strip()
        if asked == "wait":
            group = _wait()
            print("gone", flush=True)
        else:
            group = _start(log, fault, is_cold=asked == "cold")
            print(group, flush=True)
    if group:  # whoever asked is gone: no server may outlive them
        os.killpg(group, signal.SIGKILL)


def _wait() -> int:
    """Wait until there is no descendant any more; return that no group is left."""
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        return 0


def _start(log: Path, fault: str, *, is_cold: bool) -> int:
    child = os.fork()
    if not child:
        _become_server(log, is_cold=is_cold and not fault)
    return child


def _become_server(log: Path, *, is_cold: bool) -> NoReturn:
    os.setsid()
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(said, 1)
    os.dup2(said, 2)
    if is_cold:
        os.execv(sys.executable, [sys.executable, "-m", "cme", "serve"])  # noqa: S606  our own interpreter and module
    server = os.getpid()
    if os.fork():
        _command("serve", "--no-worker")
    _command("worker", "--every", "0.1", "--parent", str(server))


def _command(*arguments: str) -> NoReturn:
    """Become a ``cme`` command, in this process."""
    from cme.cli.main import main as command

    sys.argv = ["cme", *arguments]
    command()
    os._exit(0)


if __name__ == "__main__":
    if planted := sys.argv[2:]:
        import_module(planted[0])
    main(Path(sys.argv[1]), "".join(planted))
