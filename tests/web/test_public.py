"""What anybody may read."""

from datetime import date

import pytest
from flask import Flask

from tests.page import PageClient
from tests.support.banks import QUESTIONS, SECRET, activity, bank
from tests.support.cast import ALICE
from tests.support.pages import FAILING, answer, browser, published, site, start, take
from tests.support.posttest import publish_bank

__all__ = ["site"]


def test_the_catalogue_is_readable_signed_out(site: Flask) -> None:
    page = PageClient(site).get("/")
    assert page.texts("h2") == ["Reading a case with a finding"]
    assert "3 of 3 correct to pass" in page
    assert "No credit" in page


def test_an_empty_catalogue_says_so(client: PageClient) -> None:
    assert "No activity has been published yet" in client.get("/")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", 2),
        ("?q=finding", 2),
        ("?q=INVENTED+cases", 2),
        ("?q=second", 1),
        ("?q=sarcopenia", 0),
        ("?topic=finding", 1),
        ("?topic=none", 0),
        ("?order=shortest", 2),
        ("?order=title", 2),
        ("?order=nonsense", 2),
        ("?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E", 0),
    ],
)
def test_search_and_topics(app: Flask, query: str, titles: int) -> None:
    second = activity("second", QUESTIONS[:1], title="The second one", topics=("other",), minutes_to_read=1)
    publish_bank(app.extensions["cme"].database, bank(activities=(activity(), second)))
    page = PageClient(app).get(f"/{query}")
    assert len(page.texts("h2")) == titles
    if query.endswith("shortest"):
        assert page.texts("h2")[0] == "The second one"


def test_an_activity_tells_everything_before_the_start(site: Flask) -> None:
    page = PageClient(site).get("/activities/case")
    for words in (
        "3 of 3 correct",
        "70 % of 3 is 2.1, rounded up",
        "Not yet clinician-reviewed",
        "No credit is offered, awarded or implied",
        "No faculty is named",
        "Sign in to start",
        "10.5555/paper",
        "1 January 2026",
    ):
        assert words in page, words
    assert SECRET not in page.response.get_data(as_text=True)


def test_an_unknown_activity_is_not_found(site: Flask) -> None:
    for name in ("none", "%00", "a" * 3000):
        PageClient(site).get(f"/activities/{name}", status=404)


def test_an_expired_activity_cannot_be_started(app: Flask) -> None:
    published(app, expires=date(2026, 11, 1))
    page = browser(app, ALICE).get("/activities/case")
    assert "has expired" in page
    assert "Start the posttest" not in page


def test_standing_follows_the_learner(site: Flask) -> None:
    client = browser(site, ALICE)
    assert "Not started" in client.get("/")
    assert "You have not begun an activity yet" in client.get("/my/activities")
    attempt = start(client)
    assert "In progress" in client.get("/")
    answer(client, attempt, FAILING)
    client.submit(f"{attempt}/submit")
    assert "Not passed yet, 1 of 3" in client.get("/my/activities")
    take(client)
    assert "Passed, 3 of 3" in client.get("/")
    assert "Practise these questions" in client.get("/my/activities")


def test_the_notices_and_the_health_page(site: Flask) -> None:
    client = PageClient(site)
    client.get("/privacy")
    client.get("/accessibility")
    assert client.get_file("/health").get_json() == {"status": "ok"}
