"""How the bundled bank is written: one spelling, percentages in one form, and counts in their order."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from cme.content.bank import load_bank
from cme.core.bank import Bank
from cme.core.questions import Question, QuestionType
from cme.paths import resource

BRITISH = re.compile(r"\btumours?\b|paediatri|haemato|caemia|phataemia|anaemia|\bper cent\b|\d %", re.I)
COUNTS = {"none": 0, "no": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
COUNTED = re.compile(r"(?:in )?(\w+)\b", re.I)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(resource("question_bank"))


def texts() -> Iterator[tuple[str, str]]:
    """Return each line of the bank's files that is not an id, with its file."""
    for path in sorted(resource("question_bank").glob("*/*.yaml")):
        for line in path.read_text("utf-8").splitlines():
            if not re.match(r"\s*(- )?(id|match|objective): |\s*- [a-z0-9-]+$", line):
                yield path.name, line


def british(lines: Iterator[tuple[str, str]]) -> list[str]:
    return [f"{name}: {line}" for name, line in lines if BRITISH.search(line)]


def counts_of(question: Question) -> list[int]:
    """Return the numbers that the options begin with, or nothing where these are not a different one for each."""
    found = [COUNTED.match(option.text) for option in question.options]
    words = [match[1].lower() for match in found if match]
    counts = [COUNTS[word] for word in words if word in COUNTS]
    return counts if len(set(counts)) == len(question.options) else []


def out_of_order(bank: Bank) -> list[str]:
    """Return the questions whose options are counts, but shuffled or not in their order."""
    return [
        question.id
        for question in bank.questions.values()
        if question.type is QuestionType.SINGLE
        and (counts := counts_of(question))
        and (question.shuffle or counts != sorted(counts))
    ]


def test_words_are_spelled_as_in_the_articles() -> None:
    assert british(texts()) == []


def test_another_spelling_would_be_seen() -> None:
    lines = ["stem: A tumour.", "text: 52.1 %", "note: In paediatrics", "text: Hypocalcaemia"]

    assert len(british(("file", line) for line in lines)) == len(lines)


def test_counts_stand_in_their_order(bank: Bank) -> None:
    counted = {question.id for question in bank.questions.values() if counts_of(question)}

    assert counted >= {"imt-title-and-patients", "cohort-most-could-stop", "alk-ranbp2-together"}
    assert out_of_order(bank) == []


def test_counts_in_another_order_would_be_seen(bank: Bank) -> None:
    question = bank.questions["cohort-most-could-stop"]

    for other in (replace(question, shuffle=True), replace(question, options=question.options[::-1])):
        assert out_of_order(replace(bank, questions={other.id: other})) == [other.id]
