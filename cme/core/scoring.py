"""Marks in whole numbers and fractions, never floats; percentages exist for display only.

Every rule of scoring is one mapping with bounds, after QTI's ``mapResponse``: each part of a response is worth
something, the sum is kept within bounds, and where all or nothing counts, less than the upper bound is nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil

from cme.core.reading import Reader, WordByWord


class ScoringRule(StrEnum):
    """How the parts of a response make a mark. Learners are told before they answer."""

    ALL_OR_NOTHING = "all-or-nothing"  # 1 for exactly the key, otherwise 0
    NET_CORRECT = "net-correct"  # max(0, (right − wrong) / keys)
    PARTIAL = "partial"  # each pair, or each item in its place, is worth the same; nothing is taken away
    WEIGHTS = "weights"  # what the educator wrote for each option


WORDS = WordByWord()


def needed_to_pass(pass_mark: Fraction, question_count: int) -> int:
    """Return how many questions must be answered correctly: 70 % of 3 is 2.1, so 3.

    ``pass_mark`` is a share from above 0 to 1. Raises ValueError for a share outside that, or no questions.
    """
    if not 0 < pass_mark <= 1 or question_count < 1:
        raise ValueError(f"a pass mark of {pass_mark} over {question_count} questions cannot be met")
    return ceil(pass_mark * question_count)


@dataclass(frozen=True)
class Part:
    """What one part of a response is worth. ``name`` is an option's id, "prompt option", or "place item"."""

    name: str
    value: Fraction


@dataclass(frozen=True, kw_only=True)
class Scoring:
    """The mapping model of one question.

    ``entries`` has what each known part of a response is worth, ``other`` what any part is worth that is not there.
    ``key`` are the parts of the full answer. ``unit`` is the share in which the arithmetic is told: 1/4 where four
    keys are worth a quarter each, and 1 where all or nothing is.
    """

    entries: tuple[tuple[str, Fraction], ...]
    key: frozenset[str]
    other: Fraction = Fraction(0)
    lower: Fraction = Fraction(0)
    upper: Fraction = Fraction(1)
    is_whole: bool = False
    unit: Fraction = Fraction(1)
    reader: Reader = WORDS

    @property
    def key_options(self) -> frozenset[str]:
        """What a learner must have been shown to give the full answer; nothing where it is typed."""
        is_typed = not isinstance(self.reader, WordByWord)
        return frozenset() if is_typed else frozenset(word for part in self.key for word in _shown(part))

    def parts(self, chosen: Iterable[str]) -> tuple[Part, ...]:
        """Return what each part of a response is worth, each part once, in the order given."""
        worth = dict(self.entries)
        return tuple(Part(name, worth.get(name, self.other)) for name in dict.fromkeys(self.reader.read(chosen)))

    def mark(self, chosen: Iterable[str]) -> Fraction:
        """Mark a response: the sum of its parts within the bounds. No answer is the lower bound, at least 0."""
        total = sum((part.value for part in self.parts(chosen)), Fraction(0))
        if self.is_whole:
            return self.upper if total == self.upper else self.lower
        return min(max(total, self.lower), self.upper)


def _shown(part: str) -> list[str]:
    """Return the ids in a part: of "prompt option" both, of "2 item" the item; an id may be a number too."""
    first, *rest = part.split(" ")
    return rest if rest and first.isdecimal() else [first, *rest]


def mark(keys: frozenset[str], chosen: Iterable[str]) -> Fraction:
    """Mark one question all or nothing: 1 for exactly the keys, otherwise 0. No answer is 0."""
    return all_or_nothing(keys).mark(chosen)


def all_or_nothing(keys: frozenset[str]) -> Scoring:
    """Return the scoring that gives 1 for exactly the keys. No keys at all give nothing to anybody."""
    share = Fraction(1, len(keys) or 1)
    return Scoring(entries=tuple((key, share) for key in sorted(keys)), key=keys, other=Fraction(-1), is_whole=True)


@dataclass(frozen=True, kw_only=True)
class Result:
    """The marking of a whole attempt. ``marks`` goes by position; ``possible`` is the pinned denominator."""

    marks: Mapping[int, Fraction]
    possible: int
    needed: int

    @property
    def earned(self) -> Fraction:
        return sum(self.marks.values(), Fraction(0))

    @property
    def is_passed(self) -> bool:
        return self.earned >= self.needed


def score(
    scorings: Mapping[int, Scoring], responses: Mapping[int, Iterable[str]], *, possible: int, needed: int
) -> Result:
    """Mark an attempt: ``scorings`` and ``responses`` go by position; one without a response earns nothing.

    Raises ValueError if ``scorings`` does not have ``possible`` positions: the denominator never shrinks.
    """
    if len(scorings) != possible:
        raise ValueError(f"{len(scorings)} questions are to be marked out of {possible}")
    marks = {position: each.mark(responses.get(position, ())) for position, each in sorted(scorings.items())}
    return Result(marks=marks, possible=possible, needed=needed)
