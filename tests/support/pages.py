"""An application with a published bank, and people who take its posttest in their browsers."""

import re

import pytest
from flask import Flask

from tests.page import Page, PageClient
from tests.support.banks import KEYS, bank
from tests.support.cast import Member, signed_in
from tests.support.posttest import publish_bank


def published(app: Flask, **changes: object) -> Flask:
    publish_bank(app.extensions["cme"].database, bank(**changes))  # type: ignore[arg-type]
    return app


def browser(app: Flask, member: Member) -> PageClient:
    return signed_in(PageClient(app), member)


def start(client: PageClient, activity_id: str = "case") -> str:
    """Acknowledge and start; return the attempt's address."""
    client.get(f"/activities/{activity_id}")
    page = client.submit(f"/activities/{activity_id}/start", {"acknowledged": "y"})
    found = re.match(r".*(/attempts/[^/]+)/questions/1$", page.url)
    assert found, page.url
    return found.group(1)


def answer(client: PageClient, attempt: str, chosen: dict[int, str]) -> Page:
    """Answer question by question with the page's own buttons; end at the check page."""
    for position, option_id in chosen.items():
        client.get(f"{attempt}/questions/{position}")
        client.submit("question", {"response": option_id}, button="check")
    return client.get(f"{attempt}/check")


def take(client: PageClient, chosen: dict[int, str] | None = None) -> str:
    """Start, answer and submit; by default with every key. The result page is then in front of you."""
    attempt = start(client)
    answer(client, attempt, KEYS if chosen is None else chosen)
    client.submit(f"{attempt}/submit")
    return attempt


FAILING = {1: "false", 2: "false", 3: "both"}


@pytest.fixture
def site(app: Flask) -> Flask:
    return published(app)
