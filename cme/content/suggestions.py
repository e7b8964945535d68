"""What a misspelt word was probably meant to be."""

from collections.abc import Collection, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean "…"?`` where one of the known words is near enough, else nothing."""
    found = nearest(word, known)
    return f' Did you mean "{found}"?' if found else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is nearest to ``word``, or "" where none is near."""
    found = process.extractOne(word, sorted(known), scorer=OSA.normalized_similarity, score_cutoff=0.6)
    return found[0] if found else ""


class Suggestions:
    """What many misspelt words were meant to be, as long as that takes no more than a moment.

    Comparing thousands of words with thousands of others would take minutes; whoever misspelt that many has one
    mistake, not thousands.
    """

    def __init__(self, comparisons: int = 500_000) -> None:
        self._left = comparisons

    def did_you_mean(self, word: str, known: Collection[str]) -> str:
        """Return `` Did you mean "…"?`` as the function does; nothing once too much has been compared."""
        self._left -= len(known) + 1
        return did_you_mean(word, known) if self._left >= 0 else ""
