"""An article's text in which quotations can be looked up."""

import hashlib
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rapidfuzz import fuzz

from cme.content.folding import BROKEN_HYPHEN, MAYBE_HYPHEN, fold_article, fold_quotation
from cme.content.jats import jats_text
from cme.content.markdown_text import without_markdown
from cme.content.near_miss import NEAR, Near, compare_words
from cme.content.reference_marks import CLOSE, OPEN, mark_references

LARGEST = 20_000_000  # bytes
KINDS = (".txt", ".md", ".xml")  # how the name of a file with an article's text may end
_REFERENCES = f"(?:{OPEN}[^{CLOSE}]*{CLOSE})*"
_LETTERS = re.compile(r"[^\W\d_]+")
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml\s|!DOCTYPE\s+article|article[\s>])")


def read_article(path: Path) -> bytes:
    """Return what the file of an article holds. Raises OSError, or ValueError where it is too large or no file."""
    status = path.stat()
    if stat.S_ISFIFO(status.st_mode) or stat.S_ISSOCK(status.st_mode):  # reading one would wait for ever
        raise ValueError("it is not a file")
    if status.st_size > LARGEST:
        raise ValueError(f"it has more than {LARGEST:,} bytes")
    return path.read_bytes()


def is_jats(path: Path, data: bytes) -> bool:
    """Say whether a file is to be read as JATS XML, by its name or by how it begins."""
    return path.suffix.lower() in (".xml", ".nxml") or _XML.match(data) is not None


def plain_text(data: bytes) -> str:
    """Return the text of a file that is no XML. Raises ValueError where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8 text") from None


@dataclass(frozen=True)
class Found:
    """Where a quotation stands: character offsets into the normalised text."""

    start: int
    end: int


class Article:
    """The text of one article; ``text`` is as extracted, in whatever order, plain or with Markdown or HTML marks.

    Its normalised text is what quotations are compared with; ``digest`` is the SHA-256 of that.
    """

    def __init__(self, text: str) -> None:
        self._text = mark_references(fold_article(without_markdown(text)))

    @classmethod
    def read(cls, path: Path) -> "Article":
        """Read UTF-8 text or JATS XML. Raises OSError, or ValueError where it is too large or neither."""
        data = read_article(path)
        if is_jats(path, data):
            return cls(jats_text(data))
        return cls(plain_text(data))

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self._text.encode("utf-8", "surrogatepass")).hexdigest()

    def count(self, quotation: str) -> int:
        """Return how many times the quotation stands in the article, whole and contiguous."""
        return len(self.places(quotation))

    def places(self, quotation: str, *, before: str = "", after: str = "") -> list[Found]:
        """Return where the quotation stands, whole and contiguous, directly between ``before`` and ``after``."""
        if not before and not after:
            return list(self._found(fold_quotation(quotation)))
        whole = fold_quotation(" ".join(part for part in (before, quotation, after) if part))
        quotes = list(self._found(fold_quotation(quotation)))
        places = (_inside(one, quotes, len(fold_quotation(before))) for one in self._found(whole))
        return [place for place in places if place is not None]

    def words_around(self, place: Found, reach: int = 600) -> tuple[list[str], list[str]]:
        """Return the words before and after a place, those within ``reach`` characters."""
        before = self._text[max(place.start - reach, 0) : place.start]
        after = self._text[place.end : place.end + reach]
        return _without_marks(before).split(), _without_marks(after).split()

    def nearest(self, quotation: str) -> Near | None:
        """Return the most similar stretch of the article, if any is similar."""
        quoted = fold_quotation(quotation)
        found = fuzz.partial_ratio_alignment(quoted, self._plain, score_cutoff=NEAR)
        if found is None or not quoted:
            return None
        return compare_words(self._plain, found.dest_start, found.dest_end, quoted)

    def _found(self, quoted: str) -> Iterator[Found]:
        places = self._exactly(quoted)
        for place in self._by_pattern(quoted) if places is None else places:
            if _starts_whole(self._text, place.start, quoted) and _ends_whole(self._text, place.end, quoted):
                yield place

    def _exactly(self, quoted: str) -> list[Found] | None:
        """Return every place of the quotation, where each has it sign for sign; None where that is not certain.

        Whatever a mark or a hyphen may be read as, it is no letter. So the letters of a quotation stand at least as
        often in the letters of the article as the quotation stands in the article.
        """
        letters = _letters_of(quoted)
        if not letters:
            return None
        exact = list(_occurrences(quoted, self._text))
        if len(exact) != sum(1 for _ in _occurrences(letters, self._letters)):
            return None
        return [Found(start, start + len(quoted)) for start in exact]

    def _by_pattern(self, quoted: str) -> Iterator[Found]:
        pattern = re.compile(_pattern(quoted))
        match = pattern.search(self._text) if quoted else None
        while match is not None:
            yield Found(match.start(), match.end())
            match = pattern.search(self._text, match.start() + 1)

    @cached_property
    def _letters(self) -> str:
        return _letters_of(self._text)

    @cached_property
    def _plain(self) -> str:
        return _without_marks(self._text)


def _letters_of(text: str) -> str:
    return "".join(_LETTERS.findall(text))


def _occurrences(part: str, text: str) -> Iterator[int]:
    start = text.find(part)
    while start >= 0:
        yield start
        start = text.find(part, start + 1)


def _without_marks(text: str) -> str:
    text = re.sub(_REFERENCES, "", text)
    return text.replace(MAYBE_HYPHEN, "").replace(BROKEN_HYPHEN, "-")


def _inside(whole: Found, quotes: Sequence[Found], length_before: int) -> Found | None:
    """Return the one of ``quotes`` inside ``whole`` that follows a context of about this length."""
    inside = [one for one in quotes if whole.start <= one.start and one.end <= whole.end]
    wanted = whole.start + length_before
    return min(inside, key=lambda one: abs(one.start - wanted), default=None)


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
