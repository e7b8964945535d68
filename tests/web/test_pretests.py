"""The pretest on its pages: offered once, before the first try; nothing of it is told until the posttest is done."""

from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.page import Page, PageClient
from tests.support.banks import KEYS, QUESTIONS
from tests.support.cast import ALICE, CHARLIE
from tests.support.pages import FAILING, answer, browser, published, take

OFFER, KEPT = "Take the pretest first", "Pretest kept"


@pytest.fixture
def site(app: Flask) -> Flask:
    return published(app, has_pretest=True)


def begin(client: PageClient) -> str:
    client.get("/activities/case")
    page = client.submit("/activities/case/start", {"acknowledged": "y"}, button="pretest")
    return urlsplit(page.url).path.rpartition("/questions/")[0]


def pretest(client: PageClient, chosen: dict[int, str]) -> str:
    attempt = begin(client)
    answer(client, attempt, chosen)
    client.submit(f"{attempt}/submit")
    return attempt


def led_to(client: PageClient, url: str) -> Page:
    """Ask for a page that leads to another one."""
    client.open("GET", url)
    return client.follow()


def test_a_pretest_is_offered_before_the_first_try_alone(site: Flask) -> None:
    client = browser(site, ALICE)
    assert OFFER in client.get("/activities/case")
    attempt = pretest(client, {1: "true"})
    assert client.page.heading == KEPT
    page = client.get("/activities/case")
    assert OFFER not in page
    assert "Your pretest is kept." in page
    client.get("/my/activities")
    assert "Not started" in client.page
    assert "pretest taken, 2 tries to pass" in client.page
    assert led_to(client, f"{attempt}/result").heading == KEPT
    charlie = browser(site, CHARLIE)
    take(charlie, FAILING)
    assert OFFER not in charlie.get("/activities/case")


def test_without_a_pretest_none_is_offered(app: Flask) -> None:
    client = browser(published(app), ALICE)
    assert "pretest" not in client.get("/activities/case").text.lower()


def test_an_open_pretest_is_resumed_or_ended_by_the_posttest(site: Flask) -> None:
    client = browser(site, ALICE)
    attempt = begin(client)
    assert "Pretest" in client.page.texts("p", class_="kicker")[0]
    assert "not passed or failed" in client.get(f"{attempt}/check")
    page = client.get("/activities/case")
    assert "Starting the posttest ends it as it stands" in page
    assert led_to(client, page.link("Resume the pretest")).heading == "Question 1 of 3"
    take(client)
    assert led_to(client, f"{attempt}/questions/1").heading == KEPT


def test_nothing_of_it_is_told_until_both_scores_stand_side_by_side(site: Flask) -> None:
    told = []
    for member, chosen in ((ALICE, KEYS), (CHARLIE, FAILING)):
        client = browser(site, member)
        attempt = pretest(client, chosen)
        told.append(client.page.text)
        client.get("/activities/case")
        told[-1] += client.page.text + client.get("/my/activities").text + client.get(f"{attempt}/pretest").text
    assert told[0] == told[1]
    failed = take(client, FAILING)
    assert "Before and after reading" not in client.page
    take(client)
    page = client.get(f"{failed}/result")
    assert "Before and after reading" in page
    assert "1 of 3" in page
    assert "As much was correct before reading as after." in page
    assert client.get(f"{attempt}/pretest").heading == KEPT


def test_where_the_try_asks_other_questions_than_the_pretest_that_is_said(site: Flask) -> None:
    client = browser(site, ALICE)
    pretest(client, KEYS)
    published(site, has_pretest=True, questions=QUESTIONS[1:])
    take(client, {1: "false", 2: "late"})
    assert "of the 2 questions of this try, 2 stood in the pretest in the same words." in client.page
    same = browser(site, CHARLIE)
    pretest(same, {1: "false", 2: "late"})
    take(same, {1: "false", 2: "late"})
    assert "Before and after reading" in same.page
    assert "all the same" not in same.page


def test_somebody_elses_pretest_is_not_found_and_an_open_one_goes_on(site: Flask) -> None:
    alice, charlie = browser(site, ALICE), browser(site, CHARLIE)
    attempt = begin(alice)
    assert led_to(alice, f"{attempt}/pretest").heading == "Question 1 of 3"
    charlie.get(f"{attempt}/pretest", status=404)
    charlie.get("/attempts/nobodys/pretest", status=404)
    assert alice.open("POST", f"{attempt}/pretest").status_code == 405
