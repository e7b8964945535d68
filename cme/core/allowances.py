"""Allowances: more time or tries than the rules give, for a person or a cohort, in one activity or all.

What is said nearest to the person and the activity holds, field by field; the rules themselves are never copied.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from math import ceil

LEAST_FACTOR, MOST_FACTOR = Fraction(1), Fraction(10)
_MICROSECONDS = 60 * 1_000_000  # in a minute


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What one allowance says; None = not said."""

    is_own: bool  # the person's own, not a cohort's
    is_for_activity: bool  # for this activity, not for all
    time_factor: Fraction | None = None
    is_untimed: bool | None = None
    extra_tries: int | None = None


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """What holds for one person in one activity."""

    time_factor: Fraction = Fraction(1)
    is_untimed: bool = False
    extra_tries: int = 0

    def minutes(self, limit: int) -> Fraction | None:
        """Return the minutes that a time limit comes to; None where there is none. A ``limit`` of 0 is none."""
        return None if self.is_untimed or not limit else limit * self.time_factor


def resolve(grants: Iterable[Grant]) -> Allowance:
    """Return what holds: for each field, what is said for the person before what is said for a cohort.

    At either, what is said for the activity comes before what is said for all. Where several cohorts of one person
    differ, the most generous holds.
    """
    nearest: list[Grant] = sorted(grants, key=lambda grant: (not grant.is_own, not grant.is_for_activity))
    factors = [(_level(each), each.time_factor) for each in nearest if each.time_factor is not None]
    untimed = [(_level(each), each.is_untimed) for each in nearest if each.is_untimed is not None]
    tries = [(_level(each), each.extra_tries) for each in nearest if each.extra_tries is not None]
    return Allowance(
        time_factor=max((said for level, said in factors if level == factors[0][0]), default=Fraction(1)),
        is_untimed=any(said for level, said in untimed if level == untimed[0][0]),
        extra_tries=max((said for level, said in tries if level == tries[0][0]), default=0),
    )


def _level(grant: Grant) -> tuple[bool, bool]:
    return grant.is_own, grant.is_for_activity


def closing_time(expires: date | None) -> datetime | None:
    """Return the end of an activity's last day, in UTC; None where it has none."""
    return None if expires is None else datetime.combine(expires + timedelta(days=1), time.min, tzinfo=UTC)


def deadline(*, started_at: datetime, limit: int, allowance: Allowance, expires: date | None) -> datetime | None:
    """Return when an attempt ends; None = never. An attempt cannot outlast its activity, whatever is allowed.

    ``limit`` is the time limit in minutes, 0 = none. Parts of a microsecond count for the learner.
    """
    minutes = allowance.minutes(limit)
    own = None if minutes is None else started_at + timedelta(microseconds=ceil(minutes * _MICROSECONDS))
    return min((end for end in (own, closing_time(expires)) if end is not None), default=None)


def extended(*, deadline_at: datetime, minutes: int, now: datetime, expires: date | None) -> datetime:
    """Return the new end of a running attempt: so many minutes later, or from now where its time is over already."""
    later = max(deadline_at, now) + timedelta(minutes=minutes)
    end = closing_time(expires)
    return later if end is None else min(later, end)
