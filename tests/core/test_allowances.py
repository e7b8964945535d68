"""What holds where several allowances are given, and when an attempt ends."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.core.allowances import Allowance, Grant, closing_time, deadline, extended, resolve
from tests.support.clock import NOON

OWN_HERE, OWN, COHORT_HERE, COHORT = ((own, here) for own in (True, False) for here in (True, False))
LEVELS = [OWN_HERE, OWN, COHORT_HERE, COHORT]  # nearest first


def grant(level: tuple[bool, bool], factor: str = "", untimed: bool | None = None, tries: int | None = None) -> Grant:
    return Grant(
        is_own=level[0],
        is_for_activity=level[1],
        time_factor=Fraction(factor) if factor else None,
        is_untimed=untimed,
        extra_tries=tries,
    )


def test_nothing_said_is_what_the_rules_say() -> None:
    assert resolve([]) == resolve([grant(level) for level in LEVELS]) == Allowance()


@pytest.mark.parametrize(("nearer", "farther"), [(LEVELS[i], LEVELS[j]) for i in range(4) for j in range(i + 1, 4)])
def test_the_nearer_holds_though_it_be_less(nearer: tuple[bool, bool], farther: tuple[bool, bool]) -> None:
    grants = [grant(farther, "3", untimed=True, tries=5), grant(nearer, "3/2", untimed=False, tries=0)]
    assert resolve(grants) == resolve(grants[::-1]) == Allowance(time_factor=Fraction(3, 2))


def test_each_field_is_looked_for_by_itself() -> None:
    grants = [grant(COHORT, "2"), grant(COHORT_HERE, tries=1), grant(OWN, untimed=True), grant(OWN_HERE, "5/4")]
    assert resolve(grants) == Allowance(time_factor=Fraction(5, 4), is_untimed=True, extra_tries=1)


def test_of_several_cohorts_the_most_generous_holds() -> None:
    grants = [grant(COHORT, "2", untimed=False, tries=0), grant(COHORT, "3/2", untimed=True, tries=2)]
    assert resolve(grants) == Allowance(time_factor=Fraction(2), is_untimed=True, extra_tries=2)


@given(st.lists(st.tuples(st.sampled_from(LEVELS), st.none() | st.integers(0, 9)), max_size=6))
def test_what_is_said_farther_off_changes_nothing(said: list[tuple[tuple[bool, bool], int | None]]) -> None:
    grants = [grant(level, tries=tries) for level, tries in said]
    nearest = next((level for level in LEVELS if any(at == level and tries is not None for at, tries in said)), None)
    expected = max((tries or 0 for level, tries in said if level == nearest and tries is not None), default=0)
    assert resolve(grants).extra_tries == expected


def ends(limit: int, allowance: Allowance, expires: date | None = None) -> datetime | None:
    return deadline(started_at=NOON, limit=limit, allowance=allowance, expires=expires)


TODAY = NOON.date()
MIDNIGHT = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC) + timedelta(days=1)


@pytest.mark.parametrize(
    ("limit", "allowance", "expires", "expected"),
    [
        (0, Allowance(), None, None),
        (0, Allowance(time_factor=Fraction(3)), TODAY, MIDNIGHT),
        (30, Allowance(), None, NOON + timedelta(minutes=30)),
        (30, Allowance(time_factor=Fraction(3, 2)), None, NOON + timedelta(minutes=45)),
        (30, Allowance(time_factor=Fraction(4, 3)), TODAY, NOON + timedelta(minutes=40)),
        (1, Allowance(time_factor=Fraction(10, 7)), None, NOON + timedelta(microseconds=85_714_286)),
        (30, Allowance(is_untimed=True, time_factor=Fraction(2)), None, None),
        (30, Allowance(is_untimed=True), TODAY, MIDNIGHT),
        (1000, Allowance(), TODAY, MIDNIGHT),
    ],
)
def test_an_attempt_ends(limit: int, allowance: Allowance, expires: date | None, expected: datetime | None) -> None:
    assert ends(limit, allowance, expires) == expected


def test_an_activity_closes_at_the_end_of_its_last_day() -> None:
    assert (closing_time(None), closing_time(TODAY)) == (None, MIDNIGHT)


def test_further_minutes_count_from_the_end_or_from_now() -> None:
    end = NOON + timedelta(minutes=10)
    assert extended(deadline_at=end, minutes=5, now=NOON, expires=None) == NOON + timedelta(minutes=15)
    late = end + timedelta(minutes=2)
    assert extended(deadline_at=end, minutes=5, now=late, expires=None) == NOON + timedelta(minutes=17)
    assert extended(deadline_at=end, minutes=60 * 24, now=NOON, expires=TODAY) == MIDNIGHT
