"""How likely somebody passes a posttest without having read the article.

Every possible response to a question is taken to be the key with the same probability, independently of the other
questions. The guesser knows the rules, remembers each try, may leave questions blank, and plays as well as anybody
can on what is shown after a failed try: the score, or also which questions were wrong. Probabilities are exact.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb, isqrt, prod
from typing import TypeAlias

BUDGET = 40_000  # steps of counting (some 0.4 s) before bounds are given instead of the exact value
MOST_QUESTIONS = 300  # more are bounded
_BLANK = -1

_Pattern: TypeAlias = tuple[int, ...]  # what was answered in each try, by order of first use; _BLANK = nothing
_Groups: TypeAlias = dict[tuple[int, _Pattern], int]  # (possible responses, pattern) -> how many questions
_Scores: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Chance:
    """A probability, or where counting every way of playing would take too long, the bounds between which it lies.

    ``least`` is what guessing afresh in each try reaches, or the best play in fewer tries. ``most`` is the smaller of
    what a guesser would reach who is told which questions were wrong, and of the chance of one try times the number
    of different sheets that the scores of earlier tries can lead to.
    """

    least: Fraction
    most: Fraction

    @property
    def is_exact(self) -> bool:
        return self.least == self.most


@dataclass
class Budget:
    """Steps of counting that are left. Counted, not timed, so that the same bank always gives the same answer."""

    steps: int = BUDGET

    def spend(self, steps: int) -> None:
        """Take steps away. Raises BudgetSpentError where none are left."""
        self.steps -= steps
        if self.steps < 0:
            raise BudgetSpentError


class BudgetSpentError(Exception):
    """Counting every way of playing would take too long."""


def at_least(chances: Sequence[Fraction], needed: int) -> Fraction:
    """Return the probability that at least ``needed`` of independent events happen."""
    whole = prod(chance.denominator for chance in chances)
    width = whole.bit_length()
    counts = prod(
        (chance.denominator - chance.numerator + (chance.numerator << width)) ** number
        for chance, number in Counter(chances).items()
    )  # one integer that holds a polynomial, as in _Play
    mask = (1 << width) - 1
    return Fraction(sum(counts >> width * number & mask for number in range(needed, len(chances) + 1)), whole)


def at_least_bounded(chances: Sequence[Fraction], needed: int) -> Chance:
    """Return the same, or for more events than can be counted, Cantelli's bound: variance / (variance + distance²)."""
    if len(chances) <= MOST_QUESTIONS:
        return _exactly(at_least(chances, needed))
    distance = needed - sum(chances)
    variance = sum((chance * (1 - chance) for chance in chances), Fraction(0))
    bound = variance / (variance + distance**2) if distance > 0 else Fraction(1)
    return Chance(least=Fraction(0), most=bound)


def one_try(responses: Sequence[int], needed: int) -> Chance:
    """Return the probability to pass at the first try. ``responses`` has the possible responses to each question."""
    return at_least_bounded([Fraction(1, count) for count in responses], needed)


def all_tries(
    responses: Sequence[int], needed: int, tries: int, *, names_wrong: bool, budget: Budget | None = None
) -> Chance:
    """Return the probability to pass in one of ``tries`` tries.

    ``names_wrong``: a failed try shows which of its questions were wrong, not only how many were right. Without
    that, as many steps as ``budget`` has are counted before bounds are given. Raises ValueError for fewer than one
    question, response or try, or where ``needed`` is not between 1 and the number of questions.
    """
    if not responses or min(responses) < 1 or tries < 1 or not 1 <= needed <= len(responses):
        raise ValueError(f"{needed} of {len(responses)} questions in {tries} tries cannot be guessed at")
    told, single = told_which(responses, needed, tries), one_try(responses, needed)
    if names_wrong or tries == 1:
        return told
    if not single.is_exact:
        return Chance(least=Fraction(0), most=told.most)
    least = single.most
    try:
        for number in range(2, tries + 1):
            if least == 1:
                break
            least = Fraction(_Play(responses, needed, number, budget or Budget()).best(), prod(responses))
    except BudgetSpentError:
        afresh = 1 - (1 - single.most) ** tries
        return Chance(least=max(least, afresh), most=min(told.most, single.most * sheets(needed, tries)))
    return _exactly(least)


def _exactly(chance: Fraction) -> Chance:
    return Chance(least=chance, most=chance)


def told_which(responses: Sequence[int], needed: int, tries: int) -> Chance:
    """Return the probability to pass where every failed try shows which questions were wrong.

    Nobody can do better than to keep what was right and to choose something new where it was wrong: after t tries a
    question with n possible responses is right with probability t/n, independently of the others.
    """
    return at_least_bounded([min(Fraction(tries, count), Fraction(1)) for count in responses], needed)


