"""The outbox page: there for this machine alone, and only without a mail server."""

import dataclasses
from pathlib import Path

import pytest
from flask import Flask

from cme.app import create_app
from cme.config import Settings
from cme.services.mail import FileOutbox, Mail
from tests.page import PageClient
from tests.support.clock import NOON

LINK = "http://127.0.0.1:8000/account/confirm/abc"


def keep(settings: Settings, body: str, number: int = 1, subject: str = "Confirm your address") -> None:
    FileOutbox(settings.outbox_dir).send(Mail(number, "alice@example.org", subject, body, NOON))


def test_it_says_when_it_is_empty(client: PageClient) -> None:
    assert "No mail yet" in client.get("/outbox")


def test_mails_stand_newest_first_with_their_links(client: PageClient, settings: Settings) -> None:
    keep(settings, f"Hello,\n\n{LINK}\n")
    keep(settings, "Hello,\n\nnothing to do\n", 2, "Later")
    page = client.get("/outbox")
    assert page.texts("h2") == ["Later", "Confirm your address"]
    assert page.link(LINK) == LINK


@pytest.mark.parametrize("line", ["<script>alert(1)</script>", "https://evil.example/", f"see {LINK}", "javascript:x"])
def test_only_our_own_links_are_clickable(client: PageClient, settings: Settings, line: str) -> None:
    keep(settings, f"{line}\n", subject="<b>x</b>")
    page = client.get("/outbox")
    assert line in page
    assert line not in page.links()
    assert page.texts("h2") == ["<b>x</b>"]


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "::ffff:192.0.2.1", "", "unix"])
def test_other_machines_find_nothing(app: Flask, settings: Settings, address: str) -> None:
    keep(settings, f"{LINK}\n")
    answer = app.test_client().get("/outbox", base_url=settings.origin, environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == 404
    assert LINK not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "other",
    [
        {"smtp_url": "smtp://mail.example.org", "mail_from": "cme@example.org"},
        {"origin": "https://cme.example.org"},
        {"is_production": True},
    ],
)
def test_elsewhere_there_is_no_such_page(settings: Settings, tmp_path: Path, other: dict[str, object]) -> None:
    changed = dataclasses.replace(settings, **other)  # type: ignore[arg-type]
    keep(changed, f"{LINK}\n")
    app = create_app(changed)
    assert "outbox" not in app.blueprints
    assert app.test_client().get("/outbox", base_url=changed.origin).status_code == 404
    app.extensions["cme"].database.engine.dispose()
