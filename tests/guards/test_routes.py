"""Every address, for everybody: who is let in, no form without its token, the headers of every answer.

A new route must be put on one of the lists, or it counts as closed to whoever is signed out.
"""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.page import PageClient
from tests.support.cast import ALICE, BOB, CHARLIE, Member, signed_in

OPEN = {
    "account.confirm",
    "account.confirm_again",
    "account.forgotten",
    "account.mail_sent",
    "account.set_password",
    "account.sign_in",
    "account.sign_up",
    "account.sign_up_done",
    "outbox.mails",
    "public.accessibility",
    "public.activity",
    "public.catalogue",
    "public.health",
    "public.privacy",
    "static",
    "verification.certificate",
    "verification.form",
}
OWN = {"account.password", "account.profile", "learner.standing", "learner.transcript"}  # everybody has one
STAFF = {"educator.activities", "educator.activity"}
NOBODYS = {  # somebody else's, or nobody's: not found
    "educator.activity",
    "learner.attempt",
    "learner.certificate",
    "learner.certificate_pdf",
    "learner.check",
    "learner.claim",
    "learner.evaluation",
    "learner.practice",
    "learner.question",
    "learner.result",
}


def routes(app: Flask, method: str) -> list[tuple[str, str]]:
    """Return (endpoint, address) of each route that takes ``method``, filled with ids that nobody has."""
    return sorted(
        (rule.endpoint, address(rule)) for rule in app.url_map.iter_rules() if method in (rule.methods or set())
    )


def address(rule: Rule) -> str:
    built = rule.build({name: 1 if name == "position" else "nobody-s-0123456789abc" for name in rule.arguments})
    assert built is not None, rule
    return built[1]


def closed(app: Flask) -> list[tuple[str, str]]:
    return [(endpoint, url) for endpoint, url in routes(app, "GET") if endpoint not in OPEN]


def test_who_is_signed_out_is_asked_to_sign_in(client: PageClient) -> None:
    for endpoint, url in closed(client.app):
        answer = client.open("GET", url)
        assert (endpoint, answer.status_code) == (endpoint, 303)
        assert answer.location.startswith("/account/sign-in?next=")


def test_open_pages_are_open(client: PageClient) -> None:
    for endpoint, url in routes(client.app, "GET"):
        if endpoint in OPEN:
            assert client.open("GET", url).status_code in (200, 404, 410), endpoint


def test_learners_do_not_see_that_there_are_staff_pages(client: PageClient) -> None:
    learner = signed_in(client, CHARLIE)
    for endpoint, url in closed(client.app):
        assert (endpoint, learner.open("GET", url).status_code) == (endpoint, 200 if endpoint in OWN else 404)


def test_educators_see_their_pages_and_nobody_else_s(client: PageClient) -> None:
    educator = signed_in(client, BOB)
    for endpoint, url in closed(client.app):
        is_seen = endpoint in OWN or endpoint in STAFF - NOBODYS
        assert (endpoint, educator.open("GET", url).status_code) == (endpoint, 200 if is_seen else 404)


def test_the_lists_hold_every_route_and_no_other(app: Flask) -> None:
    assert {endpoint for endpoint, _ in routes(app, "GET")} == OPEN | OWN | STAFF | NOBODYS


@pytest.mark.parametrize("member", [None, ALICE, BOB], ids=["signed out", "learner", "educator"])
def test_nothing_is_accepted_without_the_token_of_a_page(client: PageClient, member: Member | None) -> None:
    browser = signed_in(client, member) if member else client
    found = routes(client.app, "POST")
    assert len(found) >= 15
    for endpoint, url in found:
        answer = browser.open("POST", url, data={"a": "b"})
        assert (endpoint, answer.status_code) == (endpoint, 400)
        assert "before you signed in or out" in answer.get_data(as_text=True)


def test_other_methods_are_refused_with_a_page(client: PageClient) -> None:
    learner = signed_in(client, ALICE)
    for endpoint, url in routes(client.app, "GET"):
        if endpoint != "static":
            assert learner.open("DELETE", url).status_code in (400, 405), endpoint


def test_every_answer_carries_the_headers(client: PageClient) -> None:
    learner = signed_in(client, ALICE)
    for endpoint, url in [*routes(client.app, "GET"), ("static", "/static/css/look.css")]:
        headers = learner.open("GET", url).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], endpoint
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        if endpoint != "static":
            assert headers["Cache-Control"] == "no-store", endpoint


def test_a_route_without_a_guard_or_a_list_is_seen(app: Flask) -> None:
    app.add_url_rule("/leak", "learner-leak", lambda: "somebody's answers")
    assert ("learner-leak", "/leak") in closed(app)
    assert PageClient(app).open("GET", "/leak").status_code == 200


def test_a_missing_token_check_is_seen(app: Flask) -> None:
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    learner = signed_in(PageClient(app), ALICE)
    answers = {endpoint: learner.open("POST", url, data={"a": "b"}) for endpoint, url in routes(app, "POST")}
    assert any("before you signed in or out" not in answer.get_data(as_text=True) for answer in answers.values())
