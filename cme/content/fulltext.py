"""An article's text in which quotations can be looked up."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rapidfuzz import fuzz

from cme.content.folding import BROKEN_HYPHEN, MAYBE_HYPHEN, fold_article, fold_quotation
from cme.content.reference_marks import CLOSE, OPEN, mark_references

LARGEST = 20_000_000  # bytes
_NEAR = 75  # of 100; below it, two passages share little but common words
_REFERENCES = f"(?:{OPEN}[^{CLOSE}]*{CLOSE})*"


@dataclass(frozen=True)
class Near:
    """The stretch of the article most like a quotation that is not in it, and how the two differ."""

    text: str
    differences: tuple[tuple[str, str], ...]  # words of the article, words of the quotation


class Article:
    """The text of one article; ``text`` is as extracted, in whatever order."""

    def __init__(self, text: str) -> None:
        self._text = mark_references(fold_article(text))

    @classmethod
    def read(cls, path: Path) -> "Article":
        """Read a UTF-8 file. Raises OSError, or ValueError where it is too large or not text."""
        if path.stat().st_size > LARGEST:
            raise ValueError(f"it has more than {LARGEST:,} bytes")
        try:
            return cls(path.read_bytes().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValueError("it is not UTF-8 text") from None

    def count(self, quotation: str) -> int:
        """Return how many times the quotation stands in the article, whole and contiguous."""
        return sum(1 for _ in self._found(fold_quotation(quotation)))

    def nearest(self, quotation: str) -> Near | None:
        """Return the most similar stretch of the article, if any is similar."""
        quoted = fold_quotation(quotation)
        found = fuzz.partial_ratio_alignment(quoted, self._plain, score_cutoff=_NEAR)
        if found is None or not quoted:
            return None
        start = self._plain.rfind(" ", 0, found.dest_start + 1) + 1
        end = self._plain.find(" ", max(found.dest_end - 1, start))
        text = self._plain[start : end if end >= 0 else None]
        return Near(text, tuple(_differences(text.split(), quoted.split())))

    def _found(self, quoted: str) -> Iterator[int]:
        pattern = re.compile(_pattern(quoted))
        match = pattern.search(self._text) if quoted else None
        while match is not None:
            if _starts_whole(self._text, match.start(), quoted) and _ends_whole(self._text, match.end(), quoted):
                yield match.start()
            match = pattern.search(self._text, match.start() + 1)

    @cached_property
    def _plain(self) -> str:
        text = re.sub(_REFERENCES, "", self._text)
        return text.replace(MAYBE_HYPHEN, "").replace(BROKEN_HYPHEN, "-")


def _pattern(quoted: str) -> str:
    """Return the quotation as a pattern over marked text: each mark may be read either way, nothing else may differ."""
    parts: list[str] = []
    for before, character in zip(" " + quoted, quoted, strict=False):
        if parts:
            parts.append(_between(before, character))
        parts.append(_one(before, character))
    return "".join(parts)


def _one(before: str, character: str) -> str:
    if character == "-":
        return f"[—{MAYBE_HYPHEN}{BROKEN_HYPHEN}-]"
    if character == "—":
        return f"[—{BROKEN_HYPHEN}-]"
    if character == " " and before == "-":
        return " ?"  # a dash at the end of a line has lost the space after it
    return re.escape(character)


def _between(before: str, after: str) -> str:
    if before.isalpha() and after.isalpha():
        return f"{MAYBE_HYPHEN}?"
    if before.isalnum() and after.isalnum():
        return f"{OPEN}?"
    if before == " ":
        return ""
    if after.isdigit():
        return f"{OPEN}?"
    return f"{CLOSE}?{_REFERENCES}{OPEN}?" if after == " " else f"{CLOSE}?{_REFERENCES}"


def _starts_whole(text: str, start: int, quoted: str) -> bool:
    """Say whether a match starts where a word or number starts: "13.4" must not be quoted as "4"."""
    before, earlier = text[max(start - 1, 0) : start], text[max(start - 2, 0) : max(start - 1, 0)]
    if not before:
        return True
    if not quoted[0].isalnum():
        return not (quoted[0] in ".,+" and before.isalnum())
    if before.isalnum() or before in (MAYBE_HYPHEN, BROKEN_HYPHEN, OPEN, "^"):
        return False
    joined = earlier.isalnum() and (before in "-'" or (before in ".,+" and quoted[0].isdigit()))
    return not joined


def _ends_whole(text: str, end: int, quoted: str) -> bool:
    """Say whether a match ends where a word or number ends: "70%" must not be quoted as "70", nor "ALK+" as "ALK"."""
    after, later = text[end : end + 1], text[end + 1 : end + 2]
    if not after:
        return True
    if not quoted[-1].isalnum():
        return not (quoted[-1] in ".,-+" and after.isalnum())
    if after.isalnum() or after in (MAYBE_HYPHEN, BROKEN_HYPHEN, "^", "+", "%", "("):
        return False
    return not (later.isalnum() and (after in "-'" or (after in ".," and quoted[-1].isdigit())))


def _differences(article: list[str], quoted: list[str]) -> Iterator[tuple[str, str]]:
    for kind, a, b, c, d in difflib.SequenceMatcher(None, article, quoted, autojunk=False).get_opcodes():
        if kind != "equal":
            yield " ".join(article[a:b]), " ".join(quoted[c:d])
