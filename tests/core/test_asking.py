"""What is said before an answer, by type and rule; nothing of it tells a key."""

from dataclasses import replace

import pytest

from cme.core.asking import how_marked, how_to_answer, in_places, lists_options
from cme.core.questions import OpenQuestion, QuestionType
from cme.core.scoring import ScoringRule
from tests.support.questions import matching, multiple, numeric, ordering, short_text

NET = "Each right option counts the same, each wrong one takes as much away, never below 0."


def asked(kind: QuestionType, scoring: ScoringRule) -> OpenQuestion:
    return replace(multiple("abc", "a").opened(), type=kind, scoring=scoring)


@pytest.mark.parametrize(
    ("kind", "scoring", "said"),
    [
        (QuestionType.SINGLE, ScoringRule.ALL_OR_NOTHING, ""),
        (QuestionType.TRUE_FALSE, ScoringRule.ALL_OR_NOTHING, ""),
        (QuestionType.SINGLE, ScoringRule.WEIGHTS, "The best answer counts in full; others may count in part."),
        (QuestionType.NUMERIC, ScoringRule.WEIGHTS, "The best answer counts in full; others may count in part."),
        (QuestionType.MULTIPLE, ScoringRule.NET_CORRECT, NET),
        (
            QuestionType.MULTIPLE,
            ScoringRule.ALL_OR_NOTHING,
            "It counts only if exactly the right options are chosen.",
        ),
        (QuestionType.MATCHING, ScoringRule.ALL_OR_NOTHING, "It counts only if every line is right."),
        (
            QuestionType.EXTENDED_MATCHING,
            ScoringRule.PARTIAL,
            "Each right line counts the same; a wrong one takes nothing away.",
        ),
        (
            QuestionType.ORDERING,
            ScoringRule.PARTIAL,
            "Each line in its right place counts the same; a wrong place takes nothing away.",
        ),
    ],
)
def test_the_rule_is_told_in_one_sentence(kind: QuestionType, scoring: ScoringRule, said: str) -> None:
    assert how_marked(asked(kind, scoring)) == said
    assert said.count(". ") == 0


@pytest.mark.parametrize("kind", sorted(set(QuestionType) - {QuestionType.SINGLE, QuestionType.TRUE_FALSE}))
def test_every_type_but_the_plainest_says_how_it_is_answered(kind: QuestionType) -> None:
    assert how_to_answer(asked(kind, ScoringRule.ALL_OR_NOTHING)).endswith((".", "−3."))


def test_a_choice_of_units_is_told() -> None:
    one, several = numeric(("a", "1", "1", True), units={"mg": "1"}), {"mg": "1", "g": "1000"}
    assert "unit" not in how_to_answer(one.opened())
    assert how_to_answer(numeric(("a", "1", "1", True), units=several).opened()).endswith("Then choose its unit.")


@pytest.mark.parametrize("keys", ["a", "abc"])
def test_what_is_said_is_the_same_whatever_the_key(keys: str) -> None:
    found, other = multiple("abcd", keys).opened(), multiple("abcd", "d").opened()
    assert (how_to_answer(found), how_marked(found)) == (how_to_answer(other), how_marked(other))
    assert how_to_answer(short_text({"a": ("x",)}, "a").opened()) == how_to_answer(short_text({}, "").opened())


def test_lines_stand_by_their_places_and_the_others_follow_as_shown() -> None:
    question = ordering("cab").opened()
    assert [option.id for option in question.options] == ["a", "b", "c"], "no order that tells the key"
    shown = replace(question, options=question.options[::-1])
    assert [option.id for option in in_places(shown, ())] == ["c", "b", "a"]
    assert [option.id for option in in_places(shown, ("1 a",))] == ["a", "c", "b"]
    assert [option.id for option in in_places(shown, ("1 b", "2 a", "3 c"))] == ["b", "a", "c"]
    assert [option.id for option in in_places(shown, ("3 b", "3 a"))] == ["b", "a", "c"], "two in one place"
    for nowhere in ("9" * 5000, "0", "4", "-1", "01", "²", "１", ""):
        assert [option.id for option in in_places(shown, (f"{nowhere} a", "1 b"))] == ["b", "c", "a"]


def test_options_that_a_list_would_cut_short_are_printed() -> None:
    short = matching({"p": "x"}).opened()
    long = replace(short, options=(replace(short.options[0], text="n" * 33),))
    assert (lists_options(short), lists_options(long)) == (False, True)
    assert lists_options(replace(short, type=QuestionType.EXTENDED_MATCHING))
