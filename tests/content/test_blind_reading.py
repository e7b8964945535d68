"""docs/imt-blind-reading.md has every question, the key of the bank, and what became of each doubt."""

from dataclasses import replace

import pytest

from cme.content.bank import load_bank
from cme.core.bank import Bank
from cme.core.questions import Question, QuestionType
from cme.paths import resource
from tests.support.blind_reading import MARK, PAGE, is_key, key_of, page_of, readings_on
from tests.support.question_map import LEFT_OUT


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(resource("question_bank"))


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text("utf-8")


def with_question(bank: Bank, question: Question) -> Bank:
    return replace(bank, questions=bank.questions | {question.id: question})


def test_every_question_was_answered(bank: Bank, page: str) -> None:
    activities = [one for one in bank.activities.values() if one.id != LEFT_OUT]

    assert set(readings_on(page)) == {each for one in activities for each in one.posttest.question_ids}
    assert all(one.answer and one.sentence for one in readings_on(page).values())


def test_keys_agreement_and_settlements_are_those_of_the_bank(bank: Bank, page: str) -> None:
    assert page == page_of(bank, readings_on(page)), "python -m tests.support.blind_reading"


def test_another_key_or_note_would_be_seen(bank: Bank, page: str) -> None:
    question = bank.questions["imt-order-of-events"]
    turned = replace(question, options=question.options[::-1])
    silent = replace(question, notes=question.notes.partition(MARK)[0])

    for other in (turned, silent):
        assert page_of(with_question(bank, other), readings_on(page)) != page


def test_an_answer_that_is_not_the_key_is_said_to_differ(bank: Bank, page: str) -> None:
    for name in readings_on(page):
        question = bank.questions[name]
        wrong = "1%" if question.type is QuestionType.NUMERIC else key_of(question).partition(";")[0] + "-not"
        assert not is_key(question, wrong), name


def test_a_question_without_agreement_says_how_it_was_settled(bank: Bank, page: str) -> None:
    readings = readings_on(page)
    differing = [name for name in readings if not is_key(bank.questions[name], readings[name].answer)]

    assert all(MARK in bank.questions[name].notes for name in differing)


def test_sentences_are_cited_briefly(page: str) -> None:
    assert {name: one.sentence for name, one in readings_on(page).items() if len(one.sentence.split()) > 20} == {}
