"""The option that is not like the others, how hard a stem is to read, and articles that have grown old."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from cme.content.bank import check_bank
from cme.content.lint.readability import grade, syllables_of
from cme.content.lint.view import words_of
from tests.content.lint.questions import question, rules_of
from tests.content.tiny import change, tiny_bank


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        (["Start aspirin", "*Stop heparin", "A biopsy"], "lint-parallel"),
        (["Start aspirin", "*Stop heparin", "Refer to surgery"], ""),
        (["Because it grew", "*Because it shrank", "By chance"], "lint-parallel"),
        (["Because it grew", "*To shrink", "By chance"], ""),
        (["To fade", "*To grow", "None of the above"], ""),
        (["To fade", "*To grow", "It was not reported"], ""),
        (["To fade", "*Spots"], ""),
        (["Hepatitis", "*Pancreatitis", "Liver biopsy"], "lint-mixed-kinds"),
        (["Rituximab", "*Crizotinib", "Lymphoma"], "lint-mixed-kinds"),
        (["Rituximab", "*Crizotinib", "Steroids"], ""),
        (["Rituximab", "*Crizotinib", "Oral and intravenous treatment of the hepatitis"], ""),
        (["Hepatitis", "*Rituximab", "Liver biopsy"], ""),
    ],
)
def test_one_option_stands_out(options: list[str], rule: str) -> None:
    found = {each for each in rules_of(question(options=options)) if each in ("lint-parallel", "lint-mixed-kinds")}

    assert found == ({rule} if rule else set())


def test_the_grade_of_a_known_sentence() -> None:
    # 6 words, 1 sentence, 7 syllables: 0.39 × 6 + 11.8 × 7/6 − 15.59
    text = "The cat sat on the table."
    assert grade(text, words_of(text)) == Fraction(39, 100) * 6 + Fraction(118, 10) * Fraction(7, 6) - Fraction(
        1559, 100
    )
    assert grade("", ()) == 0


@pytest.mark.parametrize(
    ("word", "number"), [("the", 1), ("made", 1), ("table", 2), ("area", 2), ("lymphoma", 3), ("12", 1)]
)
def test_syllables_are_counted_by_their_vowels(word: str, number: int) -> None:
    assert syllables_of(word) == number


def test_long_names_do_not_make_a_stem_hard() -> None:
    names = (
        "Which adverse effect of inventinibumabitinib and of carbamazepinolidone was seen in these nine people, all of "
        "them old, on day 3?"
    )

    assert "lint-readability" not in rules_of(question(stem=names))


@pytest.mark.parametrize(("year", "is_told"), [(2025, False), (2026, True)])
def test_an_article_grows_old(year: int, is_told: bool, tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "source", "since_publication:\n  - date: 2024-02-29\n    note: Something was learned.\n", "")
    change(bank, "source", "    reference: J Invented Cases 2024;2:5\n", "")
    today = date(year, 1, 1)

    assert ["source-aged" in each.rule for each in check_bank(bank, today=today).problems] == [True] * is_told
    assert check_bank(bank).problems == []


def test_an_old_article_of_which_something_is_said_is_left_alone(tmp_path: Path) -> None:
    assert check_bank(tiny_bank(tmp_path), today=date(2040, 1, 1)).problems[1:] == []
