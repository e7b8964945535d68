"""The arithmetic of one question, told in words: known answers, and always the mark that was given."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.core.arithmetic import arithmetic, number, signed, worths
from cme.core.question_scoring import scoring_of
from cme.core.questions import Question
from cme.core.scoring import ScoringRule
from tests.support.questions import matching, multiple, numeric, option, ordering, question

SEVEN = multiple("abcdefg", "adeg")
WHOLE = multiple("abcdefg", "adeg", ScoringRule.ALL_OR_NOTHING)
PAIRS = matching({"one": "x", "two": "y", "three": "x"}, "z")
ORDER = ordering("klm")
SINGLE = multiple("ab", "a")
WEIGHTED = question(
    SEVEN.type,
    [
        option("full", is_key=True, weight=Fraction(3, 4)),
        option("half", weight=Fraction(1, 2)),
        option("bad", weight=Fraction(-1, 4)),
    ],
    scoring=ScoringRule.WEIGHTS,
)


@pytest.mark.parametrize(
    ("asked", "chosen", "words"),
    [
        (SEVEN, "ade", "+1 +1 +1 = 3 of 4"),
        (SEVEN, "adegf", "+1 +1 +1 +1 −1 = 3 of 4"),
        (SEVEN, "adebc", "+1 +1 +1 −1 −1 = 1 of 4"),
        (SEVEN, "abcde", "+1 +1 +1 −1 −1 = 1 of 4"),
        (SEVEN, "abcdefg", "+1 +1 +1 +1 −1 −1 −1 = 1 of 4"),
        (SEVEN, "", "0 of 4"),
        (SEVEN, "bc", "−1 −1 = −2; less than 0 counts as 0: 0 of 4"),
        (SEVEN, "ab", "+1 −1 = 0 of 4"),
        (WHOLE, "adeg", "all 4 right: 1 of 1"),
        (WHOLE, "ade", "3 of 4 right; all or nothing: 0 of 1"),
        (WHOLE, "adegf", "4 of 4 right, 1 wrong; all or nothing: 0 of 1"),
        (WHOLE, "a", "1 of 4 right; all or nothing: 0 of 1"),
        (WHOLE, "", "0 of 1"),
        (SINGLE, "", "0 of 1"),
        (PAIRS, ("one x", "two x", "three x"), "+1 +0 +1 = 2 of 3"),
        (PAIRS, ("one x",), "+1 = 1 of 3"),
        (ORDER, ("1 k", "2 m", "3 l"), "+1 +0 +0 = 1 of 3"),
        (WEIGHTED, ("full", "half"), "+3 +2 = 5; more than 4 counts as 4: 4 of 4"),
        (WEIGHTED, ("half", "bad"), "+2 −1 = 1 of 4"),
        (numeric(("right", "1", "2", True)), ("1.5",), "1 of 1"),
        (numeric(("right", "1", "2", True)), ("3",), "0 of 1"),
        (SINGLE, "b", "0 of 1"),
    ],
)
def test_the_sum_is_told_so_that_it_can_be_checked(asked: Question, chosen: Sequence[str], words: str) -> None:
    assert arithmetic(scoring_of(asked), chosen) == words


@given(st.sets(st.sampled_from("abcdefg")))
def test_the_sum_ends_in_the_mark_that_was_given(chosen: set[str]) -> None:
    scoring = scoring_of(SEVEN)
    told = arithmetic(scoring, sorted(chosen))
    assert told.endswith(f"{scoring.mark(chosen) * 4} of 4")
    terms = [int(word.replace("−", "-")) for word in told.partition(" =")[0].split() if word[0] in "+−"]
    assert max(sum(terms), 0) == scoring.mark(chosen) * 4


def test_each_part_says_what_it_counted() -> None:
    assert worths(scoring_of(SEVEN), "ab") == {"a": "+1", "b": "−1"}
    assert worths(scoring_of(PAIRS), ("one x", "two x")) == {"one x": "+1", "two x": "+0"}
    assert worths(scoring_of(WHOLE), "ab") == {}, "nothing is counted where all or nothing is"


def test_numbers_have_a_true_minus_and_whole_parts() -> None:
    assert [number(Fraction(each)) for each in ("0", "3", "-1/2", "7/4")] == ["0", "3", "−1/2", "1\u00a03/4"]
    assert [signed(Fraction(each)) for each in ("0", "3", "-2")] == ["+0", "+3", "−2"]
