"""What reading and checking cost is counted in calls: their number is the same on every machine, however busy.

Seconds, memory and the goals for them are for ``make bench``.
"""

import cProfile
import pstats
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cme.content import bank, draft
from cme.content.bank import check_bank
from cme.content.draft import Draft, read_draft
from cme.content.located_yaml import read_with_care
from cme.content.problems import Problem
from cme.content.rules_references import reference_problems
from tests.benchmarks.bank_cases import CHECK, CHECK_BY_CLOCK, LOAD, PUBLISH, READ
from tests.benchmarks.banks import Found, measure_banks
from tests.support.large_bank import LargeBank, write_large_bank

FEW, MANY = 100, 400
MOST_TO_READ = 650  # calls; so far 550, five for each text, list and mapping of a question
MOST_TO_CHECK = 2_600  # so far 1,710, half of them by the rules on how questions are written
MOST_GROWTH = 1.1  # of the calls a question, where a bank has four times as many


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> LargeBank:
    return write_large_bank(tmp_path_factory.mktemp("few"), FEW)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> LargeBank:
    return write_large_bank(tmp_path_factory.mktemp("many"), MANY)


def calls(act: Callable[[], object], questions: int) -> float:
    """Return the calls of functions, those in C included, for each question."""
    act()  # what is done only once for a process does not count
    profile = cProfile.Profile()
    profile.runcall(act)
    total: int = pstats.Stats(profile).total_calls  # type: ignore[attr-defined]
    return total / questions


def to_read(large: LargeBank) -> float:
    return calls(lambda: read_draft(large.folder), large.questions)


def to_check(large: LargeBank) -> float:
    return calls(lambda: check_bank(large.folder, fulltext_dir=large.articles), large.questions)


def test_reading_costs_few_calls(few: LargeBank) -> None:
    assert to_read(few) <= MOST_TO_READ


def test_reading_with_needless_care_is_noticed(few: LargeBank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft, "read_yaml", read_with_care)
    assert to_read(few) > MOST_TO_READ


def test_checking_costs_few_calls_and_no_more_in_a_larger_bank(few: LargeBank, many: LargeBank) -> None:
    assert to_check(few) <= MOST_TO_CHECK
    assert to_check(many) <= to_check(few) * MOST_GROWTH


def test_comparing_each_question_with_each_is_noticed(
    few: LargeBank, many: LargeBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    def each_with_each(made: Draft, _originals: object) -> Iterator[Problem]:
        for one in made.questions:
            assert any(other.id.startswith(one.id) for other in made.questions)
        return reference_problems(made)

    monkeypatch.setattr(bank, "reference_problems", each_with_each)
    assert to_check(many) > to_check(few) * MOST_GROWTH


def test_the_check_has_nothing_to_say_of_the_generated_bank(few: LargeBank) -> None:
    checked = check_bank(few.folder, fulltext_dir=few.articles)
    assert [str(problem) for problem in checked.problems] == []
    assert (checked.questions, checked.unread) == (FEW, 0)


def test_the_generated_bank_is_the_same_each_time(few: LargeBank, tmp_path: Path) -> None:
    again = write_large_bank(tmp_path, FEW)
    assert [path.read_bytes() for path in again.files()] == [path.read_bytes() for path in few.files()]


def test_every_case_is_measured_and_held_against_its_goal(tmp_path: Path) -> None:
    found = measure_banks(tmp_path, 20, rounds=1, starts=1)
    assert len(found.rows()) == 5
    assert str(found).count("met") + str(found).count("MISSED") == 5


@pytest.mark.parametrize(("slow", "missed"), [(1.0, []), (1.5, ["faster", "check"]), (5.0, ["faster", "check"])])
def test_a_missed_goal_is_called_missed(slow: float, missed: list[str]) -> None:
    seconds = {LOAD: [8.0, 9.0], READ: [2 * slow, 30], CHECK: [6 * slow], CHECK_BY_CLOCK: [6.0], PUBLISH: [20.0]}
    found = Found(10, 10, seconds, mebibytes=500, starts=[200, 900])
    verdicts = dict(zip(("faster", "check", "publish", "memory", "start"), found.rows(), strict=True))
    assert [name for name, row in verdicts.items() if not row.is_met] == missed
