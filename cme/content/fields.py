"""The kinds of value an educator can write. Each reads the text of the YAML and says in one sentence what it wants.

YAML gives nothing but text here (see ``located_yaml``), so no field can be silently read as a number, a date
or a truth value.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from cme.content.suggestions import did_you_mean

T = TypeVar("T")

BLANK = "…"  # as a new entry has it where something is left to write

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PERCENTAGE = re.compile(r"(\d{1,3}(?:\.\d{1,4})?) ?%")
_HOURS = re.compile(r"(\d{1,4}) ?h")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
_CONTACT = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_NUMBER = re.compile(r"[-\u2212]?\d{1,30}(?:\.\d{1,30})?|[-\u2212]?\d{1,15}/[1-9]\d{0,14}", re.ASCII)
_NOTHING = ("", "null", "~")


def fault(rule: str, message: str) -> PydanticCustomError:
    """Return an error that carries a rule of ours and a whole sentence."""
    return PydanticCustomError(rule, "{message}", {"message": message})


def text_of(value: Any) -> str:
    """Return the written text, each run of spaces and line breaks as one space."""
    if not isinstance(value, str):
        found = "a list" if isinstance(value, list) else "a mapping"
        raise fault("value-shape", f"Text belongs here, not {found}. Write it in one piece, in double quotes.")
    text = " ".join(value.split())
    if text == BLANK:
        raise fault("text-blank", "This is a blank to fill in. Write the text, or delete the line if it is optional.")
    return text


def _remembering(read: Callable[[str], str]) -> Callable[[Any], str]:
    """Return a reader that need not read the same few words again: ids and choices are half of the texts of a bank."""
    known = lru_cache(maxsize=10_000)(read)

    def remember(value: Any) -> str:
        return known(value) if value.__class__ is str else read(value)

    return remember


def _unit(value: Any) -> str:
    """Return a unit composed (NFC), as what learners send is: one letter of "k\u2126" may be written in two ways."""
    return unicodedata.normalize("NFC", line(40)(value))


def line(limit: int) -> Callable[[Any], str]:
    """Return a reader of text that must not be empty and has at most ``limit`` characters."""

    def read(value: Any) -> str:
        text = text_of(value)
        if not text:
            raise fault("text-empty", "There is no text here. Write it, or delete the line if it is optional.")
        if len(text) > limit:
            raise fault("text-long", f"This has {len(text):,} characters; {limit:,} are allowed. Shorten it.")
        return text

    return read


def _id(value: Any) -> str:
    text = text_of(value)
    if not _ID.fullmatch(text) or len(text) > 64:
        wanted = "write small letters, digits and single hyphens, at most 64, such as alk-alcl-2"
        hint = did_you_mean(text, [_as_id(text)])
        raise fault("id-form", f'"{text[:80]}" is not an id; {wanted}.{hint}')
    return text


def id_fault(text: str) -> str:
    """Return why a text cannot be an id, in one sentence; "" where it can."""
    try:
        _id(text)
    except PydanticCustomError as error:
        return error.message()
    return ""


def _as_id(text: str) -> str:
    """Return the id that somebody may have meant by a title, or "" where nothing can be made of it."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].strip("-")


def _reference(value: Any) -> str:
    text = text_of(value)
    source, mark, passage = text.partition("#")
    if not (mark and _ID.fullmatch(source) and _ID.fullmatch(passage)):
        raise fault("reference-form", f'"{text[:80]}" names no passage; write it as source-id#passage-id.')
    return text


def _boolean(value: Any) -> bool:
    text = text_of(value)
    if text not in ("true", "false"):
        raise fault("boolean-form", f'"{text[:80]}" is neither true nor false; write one of the two words.')
    return text == "true"


def whole_number(low: int, high: int) -> Callable[[Any], int]:
    """Return a reader of a whole number from ``low`` to ``high``."""

    def read(value: Any) -> int:
        text = text_of(value)
        if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
            raise fault("number-form", f'"{text[:80]}" is not a whole number from {low} to {high}; write one.')
        return int(text)

    return read


def _percentage(value: Any) -> Fraction:
    text = text_of(value)
    match = _PERCENTAGE.fullmatch(text)
    if match is None:
        raise fault("pass-mark-form", f'"{text[:80]}" is not a percentage; write it as 70%.')
    share = Fraction(match[1]) / 100
    if not Fraction(1, 100) <= share <= 1:
        raise fault("pass-mark-range", f"{text} is not between 1% and 100%; write a percentage in that range.")
    return share


