"""Questions that are the same, or nearly so, found without comparing each with each.

Two sets of words that share at least 9 tenths of all their words must share two of the rarest words of each: so many
of the rarest as may be missing, and two more (prefix filtering: Bayardo, Ma and Srikant, WWW 2007). Only questions
that meet under two such words are compared.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice

from cme.content.lint.view import Finding, QuestionView, flaw
from cme.content.problems import Severity

_ALIKE = 9, 10  # the share of words in common, as a fraction
_SHARED = 2  # of the rarest words
_MOST_COMPARED = 30  # for one question: a bank of near copies must not take for ever

TWICE = flaw(
    "lint-question-twice",
    Severity.WARNING,
    "Two questions have the same words.",
    "Whoever is asked both has one of them for nothing.",
    "Keep one, or ask for something else.",
)
RULES = (TWICE,)


def findings(views: list[QuestionView], questions_with: Mapping[str, int]) -> Iterator[tuple[QuestionView, Finding]]:
    """Find questions that have the words of an earlier one, or all but a tenth of them."""
    same: dict[frozenset[str], QuestionView] = {}
    sets: list[tuple[QuestionView, frozenset[str]]] = []
    by_word: dict[str, list[int]] = {}
    ranked = sorted(questions_with, key=lambda word: (questions_with[word], word))
    rarity = {word: place for place, word in enumerate(ranked)}
    for view in views:
        words = view.word_set
        first = same.setdefault(words, view)
        if first is not view:
            yield view, _finding(first, "the same words as")
            continue
        rarest = sorted(words, key=rarity.__getitem__)[: _may_be_missing(len(words)) + _SHARED]
        near = _near(words, rarest, by_word, sets)
        if near is not None:
            yield view, _finding(near, "nearly the same words as")
        for word in rarest:
            by_word.setdefault(word, []).append(len(sets))
        sets.append((view, words))


def _near(
    words: frozenset[str],
    rarest: list[str],
    by_word: Mapping[str, list[int]],
    sets: list[tuple[QuestionView, frozenset[str]]],
) -> QuestionView | None:
    met: Counter[int] = Counter()
    for word in rarest:
        met.update(by_word.get(word, ())[-_MOST_COMPARED:])
    often = (number for number, times in met.items() if times >= _SHARED)
    for number in islice(often, _MOST_COMPARED):
        other, its_words = sets[number]
        common = len(words & its_words)
        if _ALIKE[1] * common >= _ALIKE[0] * (len(words) + len(its_words) - common):
            return other
    return None


def _may_be_missing(size: int) -> int:
    """Return how many words of a set another may lack that is alike."""
    return size - -(-size * _ALIKE[0] // _ALIKE[1])


def _finding(other: QuestionView, how: str) -> Finding:
    place = f"{other.record.document.path}, line {other.record.document.at((*other.record.location, 'id')).line}"
    message = f'The question has {how} "{other.record.id}" ({place}). {TWICE.remedy}'
    return Finding(TWICE, ("stem",), message)
