"""Each rule of writing finds its flaw, and leaves alone what only looks like it."""

from typing import Any

import pytest

from cme.content.lint import (
    duplicates,
    ignoring,
    numbers,
    options,
    pairs,
    parallel,
    rationales,
    readability,
    stem,
    wording,
)
from cme.content.lint.linting import FAMILIES, IGNORABLE
from cme.content.problems import Severity
from cme.content.rule_table import RULES
from cme.content.yaml_writing import Word
from tests.content.lint.questions import problems_of, question, rules_of
from tests.support.figures import Figure, record

LONG_KEY = "*Green spots on both arms and legs that faded on their own within some days"
HARD = (
    "Considering all of the comparative epidemiological investigations and preceding immunological examinations, which "
    "manifestation predominantly characterised individuals receiving any experimental medication?"
)
CASE = "A patient came. " + "He had many spots on the skin. " * 20


def paired(*matches: str) -> dict[str, Any]:
    """Return what makes a question one of pairs: a prompt for each option that is named."""
    rationales = ("He had it early.", "She had it late.", "They had it twice.")
    prompts = [
        {"id": f"p-{place}", "text": f"Patient {place}", "match": match, "rationale": rationales[place]}
        for place, match in enumerate(matches)
    ]
    return {"type": "matching", "prompts": prompts, "options": ["Blue spots", "Green spots", "Red spots"]}


