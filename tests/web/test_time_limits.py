"""What the pages of a timed attempt do when its time is over, by the server's clock."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from flask import Flask

from cme.services.granting import Said
from tests.page import PageClient
from tests.support.banks import bank
from tests.support.cast import ALICE
from tests.support.clock import SettableClock
from tests.support.forms import Form
from tests.support.pages import browser, start
from tests.support.posttest import publish_bank
from tests.support.timed import allow, extend, timed_bank


@pytest.fixture
def client(app: Flask) -> PageClient:
    publish_bank(app.extensions["cme"].database, timed_bank())
    return browser(app, ALICE)


def send(client: PageClient, form: Form, **changes: str) -> str:
    """Send a form as the page's own clock does at the end; return the heading of the page it leads to."""
    sent = form.values() | {name: [value] for name, value in changes.items()}
    assert client.open("POST", form.action, data=sent | {"go": ["submit"]}).status_code == 303
    return client.follow().heading


def test_when_the_pages_clock_runs_out_what_stands_there_is_saved_and_submitted(
    client: PageClient, clock: SettableClock
) -> None:
    attempt = start(client)
    form = client.get(f"{attempt}/questions/1").form("question")
    clock.advance(minutes=30)
    assert send(client, form, response="true") == "Not passed yet"
    assert "1 of 3" in client.page


def test_a_page_that_comes_too_late_leads_to_the_result_without_its_answer(
    client: PageClient, clock: SettableClock
) -> None:
    attempt = start(client)
    form = client.get(f"{attempt}/questions/1").form("question")
    clock.advance(minutes=30, seconds=6)
    assert send(client, form, response="true") == "Not passed yet"
    assert "0 of 3" in client.page


def test_a_form_sent_by_hand_after_the_time_leads_to_the_result(client: PageClient, clock: SettableClock) -> None:
    attempt = start(client)
    form = client.get(f"{attempt}/questions/1").form("question")
    clock.advance(minutes=31)
    client.open("POST", form.action, data=form.values() | {"response": ["true"], "go": ["2"]})
    assert client.follow().heading == "Not passed yet"


TOO_LATE = "Your last answer came too late and is not counted."


@pytest.mark.parametrize("go", ["2", "check", "submit"])
@pytest.mark.parametrize("is_submitted", [False, True], ids=["its time is over", "it is submitted"])
def test_an_answer_that_comes_too_late_is_said_to_be_dropped(
    client: PageClient, clock: SettableClock, go: str, is_submitted: bool
) -> None:
    attempt = start(client)
    form = client.get(f"{attempt}/questions/1").form("question")
    if is_submitted:
        client.get(f"{attempt}/check")
        client.submit("submit")
    else:
        clock.advance(minutes=31)
    client.open("POST", form.action, data=form.values() | {"response": ["true"], "go": [go]})
    client.follow()
    assert (client.page.heading, client.page.text.count(TOO_LATE)) == ("Not passed yet", 1)
    assert "0 of 3" in client.page
    assert TOO_LATE not in client.get(f"{attempt}/result")


@pytest.mark.parametrize("go", ["2", "check", "submit"])
@pytest.mark.parametrize("flagged", [[], ["y"]], ids=["unchanged", "flagged"])
def test_where_no_answer_is_dropped_none_is_said_to_be(
    client: PageClient, clock: SettableClock, go: str, flagged: list[str]
) -> None:
    attempt = start(client)
    client.get(f"{attempt}/questions/1")
    client.submit("question", {"response": "true"}, button="check")
    form = client.get(f"{attempt}/questions/1").form("question")
    clock.advance(minutes=31)
    client.open("POST", form.action, data=form.values() | {"flagged": flagged, "go": [go]})
    if client.follow(status=200 if go == "submit" or flagged else 409).heading == "Time is over":
        client.submit(f"{attempt}/submit")
    assert (client.page.heading, TOO_LATE in client.page, "1 of 3" in client.page) == ("Not passed yet", False, True)


