"""What can be earned by guessing at one question, by its type and its scoring.

Every possible key is taken to be as likely. Of single choices a key is one option; of several choices any set of
options that is not empty; of pairs any option for each prompt, but where the key of a matching takes no option twice,
only keys that take none twice; of an ordering any order. Weights are dealt to the options by chance. Typed answers
have no list to guess from: they are taken never to be guessed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from math import comb, factorial, lcm, perm
from typing import TypeAlias

from cme.core.question_scoring import scoring_of
from cme.core.questions import TYPED, Question, QuestionType
from cme.core.scoring import ScoringRule

# Each mark above nothing that can be earned, from low to high, with the chance to earn so much or more.
Curve: TypeAlias = tuple[tuple[Fraction, Fraction], ...]

_MOST_SHARES = 100  # of a mark that are counted; weights in smaller ones are not


@dataclass(frozen=True, kw_only=True)
class Guesses:
    """What guessing can earn: no response is above ``most`` at any mark, and one earns ``best``.

    ``most`` has every mark that some response can earn.
    ``ways``: in how many ways the question can be answered, where each is as likely to earn all, and else nothing; 0
    where a part of the mark can be earned, or nothing can.
    """

    most: Curve
    best: Curve
    ways: int = 0


def guesses(question: Question) -> Guesses:
    """Return what guessing at a question can earn."""
    if question.type in TYPED:
        return Guesses(most=(), best=())
    is_whole, options = scoring_of(question).is_whole, len(question.options)
    if question.type is QuestionType.ORDERING:
        return _whole(factorial(options)) if is_whole else _matched_once(options, options)
    if question.prompts:
        prompts = len(question.prompts)
        taken = {prompt.match for prompt in question.prompts}
        if question.type is QuestionType.MATCHING and len(taken) == prompts:
            return _whole(perm(options, prompts)) if is_whole else _matched_once(prompts, options)
        return _whole(options**prompts) if is_whole else _matched(prompts, options)
    is_multiple = question.type is QuestionType.MULTIPLE
    if question.scoring is ScoringRule.WEIGHTS:
        weights = Counter(option.weight or Fraction(0) for option in question.options)
        return _weighted(tuple(sorted(weights.items())), options if is_multiple else 1)
    if not is_multiple:
        return _whole(options)
    return _whole(2**options - 1) if is_whole else _net_correct(options)


def chance_of(curve: Curve, mark: Fraction) -> Fraction:
    """Return the chance to earn at least a mark above nothing."""
    return next((chance for reached, chance in curve if reached >= mark), Fraction(0))


def upper(curves: Iterable[Curve]) -> Curve:
    """Return the lowest curve that no curve is above."""
    return _combined(curves, max)


def lower(curves: Iterable[Curve]) -> Curve:
    """Return the highest curve that no curve is below."""
    return _combined(curves, min)


def mean(curve: Curve) -> Fraction:
    """Return the mark expected."""
    marks = [Fraction(0), *(mark for mark, _ in curve)]
    return sum(((mark - marks[place]) * chance for place, (mark, chance) in enumerate(curve)), Fraction(0))


def _combined(curves: Iterable[Curve], choose: Callable[[Iterable[Fraction]], Fraction]) -> Curve:
    several = tuple(curves)
    marks = sorted({mark for curve in several for mark, _ in curve})
    return tuple((mark, choose([chance_of(curve, mark) for curve in several])) for mark in marks)


def _curve(chances: Mapping[Fraction, Fraction]) -> Curve:
    """Return the curve of marks with the chance of each."""
    marks = sorted((mark for mark, chance in chances.items() if mark > 0 and chance > 0), reverse=True)
    return tuple(zip(marks, accumulate(chances[mark] for mark in marks), strict=True))[::-1]


def _of_all(curves: Iterable[Curve]) -> Guesses:
    """Bound the curves of all responses; where one is above all others, it is the bound."""
    several = tuple(dict.fromkeys(curves))
    best = max(several, key=lambda curve: (chance_of(curve, Fraction(1)), mean(curve)))
    most = upper(several)
    return Guesses(most=most, best=best)


@lru_cache(maxsize=1_000)
def _whole(ways: int) -> Guesses:
    curve = ((Fraction(1), Fraction(1, ways)),)
    return Guesses(most=curve, best=curve, ways=ways)


@lru_cache(maxsize=1_000)
def _matched(prompts: int, options: int) -> Guesses:
    """Guess each prompt by itself: every response has the same chances, those of the binomial distribution."""
    chance = Fraction(1, options)
    return _of_all(
        [
            _curve(
                {
                    Fraction(right, prompts): comb(prompts, right) * chance**right * (1 - chance) ** (prompts - right)
                    for right in range(prompts + 1)
                }
            )
        ]
    )


@lru_cache(maxsize=1_000)
def _matched_once(prompts: int, options: int) -> Guesses:
    """Guess pairs where the key takes no option twice; a response may, and then differs by how often it takes which."""
    return _of_all(_taken(shares, prompts, options) for shares in _partitions(prompts, prompts))


def _taken(shares: tuple[int, ...], prompts: int, options: int) -> Curve:
    """Return the curve of a response that takes one option as often as the first share says, another as the second.

    Rook polynomial: ``chosen`` counts the sets of pairs that may all be right, by their size; inclusion and exclusion
    over them gives how many keys have exactly so many of the pairs.
    """
    chosen = [1]
    for share in shares:
        chosen = [one + share * before for one, before in zip([*chosen, 0], [0, *chosen], strict=True)]
    keys = [number * perm(options - size, prompts - size) for size, number in enumerate(chosen)]
    whole = perm(options, prompts)
    exactly = {
        right: sum((-1) ** (size - right) * comb(size, right) * keys[size] for size in range(right, len(keys)))
        for right in range(len(keys))
    }
    return _curve({Fraction(right, prompts): Fraction(number, whole) for right, number in exactly.items()})


def _partitions(number: int, largest: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to write a number as a sum, the largest part first."""
    if not number:
        yield ()
    for first in range(min(number, largest), 0, -1):
        for rest in _partitions(number - first, first):
            yield (first, *rest)


