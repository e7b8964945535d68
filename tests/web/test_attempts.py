"""Take a posttest page by page, as a browser without JavaScript does."""

import json
from datetime import date

import pytest
from flask import Flask

from tests.page import PageClient
from tests.support.banks import KEYS, SECRET
from tests.support.cast import ALICE, CHARLIE
from tests.support.clock import SettableClock
from tests.support.pages import FAILING, answer, browser, published, site, start, take

__all__ = ["site"]


def save(client: PageClient, attempt: str, body: object, *, position: int = 1) -> tuple[int, dict[str, object]]:
    """Save as the page's script does."""
    answered = client.flask.post(
        f"{attempt}/questions/{position}/save",
        base_url=client.origin,
        json=body,
        headers={"X-CSRFToken": client.token, "Accept": "application/json"},
    )
    return answered.status_code, answered.get_json()


def body(chosen: str = "true", sequence: int = 1, key: str = "k" * 20, **changes: object) -> dict[str, object]:
    return {"chosen": [chosen], "struck": [], "flagged": False, "sequence": sequence, "key": key} | changes


def test_the_whole_way_by_forms_alone(site: Flask) -> None:
    client = browser(site, ALICE)
    attempt = start(client)
    page = answer(client, attempt, KEYS)
    assert "3 of 3 answered" in page
    result = client.submit(f"{attempt}/submit")
    assert (result.heading, result.url.endswith("/result")) == ("Passed", True)
    assert "You needed 3" in result


def test_starting_needs_the_acknowledgement(site: Flask) -> None:
    client = browser(site, ALICE)
    client.get("/activities/case")
    page = client.submit("/activities/case/start", {}, status=400)
    assert "Tick the box" in page


def test_an_answer_stays_after_going_on_back_and_reloading(site: Flask) -> None:
    client = browser(site, ALICE)
    attempt = start(client)
    page = client.submit("question", {"response": "false", "struck": ["true"], "flagged": "y"}, button="2")
    assert page.heading == "Question 2 of 3"
    page = client.submit("question", {}, button="1")
    values = page.form("question").values()
    assert (values["response"], values["struck"], values["flagged"]) == (["false"], ["true"], ["y"])
    assert "Saved 12:00" in page
    assert "1 answered, 1 flagged" in client.get(f"{attempt}/questions/1")


@pytest.mark.parametrize("written", ["1", "01", "\u0661"])
def test_the_addresses_of_a_question_do_not_depend_on_how_it_was_asked_for(site: Flask, written: str) -> None:
    """A number can be written in other digits; what the page leads to is written in one way."""
    client = browser(site, ALICE)
    attempt = start(client)
    page = client.get(f"{attempt}/questions/{written}")
    for address in ("1", "2", "1/save", "1/flag"):
        assert f'"{attempt}/questions/{address}"' in page.response.text


def test_another_device_goes_on_where_the_first_left(site: Flask) -> None:
    first = browser(site, ALICE)
    attempt = start(first)
    first.submit("question", {"response": "true"}, button="2")
    second = browser(site, ALICE)
    second.open("GET", attempt)
    assert second.follow().heading == "Question 2 of 3"


def test_the_check_page_names_what_is_unanswered(site: Flask) -> None:
    client = browser(site, ALICE)
    attempt = start(client)
    page = answer(client, attempt, {1: "true"})
    assert "2 questions are unanswered" in page
    assert "Questions 2, 3 have no answer" in page
    assert client.submit(f"{attempt}/submit").heading == "Not passed yet"


def test_a_second_device_is_told_and_shown_both_answers(site: Flask) -> None:
    first, second = browser(site, ALICE), browser(site, ALICE)
    attempt = start(first)
    second.get(f"{attempt}/questions/1")
    first.submit("question", {"response": "true"}, button="2")
    page = second.submit("question", {"response": "false"}, button="2", status=409)
    assert "answered elsewhere" in page
    assert "You chose “False” here" in page
    assert page.title.startswith("Not saved: Question 1 of 3")
    told = page.find("section", id="conflict-told")
    assert ("autofocus" in told.attrib, told.get("tabindex")) == (True, "-1")
    assert page.form("question").values()["response"] == ["true"]
    assert second.submit("question", {"response": "false"}, button="2").heading == "Question 2 of 3"
    assert second.get(f"{attempt}/questions/1").form("question").values()["response"] == ["false"]


def test_a_script_saves_and_is_told_what_is_stored(site: Flask) -> None:
    client = browser(site, ALICE)
    attempt = start(client)
    status, stored = save(client, attempt, body("false"))
    assert (status, stored["chosen"], stored["saved"]) == (200, ["false"], "12:00")
    assert save(client, attempt, body("false")) == (200, stored)
    status, refused = save(client, attempt, body("true"))
    assert (status, "repeats the key" in str(refused["error"])) == (422, True)
    status, refused = save(client, attempt, body("true", key="z" * 20))
    assert (status, refused["newest"]) == (409, stored)