# rule -> (flawed, clean): what is changed in a question that has no flaw
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "lint-key-longest": (
        {"options": ["Blue spots", LONG_KEY, "Red spots"]},
        {
            "options": [
                "Blue spots on both arms and both legs",
                LONG_KEY,
                "Red spots of a kind that faded only after several weeks or so",
            ]
        },
    ),
    "lint-absolute": (
        {"options": ["It always faded", "*It faded late", "It stayed"]},
        {"options": ["It always faded", "*It only faded late", "It stayed"]},
    ),
    "lint-vague": (
        {"options": ["Blue spots", "*Often green spots", "Red spots"]},
        {"options": ["Blue spots", "*Green spots in 14 of 20", "Red spots"]},
    ),
    "lint-hedged": (
        {"options": ["It faded", "*It may fade", "It stayed"]},
        {"options": ["It could stay", "*It may fade", "It stayed"]},
    ),
    "lint-combination-option": (
        {"options": ["Blue spots", "*Green spots", "None of the above"]},
        {"options": ["Blue spots", "*Green spots", "None of the arms above the wrist"]},
    ),
    "lint-k-type": (
        {"options": ["1 and 2", "*1 and 3 only", "2, 3 and 4"]},
        {"options": ["1 and 2 days", "*Days 1 and 3", "Hepatitis B and C"]},
    ),
    "lint-converging": (
        {"options": ["*Green, dry", "Green, wet", "Blue, dry", "Red, dry", "Green, raw"]},
        {"options": ["*Green, dry", "Green, wet", "Blue, dry", "Blue, wet"]},
    ),
    "lint-exhaustive": (
        {"options": ["It grew", "*Increased size", "Decreased size", "No change in size"]},
        {"options": ["It grew", "*Increased size", "Decreased size", "Changed shape"]},
    ),
    "lint-option-subset": (
        {"options": ["Oxygen", "*Oxygen and fluids", "Rest"]},
        {"options": ["Oxygen by mask", "*Oxygen and fluids", "Rest"]},
    ),
    "lint-option-similar": (
        {"options": ["ALK positive spots", "*Green spots", "ALK-positive spots"]},
        {"options": ["ALK positive spots", "*Green spots", "ALK-negative spots"]},
    ),
    "lint-option-count": (
        {"options": ["Blue spots", "*Green spots"]},
        {"options": ["Blue spots", "*Green spots", "Red spots", "Grey spots", "White spots"]},
    ),
    "lint-yes-no": (
        {"options": ["*Yes", "No"]},
        {"type": "true-false", "options": ["*True", "False"], "stem": "The patient had green spots."},
    ),
    "lint-range-overlap": (
        {"options": ["<20 %", "*≤30 %", "31–40 %"]},
        {"options": ["<20 %", "*20–30 %", "31–40 %"]},
    ),
    "lint-number-order": (
        {"options": ["12 days", "*3 days", "20 days"]},
        {"options": ["20 days", "*12 days", "3 days"]},
    ),
    "lint-mixed-options": (
        {"options": ["Blue spots.", "*Green spots", "Red spots"]},
        {"options": ["Blue spots.", "*Green spots.", "Red spots."]},
    ),
    "lint-negative": (
        {"stem": "He was seen by Dr. Who. All of these signs were seen EXCEPT:"},
        {"stem": "Why did the patient not have any spots on the first day?"},
    ),
    "lint-double-negative": (
        {"stem": "Which of these signs is not unlikely after so much sun?"},
        {"stem": "Which of these signs is likely without any sun at all?"},
    ),
    "lint-unfocused": (
        {"stem": "A patient had spots. Which of the following is true?"},
        {"stem": "A patient had spots. Which of the following is true of their colour?"},
    ),
    "lint-hinge": (
        {"stem": "Given your answer to question 2, which sign would you expect?"},
        {"stem": "Which sign answers the question that the authors ask at the end?"},
    ),
    "lint-article": (
        {"stem": "On the first day the patient had an", "options": ["*ulcer", "eschar", "blister"]},
        {"stem": "On the first day the patient lacked vitamin A:", "options": ["*ulcer", "eschar", "blister"]},
    ),
    "lint-window-dressing": (
        {"stem": CASE + "What colour had they?"},
        {
            "stem": CASE
            + "In view of his age, sex, trade, travels and dogs, which colour would you expect them to have?"
        },
    ),
    "lint-long-lead-in": (
        {"stem": "Which sign " + "and which day " * 20 + "was it?"},
        {"stem": CASE + "Which colour?"},
    ),
    "lint-brand": (
        {"options": ["Blue spots", "*Tylenol spots", "Red spots"]},
        {"options": ["Blue spots", "*Inventinib spots", "Red spots"]},
    ),
    "lint-stigma": (
        {"stem": "Which sign did the diabetic patient show on the first day?"},
        {"stem": "Which sign did the patient with diabetes show on the first day?"},
    ),
    "lint-descriptor": (
        {"stem": "Which sign did the white 40-year-old man show on the first day?"},
        {"stem": "Which white spots did the man show on the first day?"},
    ),
    "lint-readability": (
        {"stem": HARD},
        {"stem": "A patient had taken inventinib. Which sign did he show on the first day? It faded on its own."},
    ),
    "lint-parallel": (
        {"options": ["To fade", "*To grow", "Spots"]},
        {"options": ["To fade", "*To grow", "Not described"]},
    ),
    "lint-mixed-kinds": (
        {"options": ["Mild hepatitis", "*Lymphoma", "Oral inventinib"]},
        {"options": ["Mild hepatitis", "*Lymphoma", "Green spots"]},
    ),
    "lint-clang": (
        {"stem": "Which sign follows exanthema?", "options": ["Blue spots", "*Exanthema spots", "Red spots"]},
        {"stem": "Which sign follows exanthema?", "options": ["Blue exanthema", "*Exanthema spots", "Red spots"]},
    ),
    "lint-recall": (
        {"options": ["Blue spots that faded without rest", "*Green spots that faded", "Red spots"]},
        {"options": ["Blue spots that faded without rest", "*Green spots, which faded", "Red spots"]},
    ),
    "lint-last-pair": (paired("o-1", "o-2", "o-0"), paired("o-1", "o-2", "o-1")),
    "lint-rationale-verdict": (
        {"rationales": ["Incorrect.", "The report says so itself.", "It says otherwise there."]},
        {"rationales": ["Incorrect dosing explains that.", "The report says so itself.", "It says otherwise there."]},
    ),
    "lint-rationale-short": (
        {"rationales": ["Another patient.", "The report says so itself.", "It says otherwise there."]},
        {"rationales": ["That was another patient.", "The report says so itself.", "It says otherwise there."]},
    ),
    "lint-rationale-repeated": (
        {"rationales": ["It says otherwise there.", "The report says so itself.", "It says otherwise there."]},
        {"rationales": ["It says otherwise here.", "The report says so itself.", "It says otherwise there."]},
    ),
    "rationale-number": (
        {"rationales": ["It was 41 % of patients.", "The report says so itself.", "It says otherwise there."]},
        {"rationales": ["It was 14 of 20 patients.", "On day 12.0, in CD30 cells.", "See question 3 (2020) there."]},
    ),
}


