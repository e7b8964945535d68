"""The fingerprint of how a question is marked: kept in databases, so its form may not change with the code."""

from dataclasses import replace
from fractions import Fraction

import pytest

from cme.core.questions import Question
from cme.services.publishing import key_digest
from tests.support.every_type import every_type_bank

KEPT = {  # beginnings of what databases hold: another value here would call every such key "changed"
    "free-of-pain": "80ce3eefb8236c75",
    "noted-findings": "1655571e9fe98621",
    "single-dose": "4a0502a2f61dd1e1",
    "name-of-fusion": "fc877fb40c689597",
    "marker-of-lesion": "c7553b71e6ef0569",
    "order-of-treatment": "7cfd28711cd3e2c9",
}


@pytest.mark.parametrize(("name", "kept"), KEPT.items(), ids=KEPT)
def test_it_is_what_databases_hold(name: str, kept: str) -> None:
    assert key_digest(every_type_bank().questions[name]).startswith(kept)


def first_option(question: Question, **changes: object) -> Question:
    first, *others = question.options
    return replace(question, options=(replace(first, **changes), *others))  # type: ignore[arg-type]


def test_it_changes_with_whatever_changes_a_mark_and_with_nothing_else() -> None:
    number, text = (every_type_bank().questions[name] for name in ("single-dose", "name-of-fusion"))
    other_range = first_option(number, most=(number.options[0].most or Fraction(0)) + 1)
    other_units = replace(number, units=(number.units[0], replace(number.units[1], times=Fraction(10**6))))
    other_spelling = first_option(text, accepts=(*text.options[0].accepts, "another"))
    same = [first_option(each, rationale="Said in other words.") for each in (number, text)]
    assert [key_digest(each) == key_digest(number) for each in (other_range, other_units, same[0])] == [0, 0, 1]
    assert [key_digest(each) == key_digest(text) for each in (other_spelling, same[1])] == [0, 1]
