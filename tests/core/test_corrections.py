"""A corrected key: what earns the mark of a question under each policy, one after another."""

from fractions import Fraction

import pytest

from cme.core.corrections import POLICY_WORDS, Correction, KeyPolicy, mark_corrected
from cme.core.scoring import all_or_nothing

OFFERED = frozenset({"a", "b", "c", "d"})
NEW, BOTH, ALL, LEAVE = KeyPolicy.NEW_KEY, KeyPolicy.OLD_AND_NEW, KeyPolicy.FULL_CREDIT, KeyPolicy.LEAVE_SCORES


def right(*history: tuple[KeyPolicy, str, str], key: str = "a", offered: frozenset[str] = OFFERED) -> str:
    """Return the answers that earn the mark ("-" = no answer), after corrections of one key into another."""
    corrections = [
        Correction(
            number=number, policy=policy, old=all_or_nothing(frozenset({old})), new=all_or_nothing(frozenset({new}))
        )
        for number, (policy, old, new) in enumerate(history, start=1)
    ]
    answers = {"-": frozenset[str](), **{each: frozenset({each}) for each in sorted(offered)}}
    marks = {
        each: mark_corrected(all_or_nothing(frozenset({key})), offered, chosen, corrections)
        for each, chosen in answers.items()
    }
    assert set(marks.values()) <= {Fraction(0), Fraction(1)}
    return "".join(each for each, mark in marks.items() if mark == 1)


@pytest.mark.parametrize(
    ("history", "answers"),
    [
        ((), "a"),
        (((NEW, "a", "b"),), "b"),
        (((BOTH, "a", "b"),), "ab"),
        (((ALL, "a", "b"),), "-abcd"),
        (((LEAVE, "a", "b"),), "a"),
        (((NEW, "a", "b"), (NEW, "b", "a")), "a"),
        (((BOTH, "a", "b"), (NEW, "b", "c")), "c"),
        (((BOTH, "a", "b"), (BOTH, "b", "c")), "abc"),
        (((LEAVE, "a", "b"), (BOTH, "b", "c")), "abc"),
        (((LEAVE, "a", "b"), (NEW, "b", "c")), "c"),
        (((ALL, "a", "b"), (NEW, "b", "c")), "c"),
        (((ALL, "a", "b"), (BOTH, "b", "c")), "-abcd"),
        (((ALL, "a", "b"), (LEAVE, "b", "c")), "-abcd"),
        (((NEW, "a", "b"), (LEAVE, "b", "a")), "b"),
    ],
)
def test_corrections_hold_one_after_another(history: tuple[tuple[KeyPolicy, str, str], ...], answers: str) -> None:
    assert right(*history) == answers


def test_a_new_key_that_was_not_offered_takes_no_mark_away() -> None:
    assert (
        right(
            (NEW, "a", "late"),
        )
        == "a"
    )
    assert (
        right(
            (BOTH, "a", "late"),
        )
        == "a"
    )
    assert right((BOTH, "a", "b"), (NEW, "b", "late")) == "ab"
    assert (
        right(
            (ALL, "a", "late"),
        )
        == "-abcd"
    )


def test_more_than_the_keys_earns_nothing() -> None:
    correction = Correction(
        number=1, policy=BOTH, old=all_or_nothing(frozenset({"a"})), new=all_or_nothing(frozenset({"b"}))
    )
    assert mark_corrected(all_or_nothing(frozenset({"a"})), OFFERED, {"a", "b"}, [correction]) == 0


def test_every_policy_has_its_words() -> None:
    assert set(POLICY_WORDS) == set(KeyPolicy)
