"""The page of practice: what comes back with its problem, and what is said once an answer is checked."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from cme.core.questions import TYPED, QuestionType
from cme.core.reading import LONGEST_TEXT
from cme.core.responses import full_answer
from tests.page import PageClient
from tests.support.banks import bank
from tests.support.cases import CASE, PATIENT, TOLD_LATER
from tests.support.cast import ALICE
from tests.support.every_type import every_type_bank
from tests.support.pages import browser, start, take
from tests.support.posttest import publish_bank
from tests.support.questions import multiple

MADE = next(iter(every_type_bank().activities.values()))
OF_EACH_TYPE = {each.type: each for each in every_type_bank().questions.values() if each.stimulus is None}
POSTTEST = replace(MADE.posttest, question_ids=tuple(each.id for each in OF_EACH_TYPE.values()), attempts=1)
ACTIVITY = replace(MADE, released=date(2026, 1, 1), posttest=POSTTEST)
BANK = replace(
    every_type_bank(),
    activities={ACTIVITY.id: ACTIVITY},
    questions={each.id: each for each in OF_EACH_TYPE.values()},
)
PRACTICE = f"/activities/{ACTIVITY.id}/practice"
NONSENSE = ("9" * 5000, "0 0", "unit unit", "nobody", "nobody nobody nobody", "\u0661 x")
NOWHERE = ("9" * 5000, "0", "\u00b2", "unit")


@pytest.fixture
def client(app: Flask) -> PageClient:
    publish_bank(app.extensions["cme"].database, BANK)
    return browser(app, ALICE)


@pytest.fixture
def used_up(client: PageClient) -> PageClient:
    """Return the browser of somebody who has no tries left."""
    client.get(f"{start(client, ACTIVITY.id)}/check")
    client.submit("submit")
    return client


def refused(client: PageClient, url: str, fields: dict[str, str], kind: QuestionType) -> None:
    """Send what no page offers, word by word and all at once. Where words are typed, short ones are an answer."""
    words = [*NONSENSE, *(f"{place} {each.id}" for each in OF_EACH_TYPE[kind].options for place in NOWHERE)]
    for sent in (words, *([word] for word in words)):
        if kind in TYPED and len("".join(sent)) <= LONGEST_TEXT:
            token = {"csrf_token": client.token}
            assert client.open("POST", url, data={**fields, **token, "response": sent}).status_code < 500
        else:
            client.post(url, {**fields, "response": sent}, status=400)


def test_every_type_is_asked() -> None:
    assert set(OF_EACH_TYPE) == set(QuestionType)


def test_nonsense_is_refused_with_a_sentence_in_practice(used_up: PageClient) -> None:
    for position, kind in enumerate(OF_EACH_TYPE, start=1):
        used_up.get(f"{PRACTICE}/{position}")
        refused(used_up, f"{PRACTICE}/{position}", {}, kind)


def test_nonsense_is_refused_with_a_sentence_in_a_posttest(client: PageClient) -> None:
    attempt = start(client, ACTIVITY.id)
    for position, kind in enumerate(OF_EACH_TYPE, start=1):
        page = client.get(f"{attempt}/questions/{position}")
        refused(client, page.url, {"sequence": "1", "key": "k" * 20, "go": "check"}, kind)


@pytest.mark.parametrize(
    ("sent", "verdict"), [("adeg", "Correct"), ("ad", "Partly correct"), ("bcf", "Not correct"), ("", "")]
)
def test_the_title_and_the_focus_tell_what_came_of_it(app: Flask, sent: str, verdict: str) -> None:
    asked = multiple("abcdefg", "adeg")
    publish_bank(app.extensions["cme"].database, bank(questions=(asked,), attempts=1))
    client = browser(app, ALICE)
    take(client, {})
    heading = "Practice, question 1 of 1"
    assert client.get("/activities/case/practice/1").title.startswith(heading)
    page = client.submit("/activities/case/practice/1", {"response": list(sent)}, status=303 if sent else 400)
    assert page.title.startswith(f"{verdict or 'Problem'}: {heading}")
    focused = [each for each in page.find_all("p") if each.get("autofocus") is not None]
    assert [(each.get("id"), each.get("tabindex")) for each in focused] == [("verdict" if verdict else "problem", "-1")]


def test_a_part_of_a_case_is_explained_beside_its_case(app: Flask) -> None:
    publish_bank(app.extensions["cme"].database, bank(questions=CASE, attempts=1))
    client = browser(app, ALICE)
    take(client, {})
    for position, told in ((2, ()), (3, TOLD_LATER[:1]), (4, TOLD_LATER)):
        url = f"/activities/case/practice/{position}"
        client.get(url)
        page = client.submit(url, {"response": full_answer(CASE[position - 1])})
        told_here = [each for each in (PATIENT.text, *TOLD_LATER) if each in page]
        assert told_here == [PATIENT.text, *told], position