@pytest.mark.parametrize(
    "bad",
    [
        {},
        [],
        "text",
        body(chosen="late"),
        body() | {"sequence": "1"},
        body(sequence=True),
        body(sequence=10**30),
        body() | {"key": 5},
        body(key="short"),
        body(flagged="yes"),
        body(chosen_=1) | {"chosen": "true"},
        body() | {"chosen": [1]},
        body() | {"chosen": ["true", "false"]},
        body() | {"struck": ["true", "true"]},
        body() | {"struck": ["x"]},
    ],
)
def test_a_malformed_save_is_refused_in_one_sentence(site: Flask, bad: object) -> None:
    client = browser(site, ALICE)
    attempt = start(client)
    status, answered = save(client, attempt, bad)
    assert status == 400
    assert str(answered["error"]).count(".") >= 1
    client.get(f"{attempt}/questions/1")
    assert "Not answered yet" in client.page


def test_a_save_that_is_not_json_is_refused(site: Flask) -> None:
    client = browser(site, ALICE)
    attempt = start(client)
    for data, kind in ((b"{", "application/json"), (b"a=1", "application/x-www-form-urlencoded")):
        answered = client.flask.post(
            f"{attempt}/questions/1/save",
            base_url=client.origin,
            data=data,
            content_type=kind,
            headers={"X-CSRFToken": client.token},
        )
        assert answered.status_code in (400, 415), answered.get_data(as_text=True)


def test_a_save_without_a_token_is_refused(site: Flask) -> None:
    client = browser(site, ALICE)
    attempt = start(client)
    answered = client.flask.post(f"{attempt}/questions/1/save", base_url=client.origin, json=body())
    assert answered.status_code == 400


def test_a_form_without_a_change_saves_nothing(site: Flask) -> None:
    client = browser(site, ALICE)
    attempt = start(client)
    client.submit("question", {}, button="2")
    page = client.get(f"{attempt}/questions/1")
    assert page.form("question").values()["sequence"] == ["1"]
    client.submit("question", {"response": "true"}, button="2")
    client.get(f"{attempt}/questions/1")
    client.submit("question", {}, button="2")
    assert client.get(f"{attempt}/questions/1").form("question").values()["sequence"] == ["2"]


@pytest.mark.parametrize("where", ["", "/questions/1", "/check", "/result"])
def test_a_stranger_and_nobody_find_nothing(site: Flask, where: str) -> None:
    attempt = start(browser(site, ALICE))
    stranger = browser(site, CHARLIE)
    theirs = stranger.get(f"{attempt}{where}", status=404)
    absent = stranger.get(f"/attempts/{'A' * 22}{where}", status=404)
    assert theirs.text == absent.text
    nobody = PageClient(site)
    assert "/account/sign-in" in nobody.open("GET", f"{attempt}{where}").location


@pytest.mark.parametrize("position", ["0", "4", "999999999999999999999", "-1", "x"])
def test_a_question_there_is_not_is_not_found(site: Flask, position: str) -> None:
    client = browser(site, ALICE)
    attempt = start(client)
    client.get(f"{attempt}/questions/{position}", status=404)


def test_after_submitting_every_page_of_the_attempt_leads_to_the_result(site: Flask) -> None:
    client = browser(site, ALICE)
    attempt = start(client)
    client.get(f"{attempt}/questions/2")
    old = client.page
    client.get(f"{attempt}/check")
    client.submit(f"{attempt}/submit")
    for where in ("", "/questions/2", "/check"):
        client.open("GET", f"{attempt}{where}")
        assert client.follow().url.endswith("/result")
    answered = client.open(
        "POST", old.form("question").action, data=old.form("question").filled_in({"response": "true"})
    )
    assert answered.status_code == 303
    assert client.follow().heading == "Not passed yet"


def test_submitting_twice_shows_the_same_result(site: Flask) -> None:
    client = browser(site, ALICE)
    attempt = start(client)
    check = client.get(f"{attempt}/check")
    first = client.submit(f"{attempt}/submit").text
    client.open("POST", f"{attempt}/submit", data=check.form(f"{attempt}/submit").values())
    assert client.follow().text == first


def test_before_the_release_nothing_of_a_key_is_in_any_page(site: Flask) -> None:
    client = browser(site, ALICE)
    attempt = start(client)
    for where in ("/activities/case", "/", "/my/activities", f"{attempt}/questions/1", f"{attempt}/questions/3"):
        assert SECRET not in client.get(where).response.get_data(as_text=True)
    answer(client, attempt, FAILING)
    assert SECRET not in client.page.response.get_data(as_text=True)
    _, stored = save(client, attempt, body("true", sequence=9), position=1)
    assert SECRET not in json.dumps(stored)
    failed = client.submit(f"{attempt}/submit")
    assert SECRET not in failed.response.get_data(as_text=True)


def test_the_last_day_is_the_deadline(app: Flask, clock: SettableClock) -> None:
    published(app, expires=date(2026, 11, 20))
    client = browser(app, ALICE)
    attempt = start(client)
    clock.advance(hours=12, seconds=30)
    other = browser(app, ALICE)  # signed in anew: the first session may be over by now
    assert "The time for this attempt is over" in other.get(f"{attempt}/questions/1", status=409)


def test_a_second_try_after_a_fail_and_none_after_two(site: Flask) -> None:
    client = browser(site, ALICE)
    take(client, FAILING)
    assert "One try is left" in client.page
    client.follow("Start the second and last try")
    take(client, FAILING)
    assert client.page.heading == "Not passed"
    page = client.get("/activities/case")
    assert "You have used all your tries" in page
    assert "Start the posttest" not in page
