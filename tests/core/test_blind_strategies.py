"""What strategies score that look at no question, of every type: compared with every order and every tie there is."""

from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest

from cme.core.blind_strategies import blind_scores
from cme.core.question_scoring import scoring_of
from cme.core.questions import Option, Question, QuestionType
from cme.core.scoring import ScoringRule
from tests.core.every_play import NET, PARTIAL, SINGLE, TWO, asked, with_keys
from tests.support.questions import blind

F = Fraction


def named(made: Question, *texts: str) -> Question:
    options = (replace(option, text=text) for option, text in zip(made.options, texts, strict=True))
    return replace(made, options=tuple(options))


def test_several_choices_are_all_ticked() -> None:
    seven = with_keys(asked(QuestionType.MULTIPLE, 7, **NET), ["o0", "o3", "o4", "o6"])

    assert blind(seven).every_option == F(1, 4)  # 4 right and 3 wrong of 4 keys
    assert blind(seven).first_option == F(1, 4)
    assert blind(seven).no_option == 0
    assert blind(replace(seven, scoring=ScoringRule.ALL_OR_NOTHING)).every_option == 0
    assert blind(with_keys(asked(QuestionType.MULTIPLE, 2), ["o0", "o1"])).every_option == 1


@pytest.mark.parametrize("kind", [QuestionType.NUMERIC, QuestionType.SHORT_TEXT])
def test_nothing_is_typed(kind: QuestionType) -> None:
    assert blind(asked(kind, 2)).best == 0


def test_one_option_is_given_to_every_prompt() -> None:
    pairs = named(asked(QuestionType.MATCHING, 3, 2, **PARTIAL), "long option", "short", "none")

    assert blind(pairs).longest_option == F(1, 2)
    assert blind(pairs).every_option == 0
    assert blind(pairs).first_option == F(1, 2)
    assert blind(replace(pairs, shuffle=True)).first_option == F(1, 3)
    assert blind(replace(pairs, scoring=ScoringRule.ALL_OR_NOTHING)).longest_option == 0


def test_a_locked_option_comes_first_always_or_never() -> None:
    made = replace(with_keys(asked(QuestionType.SINGLE, 4), ["o0"]), shuffle=True)

    def locked(place: int) -> Question:
        options = (replace(one, is_locked=number == place) for number, one in enumerate(made.options))
        return replace(made, options=tuple(options))

    assert blind(made).first_option == F(1, 4)
    assert blind(locked(0)).first_option == 1
    assert blind(locked(3)).first_option == F(1, 3)


@pytest.mark.parametrize("scoring", [ScoringRule.PARTIAL, ScoringRule.ALL_OR_NOTHING])
@pytest.mark.parametrize(
    "texts", [("aaa", "bb", "c"), ("aa", "bb", "c"), ("a", "bb", "cc"), ("a", "b", "c"), ("c", "b", "aa")]
)
def test_items_are_put_by_their_length(texts: tuple[str, ...], scoring: ScoringRule) -> None:
    made = named(asked(QuestionType.ORDERING, 3, scoring=scoring), *texts)
    orders = list(permutations(made.options))
    longest_first = [one for one in orders if [len(each.text) for each in one] == sorted(map(len, texts), reverse=True)]

    def mean(several: list[tuple[Option, ...]]) -> Fraction:
        sent = [[f"{place} {each.id}" for place, each in enumerate(one, start=1)] for one in several]
        return sum((scoring_of(made).mark(each) for each in sent), F(0)) / len(sent)

    assert blind(made).longest_option == mean(longest_first)
    assert blind(made).first_option == mean(orders)
    assert blind(made).every_option == 0


def test_what_is_drawn_counts_by_its_share() -> None:
    scores = blind_scores([([SINGLE, TWO, TWO], 1), ([SINGLE], 1)])

    assert scores.first_option == 2
    assert scores.longest_option == (F(1, 4) + F(1, 2) * 2) / 3 + F(1, 4)
