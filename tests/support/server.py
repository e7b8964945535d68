"""The real server: ``cme serve`` as a process of its own, with a data folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

SECONDS_TO_START = 60
SECONDS_TO_STOP = 20


@dataclass(frozen=True)
class Server:
    """A server that answers at ``origin`` and keeps its data in ``data_dir``."""

    origin: str
    data_dir: Path
    environ: dict[str, str]
    command: tuple[str, ...]
    log: Path = field(repr=False)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a ``cme`` command with the server's own settings."""
        return subprocess.run(
            [*self.command, *arguments], env=self.environ, capture_output=True, text=True, check=False, timeout=60
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def clean_environ() -> dict[str, str]:
    """Return this process's environment without any setting of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CME_")}


@contextmanager
def serving(folder: Path, *, command: tuple[str, ...] = (sys.executable, "-m", "cme"), **more: str) -> Iterator[Server]:
    """Give a running server; ``more`` are further settings (``CME_…``)."""
    origin = f"http://127.0.0.1:{free_port()}"
    environ = clean_environ() | {"CME_DATA_DIR": str(folder / "var"), "CME_ORIGIN": origin} | more
    folder.mkdir(parents=True, exist_ok=True)
    server = Server(origin, folder / "var", environ, command, folder / "server.log")
    with server.log.open("ab") as log:
        process = subprocess.Popen(
            [*command, "serve"], cwd=folder, env=environ, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait_until_it_answers(server, process)
        yield server
    finally:
        _stop(process)


def _wait_until_it_answers(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.origin}/health", timeout=5) as answer:  # noqa: S310  our own address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    said = server.log.read_text("utf-8", errors="replace")
    raise AssertionError(f"{' '.join(server.command)} serve did not answer (exit {process.poll()}). It said:\n{said}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the server to stop, as Ctrl+C or a service manager would; what is left of its group is ended."""
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise AssertionError(f"the server did not stop within {SECONDS_TO_STOP} s of being asked to") from None