def test_a_clock_that_runs_out_early_or_before_further_minutes_submits_nothing(
    client: PageClient, clock: SettableClock
) -> None:
    attempt = start(client)
    form = client.get(f"{attempt}/questions/1").form("question")
    check = client.get(f"{attempt}/check").form("submit")
    clock.advance(minutes=29)
    assert send(client, form) == "Question 1 of 3"
    extend(client.app.extensions["cme"].database, attempt.rpartition("/")[2], 10, now=clock())
    clock.advance(minutes=2)
    assert send(client, check) == "Question 1 of 3"
    assert send(client, form, response="true") == "Question 2 of 3"
    clock.advance(minutes=9)
    assert send(client, check) == "Not passed yet"


def test_a_page_opened_after_the_time_says_so_and_leads_to_the_result(client: PageClient, clock: SettableClock) -> None:
    attempt = start(client)
    clock.advance(minutes=30, seconds=6)
    for where in ("", "/questions/1", "/check"):
        page = client.get(f"{attempt}{where}", status=409)
        assert (page.heading, "The time for this attempt is over" in page) == ("Time is over", True)
    assert client.submit(f"{attempt}/submit").heading == "Not passed yet"


def test_the_page_counts_down_to_the_end_of_this_learners_time(client: PageClient, clock: SettableClock) -> None:
    attempt = start(client)
    clock.advance(minutes=10)
    assert 'data-seconds="1200"' in client.get(f"{attempt}/questions/1").response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("said", "told", "ends"),
    [
        (Said(), "at most 30 minutes for a try", "30 minutes"),
        (Said(time_factor=Fraction(5, 4)), "at most 37 1/2 minutes for your try (the rule is 30)", "37 1/2 minutes"),
        (Said(is_untimed=True), "no time limit for you (the rule is 30 minutes for a try)", ""),
    ],
)
def test_the_time_limit_is_told_before_the_start_with_what_is_allowed(
    client: PageClient, said: Said, told: str, ends: str
) -> None:
    signed_out = PageClient(client.app).get("/activities/case")
    assert "at most 30 minutes for a try" in signed_out
    allow(client.app.extensions["cme"].database, said, email=ALICE.email)
    page = client.get("/activities/case")
    assert (told in page, "no clock" in page) == (True, False)
    assert (f"Your try ends {ends} after you start it." in page, "the clock goes on too" in page) == (bool(ends),) * 2
    assert (f"{ends} for it" in page) == bool(ends)


MIDNIGHT = "21 November 2026, 00:00 UTC, when this activity closes."


@pytest.mark.parametrize(
    ("minutes", "left", "told", "agreed"),
    [
        (60, 60, f"Your try ends 60 minutes after you start it, but no later than {MIDNIGHT}", "60 minutes for it"),
        (60, 20, f"Your try ends {MIDNIGHT}", "until 21 November 2026, 00:00 UTC, no credit"),
        (0, 20, f"Your try ends {MIDNIGHT}", "until 21 November 2026, 00:00 UTC, no credit"),
        (60, 25 * 60, "Your try ends 60 minutes after you start it. The clock", "60 minutes for it"),
        (0, 25 * 60, "You can leave at any time and go on later", "1 try"),
    ],
)
def test_a_try_that_the_closing_of_its_activity_ends_is_told_so(
    app: Flask, clock: SettableClock, minutes: int, left: int, told: str, agreed: str
) -> None:
    closes = datetime(2026, 11, 21, tzinfo=UTC)
    made = timed_bank(minutes=minutes, expires=closes.date() - timedelta(days=1), attempts=1)
    publish_bank(app.extensions["cme"].database, made)
    clock.now = closes - timedelta(minutes=left)
    page = browser(app, ALICE).get("/activities/case")
    assert (told in page, agreed in page) == (True, True), page.text
    assert ("the clock goes on too" in page) == ("Your try ends" in told)


def test_where_no_time_is_set_none_is_told(client: PageClient) -> None:
    publish_bank(client.app.extensions["cme"].database, bank())
    page = client.get("/activities/case")
    assert ("no clock" in page, "You can leave at any time" in page, "Your try ends" in page) == (True, True, False)