@lru_cache(maxsize=1_000)
def _net_correct(options: int) -> Guesses:
    """Choose so many options, where what is wrong takes from what is right."""
    return _of_all(_net_chosen(chosen, options) for chosen in range(1, options + 1))


def _net_chosen(chosen: int, options: int) -> Curve:
    keys: Counter[Fraction] = Counter()
    for right in range(chosen + 1):
        for missed in range(options - chosen + 1):
            if right + missed:
                mark = max(Fraction(0), Fraction(2 * right - chosen, right + missed))
                keys[mark] += comb(chosen, right) * comb(options - chosen, missed)
    return _curve({mark: Fraction(number, 2**options - 1) for mark, number in keys.items()})


@lru_cache(maxsize=1_000)
def _weighted(weights: tuple[tuple[Fraction, int], ...], most: int) -> Guesses:
    """Choose up to so many options, of which nobody knows which has what weight."""
    shares = lcm(*(weight.denominator for weight, _ in weights))
    if shares > _MOST_SHARES:
        return Guesses(most=((Fraction(1), Fraction(1)),), best=())
    whole = sum(max(weight, Fraction(0)) * number for weight, number in weights)
    sums: dict[int, Counter[int]] = {0: Counter({0: 1})}  # by how many are chosen: how many sets have which sum
    for weight, number in weights:
        worth = int(max(weight, -whole) * shares)  # less than all that can be earned is nothing anyhow
        for size, before in [(size, dict(totals)) for size, totals in sums.items()]:
            for more in range(1, min(number, most - size) + 1):
                into = sums.setdefault(size + more, Counter())
                for total, count in before.items():
                    into[total + more * worth] += count * comb(number, more)
    return _of_all(_weights_chosen(sums[size], shares) for size in range(1, most + 1))


def _weights_chosen(found: Mapping[int, int], shares: int) -> Curve:
    sets: Counter[Fraction] = Counter()
    for total, count in found.items():
        sets[min(max(Fraction(total, shares), Fraction(0)), Fraction(1))] += count
    return _curve({mark: Fraction(number, sum(found.values())) for mark, number in sets.items()})
