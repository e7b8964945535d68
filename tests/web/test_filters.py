"""Days, moments, fractions and text fragments as pages print them."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from flask import Flask

from cme.core.review import letter
from cme.web.filters import day, fraction, moment, ordinal, percent, text_fragment, time_of_day

MOMENT = datetime(2026, 11, 20, 23, 41, tzinfo=UTC)


def test_days_and_moments_signed_out_are_in_utc(app: Flask) -> None:
    with app.test_request_context():
        assert day(date(2026, 11, 2)) == "2 November 2026"
        assert day(MOMENT) == "20 November 2026"
        assert moment(MOMENT) == "20 November 2026, 23:41 UTC"
        assert time_of_day(MOMENT) == "23:41"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Fraction(2, 3), "67 %"),
        (Fraction(1, 3), "33 %"),
        (Fraction(0), "0 %"),
        (Fraction(1), "100 %"),
        (Fraction(999, 1000), "99 %"),
        (Fraction(1, 1000), "1 %"),
        (Fraction(1, 200), "1 %"),
    ],
)
def test_percentages_never_round_to_all_or_nothing(value: Fraction, words: str) -> None:
    assert percent(value) == words


def test_small_words() -> None:
    assert (fraction(Fraction(3)), fraction(Fraction(3, 4))) == ("3", "3/4")
    assert fraction(Fraction(7, 4)) == "1\u00a03/4"
    assert [letter(1), letter(4)] == ["a", "d"]
    assert [ordinal(1), ordinal(10), ordinal(11)] == ["first", "tenth", "11th"]
    assert [ordinal(number) for number in (12, 21, 22, 23, 100)] == ["12th", "21st", "22nd", "23rd", "100th"]


def test_a_text_fragment_encodes_what_the_syntax_uses() -> None:
    short = text_fragment("well-known, & “quoted”", "10.1/x")
    assert short == "https://doi.org/10.1/x#:~:text=well%2Dknown%2C%20%26%20%E2%80%9Cquoted%E2%80%9D"
    long = text_fragment("one two three four five six seven eight nine ten", "10.1/x")
    assert long.endswith("#:~:text=one%20two%20three%20four,seven%20eight%20nine%20ten")


def test_a_few_words_are_told_from_the_same_elsewhere_by_those_around_them() -> None:
    around = text_fragment("in 3 patients", "10.1/x", "was seen, as before,", "who had none of the drug")
    assert around == "https://doi.org/10.1/x#:~:text=seen%2C%20as%20before%2C-,in%203%20patients,-who%20had%20none"
    assert text_fragment("in 3 patients", "10.1/x").endswith("#:~:text=in%203%20patients")
    assert text_fragment("in 3 patients", "10.1/x", after="who").endswith("#:~:text=in%203%20patients,-who")
    assert text_fragment("a b c d e", "10.1/x", "before", "after").endswith("#:~:text=a%20b%20c%20d%20e")
