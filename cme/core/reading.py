"""What was typed, read: numbers and short texts become the id of the answer they are, or of none.

A response is a list of words as they were sent, and is stored so: reading it anew always gives the same.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

UNIT = "unit "  # before the name of a unit in a response: "unit mg"
LONGEST_TEXT = 200  # characters of a typed answer
_NUMBER = re.compile(r"([+-]?)(\d{1,30}(?:[.,]\d{1,30})?|[.,]\d{1,30})")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[,.]\d{3}")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # of East Asian keyboards, to those of ASCII
_MINUSES = "\u2212\u02d7\u207b\u208b\u2796"
_JOINERS = "\u200c\u200d"  # part of how words in Persian and Indian scripts are written, and of some emoji
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_BREAKS = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029]+")
_QUOTES = "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a\u00ab\u00bb"
NOTHING = "-"  # a part that no option has as its id: what was typed is none of the answers written


class Reader(Protocol):
    """Turns what was sent into the parts that a mapping knows."""

    def read(self, chosen: Iterable[str]) -> Iterable[str]:
        """Return the parts, in the order given."""

    @property
    def terms(self) -> Sequence[Sequence[str]]:
        """What it goes by, in texts whose form is kept: fingerprints of published questions are made of them."""


@dataclass(frozen=True)
class WordByWord:
    """Each word is a part: options chosen, pairs "prompt option", places "2 item"."""

    def read(self, chosen: Iterable[str]) -> Iterable[str]:
        """Return the words themselves."""
        return chosen

    @property
    def terms(self) -> Sequence[Sequence[str]]:
        return ()


@dataclass(frozen=True, kw_only=True)
class NumberRange:
    """The numbers from ``least`` to ``most``, both included, in the question's first unit; ``option_id`` names them."""

    option_id: str
    least: Fraction
    most: Fraction


@dataclass(frozen=True, kw_only=True)
class NumberReader:
    """Reads a number and the unit beside it; the first range that holds it names it.

    ``units`` has, for each unit that may be chosen, how many of the first one it is: (("mg", 1), ("g", 1000)).
    """

    ranges: tuple[NumberRange, ...]
    units: tuple[tuple[str, Fraction], ...] = ()

    def read(self, chosen: Iterable[str]) -> Iterable[str]:
        """Return the id of the range, ``NOTHING`` for any other answer, and no part where none was given."""
        words = tuple(dict.fromkeys(chosen))
        if not (typed := typed_text(words)):
            return ()
        number, factor = read_number(typed), self._factor(words)
        if number is None or factor is None:
            return (NOTHING,)
        found = (each.option_id for each in self.ranges if each.least <= number * factor <= each.most)
        return (next(found, NOTHING),)

    @property
    def terms(self) -> Sequence[Sequence[str]]:
        ranges = [(each.option_id, str(each.least), str(each.most)) for each in self.ranges]
        return [*ranges, *((name, str(factor)) for name, factor in self.units)]

    def _factor(self, words: tuple[str, ...]) -> Fraction | None:
        if len(self.units) < 2:
            return Fraction(1)
        names = [word.removeprefix(UNIT) for word in words if word.startswith(UNIT)]
        return dict(self.units).get(names[0]) if len(names) == 1 else None


@dataclass(frozen=True)
class TextReader:
    """Compares what was typed with the accepted spellings, both brought into one form."""

    accepted: tuple[tuple[str, str], ...]  # (spelling in that form, option id)

    def read(self, chosen: Iterable[str]) -> Iterable[str]:
        """Return the id of the answer, ``NOTHING`` for any other, and no part where none was given."""
        plain = plain_text(next(iter(chosen), ""))  # whatever it begins with: "unit dose" is an answer too
        return (dict(reversed(self.accepted)).get(plain, NOTHING),) if plain else ()

    @property
    def terms(self) -> Sequence[Sequence[str]]:
        return self.accepted


def is_kept(character: str) -> bool:
    """Say whether a character may stand in a typed line. One without a meaning here may be newer than this Python."""
    kind, number = unicodedata.category(character), ord(character)
    if kind == "Cn":
        return number & 0xFFFE != 0xFFFE and not 0xFDD0 <= number <= 0xFDEF  # those never get a meaning
    return kind not in _UNSEEN or character in _JOINERS


def one_line(typed: str) -> str:
    """Return what was typed as it is kept: composed, breaks and tabs as one space, without what cannot be seen.

    ``static/js/saving/answer.js`` does the same, to know its own answer when it is told what is stored.
    """
    seen = "".join(each for each in _BREAKS.sub(" ", typed) if is_kept(each))
    return unicodedata.normalize("NFC", seen).strip()


def typed_text(chosen: Iterable[str]) -> str:
    """Return what was typed as a number, without the unit beside it."""
    return next((word for word in chosen if not word.startswith(UNIT)), "").strip()


def read_number(typed: str) -> Fraction | None:
    """Return the number that somebody typed, or None where it cannot be told which one is meant.

    A point or a comma separates decimals; spaces may group thousands. "1,234" and "1.234" are a thousand in one
    country and little more than one in another: "1.234" is read with its point, "1,234" is not read. Digits of full
    width are digits; other signs are not made alike as in a text, where "10\u00b2" becomes "102".
    """
    text = _with_plain_dashes(typed.strip().translate(_FULL_WIDTH))
    text = "".join(" " if unicodedata.category(each) == "Zs" else each for each in text)
    if _GROUPED.fullmatch(text):
        text = text.replace(" ", "")
    elif "," in text and _THOUSANDS.fullmatch(text):
        return None
    if not text.isascii() or not (found := _NUMBER.fullmatch(text)):
        return None
    value = Fraction(found[2].replace(",", "."))
    return -value if found[1] == "-" else value


def plain_text(typed: str) -> str:
    """Return a short answer as it is compared: case, accents' encoding, dashes and blanks made one.

    NFKC and case folding (Unicode standard annex 15, section 3.13 of the standard); punctuation at the ends is
    dropped, what stands inside counts.
    """
    text = _with_plain_dashes(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", typed).casefold()))
    return " ".join(text.split()).strip(" .,;:!?'\"()[]" + _QUOTES)


def _with_plain_dashes(text: str) -> str:
    """Return a text with one kind of dash and minus, the one of every keyboard."""
    return "".join("-" if each in _MINUSES or unicodedata.category(each) == "Pd" else each for each in text)
