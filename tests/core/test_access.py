"""Who may start, see and practise: state by state."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from cme.core.access import History, Refusal, Reveal, Try, has_expired, may_name_wrong, refusal_to_start, reveal
from cme.core.activities import Posttest

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def history(*tries: str, attempts: int = 2, extra: int = 0, cooldown: int = 0) -> History:
    """Tries by a letter each: f(ailed an hour ago), p(assed), o(pen)."""
    posttest = Posttest(question_ids=("q",), pass_mark=Fraction(7, 10), attempts=attempts, cooldown_hours=cooldown)
    made = [
        Try(number=n, submitted_at=None if kind == "o" else NOW - timedelta(hours=1), is_passed=kind == "p")
        for n, kind in enumerate(tries, start=1)
    ]
    return History(posttest=posttest, tries=made, extra_tries=extra)


@pytest.mark.parametrize(
    ("tries", "extra", "expected"),
    [
        ("", 0, None),
        ("f", 0, None),
        ("o", 0, None),
        ("fo", 0, None),
        ("ff", 0, Refusal.NO_TRIES_LEFT),
        ("ff", 1, None),
        ("fff", 1, Refusal.NO_TRIES_LEFT),
        ("p", 0, Refusal.PASSED),
        ("fp", 3, Refusal.PASSED),
    ],
)
def test_tries_are_counted(tries: str, extra: int, expected: Refusal | None) -> None:
    found = refusal_to_start(history(*tries, extra=extra), released=None, expires=None, is_retired=False, now=NOW)
    assert found == expected


@pytest.mark.parametrize(
    ("tries", "extra", "expected"),
    [
        ("o", 0, Reveal.READ_AGAIN),
        ("f", 0, Reveal.READ_AGAIN),
        ("fo", 0, Reveal.READ_AGAIN),
        ("ff", 0, Reveal.EVERYTHING),
        ("ff", 1, Reveal.READ_AGAIN),
        ("p", 0, Reveal.EVERYTHING),
        ("fp", 0, Reveal.EVERYTHING),
    ],
)
def test_everything_is_shown_only_once_the_posttest_cannot_be_taken_again(
    tries: str, extra: int, expected: Reveal
) -> None:
    assert reveal(history(*tries, extra=extra), is_asked_elsewhere=False) is expected
    assert reveal(history(*tries, extra=extra), is_asked_elsewhere=True) is Reveal.READ_AGAIN


def test_a_cooldown_ends_to_the_second() -> None:
    waiting = history("f", cooldown=24)
    end = NOW - timedelta(hours=1) + timedelta(hours=24)
    rules = {"released": None, "expires": None, "is_retired": False}
    assert refusal_to_start(waiting, **rules, now=end - timedelta(seconds=1)) is Refusal.COOLING_DOWN  # type: ignore[arg-type]
    assert refusal_to_start(waiting, **rules, now=end) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("moment", "is_over"),
    [
        (datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 21, 0, 0, 0, tzinfo=UTC), True),
    ],
)
def test_the_last_day_counts_to_its_end_in_utc(moment: datetime, is_over: bool) -> None:
    assert has_expired(date(2026, 11, 20), moment) is is_over
    found = refusal_to_start(history(), released=None, expires=date(2026, 11, 20), is_retired=False, now=moment)
    assert found is (Refusal.EXPIRED if is_over else None)


def test_nothing_starts_before_release_or_after_retirement() -> None:
    rules = {"expires": None, "now": NOW}
    early = refusal_to_start(history(), released=date(2026, 11, 21), is_retired=False, **rules)  # type: ignore[arg-type]
    gone = refusal_to_start(history(), released=None, is_retired=True, **rules)  # type: ignore[arg-type]
    assert (early, gone) == (Refusal.NOT_RELEASED, Refusal.RETIRED)


@pytest.mark.parametrize(("counts", "may"), [([2, 2, 4], False), ([3, 4], True), ([2], False), ([3], True)])
def test_wrong_questions_are_named_only_where_that_gives_no_key(counts: list[int], may: bool) -> None:
    assert may_name_wrong(counts, is_asked_elsewhere=False) is may
    assert may_name_wrong(counts, is_asked_elsewhere=True) is False
