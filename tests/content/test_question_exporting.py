"""Questions of every type as an author writes them: numbers, cases that stay together, and what is shared told once."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from cme.content.bank import load_bank
from cme.content.exporting import MOST_IN_ONE_FILE, bank_files, write_bank
from cme.content.yaml_writing import write_number
from cme.core.activities import Activity
from cme.core.bank import Bank
from cme.core.questions import Question
from tests.support.every_type import every_type_bank


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (Fraction("-48.6"), "-48.6"),
        (Fraction(0), "0"),
        (Fraction(1, 2), "0.5"),
        (Fraction(-1, 20), "-0.05"),
        (Fraction(1000), "1000"),
        (Fraction(-1, 3), "-1/3"),
    ],
)
def test_a_number_is_written_as_an_author_would(number: Fraction, written: str) -> None:
    assert write_number(number) == written


def test_what_questions_share_is_told_once() -> None:
    files = dict(bank_files(every_type_bank()))

    assert files["questions/every-type.yaml"].count("  - id: scan\n") == 1
    assert files["questions/every-type.yaml"].count("sequential: true\n") == 1


def test_what_questions_of_two_files_share_is_told_in_the_first(tmp_path: Path) -> None:
    whole = every_type_bank()
    [activity] = whole.activities.values()
    fewer = tuple(name for name in activity.posttest.question_ids if name != "scan-fusion")
    bank = replace(whole, activities={activity.id: asking(activity, fewer)})
    write_bank(bank, tmp_path)

    assert load_bank(tmp_path) == bank
    assert "stimuli:" not in (tmp_path / "questions" / "not_asked.yaml").read_text("utf-8")


def asking(activity: Activity, names: tuple[str, ...]) -> Activity:
    return replace(activity, posttest=replace(activity.posttest, question_ids=names))


def test_a_case_stays_together_in_the_order_asked(tmp_path: Path) -> None:
    """Files hold so many questions: those of a case go to the next one together, wherever the bank has them."""
    bank = crowded(every_type_bank())
    write_bank(bank, tmp_path)

    assert load_bank(tmp_path) == bank
    second = (tmp_path / "questions" / "every-type.2.yaml").read_text("utf-8")
    places = [second.index(f"  - id: {name}\n") for name in CASE]
    assert places == sorted(places)


CASE = ("case-first-step", "case-response", "case-relapse")


def crowded(whole: Bank) -> Bank:
    """Return a bank in which the case would begin with the last question of a file, and stands backwards."""
    [activity] = whole.activities.values()
    one = whole.questions["scan-fusion"]
    copies: dict[str, Question] = {
        f"copy-{number}": replace(
            one, id=f"copy-{number}", stem=f"Which gene was intact, asked for the {number}. time?"
        )
        for number in range(MOST_IN_ONE_FILE - 1)
    }
    case = {name: whole.questions[name] for name in reversed(CASE)}
    others = {name: one for name, one in whole.questions.items() if name not in CASE}
    asked = (*copies, *CASE, *others)
    return replace(whole, questions={**copies, **case, **others}, activities={activity.id: asking(activity, asked)})
