"""Rules about options that are numbers: ranges that overlap, order, units, and options of different form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise

from cme.content.lint.view import BankView, Finding, OptionView, QuestionView, flaw
from cme.content.problems import Severity
from cme.content.rule import Rule
from cme.core.questions import QuestionType

_BELOW = r"<|≤|less than|fewer than|under|below|up to|at most"
_ABOVE = r">|≥|more than|over|above|at least"
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_NUMERIC = re.compile(
    rf"(?P<sign>{_BELOW}|{_ABOVE})? ?(?P<low>{_NUMBER}) ?(?P<first_unit>%|[^\W\d]+)??"
    rf"(?: ?(?:-|–|—|to) ?(?P<high>{_NUMBER}))? ?-?(?P<unit>%|[^\W\d][^\d]*)?"
)  # fmt: skip
_DIGIT = re.compile(r"\d")
_CLOSED = frozenset(("≤", "≥", "up to", "at most", "at least"))
_NOTHING = Decimal("-Infinity")
_EVERYTHING = Decimal("Infinity")

OVERLAP = Rule(
    "lint-range-overlap",
    Severity.ERROR,
    "Two options are ranges that overlap.",
    "A number in both would make two options right (NBME item-writing guide).",
    "Let each range end before the next begins.",
    also=(Severity.WARNING, Severity.INFO),
)
ORDER = flaw(
    "lint-number-order",
    Severity.WARNING,
    "Options that are numbers are not in their order, or are shuffled.",
    "Looking for a number among unsorted ones tests patience, not knowledge (NBME item-writing guide).",
    "Sort them, and write shuffle: false.",
)
MIXED = flaw(
    "lint-mixed-options",
    Severity.WARNING,
    "Options differ in form: a full stop, a capital letter or a unit that only some have.",
    "What stands out is noticed, whether it is right or not (NBME item-writing guide).",
    "Write all options in the same form.",
)
RULES = (OVERLAP, ORDER, MIXED)


@dataclass(frozen=True)
class Range:
    """The numbers that an option means: one, or all between two ends."""

    option: OptionView
    low: Decimal
    high: Decimal
    unit: str
    is_open: bool  # an end that does not belong to it

    @property
    def is_range(self) -> bool:
        return self.low != self.high


def findings(view: QuestionView, bank: BankView) -> Iterator[Finding]:
    """Find the flaws of one question's numbers."""
    if not view.has_choice:
        return
    yield from _forms(view)
    if sum(_DIGIT.search(option.text, 0, 12) is not None for option in view.options) < 2:
        return
    found = [each for option in view.options if (each := numbers_of(option)) is not None]
    if view.question.type != QuestionType.MULTIPLE:  # there both may be right
        yield from _overlaps(found)
    standing = [option for option in view.options if not option.is_combination]
    if len(found) >= 3 and len(found) == len(standing):
        yield from _order(view, found)
        yield from _units(found)


def numbers_of(option: OptionView) -> Range | None:
    """Return what an option means that is nothing but a number or a range, with or without a unit."""
    text = option.text.casefold().rstrip(".")
    match = _NUMERIC.fullmatch(text)
    if match is None:
        return None
    sign, unit = match["sign"] or "", (match["unit"] or match["first_unit"] or "").strip()
    if len(unit.split()) > 3:
        return None  # a sentence that begins with a number
    low, high = _value(match["low"]), _value(match["high"] or match["low"])
    if sign and re.fullmatch(_BELOW, sign):
        low = _NOTHING
    elif sign:
        high = _EVERYTHING
    return Range(option, low, high, unit, bool(sign) and sign not in _CLOSED)


def _value(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _overlaps(found: list[Range]) -> Iterator[Finding]:
    ranges = sorted((each for each in found if each.is_range and each.low <= each.high), key=lambda each: each.low)
    for one, other in combinations(ranges, 2):
        if one.unit != other.unit or other.low > one.high:
            continue
        touches = other.low == one.high
        if touches and (one.is_open or other.is_open):
            continue
        message = f'"{one.option.text}" and "{other.option.text}" overlap. {OVERLAP.remedy}'
        yield Finding(OVERLAP, other.option.place, message, Severity.WARNING if touches else None)
        return


def _order(view: QuestionView, found: list[Range]) -> Iterator[Finding]:
    if len({each.unit for each in found}) > 1:
        return
    ends = [(each.low, each.high) for each in found]
    if view.question.shuffle and not all(each.option.is_locked for each in found):
        yield Finding(ORDER, ("shuffle",), f"The options are numbers and are shuffled. {ORDER.remedy}")
    elif not _is_sorted(ends) and not _is_sorted(ends[::-1]):
        yield Finding(ORDER, ("options",), f"The options are numbers that are not in their order. {ORDER.remedy}")


def _is_sorted(ends: list[tuple[Decimal, Decimal]]) -> bool:
    return all(one <= other for one, other in pairwise(ends))


def _units(found: list[Range]) -> Iterator[Finding]:
    bare = [each for each in found if not each.unit]
    if bare and len(bare) < len(found):
        message = f'"{bare[0].option.text}" has no unit, and other options have one. {MIXED.remedy}'
        yield Finding(MIXED, bare[0].option.place, message)


def _forms(view: QuestionView) -> Iterator[Finding]:
    standing = [option for option in view.options if not option.is_combination]
    stopped = [option for option in standing if option.text.endswith(".")]
    if stopped and len(stopped) < len(standing):
        yield Finding(MIXED, stopped[0].place, f"Some options end in a full stop, others do not. {MIXED.remedy}")
    small = [option for option in standing if option.text[0].islower() and option.words and option.words[0].isalpha()]
    large = [option for option in standing if option.text[0].isupper() and option.text[1:2].islower()]
    if len(small) == 1 and len(large) + 1 == len(standing) and len(standing) > 2 and small[0].text[:2].islower():
        yield Finding(MIXED, small[0].place, f"Only this option begins with a small letter. {MIXED.remedy}")
