"""Plain values as YAML in the shape an author gives it: entries, lists, long text below a ``>-``.

The inverse of ``located_yaml.plain``: reading what is written here gives the same text back, each run of spaces
as one. No YAML library is asked, because none of them writes this shape and all of them write things that
``located_yaml`` refuses (aliases, tags) or reads otherwise (multi-line plain text).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from textwrap import wrap
from typing import TypeAlias

Value: TypeAlias = str | Sequence["Value"] | Mapping[str, "Value"]

WIDTH = 118
_PLAIN = re.compile(r"[^\W_](?:[^:#]|:(?=\S)|(?<=\S)#)*")
_MEANT_OTHERWISE = frozenset(("true", "false", "yes", "no", "on", "off", "null", "none", "~"))  # by other readers


class Word(str):
    """A word that belongs to the format and is never quoted: ``true``, ``none``."""

    __slots__ = ()


TRUE, FALSE, NONE = Word("true"), Word("false"), Word("none")


def truth(value: bool) -> Word:
    """Return true or false as a word of the format."""
    return TRUE if value else FALSE


def filled(**entries: Value | None) -> dict[str, Value]:
    """Return the entries that say something."""
    return {name: value for name, value in entries.items() if value is not None and value != ""}


def write_number(number: Fraction) -> Word:
    """Return a number as an author writes it: with decimals where that says it exactly, or else as 1/3."""
    for places in range(31):
        whole, rest = divmod(abs(number) * 10**places, 1)
        if not rest:
            digits = f"{int(whole):0{places + 1}d}"
            sign = "-" if number < 0 else ""
            return Word(
                f"{sign}{digits[: len(digits) - places]}{'.' if places else ''}{digits[len(digits) - places :]}"
            )
    return Word(number)


def write_yaml(value: Mapping[str, Value]) -> str:
    """Return the lines of a file."""
    return "\n".join(_mapping(value, 0)) + "\n"


def _mapping(entries: Mapping[str, Value], indent: int) -> Iterator[str]:
    for name, value in entries.items():
        yield from _entry(f"{' ' * indent}{name}:", value, indent)


def _entry(start: str, value: Value, indent: int) -> Iterator[str]:
    """Yield the line that begins with ``start`` and those of the value below it."""
    if isinstance(value, str):
        yield from _text(start, value, indent + 2)
    elif isinstance(value, Mapping):
        yield start
        yield from _mapping(value, indent + 2)
    elif (flow := _flow(value)) is not None and len(start) + len(flow) < WIDTH:
        yield f"{start} {flow}"
    else:
        yield start
        for item in value:
            yield from _item(item, indent + 2)


def _item(item: Value, indent: int) -> Iterator[str]:
    hyphen = f"{' ' * indent}-"
    if isinstance(item, Mapping):
        first, *rest = _mapping(item, indent + 2)
        yield f"{hyphen} {first.lstrip(' ')}"
        yield from rest
    else:
        yield from _entry(hyphen, item, indent)


def _text(start: str, text: str, indent: int) -> Iterator[str]:
    short = scalar(text)
    if len(start) + 1 + len(short) <= WIDTH or " " not in text:
        yield f"{start} {short}"
        return
    yield f"{start} >-"
    lines = wrap(text, WIDTH - indent, break_long_words=False, break_on_hyphens=False)
    yield from (f"{' ' * indent}{line}" for line in lines)


def _flow(items: Sequence[Value]) -> str | None:
    """Return a list of short words as ``[one, two]``; None where an item is no word."""
    words = [scalar(item, within="[],{}:#") for item in items if isinstance(item, str)]
    return f"[{', '.join(words)}]" if len(words) == len(items) else None


def scalar(text: str, within: str = "") -> str:
    """Return ``text`` as it stands behind a name, in quotes where YAML or another reader would take it otherwise."""
    if isinstance(text, Word):
        return text
    is_plain = _PLAIN.fullmatch(text) and not text.endswith((" ", ":")) and text.casefold() not in _MEANT_OTHERWISE
    if is_plain and not any(sign in text for sign in within):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
