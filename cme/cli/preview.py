"""Serve a bank read-only to whoever runs this, on this machine alone."""

import logging
import socket
from collections.abc import Mapping
from pathlib import Path

import click
from werkzeug.serving import WSGIRequestHandler, make_server

from cme.clock import utc_now
from cme.content.files import folder_fault
from cme.errors import BankError, SettingsError
from cme.preview_app import create_preview_app
from cme.services.previewing import FolderPreview

HOST = "127.0.0.1"  # every key is shown: nobody else may look


class _OneLine(logging.Formatter):
    """What a fault of ours has to say, without its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return f"cme: {record.getMessage()}"


class _Quiet(WSGIRequestHandler):
    """Says nothing of requests that were answered, and does not name its version."""

    server_version, sys_version = "cme", ""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        del code, size

    def log_error(self, format: str, *args: object) -> None:  # noqa: A002  the library's name
        """A browser that goes away in the middle is no news."""
        del format, args


def serve_preview(folder: Path, port: int, fulltexts: Mapping[str, Path], fulltext_dir: Path | None = None) -> None:
    """Serve the preview of a bank until Ctrl+C. Raises BankError for no folder, SettingsError for no port."""
    fault = folder_fault(folder)
    if fault:
        raise BankError(f"{folder}: {fault}")
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine())
    logging.getLogger("cme").addHandler(handler)
    source = FolderPreview(
        folder, title=str(folder), fulltexts=fulltexts, fulltext_dir=fulltext_dir, today=lambda: utc_now().date()
    )
    app = create_preview_app(source)
    with _listening(port) as listener:
        server = make_server(HOST, port, app, threaded=True, request_handler=_Quiet, fd=listener.fileno())
        click.echo(f"Preview of {folder}: http://{HOST}:{server.port}/")
        click.echo("Every key is shown, to this machine alone. Pages follow each file you save. Stop with Ctrl+C.")
        server.serve_forever()  # until Ctrl+C, which it takes as the end
    click.echo("Stopped.")


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(64)
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"Port {port} of this machine cannot be used: {error.strerror}. Is a preview running already? "
            f"Choose another: cme bank preview --port {port + 1 if port < 65535 else 8008}"
        ) from None
    return listener
