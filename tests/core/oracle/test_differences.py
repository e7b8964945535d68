"""Random responses to questions of every type are marked alike by the program and by the oracle."""

import pytest

from tests.core.oracle.comparing import SEED, broken, compare
from tests.core.oracle.generating import KINDS
from tests.support.figures import Figure, record

SMALL, FULL = 5_000, 100_000

FAULTS: dict[str, tuple[tuple[str, str], ...]] = {
    "numbers as floats": (
        ("answer.least <= number and number <= answer.most", "float(answer.least) <= number <= float(answer.most)"),
    ),
    "a tolerance of a millionth of a millionth": (
        ("number <= answer.most", "number <= answer.most + Fraction(1, 10**12)"),
    ),
    "least left out": (("answer.least <= number", "answer.least < number"),),
    "most left out": (("number <= answer.most", "number < answer.most"),),
    "the last interval decides": (("in asked.answers:\n        if", "in reversed(asked.answers):\n        if"),),
    "a missing unit is the first": (("if units else None", "if units else Fraction(1)"),),
    "units upside down": (("number * times", "number / times"),),
    "a comma for thousands": (("if is_three_by_three and", "if False and"),),
    "superscripts as digits": (("rest = typed.strip()", 'rest = unicodedata.normalize("NFKC", typed.strip())'),),
    "digits of full width not read": (('if "０" <= character <= "９"', "if False"),),
    "net marks below nothing": (
        ("max(NOTHING, Fraction(right - wrong, len(keys)))", "Fraction(right - wrong, len(keys))"),
    ),
    "net marks by options": (("Fraction(right - wrong, len(keys))", "Fraction(right - wrong, len(asked.answers))"),),
    "a key is enough": (("ALL if said == keys", "ALL if keys <= said"),),
    "words that are said twice count twice": (
        ("_worth_of_choice(asked, said)", "_worth_of_choice(asked, list(words))"),
        ("ALL if said == keys", "ALL if set(said) == keys"),
    ),
    "weights below nothing": (("min(ALL, max(NOTHING, total))", "min(ALL, total)"),),
    "weights above the whole": (("min(ALL, max(NOTHING, total))", "max(NOTHING, total)"),),
    "weights of typed answers left out": (('if asked.rule == "weights" else Fraction', "if False else Fraction"),),
    "no part of pairs": (('if asked.rule == "partial"', "if False"),),
    "all pairs and one more": (("ALL if said == right", "ALL if right <= said"),),
    "places from nought": (("{place + 1}", "{place}"),),
    "capitals count": ((".casefold()", ""),),
    "capitals made small only": ((".casefold()", ".lower()"),),
    "NFC only": (('normalize("NFKC", typed).casefold', 'normalize("NFC", typed).casefold'),),
    "the minus of mathematics is none": (('== "Pd" or unicodedata', '== "Pd" and unicodedata'),),
    "quotation marks at the ends count": ((' + "‘’‚‛“”„‟‹›«»"', ""),),
}


def test_a_small_run() -> None:
    found = compare(SEED, SMALL)
    assert found.differences == []
    assert found.responses == SMALL
    for kind, rule in KINDS:
        assert found.marks[kind, rule, "full"] >= 20
        assert found.marks[kind, rule, "none"] >= 20
        assert rule == "all-or-nothing" or found.marks[kind, rule, "part"] >= 20
    _record(found.responses, len(found.differences), is_full=False)


@pytest.mark.slow
def test_a_hundred_thousand() -> None:
    found = compare(SEED + 1, FULL)
    assert found.differences == []
    _record(found.responses, len(found.differences), is_full=True)


@pytest.mark.parametrize("name", FAULTS)
def test_the_small_run_finds(name: str) -> None:
    assert _found_after(name) <= SMALL


def test_a_fault_that_cannot_be_planted_is_told() -> None:
    with pytest.raises(ValueError, match="stands 0 times"):
        broken("nothing", [("no such text", "")])


def _found_after(name: str) -> int:
    """Return how many responses were compared until the fault was found; more than there are for none."""
    found = compare(SEED, SMALL, broken(name, FAULTS[name]), most=1)
    return found.responses if found.differences else SMALL + 1


def _record(responses: int, differences: int, *, is_full: bool) -> None:
    caught = sum(_found_after(name) <= SMALL for name in FAULTS) if is_full else len(FAULTS)
    record(
        Figure(
            proof="Scoring",
            what="marks in which the scorer and the one written apart from it differ",
            goal="0",
            measured=f"{differences} of {responses:,}",
            is_met=differences == 0,
            is_full=is_full,
            size=f"{responses:,} responses, {len(KINDS)} kinds of question and rule",
            control=f"{caught} of {len(FAULTS)} faults planted in a copy found by {SMALL:,} responses",
        )
    )
