"""Say of a quotation that stands in several places by which words around it the places can be told apart."""

from collections.abc import Sequence

_MOST = 3  # places that a message names


def tell_places(around: Sequence[tuple[list[str], list[str]]], *, has_context: bool) -> str:
    """Return the message for places, each given by the words before and after it.

    The words that tell them apart are short at the side where the places differ sooner: those are named.
    """
    before = _apart([words[::-1] for words, _ in around])
    after = _apart([words for _, words in around])
    what = f"The {'quote with its context' if has_context else 'quote'} stands in {len(around)} places"
    if not before and not after:
        return f"{what}, and so do the words around it. Quote another sentence, if a reader should find the right one."
    if before and (not after or before <= after):
        named = _named([_shortened(words[-max(before, 3) :]) for words, _ in around][:_MOST], len(around))
        return f"{what}: after {named}. Write the words before the one meant into context_before."
    named = _named([" ".join(words[:after][-3:]) for _, words in around][:_MOST], len(around))
    same = f"; the next {after - 1} words are the same too" if after > 1 else ""
    return f"{what}{same}. They differ at {named}. Write the words up to the one meant into context_after."


def _apart(sequences: Sequence[list[str]]) -> int:
    """Return how many words it takes until no two places agree; 0 where they never part."""
    for number in range(1, max(map(len, sequences)) + 1):
        if len({tuple(words[:number]) for words in sequences}) == len(sequences):
            return number
    return 0


def _shortened(words: list[str]) -> str:
    return " ".join(words if len(words) <= 8 else [*words[:3], "…", *words[-3:]])


def _named(words: list[str], of: int) -> str:
    named = [f'"{one}"' if one else "the beginning" for one in words]
    if of > len(words):
        return f"{', '.join(named)} and so on"
    return " and ".join((", ".join(named[:-1]), named[-1]))
