"""Pages ask the database few things, and no more of them for a longer quiz; a save commits once."""

import pytest
from flask import Flask
from sqlalchemy import text

from cme.core.questions import Question
from cme.database import Database
from tests.page import PageClient
from tests.support.banks import QUESTIONS, TRUE_FALSE, activity, bank, question
from tests.support.cast import ALICE
from tests.support.pages import browser, published, start
from tests.support.posttest import Taking, person, publish_bank
from tests.support.statements import Watched, watching

BUDGETS = {  # address -> statements, finding out who is signed in included
    "/": 4,
    "/activities/case": 8,
    "{attempt}/questions/1": 3,
    "{attempt}/check": 4,
    "{attempt}/questions/1/flag": 4,
    "/my/activities": 6,
    "/my/transcript": 3,
    "/practice/misses": 8,
    "/account/profile": 1,
}
RESULT = 14  # standing in all activities, keys, corrections and what others answered included
MANY: tuple[Question, ...] = tuple(question(f"question-{number}", TRUE_FALSE, "true") for number in range(60))


def database(app: Flask) -> Database:
    found: Database = app.extensions["cme"].database
    return found


def asked(client: PageClient, url: str) -> Watched:
    client.get(url)  # once unwatched: what is done only once for a process does not count
    with watching(database(client.app)) as watched:
        client.get(url)
    return watched


@pytest.mark.parametrize("url", BUDGETS)
@pytest.mark.parametrize("questions", [QUESTIONS, MANY], ids=["3 questions", "60 questions"])
def test_pages_keep_to_their_budget(app: Flask, url: str, questions: tuple[Question, ...]) -> None:
    client = browser(published(app, questions=questions), ALICE)
    watched = asked(client, url.format(attempt=start(client)))
    assert len(watched.statements) <= BUDGETS[url], "\n".join(watched.statements)
    assert watched.commits == 0


@pytest.mark.parametrize("questions", [QUESTIONS, MANY], ids=["3 questions", "60 questions"])
def test_a_result_that_shows_everything_keeps_to_its_budget(app: Flask, questions: tuple[Question, ...]) -> None:
    client = browser(published(app, questions=questions, attempts=1), ALICE)
    taken = Taking(database(app), person(database(app), ALICE)).take({1: "false"})
    watched = asked(client, f"/attempts/{taken}/result")
    assert len(watched.statements) <= RESULT, "\n".join(watched.statements)
    assert watched.commits == 0


def test_my_misses_ask_once_for_what_is_still_asked_and_for_released_activities_alone(app: Flask) -> None:
    publish_bank(database(app), bank(activities=(activity(), activity("another"))))
    client = browser(app, ALICE)
    Taking(database(app), person(database(app), ALICE)).take()
    found = asked(client, "/practice/misses").touching("activity_question")
    (to_practise,) = [each for each in found if "UNION" not in each]
    assert len(found) == 2
    assert "WHERE activity.id IN" in to_practise


def test_the_page_of_an_open_question_does_not_read_keys(app: Flask) -> None:
    client = browser(published(app), ALICE)
    attempt = start(client)
    for url in (f"{attempt}/questions/1", f"{attempt}/check"):
        assert asked(client, url).touching("question_key") == []


def test_a_save_commits_once(app: Flask) -> None:
    client = browser(published(app), ALICE)
    attempt = start(client)
    client.get(f"{attempt}/questions/1")
    with watching(database(app)) as watched:
        client.post(client.page.form("question").action, client.page.form("question").values() | {"response": "true"})
    assert watched.commits == 1
    assert len(watched.touching("INSERT INTO response")) == 1


def test_a_save_by_a_script_costs_three_statements_and_one_commit(app: Flask) -> None:
    client = browser(published(app), ALICE)
    attempt = start(client)
    body = {"chosen": ["true"], "struck": [], "flagged": False, "sequence": 1, "key": "k" * 20}
    with watching(database(app)) as watched:
        answered = client.flask.post(
            f"{attempt}/questions/1/save",
            base_url=client.origin,
            json=body,
            headers={"X-CSRFToken": client.token},
        )
    assert answered.status_code == 200
    assert len(watched.statements) == 3, "\n".join(watched.statements)
    assert watched.commits == 1


def test_lists_cost_the_same_however_many_activities(app: Flask) -> None:
    many = tuple(activity(f"case-{number}") for number in range(12))
    publish_bank(database(app), bank(activities=many))
    client = browser(app, ALICE)
    for number in range(3):
        start(client, f"case-{number}")
    for url in ("/", "/my/activities"):
        assert len(asked(client, url).statements) <= 6


def test_the_watch_counts(app: Flask) -> None:
    with watching(database(app)) as watched, database(app).writing() as session:
        session.execute(text("SELECT count(*) FROM question_key"))
        session.execute(text("SELECT 1"))
    assert (len(watched.statements), watched.commits) == (2, 1)
    assert len(watched.touching("question_key")) == 1
