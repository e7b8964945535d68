"""What somebody began stays theirs when its activity is retired or revised."""

from flask import Flask

from tests.support.banks import KEYS, QUESTIONS, SECRET, activity, bank
from tests.support.cast import ALICE, CHARLIE
from tests.support.pages import answer, browser, site, start, take
from tests.support.posttest import publish_bank

__all__ = ["site"]


def retire(app: Flask) -> None:
    publish_bank(app.extensions["cme"].database, bank(activities=(activity("another", QUESTIONS[:1]),)))


def test_an_attempt_in_progress_outlives_its_activity(site: Flask) -> None:
    client = browser(site, ALICE)
    attempt = start(client)
    retire(site)
    page = client.get("/my/activities")
    assert "No longer offered" in page
    client.open("GET", page.link("Resume: A case"))
    assert client.follow().heading == "Question 1 of 3"
    answer(client, attempt, KEYS)
    assert client.submit(f"{attempt}/submit").heading == "Passed"
    assert "Practise" not in client.page
    client.follow("Go to the evaluation")
    client.get("/activities/case", status=404)


def test_a_pass_keeps_its_result_and_certificate(site: Flask) -> None:
    client = browser(site, ALICE)
    attempt = take(client)
    retire(site)
    stranger = browser(site, CHARLIE)
    assert "You have not begun" in stranger.get("/my/activities")
    page = client.get(f"{attempt}/result")
    # its first question stands in a posttest that Alice can still take, so the evidence waits for that one
    assert page.heading == "Passed"
    assert SECRET not in page.text
    client.get("/activities/case/practice/1", status=404)