def _number(value: Any) -> Fraction:
    text = text_of(value)
    if not _NUMBER.fullmatch(text):
        raise fault("number-form", f'"{text[:80]}" is not a number; write it as 13.4, -48.6 or 1/2.')
    return Fraction(text.replace("\u2212", "-"))


def _hours(value: Any) -> int:
    text = text_of(value)
    match = _HOURS.fullmatch(text)
    if match is None:
        raise fault("hours-form", f'"{text[:80]}" is not a number of hours; write it as 24h, or 0h for no wait.')
    return int(match[1])


FIRST_YEAR, LAST_YEAR = 1900, 2199


def _date(value: Any) -> date:
    text = text_of(value)
    try:
        if not (text.isascii() and _DATE.fullmatch(text)):
            raise ValueError
        found = date.fromisoformat(text)
    except ValueError:
        raise fault(
            "date-form", f'"{text[:80]}" is not a date of the calendar; write year-month-day, as 2026-11-21.'
        ) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise fault("date-form", f'"{text}" cannot be meant; write a year from {FIRST_YEAR} to {LAST_YEAR}.')
    return found


def _date_or_nothing(value: Any) -> date | None:
    return None if text_of(value) in _NOTHING else _date(value)


LONGEST_FORM = 254  # characters: an address of e-mail has no more (RFC 5321), a DOI never comes near it


def _matching(pattern: re.Pattern[str], rule: str, wanted: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        text = text_of(value)
        if len(text) > LONGEST_FORM:
            raise fault("text-long", f"This has {len(text):,} characters; {LONGEST_FORM:,} are allowed. Shorten it.")
        if not pattern.fullmatch(text):
            raise fault(rule, f'"{text[:80]}" is not {wanted}.')
        return text

    return read


@dataclass(frozen=True)
class Choice:
    """A reader of one of the words ``allowed``; ``why`` is added to the message."""

    rule: str
    allowed: tuple[str, ...]
    why: str = ""

    def __call__(self, value: Any) -> str:
        if value.__class__ is str and value in self.allowed:
            return str(value)
        text = text_of(value)
        if text not in self.allowed:
            *most, last = self.allowed
            words = f"{', '.join(most)} or {last}" if most else last
            why = f" {self.why}" if self.why else ""
            hint = did_you_mean(text, self.allowed) if len(self.allowed) > 1 else ""
            raise fault(self.rule, f'"{text[:80]}" is not known here; write {words}.{why}{hint}')
        return text


def one_of(rule: str, *allowed: str, why: str = "") -> Choice:
    """Return a reader of one of the words ``allowed``; ``why`` is added to the message."""
    return Choice(rule, allowed, why)


Id = Annotated[str, PlainValidator(_remembering(_id))]
PassageReference = Annotated[str, PlainValidator(_remembering(_reference))]
Line = Annotated[str, PlainValidator(line(500))]
Text = Annotated[str, PlainValidator(line(4000))]
Unit = Annotated[str, PlainValidator(_unit)]
Boolean = Annotated[bool, PlainValidator(_boolean)]
Year = Annotated[int, PlainValidator(whole_number(1800, 2200))]
Minutes = Annotated[int, PlainValidator(whole_number(1, 600))]
WordCount = Annotated[int, PlainValidator(whole_number(1, 100_000))]
Tries = Annotated[int, PlainValidator(whole_number(1, 100))]
Pick = Annotated[int, PlainValidator(whole_number(1, 1000))]
Number = Annotated[Fraction, PlainValidator(_number)]
Percentage = Annotated[Fraction, PlainValidator(_percentage)]
Hours = Annotated[int, PlainValidator(_hours)]
Day = Annotated[date, PlainValidator(_date)]
DayOrNothing = Annotated[date | None, PlainValidator(_date_or_nothing)]
Doi = Annotated[str, PlainValidator(_matching(_DOI, "doi-form", "a DOI; write it as 10.6004/jnccn.2014.0034"))]
Pmid = Annotated[
    str, PlainValidator(_matching(re.compile(r"[1-9]\d{0,8}", re.ASCII), "pmid-form", "a PubMed number; write digits"))
]
Contact = Annotated[
    str, PlainValidator(_matching(_CONTACT, "contact-form", "an e-mail address; write it as name@example.org"))
]
