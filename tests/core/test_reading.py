"""Numbers and short texts as people type them."""

from fractions import Fraction

import pytest

from cme.core.reading import plain_text, read_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("250", "250"),
        (" 250 ", "250"),
        ("+2.5", "5/2"),
        ("2,5", "5/2"),
        (".5", "1/2"),
        ("\u2212.5", "-1/2"),
        ("\u20135", "-5"),
        ("1 234", "1234"),
        ("12\u202f345,6", "61728/5"),
        ("1.234", "617/500"),
        ("0,123", "123/1000"),
        ("1234,567", "1234567/1000"),
        ("\uff12\uff15", "25"),
    ],
)
def test_numbers_that_can_be_read(typed: str, number: str) -> None:
    assert read_number(typed) == Fraction(number)


@pytest.mark.parametrize(
    "typed",
    ["", "about 5", "5 mg", "1,234", "1,234,567", "1.2.3", "1e3", "5.", "--5", "\u0665", "1 23", "0x10", "9" * 31],
)
def test_what_cannot_be_told_is_not_read(typed: str) -> None:
    assert read_number(typed) is None


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("  RANBP2\u2013ALK. ", "ranbp2-alk"),
        ("Stra\u00dfe", "strasse"),
        ("\u201cFISH\u201d", "fish"),
        ("e\u0301t\u00e9", "\u00e9t\u00e9"),
        ("t(2;5)", "t(2;5"),
        ("a \t b", "a b"),
    ],
)
def test_short_texts_are_compared_in_one_form(typed: str, plain: str) -> None:
    assert plain_text(typed) == plain
