"""A bank with a question of every type: it passes the check, and becomes what its author wrote."""

from fractions import Fraction

import pytest

from cme.content.bank import check_bank
from cme.core.question_scoring import scoring_of
from cme.core.question_types import SCORING_RULES
from cme.core.questions import Question, QuestionType, Unit
from cme.core.responses import full_answer
from cme.core.scoring import ScoringRule
from tests.support.every_type import EVERY_TYPE, every_type_bank


def question(question_id: str) -> Question:
    return every_type_bank().questions[question_id]


def test_every_type_passes_the_check_without_a_remark() -> None:
    checked = check_bank(EVERY_TYPE)

    assert [str(problem) for problem in checked.problems] == []
    assert checked.bank is not None
    assert {each.type for each in checked.bank.questions.values()} == set(QuestionType)
    assert {each.scoring for each in checked.bank.questions.values()} == set(ScoringRule)


@pytest.mark.parametrize("question_id", every_type_bank().questions)
def test_its_full_answer_earns_the_whole_mark(question_id: str) -> None:
    asked = question(question_id)

    assert scoring_of(asked).mark(full_answer(asked)) == 1
    assert scoring_of(asked).mark(()) == 0
    assert asked.scoring in SCORING_RULES[asked.type]


def test_numbers_are_exact() -> None:
    reported, other = question("lung-lesion-change").options

    assert (reported.least, reported.most) == (Fraction("-49.1"), Fraction("-48.1"))
    assert (other.least, other.most) == (Fraction(-62), Fraction(-60))
    assert question("single-dose").units == (Unit(name="mg"), Unit(name="g", times=Fraction(1000)))
    assert [option.weight for option in question("best-next-step").options] == [1, Fraction(1, 2), None]


def test_the_text_of_a_foreseen_answer_is_one_of_its_spellings() -> None:
    assert question("name-of-fusion").options[0].accepts == ("ABC1-XYZ2", "ABC1-XYZ2 fusion", "XYZ2-ABC1")
    assert question("scan-fusion").options[0].accepts == ("DEF3",)


def test_the_usual_scoring_goes_by_the_type() -> None:
    assert question("order-of-treatment").scoring is ScoringRule.PARTIAL
    assert question("marker-of-lesion").scoring is ScoringRule.PARTIAL
    assert question("daily-dose").scoring is ScoringRule.ALL_OR_NOTHING
    assert SCORING_RULES[QuestionType.MULTIPLE][0] is ScoringRule.NET_CORRECT


def test_a_case_unfolds() -> None:
    first, second = question("case-first-step"), question("case-response")

    assert first.stimulus is not None
    assert first.stimulus.is_sequential
    assert first.stimulus == second.stimulus
    assert (first.unfolds, second.unfolds[:10]) == ("", "The biopsy")
    shared = question("scan-fusion").stimulus
    assert shared is not None
    assert not shared.is_sequential
