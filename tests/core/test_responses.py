"""What may be sent for each type of question, and how it is said."""

import pytest

from cme.core.question_scoring import scoring_of
from cme.core.questions import Question, QuestionType
from cme.core.responses import canonical, fault_of, full_answer, in_words, is_answered, typed_number, unfinished
from cme.core.scoring import ScoringRule
from tests.support.questions import matching, multiple, numeric, option, ordering, question, short_text

ONE = question(QuestionType.SINGLE, [option("a", is_key=True), option("b")])
MANY = multiple("abc", "ab")
DOSE = numeric(("right", "0.250", "1", True), units={"mg": "1", "g": "1000"})
PERCENT = numeric(("right", "-48.6", "1", True), units={"%": "1"})
FUSION = short_text({"right": ("RANBP2-ALK",)}, "right")
PAIRS = matching({"p": "x", "q": "y"}, "z")
ORDER = ordering("abc")


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        (ONE, []),
        (ONE, ["b"]),
        (MANY, ["a", "c"]),
        (DOSE, ["250", "unit mg"]),
        (DOSE, ["unit g"]),
        (DOSE, ["no number at all"]),
        (DOSE, ["1\u202f250,5", "unit mg"]),  # as copied from a page in French
        (DOSE, ["\u00a0250"]),
        (FUSION, ["x" * 200]),
        (FUSION, ["unit dose"]),
        (FUSION, ["ALK\u00a0fusion"]),
        (PAIRS, ["p x", "q x"]),
        (PAIRS, ["q z"]),
        (ORDER, ["1 a", "1 b"]),
    ],
)
def test_a_response_may_be(asked: Question, chosen: list[str]) -> None:
    assert fault_of(asked.opened(), chosen) == ""


@pytest.mark.parametrize(
    ("asked", "chosen", "words"),
    [
        (ONE, ["a", "b"], "Choose one option"),
        (ONE, ["z"], "does not belong"),
        (MANY, ["a", "a"], "right form"),
        (MANY, ["a", "z"], "does not belong"),
        (DOSE, ["1", "2"], "right form"),
        (DOSE, ["1", "unit mg", "unit g"], "right form"),
        (DOSE, ["1", "unit kg"], "right form"),
        (FUSION, ["ALK", "unit mg"], "right form"),
        (FUSION, ["x" * 201], "at most 200"),
        (FUSION, ["two\nlines"], "one line"),
        (PAIRS, ["p"], "does not belong"),
        (PAIRS, ["p w"], "does not belong"),
        (PAIRS, ["w x"], "does not belong"),
        (PAIRS, ["p x", "p y"], "right form"),
        (PAIRS, ["p x y"], "does not belong"),
        (ORDER, ["4 a"], "does not belong"),
        (ORDER, ["0 a"], "does not belong"),
        (ORDER, ["01 a"], "does not belong"),
        (ORDER, ["1 a", "2 a"], "right form"),
    ],
)
def test_a_response_may_not_be(asked: Question, chosen: list[str], words: str) -> None:
    assert words in fault_of(asked.opened(), chosen)


@pytest.mark.parametrize(
    ("asked", "sent", "kept"),
    [
        (ONE, ["", "b"], ("b",)),
        (MANY, ["c", "a", "c"], ("a", "c")),
        (DOSE, ["unit mg", "250"], ("250", "unit mg")),
        (FUSION, ["  "], ()),
        (PAIRS, ["q z", "p x", "w x"], ("p x", "w x", "q z")),
        (ORDER, ["10 b", "2 a", "1 c"], ("1 c", "2 a", "10 b")),
    ],
)
def test_words_are_kept_in_one_order(asked: Question, sent: list[str], kept: tuple[str, ...]) -> None:
    assert canonical(asked.opened(), sent) == kept


@pytest.mark.parametrize(
    ("asked", "chosen", "words"),
    [
        (ONE, [], ""),
        (ONE, ["a"], ""),
        (DOSE, ["unit mg"], ""),
        (DOSE, ["1,234", "unit mg"], "cannot be read as a number"),
        (DOSE, ["1"], "unit is not chosen"),
        (PERCENT, ["1"], ""),
        (PAIRS, ["p x"], "1 of 2 are matched"),
        (PAIRS, ["p x", "q x"], ""),
        (ORDER, ["1 a"], "1 of 3 have a place"),
        (ORDER, ["1 a", "1 b", "2 c"], "Two items stand in place 1"),
        (ORDER, ["1 a", "3 b", "2 c"], ""),
    ],
)
def test_what_is_begun_and_not_finished_is_told(asked: Question, chosen: list[str], words: str) -> None:
    told = unfinished(asked.opened(), chosen)
    assert (words in told) if words else told == ""


@pytest.mark.parametrize(
    ("asked", "chosen", "words"),
    [
        (ONE, [], ""),
        (MANY, ["c", "a"], "Option a; Option c"),
        (DOSE, ["unit mg"], ""),
        (DOSE, ["250", "unit g"], "250 g"),
        (PERCENT, ["-40"], "-40 %"),
        (FUSION, ["ALK"], "ALK"),
        (PAIRS, ["p x"], "Prompt p: Option x"),
        (ORDER, ["1 b", "2 a"], "1. Option b; 2. Option a"),
    ],
)
def test_a_response_in_words(asked: Question, chosen: list[str], words: str) -> None:
    assert in_words(asked.opened(), chosen) == words
    assert is_answered(asked.opened(), chosen) == bool(words)


def test_a_full_answer_is_one_that_may_be_sent() -> None:
    for asked in (ONE, MANY, DOSE, PERCENT, FUSION, PAIRS, ORDER):
        assert fault_of(asked.opened(), full_answer(asked)) == ""
    assert full_answer(DOSE) == ("0.25", "unit mg")
    assert full_answer(PERCENT) == ("-48.6",)
    weighed = multiple("ab", "", ScoringRule.WEIGHTS)
    assert full_answer(weighed) == full_answer(short_text({"a": ()}, "")) == full_answer(numeric()) == ()


def test_a_number_is_written_as_people_type_it() -> None:
    written = {"-0.05": "-0.05", "12": "12", "1/8": "0.125", "0": "0"}
    assert {text: typed_number(numeric(("a", text, "9", True)).options[0]) for text in written} == written


@pytest.mark.parametrize(
    ("least", "most", "typed"), [("97/300", "103/300", "0.33"), ("-7/3", "-1", "-2"), ("1/7", "143/1000", "0.143")]
)
def test_a_number_without_end_is_written_as_one_in_its_range(least: str, most: str, typed: str) -> None:
    asked = numeric(("a", least, most, True))

    assert full_answer(asked) == (typed,)
    assert scoring_of(asked).mark(full_answer(asked)) == 1


def test_what_is_typed_or_ordered_has_nothing_before_it_is_answered_that_tells_the_key() -> None:
    assert FUSION.opened().options == DOSE.opened().options == ()
    backwards = ordering("cba")
    assert [each.id for each in backwards.opened().options] == ["a", "b", "c"]
    assert not hasattr(PAIRS.opened().prompts[0], "match")


def test_keys_in_words_and_all_that_is_cited() -> None:
    assert ORDER.key_texts == ("1. Option a", "2. Option b", "3. Option c")
    assert PAIRS.key_texts == ("Prompt p: Option x", "Prompt q: Option y")
    assert MANY.key_texts == ("Option a", "Option b")
    assert PAIRS.cited == ()
