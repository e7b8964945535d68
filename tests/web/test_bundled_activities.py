"""Every activity of the bundled bank, page by page with forms alone: posttest, result with evidence, certificate."""

import re

import pytest
from flask import Flask

from cme.content.bank import load_bank
from cme.core.bank import Bank
from cme.core.questions import Question
from cme.core.responses import full_answer
from cme.paths import resource
from tests.page import PageClient
from tests.support.cast import ALICE
from tests.support.clock import SettableClock
from tests.support.pages import browser, start
from tests.support.posttest import publish_bank

GOOD = {"is_biased": "no", "intent": "confirmed"}


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(resource("question_bank"))


@pytest.fixture
def client(app: Flask, bank: Bank, clock: SettableClock) -> PageClient:
    publish_bank(app.extensions["cme"].database, bank)
    clock.advance(days=5)  # beyond the day on which they are released
    return browser(app, ALICE)


ACTIVITIES = sorted(load_bank(resource("question_bank")).activities)


def asked(client: PageClient, address: str, of: list[Question]) -> tuple[Question, int]:
    """Return the question on a page, and how many there are."""
    page = client.get(address)
    heading = re.fullmatch(r"Question \d+ of (\d+)", page.heading)
    assert heading, page.heading
    [question] = [one for one in of if one.stem in page]
    return question, int(heading[1])


def answer(client: PageClient, attempt: str, of: list[Question]) -> list[Question]:
    """Answer each question with its key, and lock what a case goes on from; return what was asked."""
    met: list[Question] = []
    number = 1
    while len(met) < number:
        address = f"{attempt}/questions/{len(met) + 1}"
        question, number = asked(client, address, of)
        met.append(question)
        fields = client.get(address).form("question").values()
        goes_on = question.stimulus is not None and len(met) < number
        fields |= {"response": list(full_answer(question)), "go": ["lock" if goes_on else "check"]}
        assert client.open("POST", address, data=fields).status_code == 303, question.id
    return met


@pytest.mark.parametrize("activity_id", ACTIVITIES)
def test_an_activity_is_taken_from_its_page_to_its_certificate(
    client: PageClient, bank: Bank, activity_id: str
) -> None:
    activity = bank.activities[activity_id]
    questions = [bank.questions[each] for each in activity.posttest.question_ids]

    attempt = start(client, activity_id)
    met = answer(client, attempt, questions)
    assert len({question.id for question in met}) == len(met)
    assert {question.objective for question in met} == {objective.id for objective in activity.objectives}
    client.get(f"{attempt}/check")
    result = client.submit(f"{attempt}/submit")

    assert result.heading == "Passed"
    for question in met:
        assert question.stem in result
        assert all(option.rationale in result for option in question.options if option.rationale), question.id
        assert all(each.passage.quote in result for each in question.cited), question.id
    client.get(f"{attempt}/evaluation")
    client.submit(
        f"{attempt}/evaluation", GOOD | {f"objective_{n + 1}": "yes" for n in range(len(activity.objectives))}
    )
    page = client.submit(f"{attempt}/certificate")
    assert page.heading == "Certificate of completion"


@pytest.mark.parametrize("activity_id", ACTIVITIES)
def test_a_failed_try_shows_no_rationale_and_no_key(client: PageClient, bank: Bank, activity_id: str) -> None:
    questions = [bank.questions[each] for each in bank.activities[activity_id].posttest.question_ids]
    attempt = start(client, activity_id)
    client.get(f"{attempt}/check")
    result = client.submit(f"{attempt}/submit")

    assert result.heading == "Not passed yet"
    told = [text for question in questions for option in question.options for text in (option.rationale, option.silent)]
    assert not [text for text in told if text and text in result]


def test_where_there_are_several_articles_each_way_to_one_names_it(client: PageClient) -> None:
    names = ("Cleary 2014", "Butrynski 2010", "Trahair 2019")
    attempt = start(client, "alk-three-tumours")
    question = client.get(f"{attempt}/questions/1")
    assert [name for name in names if f"Open {name}" not in question] == []
    client.get(f"{attempt}/check")
    client.submit("submit")
    result = client.get(f"{attempt}/result")
    assert "Open the article" not in result
    assert [name for name in names if f"Open {name}" not in result] == []


def test_a_part_of_a_case_is_named_by_its_case_where_it_stands_alone(client: PageClient) -> None:
    attempt = start(client, "imt-crizotinib-two-patients")
    check = client.get(f"{attempt}/check")
    assert "Patient 2 How was the ALK status of this tumor examined" in check


def test_each_question_is_headed_by_its_section(client: PageClient, bank: Bank) -> None:
    titles = {section.title for section in bank.activities["imt-crizotinib-two-patients"].posttest.sections}
    attempt = start(client, "imt-crizotinib-two-patients")
    kicker = client.get(f"{attempt}/questions/1").texts("p", class_="kicker")[0]
    assert kicker.rpartition(" / ")[2] in titles
