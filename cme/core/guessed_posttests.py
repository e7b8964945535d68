"""How likely somebody passes a posttest of any form without having read the article.

Exact where every question is asked and earns all or nothing (``core.guessing``), and for one try wherever one way of
answering each question is the best at every mark. Otherwise bounds: ``least`` is what one way of playing reaches with
the questions that are hardest to guess, and ``most`` is never exceeded, whatever is drawn and however it is played.

A sum of independent marks passes at most as often as the sum of independent marks with the curves of ``most``. Whoever
is told every mark after each try, which is more than anybody is, can be bounded question by question: the responses
tried before a mark is reached are a tree that branches by the marks below it, each with the chance of a first guess.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import lcm, prod

from cme.core.guessed_marks import Curve, Guesses, chance_of, lower, mean, upper
from cme.core.guessing import MOST_QUESTIONS, Budget, Chance, all_tries, one_try, sheets

_ROOM = 1_500_000  # bits of a sum of marks that is counted exactly; then marks are rounded to fewer parts
_PARTS = (60, 12, 4, 1)
_TRIES = 8  # that are looked at one by one
_NEVER, _SURELY = Fraction(0), Fraction(1)


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Questions of which ``pick`` are asked."""

    guesses: tuple[Guesses, ...]
    pick: int

    @property
    def is_drawn(self) -> bool:
        return self.pick < len(self.guesses)


def chance_once(pools: Sequence[Pool], needed: int) -> Chance:
    """Return the probability to earn at least ``needed`` marks in one try."""
    if not any(pool.is_drawn for pool in pools) and (ways := _ways(pools)) is not None:
        return one_try(ways, needed) if needed <= len(ways) else _exactly(_NEVER)
    return Chance(least=_least(pools, needed), most=_told(pools, needed, 1))


def chance_in_all(
    pools: Sequence[Pool], needed: int, tries: int, *, names_wrong: bool, budget: Budget | None = None
) -> Chance:
    """Return the probability to do so in one of several tries; what a failed try shows as in ``guessing.all_tries``."""
    once = chance_once(pools, needed)
    if tries == 1:
        return once
    is_drawn = any(pool.is_drawn for pool in pools)
    ways = _ways(pools)
    if ways is not None and not is_drawn:
        if needed > len(ways):
            return _exactly(_NEVER)
        return all_tries(ways, needed, tries, names_wrong=names_wrong, budget=budget)
    most = _all_told(pools, needed, tries) if is_drawn else _told(pools, needed, tries)
    if not names_wrong:
        most = min(most, once.most * sheets(_scores_below(pools, needed), tries))
    easiest = _ways(_easiest(pools))
    if tries == 2 and easiest is not None and needed <= len(easiest):
        most = min(most, all_tries(easiest, needed, tries, names_wrong=names_wrong, budget=budget).most)
    least = once.least if ways is None else 1 - (1 - once.least) ** tries
    return Chance(least=least, most=min(most, _SURELY))


def _exactly(chance: Fraction) -> Chance:
    return Chance(least=chance, most=chance)


def _ways(pools: Iterable[Pool]) -> tuple[int, ...] | None:
    """Return in how many ways each question can be answered, those left out that nobody guesses; None if some earn
    a part."""
    guessed = [each for pool in pools for each in pool.guesses if each.most]
    return tuple(sorted(each.ways for each in guessed)) if all(each.ways for each in guessed) else None


def _easiest(pools: Iterable[Pool]) -> tuple[Pool, ...]:
    """Return pools from which nothing is drawn, with the questions that have the fewest ways to answer."""
    chosen = [
        (pool.pick, sorted(pool.guesses, key=lambda each: (not each.most, each.ways))[: pool.pick]) for pool in pools
    ]
    return tuple(Pool(guesses=tuple(found), pick=pick) for pick, found in chosen)


def _scores_below(pools: Iterable[Pool], needed: int) -> int:
    """Return how many scores there are that do not pass."""
    marks = [mark for pool in pools for each in pool.guesses for mark, _ in each.most]
    return needed * lcm(*(mark.denominator for mark in marks))


def _all_told(pools: Sequence[Pool], needed: int, tries: int) -> Fraction:
    """Bound the chance where each try may ask other questions: no more than that of each try added up."""
    if tries > _TRIES:
        return min(tries * _told(pools, needed, tries), _SURELY)
    return min(sum((_told(pools, needed, number) for number in range(1, tries + 1)), _NEVER), _SURELY)