class _Play:
    """Counts the keys with which the best way of playing passes, where only scores are shown.

    Questions that have the same number of possible responses and were answered in the same manner so far cannot be
    told apart, so a way of playing says only how many of each such group are answered how. For how many keys a way
    gives which scores is a product of polynomials; each is kept as one integer, a coefficient every ``width`` bits
    (Kronecker substitution), because Python multiplies those fastest.
    """

    def __init__(self, responses: Sequence[int], needed: int, tries: int, budget: Budget) -> None:
        self.needed, self.tries, self.budget = needed, tries, budget
        self.start: _Groups = {(count, ()): number for count, number in Counter(responses).items()}
        self.scores = len(responses) + 1  # 0, 1, … all
        self.width = prod(responses).bit_length()
        self.of_one_sheet = int(
            one_try(responses, needed).most * prod(responses)
        )  # keys with which a given sheet passes
        self._powers: dict[tuple[int, _Pattern, int], int] = {}
        self._products: dict[frozenset[tuple[tuple[int, _Pattern], int]], int] = {}

    def best(self) -> int:
        """Return for how many of all possible keys the best way of playing passes."""
        return self._best(self.start, ())

    def _best(self, groups: _Groups, scores: _Scores) -> int:
        """Return the same for a play in progress. Ways that cannot beat the best one so far are left out."""
        found = 0
        left = self.tries - len(scores) - 1
        most = self.of_one_sheet * sheets(self.needed, left)
        hopes = list(self._hopes(groups, scores, most, is_last=left == 0))
        if not left:
            return max(hope for hope, *_ in hopes)
        for hope, _, keys, after in sorted(hopes, key=lambda way: (-way[0], way[1])):
            for score, number in enumerate(keys[: self.needed]):
                if hope <= found:
                    break
                if number:
                    hope += self._best(after, (*scores, score)) - min(number, most)
            found = max(found, hope)
        return found

    def _hopes(
        self, groups: _Groups, scores: _Scores, most: int, *, is_last: bool
    ) -> Iterator[tuple[int, int, list[int], _Groups]]:
        """Yield each way to answer the next try: for how many keys it may pass at most, its number, keys and groups."""
        self.budget.spend(2 * _count_of_ways(groups, may_leave=not is_last))
        for order, after in enumerate(_ways(groups, may_leave=not is_last)):
            keys = self._keys_by_score(after, scores)
            yield sum(keys[self.needed :]) + sum(min(each, most) for each in keys[: self.needed]), order, keys, after

    def _keys_by_score(self, groups: _Groups, scores: _Scores) -> list[int]:
        """Return how many keys agree with the scores so far, by the score that they give to the newest try."""
        row = self.width * self.scores
        agreeing = self._product(groups) >> (row * self._place(scores))
        mask = (1 << self.width) - 1
        return [agreeing >> shift & mask for shift in range(0, row, self.width)]

    def _product(self, groups: _Groups) -> int:
        name = frozenset(groups.items())
        if name not in self._products:
            self.budget.spend(len(groups) * self._cost(groups))
            self._products[name] = prod(self._power(*group, number) for group, number in groups.items())
        return self._products[name]

    def _power(self, count: int, pattern: _Pattern, number: int) -> int:
        name = (count, pattern, number)
        if name not in self._powers:
            given = {answer for answer in pattern if answer != _BLANK}
            places = [self._place(tuple(int(each == answer) for each in pattern)) for answer in given]
            one = sum(1 << self.width * place for place in places) + count - len(given)
            self._powers[name] = one**number
        return self._powers[name]

    def _cost(self, groups: _Groups) -> int:
        """Return how many steps a multiplication takes: somewhat more than its bits."""
        _, pattern = next(iter(groups))
        return isqrt((self.width * self.scores ** len(pattern)) ** 3) // 250_000

    def _place(self, scores: _Scores) -> int:
        place = 0
        for score in scores:
            place = place * self.scores + score
        return place


def sheets(needed: int, tries: int) -> int:
    """Return how many sheets one way of playing can come to: each failed score may be followed by another sheet."""
    return sum(needed**number for number in range(tries))


def _answers(count: int, pattern: _Pattern) -> range:
    """Return what may be answered next: what was answered before, or something new where anything is left."""
    used = len({answer for answer in pattern if answer != _BLANK})
    return range(min(used + 1, count))


def _count_of_ways(groups: _Groups, *, may_leave: bool) -> int:
    kinds = {group: len(_answers(*group)) + may_leave for group in groups}
    return prod(comb(number + kinds[group] - 1, number) for group, number in groups.items())


def _ways(groups: _Groups, *, may_leave: bool) -> Iterator[_Groups]:
    """Yield every way to answer the next try, as the groups that it makes. A last try leaves nothing blank."""
    parts = []
    for (count, pattern), number in groups.items():
        answers = [*_answers(count, pattern), *([_BLANK] if may_leave else [])]
        parts.append(
            [
                {(count, (*pattern, answer)): many for answer, many in zip(answers, shares, strict=True) if many}
                for shares in _shares(number, len(answers))
            ]
        )
    for chosen in product(*parts):
        yield {group: many for part in chosen for group, many in part.items()}


def _shares(number: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to share ``number`` things among ``parts``."""
    if parts == 1:
        yield (number,)
        return
    for first in range(number, -1, -1):
        for rest in _shares(number - first, parts - 1):
            yield (first, *rest)
