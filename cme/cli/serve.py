"""``cme serve``: bring the database up to date, publish the bundled bank, serve the pages and run the worker."""

import os
import shlex
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from cme import migration
from cme.app import create_app
from cme.cli.publishing import publish_at_start
from cme.clock import utc_now
from cme.config import DEFAULT_ORIGIN, Settings, read_settings
from cme.database import Database
from cme.errors import SettingsError

SECONDS_BETWEEN_WORKERS = 5  # one that cannot start is tried again without keeping the machine busy
SILENCE_SECONDS = 10  # within a request; a reading proxy in front waits for slow clients instead


@click.command()
@click.option("--bind", metavar="HOST:PORT", help="Where to listen; default: the origin's port, on 127.0.0.1.")
@click.option("--no-worker", is_flag=True, help="Serve pages only; run `cme worker` elsewhere.")
def serve(bind: str | None, no_worker: bool) -> None:
    """Bring everything up to date and serve the pages, with the worker beside them."""
    settings = read_settings()
    address = bind or f"127.0.0.1:{urlsplit(settings.origin).port or 8000}"
    _refuse_taken(address)
    database = Database(settings.database_url)
    database.check()
    migration.upgrade(database)
    publish_at_start(settings, database, now=utc_now())
    database.engine.dispose()  # each server process opens its own connections
    database.hold()
    click.echo(f"Serving on {settings.origin}")
    click.echo(f"Sign up at {settings.origin}/account/sign-up")
    if settings.shows_outbox:
        click.echo(f"Mail is kept on this machine: read it at {settings.origin}/outbox")
    click.echo(f"Staff: {_in_another_terminal(settings)} people add EMAIL --role educator   ·   Stop with Ctrl+C")
    sys.stdout.flush()
    _Server(settings, address, has_worker=not no_worker).run()


def _refuse_taken(address: str) -> None:
    """Raise SettingsError if nothing can listen there, before any work is done."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise SettingsError(f"--bind {address} is not an address. Write it like 127.0.0.1:8000.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host.strip("[]"), int(port)))
    except OSError as error:
        raise SettingsError(
            f"cme cannot listen on {address}: {error.strerror}. Is it running already? To start it on another port: "
            "CME_ORIGIN=http://127.0.0.1:8001 make run"
        ) from None


def _in_another_terminal(settings: Settings) -> str:
    """Return how to call cme beside this server: with the same origin and data, or links would lead elsewhere."""
    given = [f"CME_ORIGIN={settings.origin}"] if settings.origin != DEFAULT_ORIGIN else []
    if settings.data_dir != Path("var").resolve():
        given.append(f"CME_DATA_DIR={shlex.quote(str(settings.data_dir))}")
    program = Path(sys.argv[0])
    short = os.path.relpath(program) if program.is_relative_to(Path.cwd()) else program.name
    if program.name == "__main__.py":  # started as ``python -m cme``
        short = f"{shlex.quote(sys.executable)} -m cme"
    return " ".join([*given, short])


class _Master(Arbiter):  # type: ignore[misc]  # untyped library
    """Gunicorn's master, which replaces server processes that ended; it does the same for the worker."""

    def manage_workers(self) -> None:
        super().manage_workers()
        self.app.keep_worker()


class _Server(BaseApplication):  # type: ignore[misc]  # untyped library
    """Gunicorn with threads; the worker process beside it is started again if it ends, and stopped with it."""

    def __init__(self, settings: Settings, address: str, *, has_worker: bool) -> None:
        self._settings, self._address, self._has_worker = settings, address, has_worker
        self._worker: subprocess.Popen[bytes] | None = None
        self._worker_began = 0.0
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": self._address,
            "workers": self._settings.web_processes,
            "threads": self._settings.web_threads,
            "worker_class": "gthread",
            "timeout": 60,
            "limit_request_line": 8190,  # the policies for many changed keys stand in an address
            "graceful_timeout": 10,
            "keepalive": 15,
            "control_socket_disable": True,
            "loglevel": "warning",
            "proc_name": "cme",
            "when_ready": self._make_ready,
            "on_exit": self._stop_worker,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return create_app(self._settings)

    def _make_ready(self, server: Any) -> None:
        for listener in server.LISTENERS:  # connections take this over: one that goes silent frees its thread
            listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SILENCE_SECONDS, 0))
        if self._has_worker:
            self._start_worker()

    def _start_worker(self) -> None:
        command = [sys.executable, "-m", "cme", "worker", "--parent", str(os.getpid())]
        self._worker = subprocess.Popen(command)  # noqa: S603  our own interpreter and module
        self._worker_began = time.monotonic()

    def keep_worker(self) -> None:
        """Start the worker again if it has ended: without it no mail is sent and no deadline kept."""
        if self._worker is None or self._worker.poll() is None:
            return
        if time.monotonic() - self._worker_began >= SECONDS_BETWEEN_WORKERS:
            click.echo("The worker has ended; it is started again.", err=True)
            self._start_worker()

    def run(self) -> None:
        _Master(self).run()

    def _stop_worker(self, _server: object) -> None:
        if self._worker is not None:
            self._worker.terminate()
            self._worker.wait(timeout=10)
