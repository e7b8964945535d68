"""The links that are mailed: opening one changes nothing, using one works once, and an ended one says what to do."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from cme.models import AccountToken, Person
from cme.services.one_time_links import Links
from cme.web.glue import absolute_url
from tests.page import PageClient
from tests.support.accounts import PASSWORD, confirm, joined, mailed_link, sign_in, sign_up
from tests.support.cast import ALICE
from tests.support.clock import SettableClock

NEW = "another horse battery"


def state(client: PageClient) -> list[object]:
    """What using a link would change."""
    with client.app.extensions["cme"].database.reading() as session:
        people = session.execute(select(Person.confirmed_at, Person.password_hash)).all()
        return [*map(tuple, people), *session.scalars(select(AccountToken.used_at))]


def forgotten_link(client: PageClient) -> str:
    client.get("/account/forgotten")
    client.submit("/account/forgotten", {"email": ALICE.email})
    return mailed_link(client, "set-password")


def test_links_lead_to_the_routes(app: Flask) -> None:
    """The command line and the mails write addresses without an application: they must be its own."""
    origin = app.extensions["cme"].settings.origin
    with app.test_request_context(base_url=origin):
        links = Links(origin)
        assert links.confirm("t") == absolute_url("account.confirm", token="t")
        assert links.set_password("t") == absolute_url("account.set_password", token="t")
        assert links.sign_in == absolute_url("account.sign_in")
        assert links.sign_up == absolute_url("account.sign_up")
        assert links.forgotten == absolute_url("account.forgotten")


def test_opening_a_confirmation_changes_nothing(client: PageClient) -> None:
    """Mail scanners open every link."""
    sign_up(client)
    link, before = mailed_link(client, "confirm"), state(client)
    for _ in range(3):
        assert client.get(link).heading == "Confirm your address"
    client.open("HEAD", link)
    assert state(client) == before


def test_opening_a_password_link_changes_nothing(client: PageClient) -> None:
    joined(client)
    link, before = forgotten_link(client), state(client)
    assert client.get(link).heading == "Choose a password"
    assert state(client) == before


def test_a_confirmation_works_once_and_then_says_so(client: PageClient) -> None:
    sign_up(client)
    link = mailed_link(client, "confirm")
    client.get(link)
    token = client.token
    client.submit(urlsplit(link).path)
    client.post(link, {"csrf_token": token}, status=410)
    page = client.get(link, status=410)
    assert page.heading == "This link no longer works"
    assert page.link("Ask for a new link") == f"{client.origin}/account/confirm"


def test_a_confirmation_expires_after_a_week(client: PageClient, clock: SettableClock) -> None:
    sign_up(client)
    link = mailed_link(client, "confirm")
    client.get(link)
    clock.advance(days=7)
    page = client.submit(urlsplit(link).path, status=410)
    assert "was used already or has expired" in page


def test_a_new_password_ends_every_session(both_client: PageClient) -> None:
    client = both_client
    joined(client)
    other = PageClient(client.app)
    link = forgotten_link(other)
    other.get(link)
    other.submit(urlsplit(link).path, {"password": NEW})
    assert "you are signed in" in other.page
    assert other.open("GET", "/account/profile").status_code == 200
    assert client.open("GET", "/account/profile").status_code == 303
    other.submit("/account/sign-out")
    sign_in(other, password=PASSWORD, status=400)
    sign_in(other, password=NEW)
    assert other.open("GET", "/account/profile").status_code == 200


def test_a_password_link_works_once(client: PageClient) -> None:
    joined(client)
    first, second = forgotten_link(client), forgotten_link(client)
    client.get(first)
    client.submit(urlsplit(first).path, {"password": NEW})
    for link in (first, second):
        client.get("/account/forgotten")
        client.post(link, {"password": "a third password", "csrf_token": client.token}, status=410)
        assert client.get(link, status=410).link("Ask for a new link") == f"{client.origin}/account/forgotten"
    client.submit("/account/sign-out")
    sign_in(client, password=NEW)


def test_a_password_link_expires_after_half_an_hour(client: PageClient, clock: SettableClock) -> None:
    joined(client)
    link = forgotten_link(client)
    client.get(link)
    clock.advance(minutes=30)
    page = client.submit(urlsplit(link).path, {"password": NEW}, status=410)
    assert page.heading == "This link no longer works"


def test_a_bad_password_does_not_use_the_link_up(client: PageClient) -> None:
    joined(client)
    link = forgotten_link(client)
    client.get(link)
    page = client.submit(urlsplit(link).path, {"password": "short"}, status=400)
    assert "too short" in page
    assert "is your address" in client.submit(urlsplit(link).path, {"password": ALICE.email}, status=400)
    client.submit(urlsplit(link).path, {"password": NEW})
    client.submit("/account/sign-out")
    sign_in(client, password=NEW)


def test_a_password_link_confirms_the_address(client: PageClient) -> None:
    """It came by mail, which is all that a confirmation shows."""
    sign_up(client)
    link = forgotten_link(client)
    client.get(link)
    client.submit(urlsplit(link).path, {"password": NEW})
    client.submit("/account/sign-out")
    sign_in(client, password=NEW)


@pytest.mark.parametrize("path", ["confirm", "set-password"])
@pytest.mark.parametrize("token", ["x", "x" * 43, "x" * 5000, "%00", "..%2f", "%F0%9F%92%8A"])
def test_a_token_that_never_was(client: PageClient, path: str, token: str) -> None:
    if token == "..%2f":
        assert client.open("GET", f"/account/{path}/{token}").status_code in (404, 410)
        return
    assert client.get(f"/account/{path}/{token}", status=410).heading == "This link no longer works"
    client.get("/account/sign-in")
    client.post(f"/account/{path}/{token}", {"password": NEW}, status=410)


def test_a_link_of_one_kind_is_none_of_the_other(client: PageClient) -> None:
    sign_up(client)
    token = mailed_link(client, "confirm").rpartition("/")[2]
    client.get(f"/account/set-password/{token}", status=410)
    confirm(client)


@pytest.mark.parametrize("path", ["/account/confirm", "/account/forgotten"])
@pytest.mark.parametrize("email", ["", "alice", "a b@example.org"])
def test_what_is_no_address_is_said(client: PageClient, path: str, email: str) -> None:
    client.get(path)
    page = client.submit(path, {"email": email}, status=400)
    assert "Problem: " in page
