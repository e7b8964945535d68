"""The bundled questions are as docs/imt-question-map.md says, and the page as the bank is."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from cme.content.bank import load_bank
from cme.core.bank import Bank
from cme.core.questions import Question, QuestionType
from cme.paths import resource
from tests.support.question_map import LEFT_OUT, is_transfer, passages_of, question_map, words_quoted

PAGE = Path(__file__).resolve().parents[2] / "docs" / "imt-question-map.md"
WRITTEN = ("imt-crizotinib-two-patients", "imt-crizotinib-cohort", "alk-three-tumours")


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(resource("question_bank"))


def asked(bank: Bank, activity_id: str) -> list[Question]:
    return [bank.questions[each] for each in bank.activities[activity_id].posttest.question_ids]


def test_the_page_is_the_bank(bank: Bank) -> None:
    assert PAGE.read_text("utf-8") == question_map(bank), (
        "python -m tests.support.question_map > docs/imt-question-map.md"
    )


def test_another_passage_or_question_would_be_seen(bank: Bank) -> None:
    [first, *_] = asked(bank, WRITTEN[0])
    fewer = replace(bank.activities[WRITTEN[0]].posttest, question_ids=(first.id,), sections=())
    without = replace(bank.activities[WRITTEN[0]], posttest=fewer)
    silent = replace(first, options=tuple(replace(one, evidence=(), silent="Nothing.") for one in first.options))

    for other in (
        replace(bank, activities=bank.activities | {WRITTEN[0]: without}),
        replace(bank, questions=bank.questions | {first.id: silent}),
    ):
        assert question_map(other) != question_map(bank)


def test_every_activity_that_was_written_is_shown(bank: Bank) -> None:
    assert set(bank.activities) == {LEFT_OUT, *WRITTEN}


@pytest.mark.parametrize("activity_id", WRITTEN)
def test_two_questions_or_more_of_each_activity_are_found_in_no_single_sentence(bank: Bank, activity_id: str) -> None:
    transfer = [question for question in asked(bank, activity_id) if is_transfer(question)]

    assert len(transfer) >= 2
    for question in transfer:
        cited = {each.passage.id for each in question.cited}
        assert len(cited) >= 2, question.id


def test_questions_of_the_review_need_two_articles_or_more(bank: Bank) -> None:
    for question in asked(bank, "alk-three-tumours"):
        assert len({each.passage.source_id for each in question.cited}) >= 2, question.id


def test_every_article_is_quoted_briefly(bank: Bank) -> None:
    for source_id in bank.sources:
        passages = passages_of(bank, source_id)
        assert 0 < words_quoted(passages) < 400
        assert all(words_quoted([passage]) <= 60 for passage in passages)


def test_nobody_is_said_to_have_reviewed_them(bank: Bank) -> None:
    assert {question.reviewed for question in bank.questions.values()} == {""}


def test_most_are_of_a_single_best_answer_and_the_others_are_what_the_content_asks_for(bank: Bank) -> None:
    types = Counter(question.type for name in WRITTEN for question in asked(bank, name))

    assert types[QuestionType.SINGLE] > sum(types.values()) / 2
    assert types.keys() >= {QuestionType.MULTIPLE, QuestionType.NUMERIC, QuestionType.MATCHING, QuestionType.ORDERING}
