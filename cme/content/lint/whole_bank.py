"""Rules about all questions together: what a guesser who has seen some of them would bet on.

Counted only where there are enough questions for a share to mean something, and where the share is further from
chance than twice its standard deviation.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from cme.content.lint.view import OptionView, QuestionView
from cme.content.problems import Severity
from cme.content.rule import Rule

FEWEST = 10  # questions
_SHARE = Fraction(40, 100)
_SHARE_OF_TRUE = Fraction(70, 100)

LONGEST = Rule(
    "lint-bank-key-longest",
    Severity.WARNING,
    "The key is the longest option in more than 40 % of the questions.",
    "Guessers choose the longest option; that it inflates scores is one of the few effects confirmed in a trial "
    "(Pham 2018, PMC10711986).",
    "Shorten keys, or make other options as full, until the longest option is no better a guess than another.",
)
POSITION = Rule(
    "lint-bank-key-position",
    Severity.WARNING,
    "The key stands in the same place too often.",
    "Guessers choose that place (NBME item-writing guide).",
    "Write shuffle: true where the order means nothing, or move keys.",
)
RULES = (LONGEST, POSITION)


@dataclass(frozen=True)
class BankFinding:
    rule: Rule
    message: str


def findings(views: list[QuestionView]) -> Iterator[BankFinding]:
    """Find what is lopsided in all questions together; each is counted whether or not its words are verbatim."""
    chosen = [(view, view.key) for view in views if view.key is not None and len(view.options) > 2]
    longest = sum(_is_longest(view, key) for view, key in chosen)
    expected = sum((Fraction(1, len(view.options)) for view, _ in chosen), Fraction(0))
    if _is_many(longest, len(chosen), expected, _SHARE):
        share = f"{longest} of {len(chosen)} questions"
        yield BankFinding(LONGEST, f"The key is the longest option in {share}. {LONGEST.remedy}")
    yield from _positions(chosen)
    yield from _truths(views)


def _is_longest(view: QuestionView, key: OptionView) -> bool:
    return all(len(key.text) > len(option.text) for option in view.distractors)


def _is_many(number: int, of_all: int, expected: Fraction, share: Fraction) -> bool:
    """Say whether a count is above the share and further from the expected than twice its standard deviation."""
    if of_all < FEWEST or number <= share * of_all:
        return False
    chance = expected / of_all
    return number > expected and (number - expected) ** 2 > 4 * of_all * chance * (1 - chance)


def _positions(chosen: list[tuple[QuestionView, OptionView]]) -> Iterator[BankFinding]:
    fixed = [(view, key) for view, key in chosen if key.is_locked or not view.question.shuffle]
    counted = Counter(key.number for _, key in fixed)
    for number, count in sorted(counted.items()):
        expected = sum((Fraction(1, len(view.options)) for view, _ in fixed if len(view.options) > number), Fraction(0))
        if _is_many(count, len(fixed), expected, _SHARE):
            where = f"Option {number + 1} is the key in {count} of {len(fixed)} questions that keep it in its place."
            yield BankFinding(POSITION, f"{where} {POSITION.remedy}")


def _truths(views: list[QuestionView]) -> Iterator[BankFinding]:
    keys = [view.keys[0].text for view in views if view.question.type == "true-false" and len(view.keys) == 1]
    for word, count in sorted(Counter(keys).items()):
        if _is_many(count, len(keys), Fraction(len(keys), 2), _SHARE_OF_TRUE):
            remedy = "Turn some of the statements into their opposite."
            yield BankFinding(POSITION, f"{word} is the key in {count} of {len(keys)} true-false questions. {remedy}")
