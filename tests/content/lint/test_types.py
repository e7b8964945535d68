"""A flaw of options to choose from is none where answers are typed, ordered or matched, or where several are right."""

from typing import Any

import pytest

from tests.content.lint.questions import question, rules_of

GUESSED: dict[str, list[str]] = {  # what guessers of a single key would use, by the rule that is broken
    "lint-key-longest": [
        "Blue spots",
        "*Green spots on both arms and legs that faded on their own in days",
        "Red spots",
    ],
    "lint-combination-option": ["Blue spots", "*Green spots", "None of the above"],
    "lint-option-count": ["*Blue spots", "Green spots"],
    "lint-vague": ["Blue spots", "*Often green spots", "Red spots"],
    "lint-number-order": ["3 mg", "*1 mg", "2 mg"],
}
UNSEEN = ("numeric", "short-text", "ordering", "matching", "extended-matching")


@pytest.mark.parametrize("rule", GUESSED)
def test_options_to_choose_from_have_the_flaw(rule: str) -> None:
    assert rule in rules_of(question(options=GUESSED[rule]))


@pytest.mark.parametrize("kind", UNSEEN)
@pytest.mark.parametrize("rule", GUESSED)
def test_what_is_not_chosen_from_has_it_not(rule: str, kind: str) -> None:
    assert rules_of(question(options=GUESSED[rule], type=kind)) == []


def several(**changes: Any) -> list[str]:
    return rules_of(question(type="multiple", **changes))


def test_several_keys_give_no_single_one_away() -> None:
    two = ["Blue spots", GUESSED["lint-key-longest"][1], "*Red spots", "Spots"]

    assert "lint-key-longest" in several(options=GUESSED["lint-key-longest"])  # one key, known to be one or not
    assert several(options=two) == []


def test_where_several_may_be_right_up_to_eight_may_stand() -> None:
    colours = ["*Blue", "*Green", "Red", "Yellow", "Black", "White", "Brown", "Grey", "Pink"]
    options = [colour + " spots" for colour in colours]

    assert several(options=options[:8]) == []
    assert several(options=options) == ["lint-option-count"]
    assert rules_of(question(options=[options[0], *options[2:7]])) == ["lint-option-count"]


def test_ranges_may_overlap_where_several_may_be_right() -> None:
    ranges = ["*1-3 days", "*2-4 days", "10-20 days"]

    assert several(options=ranges) == []
    assert "lint-range-overlap" in rules_of(question(options=[ranges[0], "2-4 days", ranges[2]]))


PROMPT = {"id": "p", "text": "A patient", "match": "o-0", "rationale": "He had it early."}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"text": "A patient on Tylenol"}, "lint-brand"),
        ({"text": "A diabetic patient"}, "lint-stigma"),
        ({"rationale": "Correct."}, "lint-rationale-verdict"),
        ({"rationale": "It is so."}, "lint-rationale-short"),
        ({"rationale": "He had it on day 99."}, "rationale-number"),
    ],
)
def test_prompts_are_read_as_options_are(changes: dict[str, str], rule: str) -> None:
    prompts = [PROMPT | changes, PROMPT | {"id": "q", "rationale": "She had it late."}]

    assert rules_of(question(type="matching", prompts=prompts)) == [rule]


def test_two_prompts_with_one_rationale_are_told() -> None:
    assert rules_of(question(type="matching", prompts=[PROMPT, PROMPT | {"id": "q"}])) == ["lint-rationale-repeated"]


def test_a_number_of_the_case_is_known() -> None:
    rationales = ["It was day 99.", "The report says so itself.", "It says otherwise there."]

    assert rules_of(question(rationales=rationales)) == ["rationale-number"]
    assert rules_of(question(rationales=rationales, unfolds="It is day 99.")) == []


def test_what_unfolds_is_read_too() -> None:
    assert rules_of(question(unfolds="He takes Tylenol.")) == ["lint-brand"]
