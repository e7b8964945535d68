"""Rules about all questions together: each finds its lopsided bank, and says nothing of a balanced or a small one."""

from typing import Any

import pytest

from cme.content.bank import check_bank
from cme.content.lint import duplicates
from cme.content.lint.linting import lint_problems
from cme.content.lint.view import QuestionView, count_words
from cme.content.problems import Severity
from cme.content.yaml_writing import Word
from cme.paths import resource
from tests.content.lint.questions import draft_of, problems_of, question

LONG, SHORT = "Green spots {} that faded away", "Green spots {}"


def bank(number: int, longest: int, *, first: int = 0) -> list[dict[str, Any]]:
    """Return questions of four options. The key is the longest in some; it stands first in some, else it wanders."""
    found = []
    for each in range(number):
        key = "*" + (LONG if each < longest else SHORT).format(f"x{each}")
        options = [f"Blue spots number {each}", f"Red spots numbered {each}", f"Grey dots {each}"]
        options.insert(0 if each < first else each % 4, key)
        found.append(question(each + 1, options=options))
    return found


def of_the_bank(questions: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(each.rule, each.message) for each in problems_of(*questions) if each.path == "provider.yaml"]


def test_keys_that_are_too_often_the_longest() -> None:
    [(rule, message)] = of_the_bank(bank(12, longest=8))

    assert rule == "lint-bank-key-longest"
    assert message.startswith("The key is the longest option in 8 of 12 questions. Shorten")
    assert of_the_bank(bank(12, longest=4)) == []
    assert of_the_bank(bank(8, longest=8)) == []  # too few to say


def test_keys_that_stand_too_often_in_one_place() -> None:
    [(rule, message)] = of_the_bank(bank(12, longest=0, first=10))

    assert rule == "lint-bank-key-position"
    assert message.startswith("Option 1 is the key in 10 of 12 questions that keep it in its place. ")
    assert of_the_bank(bank(12, longest=0)) == []
    shuffled = [{**each, "shuffle": "true"} for each in bank(12, longest=0, first=10)]
    assert of_the_bank(shuffled) == []
    for each in shuffled:
        each["options"][0]["locked"] = Word("true")
    assert of_the_bank(shuffled) == [(rule, message.replace("10 of 12", "10 of 10"))]


@pytest.mark.parametrize(("true", "found"), [(12, 1), (10, 1), (7, 0)])
def test_statements_that_are_too_often_true(true: int, found: int) -> None:
    statements = [
        question(
            each + 1,
            type="true-false",
            stem=f"On day {each * 3 + 1} patient {each} had {each * 7} spots x{each}.",
            options=["*True", "False"] if each < true else ["True", "*False"],
        )
        for each in range(12)
    ]

    assert len(of_the_bank(statements)) == found


STEM = (
    "Which of the colours did the spots on both arms of patient {} have on the {} day of the second stay in hospital?"
)


def twice(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [each.message for each in problems_of(one, other) if each.rule == "lint-question-twice"]


def test_questions_of_the_same_words() -> None:
    [same] = twice(question(1, stem=STEM.format("one", "first")), question(2, stem=STEM.format("one", "first")))
    [near] = twice(question(1, stem=STEM.format("one", "first")), question(2, stem=STEM.format("one", "third")))

    assert same.startswith('The question has the same words as "q-1" (questions/all.yaml, line 2). ')
    assert near.startswith('The question has nearly the same words as "q-1" (questions/all.yaml, line 2). ')


def test_questions_that_differ_in_what_they_ask() -> None:
    one = question(1, stem=STEM.format("one", "first"))

    assert twice(one, question(2, stem=STEM.format("two", "fourth"), options=["Round", "*Oval", "Square"])) == []
    assert twice(question(1), question(2)) == []


def test_each_pair_that_a_comparison_of_all_would_find_is_found() -> None:
    """Comparing every question with every other is the oracle: slow, and simple enough to be right."""
    words = [f"w{number}" for number in range(40)]
    stems = [" ".join(words[(each * 7 + step * (1 + each % 3)) % 40] for step in range(22)) for each in range(60)]
    sets = [frozenset(stem.split()) | {"green", "blue", "red", "spots"} for stem in stems]
    expected = {
        f"q-{late + 1}"
        for late in range(60)
        if any(10 * len(sets[late] & sets[early]) >= 9 * len(sets[late] | sets[early]) for early in range(late))
    }
    draft = draft_of([question(each + 1, stem=stem) for each, stem in enumerate(stems)])
    starts = {record.document.at((*record.location, "stem")).line: record.id for record in draft.questions}
    found = {starts[each.line] for each in lint_problems(draft) if each.rule == "lint-question-twice"}

    assert 0 < len(expected) < 60
    assert found == expected


class Counted(frozenset[str]):
    """Words that count how often they are compared with others."""

    compared = 0

    def __and__(self, other: object) -> frozenset[str]:
        Counted.compared += 1
        return frozenset.__and__(self, other)  # type: ignore[operator]


def test_a_bank_of_near_copies_is_not_compared_each_with_each() -> None:
    draft = draft_of([question(each + 1, stem=STEM.format(f"x{each}", each) + f" Or {each}?") for each in range(300)])
    views = [QuestionView(record, record.value) for record in draft.questions if record.value is not None]
    for view in views:
        view.word_set = Counted(view.word_set)
    Counted.compared = 0
    list(duplicates.findings(views, count_words(views)))

    assert 250 < Counted.compared <= 30 * 300 < 300 * 299 / 2


def test_the_bundled_bank_has_nothing_but_infos() -> None:
    problems = check_bank(resource("question_bank")).problems

    assert [str(each) for each in problems if each.severity is not Severity.INFO] == []
