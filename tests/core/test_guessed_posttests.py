"""The chance to pass a posttest of mixed types unread: no play and no draw leads outside its bounds."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise, product
from random import Random

import pytest

from cme.core.guessed_marks import Guesses, guesses
from cme.core.guessed_posttests import Pool, chance_in_all, chance_once
from cme.core.guessing import Chance, all_tries, one_try
from cme.core.questions import Question, QuestionType
from tests.core.every_play import NET, PARTIAL, SINGLE, TWO, asked, best_once, best_play, marks, weighted
from tests.support.figures import Figure, record

F = Fraction
KINDS = (
    SINGLE,
    TWO,
    asked(QuestionType.SINGLE, 3),
    asked(QuestionType.MULTIPLE, 3),
    asked(QuestionType.MULTIPLE, 2, **NET),
    asked(QuestionType.MULTIPLE, 4, **NET),
    asked(QuestionType.MATCHING, 3, 2, **PARTIAL),
    asked(QuestionType.MATCHING, 3, 3, **PARTIAL),
    asked(QuestionType.MATCHING, 3, 3),
    asked(QuestionType.MATCHING, 2, 3, **PARTIAL),
    asked(QuestionType.EXTENDED_MATCHING, 3, 2, **PARTIAL),
    asked(QuestionType.EXTENDED_MATCHING, 3, 2),
    asked(QuestionType.ORDERING, 3, **PARTIAL),
    asked(QuestionType.ORDERING, 3),
    weighted(QuestionType.MULTIPLE, "1/2", "1/2", "-1/3", "0"),
    weighted(QuestionType.SINGLE, "1", "1/2", "0"),
)
SMALL = (
    TWO,
    asked(QuestionType.SINGLE, 3),
    asked(QuestionType.MULTIPLE, 2),
    asked(QuestionType.MULTIPLE, 2, **NET),
    asked(QuestionType.MATCHING, 2, 2, **PARTIAL),
    weighted(QuestionType.SINGLE, "1", "1/2", "0"),
)


def pool(questions: Sequence[Question], pick: int = 0) -> Pool:
    return Pool(guesses=tuple(guesses(made) for made in questions), pick=pick or len(questions))


@pytest.mark.parametrize("made", KINDS, ids=[f"{number} {made.type}" for number, made in enumerate(KINDS)])
def test_no_response_is_above_the_bound_and_one_earns_what_is_said(made: Question) -> None:
    found = guesses(made)
    rows = marks(made)

    def reached(row: Sequence[Fraction], mark: Fraction) -> Fraction:
        return F(sum(each >= mark for each in row), len(row))

    assert [mark for mark, _ in found.most] == sorted({mark for row in rows for mark in row if mark})
    assert all(max(reached(row, mark) for row in rows) == chance for mark, chance in found.most)
    assert any(all(reached(row, mark) == chance for mark, chance in found.best) for row in rows)
    assert all(one[1] >= other[1] for one, other in pairwise(found.most))
    assert not found.ways or found.most == ((F(1), F(1, found.ways)),)


def test_known_chances() -> None:
    assert guesses(SINGLE).ways == 4
    assert guesses(asked(QuestionType.MULTIPLE, 4)).ways == 15
    assert guesses(asked(QuestionType.ORDERING, 4)).ways == 24
    assert guesses(asked(QuestionType.MATCHING, 4, 2)).ways == 12
    assert guesses(asked(QuestionType.EXTENDED_MATCHING, 4, 2)).ways == 16
    # Of 3 items, one is in its place in 3 of 6 orders and all in 1; to name one place thrice earns a third surely.
    assert guesses(asked(QuestionType.ORDERING, 3, **PARTIAL)).most == (
        (F(1, 3), F(1)),
        (F(2, 3), F(1, 3)),
        (F(1), F(1, 6)),
    )
    assert (
        guesses(asked(QuestionType.NUMERIC, 3))
        == guesses(asked(QuestionType.SHORT_TEXT, 3))
        == Guesses(most=(), best=())
    )


def test_weights_too_fine_to_count_are_taken_to_be_guessed() -> None:
    assert guesses(weighted(QuestionType.SINGLE, "1", "0.0001")).most == ((F(1), F(1)),)
    assert chance_once([pool([weighted(QuestionType.SINGLE, "1", "0.0001")])], 1) == Chance(least=F(0), most=F(1))


def drawn_posttests(number: int, kinds: Sequence[Question]) -> Iterator[tuple[list[Question], int]]:
    random = Random(5)  # noqa: S311 - to be repeated, not to be secret
    for _ in range(number):
        questions = random.choices(kinds, k=random.randint(1, 3))
        yield questions, random.randint(1, len(questions))


Bound = Callable[[Sequence[Question], int], Chance]


def ours(questions: Sequence[Question], needed: int) -> Chance:
    return chance_once([pool(questions)], needed)


def of_full_marks(questions: Sequence[Question], needed: int) -> Chance:
    """Plant a fault: count a question that earns a part as if it earned nothing."""
    full = [round(1 / each.most[-1][1]) for each in map(guesses, questions)]
    return one_try(full, needed)


def outside(bound: Bound) -> tuple[int, int]:
    """Return how many of the posttests drawn have a best sheet outside their bounds, and how many are exact."""
    wrong = exact = 0
    for questions, needed in drawn_posttests(120, KINDS):
        chance, best = bound(questions, needed), best_once(questions, needed)
        wrong += not chance.least <= best <= chance.most
        exact += chance.is_exact
    return wrong, exact


def test_no_sheet_does_better_than_the_bound() -> None:
    (wrong, exact), (missed, _) = outside(ours), outside(of_full_marks)
    record(
        Figure(
            proof="Question bank",
            what="posttests of mixed types whose best sheet lies outside the bounds given",
            goal="0",
            measured=f"{wrong} of 120, {exact} of them exact",
            is_met=not wrong,
            is_full=False,
            control=f"parts of a mark left out: {missed} of 120 outside",
        )
    )
    assert wrong == 0
    assert exact > 20
    assert missed > 10


@pytest.mark.parametrize("told", ["score", "wrong", "marks"])
def test_no_way_of_playing_does_better_in_two_tries(told: str) -> None:
    for questions in combinations(SMALL, 2):
        for needed in (1, 2):
            chance = chance_in_all([pool(questions)], needed, 2, names_wrong=told != "score")
            best = best_play(questions, [(0, 1), (0, 1)], needed, told)
            assert chance.least <= best <= chance.most, [made.type for made in questions]


@pytest.mark.parametrize("told", ["score", "wrong"])
@pytest.mark.parametrize("questions", [(TWO, SMALL[1], TWO), SMALL[1:4], (TWO, SMALL[5], SMALL[2])])
def test_no_draw_leads_outside_the_bounds(questions: Sequence[Question], told: str) -> None:
    for pick in (1, 2):
        for draws in product(combinations(range(3), pick), repeat=2):
            for needed in range(1, pick + 1):
                drawn = [pool(questions, pick)]
                once = chance_once(drawn, needed)
                assert once.least <= best_play(questions, draws[:1], needed, told) <= once.most
                chance = chance_in_all(drawn, needed, 2, names_wrong=told != "score")
                assert chance.least <= best_play(questions, draws, needed, told) <= chance.most


def test_a_bound_from_one_draw_alone_is_found_out() -> None:
    questions = (TWO, SMALL[1], TWO)
    of_first = chance_in_all([pool(questions[:1])], 1, 2, names_wrong=False)

    assert best_play(questions, [(0,), (2,)], 1, "score") < of_first.least  # the same question twice: every option
    assert best_play(questions, [(1,), (1,)], 1, "score") < of_first.least


def test_no_draw_of_three_tries_leads_outside_the_bounds() -> None:
    questions = (TWO, SMALL[1], TWO)
    for draws in product(range(3), repeat=3):
        chance = chance_in_all([pool(questions, 1)], 1, 3, names_wrong=False)
        assert chance.least <= best_play(questions, [(each,) for each in draws], 1, "score") <= chance.most


def test_questions_that_earn_all_or_nothing_are_counted_as_ever() -> None:
    for tries in (1, 2, 3):
        found = chance_in_all([pool([TWO, TWO, SINGLE])], 3, tries, names_wrong=False)
        assert found == all_tries([2, 2, 4], 3, tries, names_wrong=False)


def test_what_is_drawn_alike_is_exact() -> None:
    assert chance_once([pool([SINGLE] * 9, 3)], 3) == Chance(least=F(1, 64), most=F(1, 64))
    assert chance_once([pool([SINGLE, TWO], 1)], 1) == Chance(least=F(1, 4), most=F(1, 2))
    assert chance_in_all([pool([SINGLE] * 9, 3)], 3, 2, names_wrong=False).least == 1 - F(63, 64) ** 2


def test_typed_answers_are_never_guessed() -> None:
    typed = asked(QuestionType.NUMERIC, 2)

    assert chance_once([pool([typed, SINGLE])], 1) == Chance(least=F(1, 4), most=F(1, 4))
    assert chance_once([pool([typed, SINGLE])], 2) == Chance(least=F(0), most=F(0))
    assert chance_in_all([pool([typed, SINGLE])], 2, 3, names_wrong=True) == Chance(least=F(0), most=F(0))
    assert chance_in_all([pool([typed, typed], 1)], 1, 2, names_wrong=False) == Chance(least=F(0), most=F(0))


def test_many_tries_and_many_questions_are_bounded() -> None:
    net = asked(QuestionType.MULTIPLE, 5, **NET)
    long = chance_once([pool([net] * 80)], 60)
    huge = chance_once([pool([net] * 400)], 300)

    assert 0 < long.least <= long.most < F(1, 1000)
    assert huge.least == 0
    assert 0 < huge.most < F(1, 20)
    assert chance_once([pool([net] * 400)], 1).most == 1
    assert chance_in_all([pool([SINGLE] * 40, 20)], 20, 100, names_wrong=True).most <= 1
    assert chance_in_all([pool([SINGLE] * 40, 20)], 20, 9, names_wrong=False).most < F(1, 40)
