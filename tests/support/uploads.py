"""What an educator's browser sends to the upload page, and what the page answers."""

import io
from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from cme.content.bank import load_bank
from tests.content.hostile_zips import zipped
from tests.content.tiny import TINY
from tests.page import Page, PageClient
from tests.support.html_rules import text_of
from tests.support.posttest import publish_bank

BANK = "/educator/bank"


def publish_tiny(app: Flask) -> Flask:
    """Publish the tiny valid bank of the tests, as an educator does from its files."""
    publish_bank(app.extensions["cme"].database, load_bank(TINY), origin="command")
    return app


def zip_of(folder: Path = TINY, **changes: tuple[str, str]) -> bytes:
    """Return a zip of a bank's folder; ``changes`` replace a text, which stands there, in a file of that stem."""
    files = {}
    for path in sorted(folder.rglob("*.yaml")):
        text = path.read_text("utf-8")
        if path.stem in changes:
            old, new = changes[path.stem]
            assert old in text
            text = text.replace(old, new)
        files[path.relative_to(folder).as_posix()] = text.encode()
    return zipped(files)


def upload(client: PageClient, content: bytes, name: str = "bank.zip", *, status: int = 303) -> Page:
    """Send a file as the form of the page does; return the page that answers."""
    fields = client.get(BANK).form(BANK).values() | {"file": FileStorage(io.BytesIO(content), name)}
    client.answer = send(client, fields)
    assert client.answer.status_code == status, client.answer.get_data(as_text=True)[-3000:]
    return client.follow(status=200 if status == 303 else status)


def send(client: PageClient, fields: Mapping[str, object]) -> TestResponse:
    """Send fields to the upload page, files included, without any file on the disk of the sender."""
    boundary, body = encode_multipart(fields)
    content_type = f"multipart/form-data; boundary={boundary}"
    return client.flask.post(BANK, base_url=client.origin, data=body, content_type=content_type, buffered=True)


def told(page: Page) -> list[str]:
    """Return what the page says of the check, a line for each problem, as ``cme bank check`` prints it."""
    return [_line(element) for element in page.find_all("li", class_="said")]


def _line(element: Element) -> str:
    return " ".join(text_of(element).split())
