"""Marks in whole numbers and fractions, never floats; percentages exist for display only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil


def needed_to_pass(pass_mark: Fraction, question_count: int) -> int:
    """Return how many questions must be answered correctly: 70 % of 3 is 2.1, so 3.

    ``pass_mark`` is a share from above 0 to 1. Raises ValueError for a share outside that, or no questions.
    """
    if not 0 < pass_mark <= 1 or question_count < 1:
        raise ValueError(f"a pass mark of {pass_mark} over {question_count} questions cannot be met")
    return ceil(pass_mark * question_count)


def mark(keys: frozenset[str], chosen: Iterable[str]) -> Fraction:
    """Mark one question all or nothing: 1 for exactly the keys, otherwise 0. No answer is 0."""
    return Fraction(int(bool(keys) and frozenset(chosen) == keys))


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
    keys: Mapping[int, frozenset[str]], responses: Mapping[int, Iterable[str]], *, possible: int, needed: int
) -> Result:
    """Mark an attempt: ``keys`` and ``responses`` go by position; a position without a response earns nothing.

    Raises ValueError if ``keys`` does not have ``possible`` positions: the denominator never shrinks.
    """
    if len(keys) != possible:
        raise ValueError(f"{len(keys)} questions are to be marked out of {possible}")
    marks = {position: mark(key, responses.get(position, ())) for position, key in sorted(keys.items())}
    return Result(marks=marks, possible=possible, needed=needed)
