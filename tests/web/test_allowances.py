"""Educators allow more time or tries, make cohorts, and give a running attempt further minutes."""

import pytest
from flask import Flask

from tests.page import PageClient
from tests.support.cast import ALICE, BOB, CHARLIE
from tests.support.pages import browser, start
from tests.support.posttest import publish_bank
from tests.support.timed import timed_bank

WHERE = "/educator/allowances"
REASON = {"reason": "As agreed."}


@pytest.fixture
def bob(app: Flask) -> PageClient:
    publish_bank(app.extensions["cme"].database, timed_bank())
    browser(app, ALICE)
    return browser(app, BOB)


def ends_in(client: PageClient, attempt: str) -> int:
    """Return the seconds that the page of an attempt says are left."""
    clock = client.get(f"{attempt}/questions/1").find_all("p", id="clock")
    return int(clock[0].get("data-seconds", "")) if clock else 0


def test_more_time_for_a_learner_is_listed_and_holds(bob: PageClient) -> None:
    assert "Nothing is allowed to anybody beyond the rules." in bob.get(WHERE)
    page = bob.submit(WHERE, {"email": ALICE.email, "time_factor": "1,5", "extra_tries": "1"} | REASON)
    assert "Kept." in page
    assert "1 1/2 × the time limit; one further try" in page or "3/2 × the time limit; one further try" in page
    alice = browser(bob.app, ALICE)
    assert ends_in(alice, start(alice)) == 45 * 60


def test_a_cohort_is_made_filled_and_allowed_something(bob: PageClient) -> None:
    bob.get(WHERE)
    page = bob.submit("/educator/cohorts", {"name": "Extra time"})
    assert (page.heading, "Nobody is in this cohort yet." in page) == ("Extra time", True)
    where = page.url.removeprefix(bob.origin)
    page = bob.submit(where, {"addresses": f"{ALICE.email}\nnobody@example.org"})
    assert "1 added, 0 were in it already. Nobody has an account with: nobody@example.org." in page
    page = bob.submit(where, {"addresses": "\n".join(f"nobody{number}@example.org" for number in range(14))})
    assert "nobody9@example.org and 4 others." in page
    bob.get(WHERE)
    cohort_id = where.rpartition("/")[2]
    page = bob.submit(WHERE, {"cohort": cohort_id, "is_untimed": "yes"} | REASON)
    assert "no time limit" in page
    alice = browser(bob.app, ALICE)
    assert ends_in(alice, start(alice)) == 0
    bob.get(where)
    assert f"{ALICE.email} is no longer in this cohort." in bob.submit(f"{where}/remove")


def test_a_running_attempt_gets_further_minutes(bob: PageClient) -> None:
    alice = browser(bob.app, ALICE)
    attempt = start(alice)
    page = bob.get(WHERE)
    link = next(url for words, url in page.links().items() if words.startswith("Extend"))
    assert bob.get(link.removeprefix(bob.origin)).heading == "Give more time"
    page = bob.submit(link.removeprefix(bob.origin), {"minutes": "15"} | REASON)
    assert "Extended until" in page
    assert ends_in(alice, attempt) == 45 * 60


def test_two_clicks_give_the_minutes_once(bob: PageClient) -> None:
    alice = browser(bob.app, ALICE)
    attempt = start(alice)
    running = f"/educator/running/{attempt.rpartition('/')[2]}"
    form = bob.get(running).form(running)
    for _ in range(2):
        bob.post(form.action, form.filled_in({"minutes": "15"} | REASON))
    assert "Extended until" in bob.follow()
    assert ends_in(alice, attempt) == 45 * 60


@pytest.mark.parametrize("seen", ["", "some day", "2026-11-20T12:30:00"])
def test_minutes_for_another_end_are_not_given_until_that_was_seen(bob: PageClient, seen: str) -> None:
    alice = browser(bob.app, ALICE)
    attempt = start(alice)
    running = f"/educator/running/{attempt.rpartition('/')[2]}"
    bob.get(running)
    page = bob.submit(running, {"seen": seen, "minutes": "15"} | REASON, status=400)
    assert "given more time since you opened this page" in page
    assert ends_in(alice, attempt) == 30 * 60
    bob.submit(running)
    assert ends_in(alice, attempt) == 45 * 60


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"email": "nobody@example.org"}, "No learner has the address nobody@example.org."),
        ({}, "Type a learner’s address or choose a cohort"),
        ({"email": "no address"}, "This is not an e-mail address."),
        ({"email": ALICE.email, "time_factor": "11"}, "from 1 to 10, such as 1.5 or 3/2"),
        ({"email": ALICE.email, "time_factor": "some"}, "from 1 to 10, such as 1.5 or 3/2"),
        ({"email": ALICE.email, "extra_tries": "11"}, "Type a number from 0 to 10."),
        ({"email": ALICE.email, "reason": " "}, "Write why, in a few words."),
    ],
)
def test_what_cannot_be_allowed_is_told(bob: PageClient, fields: dict[str, str], said: str) -> None:
    bob.get(WHERE)
    page = bob.submit(WHERE, REASON | fields, status=400)
    assert said in page
    assert "Nothing is allowed to anybody beyond the rules." in page


def test_what_cannot_be_a_cohort_or_an_extension_is_told(bob: PageClient) -> None:
    bob.get(WHERE)
    assert "Give the cohort a name." in bob.submit("/educator/cohorts", {"name": " "}, status=400)
    bob.get(WHERE)
    where = bob.submit("/educator/cohorts", {"name": "Group"}).url.removeprefix(bob.origin)
    assert "at least one address" in bob.submit(where, {"addresses": " "}, status=400)
    bob.get(WHERE)
    assert "named Group already" in bob.submit("/educator/cohorts", {"name": "Group"}, status=400)
    attempt = start(browser(bob.app, ALICE))
    running = f"/educator/running/{attempt.rpartition('/')[2]}"
    bob.get(running)
    assert "from 1 to 600" in bob.submit(running, {"minutes": "601"} | REASON, status=400)


def test_learners_and_strangers_find_nothing(bob: PageClient) -> None:
    alice = browser(bob.app, ALICE)
    attempt = start(alice).rpartition("/")[2]
    for who in (alice, browser(bob.app, CHARLIE)):
        for where in (WHERE, "/educator/cohorts/none", f"/educator/running/{attempt}"):
            who.get(where, status=404)
    for where in ("/educator/cohorts/none", "/educator/running/none"):
        bob.get(where, status=404)
