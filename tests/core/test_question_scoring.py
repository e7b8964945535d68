"""How each type of question is marked: known answers."""

from fractions import Fraction

import pytest

from cme.core.question_scoring import scoring_of
from cme.core.questions import Question, QuestionType
from cme.core.reading import NOTHING
from cme.core.responses import full_answer
from cme.core.scoring import ScoringRule
from tests.support.questions import matching, multiple, numeric, option, ordering, question, short_text

SEVEN = multiple("ABCDEFG", "ADEG")
WHOLE = ScoringRule.ALL_OR_NOTHING
WEIGHED = question(
    QuestionType.MULTIPLE,
    [option("a", weight=Fraction(2, 3)), option("b", weight=Fraction(1, 3)), option("c", weight=Fraction(-1, 2))],
    scoring=ScoringRule.WEIGHTS,
)
DOSE = numeric(("right", "245", "255", True), ("low", "195", "205", False), units={"mg": "1", "g": "1000"})
SHRUNK = numeric(("right", "-49.1", "-48.1", True))
FUSION = short_text({"right": ("RANBP2-ALK", "RANBP2-ALK fusion"), "wrong": ("TPM3-ALK",)}, "right")


@pytest.mark.parametrize(
    ("asked", "chosen", "mark"),
    [
        (SEVEN, "A D E", "3/4"),
        (SEVEN, "A D E G F", "3/4"),
        (SEVEN, "A D E B C", "1/4"),
        (SEVEN, "", "0"),
        (SEVEN, "A B C D E F G", "1/4"),
        (SEVEN, "A D E G", "1"),
        (SEVEN, "B C F", "0"),
        (SEVEN, "A A A A", "1/4"),
        (multiple("ABC", "AB", WHOLE), "A B", "1"),
        (multiple("ABC", "AB", WHOLE), "A", "0"),
        (multiple("ABC", "AB", WHOLE), "A B C", "0"),
        (question(QuestionType.SINGLE, [option("a", is_key=True), option("b")]), "a", "1"),
        (question(QuestionType.SINGLE, [option("a", is_key=True), option("b")]), "b", "0"),
        (WEIGHED, "a", "2/3"),
        (WEIGHED, "a b", "1"),
        (WEIGHED, "a c", "1/6"),
        (WEIGHED, "c", "0"),
        (multiple("ABC", ""), "A", "0"),
        (multiple("ABC", ""), "", "0"),
        (matching({}, "a"), "", "0"),
        (ordering(""), "", "0"),
    ],
)
def test_options(asked: Question, chosen: str, mark: str) -> None:
    assert scoring_of(asked).mark(chosen.split()) == Fraction(mark)


@pytest.mark.parametrize(
    ("asked", "chosen", "mark"),
    [
        (matching({"p": "x", "q": "y", "r": "x"}, "z"), ["p x", "q y", "r x"], "1"),
        (matching({"p": "x", "q": "y", "r": "x"}, "z"), ["p x", "q z"], "1/3"),
        (matching({"p": "x", "q": "y"}, "z", WHOLE), ["p x"], "0"),
        (matching({"p": "x", "q": "y"}, "z", WHOLE), ["p x", "q y"], "1"),
        (ordering("abcd"), ["1 a", "2 c", "3 b", "4 d"], "1/2"),
        (ordering("abcd"), ["1 a", "2 b", "3 c", "4 d"], "1"),
        (ordering("abcd"), ["2 a", "3 b", "4 c", "1 d"], "0"),
        (ordering("abcd", WHOLE), ["1 a", "2 b", "3 c"], "0"),
        (DOSE, ["250", "unit mg"], "1"),
        (DOSE, ["0.25", "unit g"], "1"),
        (DOSE, ["0,25", "unit g"], "1"),
        (DOSE, ["250", "unit g"], "0"),
        (DOSE, ["250"], "0"),
        (DOSE, ["200", "unit mg"], "0"),
        (DOSE, ["unit mg"], "0"),
        (DOSE, ["about 250", "unit mg"], "0"),
        (SHRUNK, ["\u221248.6"], "1"),
        (SHRUNK, ["-48,1"], "1"),
        (SHRUNK, ["-48.09"], "0"),
        (SHRUNK, ["48.6"], "0"),
        (FUSION, ["  ranbp2\u2013ALK "], "1"),
        (FUSION, ["RANBP2-ALK Fusion."], "1"),
        (FUSION, ["TPM3-ALK"], "0"),
        (FUSION, ["ALK"], "0"),
        (FUSION, ["  "], "0"),
    ],
)
def test_pairs_places_and_what_is_typed(asked: Question, chosen: list[str], mark: str) -> None:
    assert scoring_of(asked).mark(chosen) == Fraction(mark)


def test_a_foreseen_wrong_answer_is_known_by_its_name_and_any_other_is_none() -> None:
    assert [part.name for part in scoring_of(DOSE).parts(["200", "unit mg"])] == ["low"]
    assert [part.name for part in scoring_of(FUSION).parts(["else"])] == [NOTHING]


def test_the_arithmetic_is_told_part_by_part() -> None:
    scoring = scoring_of(SEVEN)
    assert [part.value / scoring.unit for part in scoring.parts(["A", "D", "B"])] == [1, 1, -1]
    assert scoring_of(WEIGHED).unit == Fraction(1, 6)


@pytest.mark.parametrize(
    "asked", [SEVEN, WEIGHED, DOSE, SHRUNK, FUSION, ordering("abc"), matching({"p": "x", "q": "y"})]
)
def test_a_full_answer_earns_the_whole_mark(asked: Question) -> None:
    assert scoring_of(asked).mark(full_answer(asked)) == 1


def test_what_a_full_answer_must_have_been_shown() -> None:
    assert scoring_of(SEVEN).key_options == frozenset("ADEG")
    assert scoring_of(ordering("ab")).key_options == frozenset("ab")
    assert scoring_of(matching({"p": "x"})).key_options == frozenset("px")
    assert scoring_of(matching({"p": "2"})).key_options == frozenset("p2")
    assert scoring_of(ordering("12")).key_options == frozenset("12")
    assert scoring_of(multiple("12", "2")).key_options == frozenset("2")  # an option's id may be a number
    assert scoring_of(DOSE).key_options == frozenset()
