"""Sequential cases: which parts are locked, open or not open yet, from the questions and what is locked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.core.cases import Part, case_parts
from cme.core.questions import OpenQuestion, Stimulus
from tests.support.banks import TRUE_FALSE, question


def asked(*cases: str) -> list[OpenQuestion]:
    """Return a question for each word: "" stands alone, "a" in the sequential case a, "A" with a shared text only."""
    return [
        replace(
            question(f"question-{place}", TRUE_FALSE, "true").opened(),
            stimulus=Stimulus(id=case, title=case, text=case, is_sequential=case.islower()) if case else None,
        )
        for place, case in enumerate(cases)
    ]


def states(parts: dict[int, Part]) -> str:
    """Say of each part: l locked, o open, - not open yet."""
    return "".join("l" if part.is_locked else "o" if part.is_open else "-" for part in parts.values())


@pytest.mark.parametrize(
    ("locked", "expected"),
    [((), "o--"), ((2,), "lo-"), ((2, 3), "llo"), ((2, 3, 4), "lll"), ((3,), "o--"), ((2, 4), "lo-"), ((1, 9), "o--")],
)
def test_a_part_opens_when_all_before_it_are_locked(locked: tuple[int, ...], expected: str) -> None:
    parts = case_parts(asked("", "a", "a", "a", ""), locked)
    assert (list(parts), states(parts)) == ([2, 3, 4], expected)


def test_cases_beside_one_another_go_on_by_themselves() -> None:
    parts = case_parts(asked("a", "a", "b", "b"), (1,))
    assert states(parts) == "loo-"
    assert [parts[position].words for position in parts] == ["Part 1 of 2", "Part 2 of 2"] * 2
    assert [parts[position].current for position in parts] == [2, 2, 3, 3]


def test_questions_that_only_share_a_text_are_no_case() -> None:
    assert case_parts(asked("A", "A", ""), (1,)) == {}


def test_going_on_locks_all_but_the_last_part() -> None:
    first = case_parts(asked("a", "a"), ())
    assert [part.locks_on_next for part in first.values()] == [True, False]
    last = case_parts(asked("a", "a"), (1,))
    assert [(part.may_change, part.locks_on_next) for part in last.values()] == [(False, False), (True, False)]
    alone = case_parts(asked("a"), ())[1]
    assert (alone.may_change, alone.locks_on_next) == (True, False)


@given(st.lists(st.sampled_from(["", "a", "b", "A"]), max_size=12), st.sets(st.integers(1, 12)))
def test_of_a_case_at_most_one_part_may_change_and_nothing_after_it_is_open(cases: list[str], locked: set[int]) -> None:
    parts = case_parts(asked(*cases), locked)
    assert all(cases[position - 1].islower() for position in parts)
    for part in parts.values():
        of_case = [other for other in parts.values() if other.position - other.number == part.position - part.number]
        assert sum(other.may_change for other in of_case) <= 1
        assert [other.is_open for other in of_case] == sorted([other.is_open for other in of_case], reverse=True)
        assert part.is_locked <= (part.position in locked)
