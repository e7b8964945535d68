"""A sequential case page by page, with forms alone."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from cme.models import Attempt
from tests.page import PageClient
from tests.services.test_attempts import at_once
from tests.support.banks import bank
from tests.support.cases import CASE, TOLD_LATER, case_bank
from tests.support.cast import ALICE
from tests.support.pages import browser, start
from tests.support.posttest import publish_bank
from tests.support.questions import short_text

LATER = (*TOLD_LATER, *(question.stem for question in CASE[2:]))


@pytest.fixture
def client(app: Flask) -> PageClient:
    publish_bank(app.extensions["cme"].database, case_bank())
    return browser(app, ALICE)


def lock(client: PageClient, attempt: str, position: int, chosen: str) -> None:
    """Answer and go on, as the page's button does where it locks."""
    page = client.get(f"{attempt}/questions/{position}")
    fields = page.form("question").values() | {"response": [chosen], "go": ["lock"]}
    assert client.open("POST", f"{attempt}/questions/{position}", data=fields).status_code == 303


def test_going_on_saves_locks_and_opens_the_next_part(client: PageClient) -> None:
    attempt = start(client)
    lock(client, attempt, 2, "early")
    page = client.follow()
    assert (page.heading, CASE[2].stem in page) == ("Question 3 of 4", True)
    _, status = script_save(client, attempt, 2, "late")
    assert status == 409


def pressed_at_once(app: Flask) -> list[object]:
    """Send the form that answers and goes on three times at once; return the status of each answer."""
    publish_bank(app.extensions["cme"].database, case_bank())
    clients = [browser(app, ALICE) for _ in range(3)]
    where = f"{start(clients[0])}/questions/2"
    sent = clients[0].get(where).form("question").values() | {"response": ["early"], "go": ["lock"]}

    def press(client: PageClient) -> Callable[[], int]:
        client.get(where)
        fields = sent | {"csrf_token": [client.token]}
        return lambda: client.open("POST", where, data=fields).status_code

    return at_once(*[press(each) for each in clients])


def test_pressed_three_times_at_once_the_case_goes_on_once(both_app: Flask) -> None:
    assert pressed_at_once(both_app) == [303] * 3
    with both_app.extensions["cme"].database.reading() as session:
        assert session.scalars(select(Attempt.locked)).one() == [2]


def script_save(client: PageClient, attempt: str, position: int, chosen: str) -> tuple[str, int]:
    body = {"chosen": [chosen], "struck": [], "flagged": False, "sequence": 2, "key": "k" * 20}
    answered = client.flask.post(
        f"{attempt}/questions/{position}/save",
        base_url=client.origin,
        json=body,
        headers={"X-CSRFToken": client.token},
    )
    return str(answered.get_json()["error"]), answered.status_code


def test_a_script_is_told_that_a_part_is_locked_or_not_open(client: PageClient) -> None:
    attempt = start(client)
    assert script_save(client, attempt, 3, "true") == (
        "This part of the case is not open yet. Answer the one before it.",
        409,
    )
    lock(client, attempt, 2, "early")
    client.follow()
    said, status = script_save(client, attempt, 2, "late")
    assert (status, "locked and cannot be changed" in said) == (409, True)


def test_a_form_for_a_locked_part_is_told_so_and_changes_nothing(client: PageClient) -> None:
    attempt = start(client)
    old = client.get(f"{attempt}/questions/2").form("question")
    lock(client, attempt, 2, "early")
    client.open("POST", old.action, data=old.values() | {"response": ["late"], "sequence": ["2"], "key": ["z" * 20]})
    page = client.follow()
    assert "this answer is locked" in page
    assert page.form("question").values()["response"] == ["early"]


def test_going_on_without_an_answer_asks_for_one(client: PageClient) -> None:
    attempt = start(client)
    page = client.get(f"{attempt}/questions/2")
    client.open("POST", f"{attempt}/questions/2", data=page.form("question").values() | {"go": ["lock"]})
    page = client.follow()
    assert (page.heading, "Answer this question first" in page) == ("Question 2 of 4", True)


def test_no_page_tells_a_part_before_its_turn(client: PageClient) -> None:
    attempt = start(client)
    for where in ("questions/1", "questions/2", "check", "questions/2/flag"):
        assert not [told for told in LATER if told in client.get(f"{attempt}/{where}")]
    assert "Part 3 of 3, not open yet" in client.get(f"{attempt}/check")
    client.get(f"{attempt}/questions/3/flag", status=409)
    for position in (3, 4):
        client.open("GET", f"{attempt}/questions/{position}")
        page = client.follow()
        assert page.heading == "Question 2 of 4"
        assert f"Question {position} opens once the case has gone on from question 2." in page


def test_a_form_that_cannot_be_saved_tells_nothing_of_a_part_that_is_not_open(client: PageClient) -> None:
    attempt = start(client)
    page = client.get(f"{attempt}/questions/1")
    form = page.form("question").values() | {"response": ["none of these"]}
    for what in ("while it is open", "after it is submitted"):
        for position in (3, 4):
            answered = client.open("POST", f"{attempt}/questions/{position}", data=form)
            assert answered.status_code == 400, what
            assert not [told for told in LATER if told in answered.get_data(as_text=True)]
        client.open("POST", f"{attempt}/submit", data={"csrf_token": form["csrf_token"]})


def test_what_cannot_be_saved_stays_in_its_field(app: Flask) -> None:
    publish_bank(app.extensions["cme"].database, bank(questions=(short_text({"right": ("RANBP2-ALK",)}, "right"),)))
    client = browser(app, ALICE)
    attempt = start(client)
    page = client.get(f"{attempt}/questions/1")
    form = page.form("question").values() | {"response": ["x" * 201]}
    page = client.submit("question", {"response": "x" * 201}, button="check", status=400)
    assert "at most 200 characters" in page
    assert page.form("question").values()["response"] == form["response"]


def test_the_check_page_counts_unopened_parts_as_unanswered(client: PageClient) -> None:
    attempt = start(client)
    client.get(f"{attempt}/questions/1")
    client.submit("question", {"response": "true"}, button="2")
    assert "Questions 2, 3, 4 have no answer" in client.get(f"{attempt}/check")