def _told(pools: Sequence[Pool], needed: int, tries: int) -> Fraction:
    """Bound the chance of whoever is told every mark, and keeps of each question the best mark of so many tries."""
    curves: list[Curve] = []
    for pool in pools:
        ranked = sorted((_in_tries(each.most, tries) for each in pool.guesses), key=mean, reverse=True)
        if pool.is_drawn:  # the n-th best question drawn has at least that rank in the pool
            ranked = _running(ranked, upper)[: pool.pick]
        curves += ranked
    return _at_least(curves, needed, is_rounded_up=True)


def _running(curves: Sequence[Curve], combine: Callable[[Iterable[Curve]], Curve]) -> list[Curve]:
    """Return for each curve what it makes together with all that follow."""
    return list(accumulate(reversed(curves), lambda one, other: one if one == other else combine([one, other])))[::-1]


def _in_tries(curve: Curve, tries: int) -> Curve:
    """Bound the chance to reach each mark in one of several tries at the same question."""
    bounds = (min(chance * sheets(place + 1, tries), _SURELY) for place, (_, chance) in enumerate(curve))
    return tuple(zip((mark for mark, _ in curve), accumulate(bounds, min), strict=True))


def _least(pools: Sequence[Pool], needed: int) -> Fraction:
    """Return the chance of one response to each question, where those are drawn that earn the least by it."""
    curves: list[Curve] = []
    for pool in pools:
        ranked = sorted((each.best for each in pool.guesses), key=mean)
        if pool.is_drawn:
            ranked = _running(ranked, lower)[: pool.pick]
        curves += ranked
    return _at_least(curves, needed, is_rounded_up=False)


def _at_least(curves: Sequence[Curve], needed: int, *, is_rounded_up: bool) -> Fraction:
    """Return the chance that independent marks with these curves add up to ``needed``, or a bound of it.

    One integer holds a polynomial, as in ``guessing.at_least``: the chance of each sum in as many bits as the whole.
    """
    if len(curves) > MOST_QUESTIONS:
        return _by_variance(curves, needed) if is_rounded_up else _NEVER
    masses = {curve: _masses(curve) for curve in curves}
    whole = prod(lcm(*(chance.denominator for chance in masses[curve].values())) for curve in curves)
    width = whole.bit_length() // 8 + 1  # bytes
    parts = _parts(curves, 8 * width)
    counts = 1
    for curve, number in Counter(curves).items():
        one = lcm(*(chance.denominator for chance in masses[curve].values()))
        counts *= (
            sum(
                int(chance * one) << 8 * width * _place(mark, parts, is_rounded_up)
                for mark, chance in masses[curve].items()
            )
            ** number
        )
    data = (counts >> 8 * width * parts * needed).to_bytes(width * parts * (len(curves) + 1), "little")
    return Fraction(sum(int.from_bytes(data[at : at + width], "little") for at in range(0, len(data), width)), whole)


def _masses(curve: Curve) -> dict[Fraction, Fraction]:
    """Return the chance of each mark, nothing included."""
    masses = {mark: chance - chance_of(curve[place + 1 :], mark) for place, (mark, chance) in enumerate(curve)}
    return {_NEVER: 1 - sum(masses.values(), _NEVER), **masses}


def _parts(curves: Sequence[Curve], width: int) -> int:
    """Return into how many parts a mark is divided: as many as are needed, if there is room for them."""
    exactly = lcm(*(mark.denominator for curve in curves for mark, _ in curve))
    room = _ROOM // (len(curves) * width)
    return next((parts for parts in (exactly, *_PARTS) if parts <= room), 1)


def _place(mark: Fraction, parts: int, is_rounded_up: bool) -> int:
    return -(-mark * parts // 1) if is_rounded_up else mark * parts // 1


def _by_variance(curves: Sequence[Curve], needed: int) -> Fraction:
    """Return Cantelli's bound: variance / (variance + distance²)."""
    distance = needed - sum((mean(curve) for curve in curves), _NEVER)
    squares = (sum((mark**2 * chance for mark, chance in _masses(curve).items()), _NEVER) for curve in curves)
    variance = sum((square - mean(curve) ** 2 for square, curve in zip(squares, curves, strict=True)), _NEVER)
    return variance / (variance + distance**2) if distance > 0 else _SURELY
