"""What attackers and bad luck send: each ends in one sentence, and nothing is changed. More: tests/security."""

import logging

import pytest
from flask import Flask
from jinja2 import DictLoader
from sqlalchemy import text

from tests.page import PageClient
from tests.support.banks import FOUR, QUESTIONS, SECRET, activity, bank, question
from tests.support.cast import ALICE
from tests.support.pages import FAILING, answer, browser, published, site, start, take
from tests.support.posttest import publish_bank

__all__ = ["site"]


@pytest.mark.parametrize(
    "path", ["/activities/%00", "/attempts/%00", "/attempts/%00/result", "/certificates/%00", "/verify/%00", "/?q=%00"]
)
def test_a_nul_breaks_no_page(both_app: Flask, path: str) -> None:
    client = browser(published(both_app), ALICE)
    assert client.open("GET", path).status_code in (200, 400, 404)


def test_a_nul_in_a_field_breaks_no_form(both_app: Flask) -> None:
    client = PageClient(published(both_app))
    client.get("/account/sign-in")
    client.post("/account/sign-in", {"email": "a\0@example.org", "password": "x"}, status=400)


@pytest.mark.parametrize("position", ["10000", "3000000000", "9" * 30])
def test_a_position_beyond_all_is_not_found(both_app: Flask, position: str) -> None:
    client = browser(published(both_app), ALICE)
    attempt = start(client)
    token = {"X-CSRFToken": client.token}
    for path in (f"{attempt}/questions/{position}", f"{attempt}/questions/{position}/save"):
        answered = client.flask.post(path, base_url=client.origin, json={}, headers=token)
        assert answered.status_code in (404, 405)


@pytest.mark.parametrize("sent", [b"[" * 50_000, b'{"a":' * 3_000, b"[" * 16_000, b"\xff\xfe", b"NaN", b""])
def test_a_monstrous_save_is_refused(site: Flask, sent: bytes) -> None:
    client = browser(site, ALICE)
    attempt = start(client)
    headers = {"X-CSRFToken": client.token, "Accept": "application/json"}
    answered = client.flask.post(
        f"{attempt}/questions/1/save",
        base_url=client.origin,
        data=sent,
        content_type="application/json",
        headers=headers,
    )
    assert answered.status_code in (400, 413)
    assert answered.get_json()["error"]


def test_practice_never_shows_a_question_of_an_attempt_in_progress(app: Flask) -> None:
    """Not even when its activity was revised or retired since: the attempt keeps its questions."""
    shared = QUESTIONS[2]
    other = (question("fourth", FOUR, "late"), shared)
    database = app.extensions["cme"].database
    questions = (*QUESTIONS, other[0])
    publish_bank(database, bank(questions=questions, activities=(activity(), activity("other", other))))
    client = browser(app, ALICE)
    start(client, "other")
    take(client)
    for offered in ((activity(),), (activity(), activity("other", other[:1]))):
        publish_bank(database, bank(questions=questions, activities=offered))
        assert client.get("/activities/case/practice/1").heading == "Practice, question 1 of 2"
        client.get("/activities/case/practice/3", status=404)


def test_a_result_waits_for_the_other_posttest_that_asks_the_same(app: Flask) -> None:
    database = app.extensions["cme"].database
    publish_bank(database, bank(activities=(activity(), activity("other", QUESTIONS[:1]))))
    client = browser(app, ALICE)
    attempt = take(client)
    assert client.page.heading == "Passed"
    assert "another posttest that you can still take" in client.page
    assert SECRET not in client.page.response.get_data(as_text=True)
    other = start(client, "other")
    answer(client, other, {1: "true"})
    client.submit(f"{other}/submit")
    assert SECRET in client.get(f"{attempt}/result").text


def test_a_database_that_cannot_write_says_that_it_was_not_saved(site: Flask) -> None:
    client = browser(site, ALICE)
    attempt = start(client)
    headers = {"X-CSRFToken": client.token, "Accept": "application/json"}
    body = {"chosen": ["true"], "struck": [], "flagged": False, "sequence": 1, "key": "k" * 20}
    database = site.extensions["cme"].database
    with database.writing() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
    statuses = []
    for number in range(1, 400):
        body |= {"sequence": number, "key": f"{number:020}", "struck": ["false"]}
        answered = client.flask.post(f"{attempt}/questions/1/save", base_url=client.origin, json=body, headers=headers)
        statuses.append(answered.status_code)
        if answered.status_code != 200:
            break
    assert set(statuses[:-1]) == {200}
    assert (statuses[-1], "not saved" in answered.get_json()["error"]) == (503, True)
    assert client.get(f"{attempt}/questions/1").status == 200


def test_a_one_time_link_never_stands_in_the_log(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = app.extensions["cme"].database
    with database.writing() as session:
        session.execute(text("DROP TABLE account_token"))
    client = PageClient(app)
    client.get("/account/sign-in")
    with caplog.at_level(logging.ERROR):
        client.get("/account/set-password/the-secret-token", status=500)
    assert "/account/set-password/<token>" in caplog.text
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert "the-secret-token" not in logged


def test_what_is_chosen_is_not_struck(site: Flask) -> None:
    client = browser(site, ALICE)
    attempt = start(client)
    client.submit("question", {"response": "true", "struck": ["true", "false"]}, button="2")
    values = client.get(f"{attempt}/questions/1").form("question").values()
    assert (values["response"], values["struck"]) == (["true"], ["false"])


def test_the_last_try_says_so(site: Flask) -> None:
    client = browser(site, ALICE)
    take(client, FAILING)
    assert "this is your last try" in client.follow("Start the second and last try")
    attempt = start(client)
    assert "This is your last try." in client.get(f"{attempt}/check")


def test_an_error_is_told_though_no_template_can_be_read(site: Flask) -> None:
    site.jinja_env.loader = DictLoader({})
    page = PageClient(site).get("/nowhere", status=404)
    assert page.heading == "Page not found"
    assert "There is nothing at this address" in page
