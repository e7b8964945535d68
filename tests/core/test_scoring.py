"""Marks and pass marks, with known answers and properties."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.core.scoring import all_or_nothing, mark, needed_to_pass, score


@pytest.mark.parametrize(
    ("percent", "questions", "needed"),
    [(70, 3, 3), (66, 3, 2), (67, 3, 3), (70, 10, 7), (100, 4, 4), (1, 50, 1), (50, 3, 2), (80, 5, 4)],
)
def test_the_pass_mark_is_a_number_of_questions(percent: int, questions: int, needed: int) -> None:
    assert needed_to_pass(Fraction(percent, 100), questions) == needed


@pytest.mark.parametrize(("share", "questions"), [(Fraction(0), 3), (Fraction(101, 100), 3), (Fraction(1, 2), 0)])
def test_an_impossible_pass_mark_is_refused(share: Fraction, questions: int) -> None:
    with pytest.raises(ValueError, match="cannot be met"):
        needed_to_pass(share, questions)


@pytest.mark.parametrize(
    ("chosen", "expected"), [(["b"], 1), (["a"], 0), ([], 0), (["a", "b"], 0), (["b", "b"], 1), (["z"], 0)]
)
def test_a_question_is_marked_all_or_nothing(chosen: list[str], expected: int) -> None:
    assert mark(frozenset({"b"}), chosen) == expected


def test_a_question_without_a_key_earns_nothing_even_unanswered() -> None:
    assert mark(frozenset(), []) == 0


def test_two_of_three_passes_at_66_percent_and_fails_at_67() -> None:
    keys = {n: all_or_nothing(frozenset("a")) for n in (1, 2, 3)}
    chosen = {1: ["a"], 2: ["a"], 3: ["b"]}
    results = [score(keys, chosen, possible=3, needed=needed_to_pass(Fraction(p, 100), 3)) for p in (66, 67)]
    assert [result.earned for result in results] == [2, 2]
    assert [result.is_passed for result in results] == [True, False]


def test_the_denominator_never_shrinks() -> None:
    with pytest.raises(ValueError, match="out of 3"):
        score({1: all_or_nothing(frozenset("a"))}, {1: ["a"]}, possible=3, needed=2)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from([None, *"abcd"])), min_size=1, max_size=60))
def test_the_score_is_the_number_of_matching_answers(answers: list[tuple[str, str | None]]) -> None:
    keys = {n: all_or_nothing(frozenset(key)) for n, (key, _) in enumerate(answers, start=1)}
    chosen = {n: [given_] for n, (_, given_) in enumerate(answers, start=1) if given_ is not None}
    result = score(keys, chosen, possible=len(answers), needed=1)
    assert result.earned == sum(key == given_ for key, given_ in answers)
    assert result.is_passed == (result.earned >= 1)
    assert sum(result.marks.values()) == result.earned
