"""The chance to pass unread: values worked out by hand, and every game of small posttests played to its end."""

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import product
from math import prod

import pytest

from cme.core.guessing import Budget, Chance, all_tries, at_least, one_try, told_which
from tests.support.figures import Figure, record

F = Fraction


@pytest.mark.parametrize(
    ("responses", "needed", "chance"),
    [
        ([4, 4, 4], 3, F(1, 64)),
        ([4, 4, 4], 2, F(10, 64)),  # 9 ways with exactly 2, and 1 with 3
        ([4, 4, 4, 4], 3, F(13, 256)),
        ([2, 2, 4], 3, F(1, 16)),
        ([2], 1, F(1, 2)),
    ],
)
def test_one_try(responses: list[int], needed: int, chance: Fraction) -> None:
    assert one_try(responses, needed) == Chance(least=chance, most=chance)


def test_two_true_false_questions_and_one_of_four_in_two_tries() -> None:
    # 1 of 16 keys at once. A score of 2 leaves 5 keys, of 1 leaves 7, of 0 leaves 3: one more of each is found.
    assert all_tries([2, 2, 4], 3, 2, names_wrong=False).least == F(1 + 1 + 1 + 1, 16)


def test_naming_the_wrong_ones_makes_every_option_tried_once() -> None:
    assert told_which([4], 1, 2).least == F(1, 2)
    assert told_which([4, 4], 2, 2).least == F(1, 4)
    assert told_which([3, 4], 2, 4).least == 1
    assert all_tries([4, 4], 1, 2, names_wrong=True).most == F(3, 4)


def game(responses: tuple[int, ...], needed: int, tries: int, *, names_wrong: bool) -> Fraction:
    """Play every way there is: any sheet in any try, blanks included, on everything that was shown before."""
    sheets = list(product(*[range(-1, count) for count in responses]))

    def shown(key: tuple[int, ...], sheet: tuple[int, ...]) -> tuple[bool, ...] | int:
        right = tuple(one == other for one, other in zip(key, sheet, strict=True))
        return right if names_wrong else sum(right)

    @cache
    def best(keys: frozenset[tuple[int, ...]], left: int) -> int:
        if not left or not keys:
            return 0
        found = 0
        for sheet in sheets:
            passed = 0
            after: dict[object, set[tuple[int, ...]]] = {}
            for key in keys:
                if sum(one == other for one, other in zip(key, sheet, strict=True)) >= needed:
                    passed += 1
                else:
                    after.setdefault(shown(key, sheet), set()).add(key)
            found = max(found, passed + sum(best(frozenset(some), left - 1) for some in after.values()))
        return found

    keys = frozenset(product(*[range(count) for count in responses]))
    return F(best(keys, tries), len(keys))


GAMES = [
    ((2,), 1, 2),
    ((3,), 1, 2),
    ((2, 2), 2, 2),
    ((2, 3), 2, 2),
    ((2, 3), 1, 2),
    ((3, 3), 2, 3),
    ((2, 2, 2), 2, 2),
    ((2, 2, 2), 3, 3),
    ((2, 2, 3), 3, 2),
    ((2, 2, 3), 2, 2),
    ((2, 2, 2, 2), 3, 2),
]


Guesser = Callable[[tuple[int, ...], int, int, bool], Fraction]


def our_guesser(responses: tuple[int, ...], needed: int, tries: int, names_wrong: bool) -> Fraction:
    chance = all_tries(responses, needed, tries, names_wrong=names_wrong)
    assert chance.is_exact
    return chance.least


def forgetful_guesser(responses: tuple[int, ...], needed: int, tries: int, names_wrong: bool) -> Fraction:
    """Plant a fault: guess afresh in each try, as the usual formula has it."""
    return 1 - (1 - one_try(responses, needed).least) ** tries


def wrong_games(guesser: Guesser) -> list[str]:
    """Return the games in which a guesser's chance is not that of the best of all ways of playing."""
    return [
        f"{responses} {needed} {tries} {names_wrong}"
        for responses, needed, tries in GAMES
        for names_wrong in (False, True)
        if guesser(responses, needed, tries, names_wrong) != game(responses, needed, tries, names_wrong=names_wrong)
    ]


def test_no_way_of_playing_does_better_or_worse() -> None:
    wrong, missed = wrong_games(our_guesser), wrong_games(forgetful_guesser)
    record(
        Figure(
            proof="Question bank",
            what="chances to pass unread that differ from every game played to its end",
            goal="0",
            measured=f"{len(wrong)} of {2 * len(GAMES)}",
            is_met=not wrong,
            is_full=False,
            control=f"guessing afresh in each try: {len(missed)} of {2 * len(GAMES)} differ",
        )
    )

    assert wrong == []
    assert len(missed) > len(GAMES)


@pytest.mark.parametrize(("responses", "needed", "tries"), [*GAMES, ((4, 4, 4, 4), 3, 2)])
def test_bounds_hold_the_exact_value(responses: tuple[int, ...], needed: int, tries: int) -> None:
    exact = all_tries(responses, needed, tries, names_wrong=False)
    bounds = all_tries(responses, needed, tries, names_wrong=False, budget=Budget(0))

    assert bounds.least <= exact.least <= bounds.most
    assert not bounds.is_exact or bounds == exact


def test_a_large_posttest_costs_no_more_than_its_budget() -> None:
    budget = Budget()
    chance = all_tries([26] * 60, 42, 3, names_wrong=False, budget=budget)

    assert budget.steps < 0
    assert 0 < chance.least < chance.most < F(1, 1000)


def test_a_huge_posttest_is_bounded_by_its_variance() -> None:
    # 1000 questions of 4 options: 250 are expected by chance, with a variance of 187.5.
    assert one_try([4] * 1000, 700).most == F(375, 2) / (F(375, 2) + 450**2)
    assert one_try([4] * 1000, 700).least == 0
    assert one_try([4] * 1000, 200).most == 1
    assert all_tries([4] * 1000, 700, 100, names_wrong=False).most == 1


def test_enough_tries_always_pass() -> None:
    chance = all_tries([2, 2], 2, 100, names_wrong=False)

    assert chance == Chance(least=F(1), most=F(1))


def test_at_least_counts_every_combination() -> None:
    chances = [F(1, 2), F(1, 3), F(1, 5)]
    for needed in range(5):
        counted = sum(
            prod((chance if hit else 1 - chance for chance, hit in zip(chances, hits, strict=True)), start=F(1))
            for hits in product([False, True], repeat=3)
            if sum(hits) >= needed
        )
        assert at_least(chances, needed) == counted


@pytest.mark.parametrize(
    ("responses", "needed", "tries"), [([], 1, 1), ([2], 2, 1), ([2], 1, 0), ([0], 1, 1), ([2], 0, 1)]
)
def test_what_is_no_posttest_is_refused(responses: list[int], needed: int, tries: int) -> None:
    with pytest.raises(ValueError, match="cannot be guessed at"):
        all_tries(responses, needed, tries, names_wrong=False)
