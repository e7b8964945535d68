"""One flaw of writing or honesty at a time in a valid bank: found in its place, as bad as it is, and nothing else."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cme.content.bank import check_bank
from cme.content.problems import Severity
from cme.content.rules_dates import date_problems, months_after
from cme.content.rules_honesty import simulated
from tests.banks.faults_of_writing import FAULTS_OF_WRITING
from tests.content.tiny import TINY, change, tiny_bank


def found(bank: Path, today: date | None = None) -> list[str]:
    return [
        f"{each.severity} {Path(each.path).relative_to(bank).as_posix()}:{each.line}:{each.column} {each.rule}"
        for each in check_bank(bank, today=today).problems
    ]


@pytest.mark.parametrize(("file", "old", "new", "expected"), FAULTS_OF_WRITING.values(), ids=FAULTS_OF_WRITING)
def test_each_flaw_is_found_where_it_stands(file: str, old: str, new: str, expected: list[str], tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, file, old, new)
    checked = check_bank(bank)

    assert found(bank) == expected
    assert (checked.bank is None) == any(each.startswith("error") for each in expected)
    for problem in checked.problems:
        assert problem.message[-1] in ".?"
        assert "\n" not in problem.message


def test_a_number_of_years_later_a_review_is_due(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    overdue = "info activities/case.yaml:29:3 review-overdue"

    assert found(bank, date(2029, 11, 21)) == []
    assert found(bank, date(2029, 11, 22)) == [overdue]
    change(bank, "activity", "reviewed: 2026-11-20", "reviewed: 2029-11-20")
    assert found(bank, date(2029, 11, 22)) == []


def test_an_activity_that_has_expired_is_told(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "activity", "expires: null", "expires: 2027-01-31")

    assert found(bank, date(2027, 1, 31)) == []
    assert found(bank, date(2027, 2, 1)) == ["warning activities/case.yaml:31:12 activity-expired"]
    assert found(bank) == []


@pytest.mark.parametrize(
    ("expires", "rules"),
    [
        (None, ["expires-missing"]),
        (date(2029, 11, 21), []),
        (date(2029, 11, 22), ["expires-late"]),
    ],
)
def test_with_credit_an_activity_expires_in_36_months(expires: date | None, rules: list[str]) -> None:
    draft = check_bank(TINY).draft
    [record] = draft.activities
    assert record.value is not None
    dates = record.value.dates.model_copy(update={"expires": expires})
    record.__dict__["value"] = record.value.model_copy(update={"credit": "ama-pra-1", "dates": dates})

    assert [each.rule for each in date_problems(draft, None)] == rules
    assert {each.severity for each in date_problems(draft, date(2040, 1, 1))} >= {Severity.ERROR} or not rules


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_end_where_the_calendar_does(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


def test_nobody_could_pass_or_a_key_would_be_named() -> None:
    checked = check_bank(TINY)
    assert checked.bank is not None
    [record] = checked.draft.activities
    activity = checked.bank.activities["case"]
    keyless = {
        name: replace(one, options=tuple(replace(option, is_key=False) for option in one.options))
        for name, one in checked.bank.questions.items()
    }

    assert list(simulated(record, checked.bank, activity)) == []
    [problem] = simulated(record, replace(checked.bank, questions=keyless), activity)
    assert (problem.rule, problem.line) == ("posttest-impossible", 23)
    [problem] = simulated(record, checked.bank, activity, lambda counts, is_asked_elsewhere, preset: True)
    assert (problem.rule, problem.line, problem.column) == ("reveal-names-key", 22, 15)
    assert '"responded"' in problem.message
