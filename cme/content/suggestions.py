"""What a misspelt word was probably meant to be."""

from collections.abc import Iterable

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
