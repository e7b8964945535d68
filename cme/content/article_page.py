"""An article as it is read here: headings and paragraphs, and in them the passages that questions cite."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from cme.content.folding import fold_quotation, readable
from cme.content.fulltext import Article, is_jats, plain_text, read_article
from cme.content.jats import jats_page
from cme.content.markdown_text import without_markdown
from cme.core.sources import Passage

LONGEST_HEADING = 80  # characters of a line that stands alone in plain text
DEEPEST_HEADING = 6
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*)")
_BROKEN_WORD = re.compile(r"(?<=[a-z])-\n\s*(?=[a-z])")
_LETTERS = re.compile(r"[^\W\d_]")
REACH = 4  # words at each end that may belong to a passage without having letters: "27 of", "(70 %)"


@dataclass(frozen=True)
class Block:
    """A heading (``level`` from 2) or a paragraph (0)."""

    level: int
    text: str


@dataclass(frozen=True)
class Piece:
    """A part of a block. ``passages`` are the ids of those that begin here."""

    text: str
    is_marked: bool
    passages: tuple[str, ...] = ()


@dataclass(frozen=True)
class MarkedBlock:
    level: int
    pieces: tuple[Piece, ...]


def read_blocks(path: Path) -> tuple[Block, ...]:
    """Return an article's headings and paragraphs. Raises OSError, or ValueError as ``Article.read``."""
    data = read_article(path)
    found = _lines(jats_page(data)) if is_jats(path, data) else _paragraphs(plain_text(data))
    return tuple(_in_steps([block for block in found if block.text]))


def _in_steps(blocks: list[Block]) -> Iterator[Block]:
    """Yield the blocks with their headings one step apart, from 2: the first is that of the page, whose title it is."""
    ranks = {level: rank for rank, level in enumerate(sorted({each.level for each in blocks} - {0, 1}), start=2)}
    shown = 1
    for number, block in enumerate(blocks):
        if block.level == 1 and number == 0:
            continue
        if block.level:
            shown = min(ranks.get(block.level, 2), shown + 1, DEEPEST_HEADING)
        yield Block(shown if block.level else 0, block.text)


def _lines(text: str) -> Iterator[Block]:
    for line in text.split("\n"):
        heading = _HEADING.fullmatch(line)
        yield Block(len(heading[1]), readable(heading[2])) if heading else Block(0, readable(line).rstrip("| "))


def _paragraphs(text: str) -> Iterator[Block]:
    for part in re.split(r"\n\s*\n|\f", text.replace("\r\n", "\n")):
        heading = _HEADING.fullmatch(part.strip("\n"))
        if heading:
            yield Block(len(heading[1]), _shown(heading[2]))
            continue
        shown = _shown(part)
        is_alone = "\n" not in part.strip() and len(shown) <= LONGEST_HEADING and shown[:1].isupper()
        yield Block(2 if is_alone and shown[-1:].isalnum() else 0, shown)


def _shown(part: str) -> str:
    return readable(without_markdown(_BROKEN_WORD.sub("", part)))


def mark(blocks: Sequence[Block], passages: Iterable[Passage]) -> tuple[MarkedBlock, ...]:
    """Return the blocks with these passages marked, each where it is found first between its context."""
    found: dict[int, list[tuple[int, int, str]]] = {}
    wanted = list(passages)
    articles = [Article(block.text) for block in blocks] if wanted else []
    for passage in wanted:
        for number, block in enumerate(blocks):
            place = _place(block.text, articles[number], passage)
            if place is not None:
                found.setdefault(number, []).append((*place, passage.id))
                break
    return tuple(
        MarkedBlock(block.level, _cut(block.text, found.get(number, []))) for number, block in enumerate(blocks)
    )


def _place(text: str, article: Article, passage: Passage) -> tuple[int, int] | None:
    """Return where a passage begins and ends in a paragraph, or None where it does not stand there."""
    before, after = passage.context_before, passage.context_after
    if not article.places(passage.quote, before=before, after=after):
        return None
    found = _by_letters(text, before, passage.quote, after)
    return _whole(text, *found, passage.quote) if found is not None else None


def _by_letters(text: str, before: str, quote: str, after: str) -> tuple[int, int] | None:
    """Return where the letters of a quotation stand in its context: whatever a sign may be read as, it is no letter."""
    letters = [
        (letter, index)
        for index, character in enumerate(text)
        for letter in unicodedata.normalize("NFKC", character)
        if _LETTERS.match(letter)
    ]
    skipped, wanted, rest = ("".join(_LETTERS.findall(fold_quotation(part))) for part in (before, quote, after))
    if not wanted:
        start = text.find(quote)
        return (start, start + len(quote)) if start >= 0 else None
    start = "".join(letter for letter, _ in letters).find(skipped + wanted + rest)
    if start < 0:
        return None
    first = start + len(skipped)
    return letters[first][1], letters[first + len(wanted) - 1][1] + 1


def _whole(text: str, start: int, end: int, quote: str) -> tuple[int, int]:
    """Return the fewest whole words around the letters of a quotation that hold all of it."""
    words = [match.span() for match in re.finditer(r"\S+", text)]
    first = next(number for number, span in enumerate(words) if span[1] > start)
    last = next(number for number, span in enumerate(words) if span[1] >= end)
    for more in range(2 * REACH + 1):
        for left in range(more + 1):
            begin, finish = max(first - left, 0), min(last + more - left, len(words) - 1)
            if Article(text[words[begin][0] : words[finish][1]]).count(quote):
                return words[begin][0], words[finish][1]
    return words[first][0], words[last][1]


def _cut(text: str, places: Sequence[tuple[int, int, str]]) -> tuple[Piece, ...]:
    """Cut a text where passages begin and end; they may overlap."""
    ends = sorted({0, len(text), *(end for start, finish, _ in places for end in (start, finish))})
    return tuple(
        Piece(
            text=text[start:end],
            is_marked=any(begin <= start and end <= finish for begin, finish, _ in places),
            passages=tuple(name for begin, _, name in places if begin == start),
        )
        for start, end in pairwise(ends)
    )
