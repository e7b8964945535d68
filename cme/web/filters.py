"""Filters of the templates: days and moments in the learner's time zone, fractions, letters."""

from datetime import date, datetime
from fractions import Fraction
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Flask
from flask_login import current_user

from cme.core.arithmetic import number
from cme.core.asking import how_marked, how_to_answer, in_places, lists_options
from cme.core.responses import typed_answer
from cme.core.review import letter

FEW_WORDS = 4  # of a quotation, which may well stand in the same article again


def init_app(app: Flask) -> None:
    written = (day, moment, time_of_day, percent, text_fragment, letter, fraction, ordinal)
    asked = (how_to_answer, how_marked, in_places, lists_options, typed_answer)
    app.jinja_env.filters.update({function.__name__: function for function in (*written, *asked)})


def day(value: date) -> str:
    """20 November 2026; a moment is first brought into the reader's time zone."""
    if isinstance(value, datetime):
        value = value.astimezone(_zone())
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime) -> str:
    """20 November 2026, 14:41 CET."""
    local = value.astimezone(_zone())
    return f"{local.day} {local:%B %Y, %H:%M} {local.tzname()}"


def time_of_day(value: datetime) -> str:
    """14:41."""
    local = value.astimezone(_zone())
    return f"{local.hour:02}:{local.minute:02}"


def percent(value: Fraction) -> str:
    """67 %: whole, rounded half up, for display only; never up to 100, never down to 0."""
    whole = int(value * 100 + Fraction(1, 2))
    if value < 1:
        whole = min(whole, 99)
    if value > 0:
        whole = max(whole, 1)
    return f"{whole} %"


def fraction(value: Fraction) -> str:
    """2, 3/4, or 1 3/4."""
    return number(value)


def ordinal(number: int) -> str:
    """First, second, … tenth, then 11th."""
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    if 1 <= number <= len(words):
        return words[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def text_fragment(quotation: str, doi: str, before: str = "", after: str = "") -> str:
    """Address of the article at a sentence, as a text fragment: by its first and last words when long.

    A few words may stand in the article more than once: they are told apart by the words around them, which must
    adjoin (WICG, "URL fragment text directives": ``text=prefix-,start,end,-suffix``).
    """
    words = quotation.split()

    def encoded(part: list[str]) -> str:
        return quote(" ".join(part), safe="").replace("-", "%2D")

    target = encoded(words) if len(words) <= 8 else f"{encoded(words[:4])},{encoded(words[-4:])}"
    if len(words) <= FEW_WORDS:
        target = f"{encoded(before.split()[-3:])}-,{target}" if before else target
        target = f"{target},-{encoded(after.split()[:3])}" if after else target
    return f"https://doi.org/{quote(doi, safe='/')}#:~:text={target}"


def _zone() -> ZoneInfo:
    name = getattr(current_user, "time_zone", "UTC")
    return ZoneInfo(name)
