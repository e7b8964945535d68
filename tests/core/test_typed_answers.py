"""What people paste and type from other keyboards: signs that make no difference, and signs that change a number."""

from fractions import Fraction

import pytest

from cme.core.question_scoring import scoring_of
from cme.core.questions import OpenQuestion
from cme.core.read_back import how_read
from cme.core.reading import one_line, plain_text, read_number
from cme.core.responses import canonical, fault_of, in_words, is_answered, typed_answer
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


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("ALK\tpositive", "ALK positive"),
        ("\nALK\r\n\u2028\x85positive\x1f", "ALK positive"),
        ("apop\u00adtosis\u200e", "apoptosis"),
        ("e\u00ad\u0301", "é"),  # composed after what stood between is gone
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\x00\x7f\ud800\ue000\ufffe\ufdd0\U0010ffff", ""),
        ("1\u202f250  mg", "1\u202f250  mg"),
    ],
)
def test_what_is_pasted_is_kept_in_one_line_without_what_cannot_be_seen(pasted: str, kept: str) -> None:
    assert one_line(pasted) == kept == one_line(kept)
    assert fault_of(PACKED.opened(), (kept,)) == ""


@pytest.mark.parametrize(
    "newer", ["\U0001faf8", "\U0001fae9", "\u0378"]
)  # two of Unicode 15 and 16, and one of none yet
def test_a_sign_newer_than_this_python_is_an_answer_like_any_other(newer: str) -> None:
    assert one_line(newer) == newer
    assert fault_of(PACKED.opened(), (newer,)) == ""
    assert scoring_of(PACKED).mark((newer,)) == 0


@pytest.mark.parametrize(("written", "composed"), [("k\u2126", "kΩ"), ("\u212b", "Å")])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_unit_of_an_earlier_publication_need_not_be_composed(written: str, composed: str, is_first: bool) -> None:
    units = {written: "1", "other": "1000"} if is_first else {"other": "1", written: "1"}
    question = numeric(("right", "240", "260", True), units=units)
    sent = ("250", f"unit {composed}")
    assert sent[1] != f"unit {written}"
    assert fault_of(question.opened(), sent) == ""
    kept = canonical(question.opened(), sent)
    assert kept == ("250", f"unit {written}")
    assert scoring_of(question).mark(kept) == 1
    assert fault_of(question.opened(), ("250", "unit Z")) != ""
