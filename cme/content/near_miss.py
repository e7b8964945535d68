"""How a quotation differs from the stretch of the article that is most like it, word by word."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, product

from rapidfuzz.distance import Levenshtein

NEAR = 75  # of 100; below it, two passages share little but common words
_AROUND = 6  # words by which the stretch may start or end elsewhere than it was first taken to
_STOPS = ".,;:!?)]\"'"


@dataclass(frozen=True)
class Near:
    """The stretch of the article most like a quotation that is not in it, and how the two differ."""

    text: str
    differences: tuple[tuple[str, str], ...]  # words of the article, words of the quotation

    @property
    def excerpt(self) -> str:
        """The text, or where it is long what stands around the first difference."""
        words = self.text.split()
        if len(words) <= 20 or not self.differences or not self.differences[0][0]:
            return self.text
        first = self.text.find(self.differences[0][0])
        start = max(len(self.text[:first].split()) - 6, 0)
        end = start + 16
        return f"{'… ' if start else ''}{' '.join(words[start:end])}{' …' if end < len(words) else ''}"


def compare_words(article: str, start: int, end: int, quoted: str) -> Near:
    """Say how the quotation differs from the article between the two offsets, or a few words to either side.

    Letters alone find a stretch exactly as long as the quotation. Where a word is missing, its ends are off by that
    word; so the ends are moved until the fewest words differ.
    """
    before, after = article[:start].split(" ")[-_AROUND - 1 :], article[end:].split(" ", _AROUND + 1)
    inner = article[start:end]
    words = f"{' '.join(before)}{inner}{' '.join(after[: _AROUND + 1])}".split()
    wanted = quoted.split()
    found = _trimmed(_best(words, wanted), wanted)
    return Near(" ".join(found), tuple(_differences(found, wanted)))


def _best(words: list[str], wanted: list[str]) -> list[str]:
    most = 2 * _AROUND + 2
    ends = product(range(min(most, len(words))), range(max(len(words) - most, 1), len(words) + 1))
    windows = (words[first:last] for first, last in ends if first < last)
    return min(windows, key=lambda window: (_distance(window, wanted), abs(len(window) - len(wanted))), default=words)


def _distance(window: list[str], wanted: list[str]) -> tuple[int, int]:
    """Count the words that differ; between windows of as many, the letters at their two ends decide."""
    ends = zip((window[0], window[-1]), (wanted[0], wanted[-1]), strict=True)
    return Levenshtein.distance(window, wanted), sum(Levenshtein.distance(*pair) for pair in ends)


def _trimmed(words: list[str], wanted: list[str]) -> list[str]:
    """Leave off a full stop after the last word, or a bracket before the first, that was not quoted."""
    first, last = words[0], words[-1]
    if last != wanted[-1] and last.rstrip(_STOPS) == wanted[-1]:
        last = wanted[-1]
    if first != wanted[0] and first.lstrip("([\"'") == wanted[0]:
        first = wanted[0]
    return [first, *words[1:-1], last] if len(words) > 1 else [last if last != words[0] else first]


def _differences(article: list[str], quoted: list[str]) -> Iterator[tuple[str, str]]:
    steps = Levenshtein.opcodes(article, quoted)
    for is_equal, group in groupby(steps, key=lambda step: step.tag == "equal"):
        changed = list(group)
        if not is_equal:
            first, last = changed[0], changed[-1]
            in_article, in_quote = article[first.src_start : last.src_end], quoted[first.dest_start : last.dest_end]
            yield " ".join(in_article), " ".join(in_quote)