def test_every_rule_of_writing_has_its_case() -> None:
    families = (options, numbers, pairs, parallel, stem, readability, wording, rationales)
    assert families == FAMILIES
    assert set(CASES) == {rule.id for family in families for rule in family.RULES}
    assert set(CASES) | {rule.id for rule in duplicates.RULES} == IGNORABLE


def test_the_question_they_are_planted_in_has_no_flaw() -> None:
    assert problems_of(question()) == []


@pytest.mark.parametrize("rule", CASES)
def test_the_flaw_is_found(rule: str) -> None:
    problems = [each for each in problems_of(question(**CASES[rule][0])) if each.rule == rule]

    assert len(problems) == 1
    assert problems[0].severity is RULES[rule].severity
    assert RULES[rule].remedy in problems[0].message
    assert problems[0].line > 1


@pytest.mark.parametrize("rule", CASES)
def test_what_only_looks_like_it_is_left_alone(rule: str) -> None:
    assert rule not in rules_of(question(**CASES[rule][1]))


@pytest.mark.parametrize("rule", CASES)
def test_each_can_be_set_aside_with_a_reason(rule: str) -> None:
    ignored = [{"rule": rule, "reason": "It is invented."}]
    flawed = {**CASES[rule][0], "lint_ignore": ignored}

    assert rules_of(question(**flawed)) == [each for each in rules_of(question(**CASES[rule][0])) if each != rule]


@pytest.mark.parametrize("rule", [rule for rule in CASES if "rationale" not in rule])
def test_words_of_the_publisher_are_only_told(rule: str) -> None:
    problems = problems_of(question(**CASES[rule][0], verbatim="J Invented Cases 2020;1:3, question 1"))

    assert rule in [each.rule for each in problems]
    assert {each.severity for each in problems} == {Severity.INFO}


def test_rationales_beside_the_publishers_words_are_ours() -> None:
    flawed = CASES["rationale-number"][0]
    [problem] = problems_of(question(**flawed, verbatim="J Invented Cases 2020;1:3, question 1"))

    assert (problem.rule, problem.severity) == ("rationale-number", Severity.WARNING)


@pytest.mark.parametrize(
    ("rule", "reported"),
    [
        ("lint-vage", ignoring.UNKNOWN.id),
        ("key-count", ignoring.UNKNOWN.id),
        ("lint-vague", ignoring.UNNEEDED.id),
    ],
)
def test_an_entry_that_hides_nothing_is_reported(rule: str, reported: str) -> None:
    [problem] = problems_of(question(lint_ignore=[{"rule": rule, "reason": "It is invented."}]))

    assert problem.rule == reported
    assert ('Did you mean "lint-vague"?' in problem.message) == (rule == "lint-vage")


def test_numbers_that_are_locked_are_not_shuffled() -> None:
    asked = question(options=["20 days", "*12 days", "3 days", "None of the above"], shuffle=Word("true"))
    assert "lint-number-order" in rules_of(asked)
    for option in asked["options"][:3]:
        option["locked"] = Word("true")
    assert "lint-number-order" not in rules_of(asked)


def test_an_entry_that_is_there_twice_is_reported_once() -> None:
    ignored = [{"rule": "lint-vague", "reason": "It is invented."}] * 2

    assert rules_of(question(**CASES["lint-vague"][0], lint_ignore=ignored)) == [ignoring.UNNEEDED.id]


def test_every_seeded_flaw_is_found_and_no_clean_question_is_blamed() -> None:
    missed = [rule for rule, (flawed, _) in CASES.items() if rule not in rules_of(question(**flawed))]
    blamed = [rule for rule, (_, clean) in CASES.items() if rule in rules_of(question(**clean))]
    record(
        Figure(
            proof="Question bank",
            what="rules of writing that miss their seeded flaw or blame its clean twin",
            goal="0",
            measured=f"{len(missed) + len(blamed)} of {len(CASES)}",
            is_met=not missed and not blamed,
            is_full=False,
            control="each twin is the other's: one that is never or always blamed is counted",
        )
    )

    assert missed == blamed == []
