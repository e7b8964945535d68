"""Banks made to overwhelm the check: few lines, soon, and never a traceback."""

from pathlib import Path

import pytest

from cme.content.bank import check_bank
from cme.content.problems import LONGEST_MESSAGE, Problem, Severity


@pytest.mark.parametrize("text", ["questions:\n" + "  - {}\n" * 40_000, "questions:\n" + "  - x\n" * 90_000])
def test_many_problems_of_one_file_are_cut_off(tmp_path: Path, text: str) -> None:
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "flood.yaml").write_text(text, "utf-8")
    problems = check_bank(tmp_path).problems
    assert 200 < len(problems) < 300
    assert [problem.rule for problem in problems].count("too-many") == 1


@pytest.mark.parametrize("year", ["0001", "1899", "2200", "9999"])
def test_a_year_that_cannot_be_meant_is_refused(tmp_path: Path, year: str) -> None:
    (tmp_path / "activities").mkdir()
    (tmp_path / "activities" / "a.yaml").write_text(f"id: a\ndates: {{released: {year}-12-31}}\n", "utf-8")
    found = [str(problem) for problem in check_bank(tmp_path).problems if problem.rule == "date-form"]
    assert len(found) == 1
    assert "cannot be meant" in found[0]


def test_a_long_message_keeps_what_is_wrong_and_what_to_do() -> None:
    said = "x" * 100_000
    problem = Problem(path="a", line=1, column=1, severity=Severity.ERROR, rule="r", message=f"Wrong: {said}. Mend it.")
    assert len(problem.message) == LONGEST_MESSAGE
    assert (problem.message[:8], problem.message[-11:]) == ("Wrong: x", "x. Mend it.")


def test_a_file_name_cannot_break_a_line() -> None:
    problem = Problem(path="a\nb\x1b[31m", line=1, column=1, severity=Severity.ERROR, rule="r", message="m")
    assert str(problem) == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}[31m:1:1: error r m"
