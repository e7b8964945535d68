"""Signing up, in and out, by hand: what works, what is refused, and what nobody can learn."""

import pytest
from flask import Flask

from cme.services.throttle import TRIES_PER_ACCOUNT
from tests.page import Page, PageClient
from tests.support.accounts import PASSWORD, confirm, joined, mailed_link, mails, sign_in, sign_up
from tests.support.cast import ALICE, BOB
from tests.support.clock import SettableClock


def is_signed_in(client: PageClient) -> bool:
    return client.open("GET", "/account/profile").status_code == 200


def mail_count(client: PageClient) -> int:
    with client.app.extensions["cme"].database.reading() as session:
        return len(mails(session))


def test_from_sign_up_to_sign_out(both_client: PageClient) -> None:
    client = both_client
    assert sign_up(client).heading == "Look into your mail"
    assert confirm(client).heading == "Sign in"
    assert "Your address is confirmed" in client.page
    sign_in(client)
    assert is_signed_in(client)
    client.submit("/account/sign-out")
    assert "You are signed out" in client.page
    assert not is_signed_in(client)


def test_the_outbox_is_named_where_it_is(client: PageClient) -> None:
    assert sign_up(client).link("outbox") == f"{client.origin}/outbox"


def without_tokens(client: PageClient) -> str:
    """The page in front of you, as sent, without what differs each time."""
    assert client.answer is not None
    text = client.answer.get_data(as_text=True)
    for field in client.page.find_all("input", name="csrf_token"):
        text = text.replace(field.get("value", ""), "")
    return text


class TestKnownAndUnknown:
    """The same answer, to the byte."""

    def known(self, app: Flask) -> None:
        browser = PageClient(app)
        sign_up(browser)
        confirm(browser)

    @pytest.mark.parametrize("path", ["/account/forgotten", "/account/confirm"])
    def test_asking_for_a_link(self, app: Flask, path: str) -> None:
        self.known(app)
        answers = []
        for email in (ALICE.email, "nobody@example.org"):
            browser = PageClient(app)
            browser.get(path)
            before = mail_count(browser)
            answer = browser.post(path, {"email": email})
            assert mail_count(browser) == before + 1
            browser.follow()
            answers.append((answer.status_code, answer.location, without_tokens(browser)))
        assert answers[0] == answers[1]

    def test_signing_up(self, app: Flask) -> None:
        self.known(app)
        pages = []
        for email in (ALICE.email, "nobody@example.org"):
            browser = PageClient(app)
            sign_up(browser, email=email)
            pages.append(without_tokens(browser))
        assert pages[0] == pages[1]

    def test_signing_in_wrongly(self, app: Flask) -> None:
        self.known(app)
        unconfirmed = PageClient(app)
        sign_up(unconfirmed, email=BOB.email)
        pages = []
        for email in (ALICE.email, BOB.email, "nobody@example.org"):
            browser = PageClient(app)
            sign_in(browser, email=email, password="a wrong password", status=400)
            pages.append(without_tokens(browser).replace(email, ""))
        assert pages[0] == pages[1] == pages[2]


class TestSigningUp:
    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"email": "alice"}, "This is not an e-mail address"),
            ({"email": ""}, "Write your e-mail address"),
            ({"name": "  "}, "Write your name as it is to be printed"),
            ({"name": "x" * 201}, "The name is too long"),
            ({"name": "Alice\u202e"}, "cannot be seen"),
            ({"password": "short"}, "too short"),
            ({"password": "x1" * 65}, "too long"),
            ({"password": ""}, "Choose a password"),
            ({"password": "password1"}, "first that anybody would try"),
            ({"password": ALICE.email}, "is your address"),
        ],
    )
    def test_bad_input_is_said_at_its_field(self, client: PageClient, fields: dict[str, str], words: str) -> None:
        good = {"name": ALICE.name, "email": ALICE.email, "password": PASSWORD}
        client.get("/account/sign-up")
        page = client.submit("/account/sign-up", good | fields, status=400)
        [name] = fields
        described = page.find("input", name=name).get("aria-describedby", "")
        assert f"{name}-error" in described
        assert words in page.texts("p", id=f"{name}-error")[0]
        assert mail_count(client) == 0
        assert page.find("input", name="password").get("value", "") == ""

    def test_fields_say_what_they_are_for(self, client: PageClient) -> None:
        page = client.get("/account/sign-up")
        kinds = {name: page.find("input", name=name).get("autocomplete") for name in ("name", "email", "password")}
        assert kinds == {"name": "name", "email": "username", "password": "new-password"}
        page = client.get("/account/sign-in")
        kinds = {name: page.find("input", name=name).get("autocomplete") for name in ("email", "password")}
        assert kinds == {"email": "username", "password": "current-password"}

    def test_a_form_without_its_token_is_refused(self, client: PageClient) -> None:
        client.get("/account/sign-up")
        fields = {"name": ALICE.name, "email": ALICE.email, "password": PASSWORD}
        client.post("/account/sign-up", fields, with_token=False, status=400)
        assert mail_count(client) == 0

    def test_too_many_are_refused_in_one_sentence(self, client: PageClient) -> None:
        for _ in range(TRIES_PER_ACCOUNT):
            sign_up(client)
        client.get("/account/sign-up")
        fields = {"name": ALICE.name, "email": ALICE.email, "password": PASSWORD}
        page = client.submit("/account/sign-up", fields, status=429)
        assert "Try again in 15 minutes" in page
        assert page.response.headers["Retry-After"] == "900"
        assert mail_count(client) == 3


