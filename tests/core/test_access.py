"""Who may start, see and practise: state by state."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import product

import pytest

from cme.core.access import (
    History,
    Refusal,
    Reveal,
    Try,
    answers_to_choose_from,
    has_expired,
    is_closed,
    may_name_wrong,
    refusal_to_start,
    reveal,
)
from cme.core.activities import Posttest, RevealPreset
from cme.core.questions import OpenOption, OpenQuestion, QuestionType

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


def test_the_day_of_release_belongs_to_it() -> None:
    rules = {"expires": None, "is_retired": False, "now": datetime(2026, 11, 21, 0, 0, 0, tzinfo=UTC)}
    assert refusal_to_start(history(), released=date(2026, 11, 21), **rules) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("expires", "is_retired", "expected"),
    [
        (None, False, False),
        (None, True, True),
        (date(2026, 11, 20), False, False),
        (date(2026, 11, 20), True, False),
        (date(2026, 11, 19), False, True),
        (date(2026, 11, 19), True, True),
    ],
)
def test_an_activity_is_over_after_its_last_day_or_without_one_when_retired(
    expires: date | None, is_retired: bool, expected: bool
) -> None:
    moment = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert is_closed(expires, is_retired=is_retired, now=moment) is expected


@pytest.mark.parametrize(("counts", "may"), [([2, 2, 4], False), ([3, 4], True), ([2], False), ([3], True)])
def test_wrong_questions_are_named_only_where_that_gives_no_key(counts: list[int], may: bool) -> None:
    assert may_name_wrong(counts, is_asked_elsewhere=False) is may
    assert may_name_wrong(counts, is_asked_elsewhere=True) is False


STATES = {  # tries, and whether none of them can follow: with the default of two tries
    "nothing begun": ("", False),
    "in progress": ("o", False),
    "failed": ("f", False),
    "failed, in progress": ("fo", False),
    "tries used": ("ff", True),
    "passed": ("p", True),
    "passed after a fail": ("fp", True),
    "passed by a corrected key, in progress": ("po", False),
}
ROWS = list(product(STATES, RevealPreset, (False, True), (False, True)))


@pytest.mark.parametrize(("state", "preset", "is_asked_elsewhere", "is_closed"), ROWS)
def test_what_is_shown_state_by_state_and_preset_by_preset(
    state: str, preset: RevealPreset, is_asked_elsewhere: bool, is_closed: bool
) -> None:
    tries, is_settled = STATES[state]
    found = history(*tries)
    found = replace(found, posttest=replace(found.posttest, reveal=preset), is_closed=is_closed)
    is_terminal = is_settled and (is_closed or preset is not RevealPreset.AFTER_CLOSING)
    assert found.is_settled is is_settled
    assert found.is_released is is_terminal
    expected = Reveal.EVERYTHING if is_terminal and not is_asked_elsewhere else Reveal.READ_AGAIN
    assert reveal(found, is_asked_elsewhere=is_asked_elsewhere) is expected
    may = preset is RevealPreset.STANDARD and not is_asked_elsewhere
    assert may_name_wrong([3, 4], is_asked_elsewhere=is_asked_elsewhere, preset=preset) is may


def test_every_row_of_the_table_is_there_and_few_of_them_show_everything() -> None:
    assert len(ROWS) == len(STATES) * len(RevealPreset) * 4
    shown = [row for row in ROWS if STATES[row[0]][1] and not row[2] and (row[3] or row[1] != "after-closing")]
    assert len(shown) == 3 * (2 * 2 + 1)


@pytest.mark.parametrize(
    ("kind", "options", "may"),
    [
        (QuestionType.SINGLE, 3, True),
        (QuestionType.SINGLE, 2, False),
        (QuestionType.TRUE_FALSE, 2, False),
        (QuestionType.MULTIPLE, 3, True),
        (QuestionType.MULTIPLE, 2, False),
        (QuestionType.NUMERIC, 0, True),
        (QuestionType.SHORT_TEXT, 0, True),
        (QuestionType.MATCHING, 3, True),
        (QuestionType.MATCHING, 2, False),
        (QuestionType.EXTENDED_MATCHING, 8, True),
        (QuestionType.ORDERING, 3, True),
    ],
)
def test_which_types_may_be_named_wrong(kind: QuestionType, options: int, may: bool) -> None:
    made = OpenQuestion(
        id="q",
        type=kind,
        stem="?",
        options=tuple(OpenOption(id=str(n), text=str(n)) for n in range(options)),
        shuffle=False,
        objective="",
        topics=(),
        read_again="",
        verbatim="",
        reviewed="",
    )
    assert may_name_wrong([answers_to_choose_from(made), 4], is_asked_elsewhere=False) is may
