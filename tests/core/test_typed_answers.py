"""What people paste and type from other keyboards: signs that make no difference, and signs that change a number."""

from fractions import Fraction

import pytest

from cme.core.question_scoring import scoring_of
from cme.core.questions import OpenQuestion
from cme.core.read_back import how_read
from cme.core.reading import plain_text, read_number
from cme.core.responses import canonical, in_words, is_answered, typed_answer
from tests.support.questions import numeric, short_text

PACKED = short_text({"right": ("unit dose",)}, "right")
DOSE = numeric(("right", "240", "260", True), units={"mg": "1", "g": "1000"})


@pytest.mark.parametrize("typed", ["10²", "10₂", "⑩", "½", "\U0001d7d9", "٣"])
def test_only_digits_are_digits(typed: str) -> None:
    assert read_number(typed) is None


@pytest.mark.parametrize("typed", ["１２３４", "1\u3000234", "1\u2007234", "1\u202f234"])
def test_digits_of_full_width_and_spaces_of_any_width(typed: str) -> None:
    assert read_number(typed) == 1234


@pytest.mark.parametrize(
    "dash", "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2e3a\u301c\ufe58\ufe63\uff0d\u207b\u2796"
)
def test_every_dash_is_one(dash: str) -> None:
    assert read_number(f"{dash}4,5") == Fraction(-9, 2)
    assert plain_text(f"RANBP2{dash}ALK") == "ranbp2-alk"


@pytest.mark.parametrize("typed", ["„ALK“", "‚ALK‘", "«ALK»", "‹ALK›", "»ALK«", "‛ALK’", "‟ALK”", "( “ALK”. )"])
def test_quotation_marks_of_any_country_are_dropped(typed: str) -> None:
    assert plain_text(typed) == "alk"


def test_a_text_may_begin_like_a_unit() -> None:
    opened: OpenQuestion = PACKED.opened()
    assert scoring_of(PACKED).mark(("unit dose",)) == 1
    assert is_answered(opened, ("unit dose",))
    assert in_words(opened, ("Unit dose",)) == "Unit dose"
    assert in_words(opened, ("unit dose",)) == "unit dose" == typed_answer(opened, ("unit dose",))
    assert canonical(opened, ("unit dose",)) == ("unit dose",)
    assert how_read(PACKED, ("unit dose.",)) != ""


def test_a_unit_sent_twice_is_one() -> None:
    assert scoring_of(DOSE).mark(("unit mg", "250", "unit mg")) == 1
    assert scoring_of(DOSE).mark(("unit mg", "250", "unit g")) == 0
    assert not is_answered(DOSE.opened(), ("unit mg",))
