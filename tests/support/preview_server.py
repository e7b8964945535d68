"""``cme bank preview`` as a process of its own."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.server import clean_environ, free_port

SECONDS_TO_START, SECONDS_TO_STOP = 60, 20


@dataclass
class PreviewServer:
    origin: str
    process: subprocess.Popen[str]
    said: str = ""

    def stop(self, with_signal: signal.Signals = signal.SIGINT) -> int:
        """Press Ctrl+C, keep what was printed, and return the exit status."""
        self.process.send_signal(with_signal)
        self.said = self.process.communicate(timeout=SECONDS_TO_STOP)[0]
        return self.process.returncode


@contextmanager
def previewing(folder: Path, *more: str) -> Iterator[PreviewServer]:
    """Give a running preview of ``folder``; it is stopped at the end where the test has not done so."""
    port = free_port()
    command = [sys.executable, "-m", "cme", "bank", "preview", str(folder), "--port", str(port), *more]
    process = subprocess.Popen(
        command,
        env=clean_environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=_hear_ctrl_c,
    )
    server = PreviewServer(f"http://127.0.0.1:{port}", process)
    try:
        _wait_until_it_answers(server)
        yield server
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _hear_ctrl_c() -> None:
    """Heed Ctrl+C, as in a terminal: what a shell runs in the background is born deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _wait_until_it_answers(server: PreviewServer) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.origin}/static/img/favicon.svg", timeout=5):  # noqa: S310  our own
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    server.process.kill()
    raise AssertionError(f"the preview did not answer. It said:\n{server.process.communicate()[0]}")