class TestSigningIn:
    def test_an_unconfirmed_address_is_told_what_to_do(self, client: PageClient) -> None:
        sign_up(client)
        page = sign_in(client, status=400)
        assert "Your address is not confirmed yet" in page
        assert not is_signed_in(client)
        assert client.submit("/account/confirm").heading == "Look into your mail"
        confirm(client)
        sign_in(client)
        assert is_signed_in(client)

    def test_it_leads_to_where_one_wanted_to_go(self, client: PageClient) -> None:
        sign_up(client)
        confirm(client)
        sign_in(client, next_="/account/profile")
        assert client.page.heading == "Your account"

    @pytest.mark.parametrize("trick", ["//evil.example", "https://evil.example", "/\\evil.example", "/%2fevil.example"])
    def test_it_leads_nowhere_else(self, client: PageClient, trick: str) -> None:
        sign_up(client)
        confirm(client)
        client.get("/account/sign-in")
        fields = {"email": ALICE.email, "password": PASSWORD, "next": trick}
        assert client.post("/account/sign-in", fields).location == "/"
        client.open("GET", f"/account/sign-in?next={trick}")
        assert client.answer is not None
        assert client.answer.location == "/"

    def test_ten_tries_and_the_link_still_helps(self, client: PageClient) -> None:
        sign_up(client)
        confirm(client)
        for _ in range(TRIES_PER_ACCOUNT):
            sign_in(client, password="a wrong password", status=400)
        page = sign_in(client, status=429)
        assert "There were too many tries. Try again in 15 minutes." in page
        assert page.response.headers["Retry-After"] == "900"
        client.follow("Forgotten your password?")
        client.submit("/account/forgotten", {"email": ALICE.email})
        link = mailed_link(client, "set-password")
        client.get(link)
        client.submit(link.removeprefix(client.origin), {"password": "another horse battery"})
        assert "Your password is set, and you are signed in" in client.page
        assert is_signed_in(client)

    def test_a_planted_cookie_is_thrown_away(self, app: Flask) -> None:
        """Session fixation: what stood in the cookie before signing in, the token against forgery too, is gone."""
        client = PageClient(app)
        sign_up(client)
        confirm(client)
        with client.flask.session_transaction(base_url=client.origin) as cookie:
            cookie["planted"] = "by Mallory"
            cookie["_user_id"] = "a token of Mallory's"
        client.get("/account/sign-in")
        with client.flask.session_transaction(base_url=client.origin) as cookie:
            before = dict(cookie)
        sign_in(client)
        with client.flask.session_transaction(base_url=client.origin) as cookie:
            after = dict(cookie)
        assert "planted" not in after
        assert after["_user_id"] not in before.values()
        assert after["csrf_token"] != before["csrf_token"]

    def test_an_old_forms_token_is_refused_afterwards(self, client: PageClient) -> None:
        sign_up(client)
        confirm(client)
        client.get("/account/sign-in")
        old = client.token
        sign_in(client)
        client.post("/account/sign-out", {"csrf_token": old}, status=400)
        assert is_signed_in(client)

    def test_whoever_is_signed_in_need_not_again(self, client: PageClient) -> None:
        joined(client)
        for path in ("/account/sign-in", "/account/sign-up"):
            assert client.open("GET", path).location == "/"


class TestSigningOut:
    def test_a_copied_cookie_is_dead_afterwards(self, client: PageClient) -> None:
        joined(client)
        copy = PageClient(client.app)
        with client.flask.session_transaction(base_url=client.origin) as cookie:
            stolen = dict(cookie)
        with copy.flask.session_transaction(base_url=client.origin) as cookie:
            cookie.update(stolen)
        assert is_signed_in(copy)
        client.submit("/account/sign-out")
        assert not is_signed_in(copy)

    def test_it_is_not_done_by_a_link(self, client: PageClient) -> None:
        joined(client)
        assert client.open("GET", "/account/sign-out").status_code == 405
        assert is_signed_in(client)

    def test_twice_does_no_harm(self, client: PageClient) -> None:
        joined(client)
        for _ in range(2):
            client.get("/account/confirm")
            client.post("/account/sign-out")

    def test_other_browsers_stay(self, client: PageClient) -> None:
        joined(client)
        other = PageClient(client.app)
        sign_in(other)
        client.submit("/account/sign-out")
        assert is_signed_in(other)


def test_twelve_hours_later_one_signs_in_again(client: PageClient, clock: SettableClock) -> None:
    joined(client)
    clock.advance(hours=12)
    assert not is_signed_in(client)


@pytest.mark.parametrize("path", ["sign-up", "sign-up/done", "sign-in", "confirm", "forgotten", "mail-sent"])
def test_pages_are_kept_by_nobody(client: PageClient, path: str) -> None:
    page: Page = client.get(f"/account/{path}")
    assert page.response.headers["Cache-Control"] == "no-store"
