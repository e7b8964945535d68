"""Why a file is not YAML, told to somebody who writes medicine, not YAML: one cause, its place, and what to do.

libyaml says where it gave up and what it had hoped for. The lines around that place say what the author did;
each function below knows one such mistake. What none of them knows is told in libyaml's words.
"""

import re
from collections.abc import Callable
from typing import Any

from yaml.error import YAMLError
from yaml.events import AliasEvent, Event, ScalarEvent

from cme.content.yaml_indentation import NO_COLON, entry_without_colon, misplaced
from cme.content.yaml_trouble import Place, Told, Trouble, indent_of

_SIGNS = "%@`*&!-?"  # with which no text may start
_NAME = re.compile(r"\s*(?:- +)*[a-z_]+")
_JOINED_NAME = re.compile(r"\s*(?:- +)*([A-Za-z_]+):(?!//)[^\s:]")
_JOINED_HYPHEN = re.compile(r"\s*(?:- +)*-[^\s\-\d.]")


def explain(error: YAMLError, text: str, last: Event | None) -> tuple[int, int, str]:
    """Return line and column, both from 1, and the sentence for the author; ``last`` is the last event read."""
    at = _place(getattr(error, "problem_mark", None)) or (0, 0)
    problem, context = getattr(error, "problem", None) or str(error), getattr(error, "context", None) or ""
    begin = _place(getattr(error, "context_mark", None)) or at
    trouble = Trouble(problem, context, at, begin, last, re.split(r"\r\n|\r|\n", text))
    for cause in _CAUSES:
        told = cause(trouble)
        if told is not None:
            (line, column), message = _inside(told[0], trouble.lines), told[1]
            return line + 1, column + 1, message
    words = " ".join(f"{problem} {context}".split())
    message = f"This line cannot be read as YAML: {words}. Compare its indentation and quotes with its neighbours."
    line, column = _inside(at, trouble.lines)
    return line + 1, column + 1, message


def _inside(place: Place, lines: list[str]) -> Place:
    """Return the place, or the end of the text: after a last line that does not end, libyaml counts one more."""
    return place if place[0] < len(lines) else (len(lines) - 1, len(lines[-1]))


def _place(mark: Any) -> Place | None:
    return None if mark is None else (mark.line, mark.column)


def _tab(trouble: Trouble) -> Told:
    if trouble.sign(trouble.at) != "\t":
        return None
    return trouble.at, "A tab stands here, where YAML allows only spaces. Replace it by spaces."


def _quote(trouble: Trouble) -> Told:
    """Know a quote that is not closed, or not closed in time."""
    if trouble.context == "while scanning a quoted scalar":
        sign = trouble.sign(trouble.begin)
        return trouble.begin, f"The quote that opens here is never closed. Write {sign} where the text ends."
    last = trouble.last
    if not isinstance(last, ScalarEvent) or last.style not in ("'", '"'):
        return None
    start, end = _place(last.start_mark), _place(last.end_mark)
    if start is None or end is None or end[0] != trouble.at[0]:
        return None
    if start[0] < end[0]:
        message = (
            f"The quote that opens here is closed only in line {end[0] + 1}, where more text follows. "
            f"Write {last.style} where the text ends."
        )
        return start, message
    if "flow" in trouble.context:
        return None
    inside = '\\"' if last.style == '"' else "''"
    message = f"Text follows after the closing {last.style} here. Quote all of the text; inside it write {inside}."
    return trouble.at, message


def _bracket(trouble: Trouble) -> Told:
    if "flow" not in trouble.context:
        return None
    line, column = _opening(trouble)
    if trouble.sign(trouble.at) == ":" and line == trouble.at[0]:
        message = (
            "A colon stands inside this text. Put the text in double quotes, or write the comma missing before it."
        )
        return trouble.at, message
    sign = trouble.sign((line, column))
    close = "]" if sign == "[" else "}"
    message = (
        f"The {sign} in line {line + 1}, column {column + 1} is not closed, or a comma is missing before this place. "
        f"Write {close} or the comma."
    )
    return trouble.at, message


def _opening(trouble: Trouble) -> Place:
    """Return where the bracket opens; of one with nothing after it, libyaml names the end of the file instead."""
    if trouble.sign(trouble.begin) in ("[", "{"):
        return trouble.begin
    above = range(min(trouble.at[0], len(trouble.lines) - 1), -1, -1)
    found = ((number, max(trouble.text(number).rfind(sign) for sign in "[{")) for number in above)
    return next((place for place in found if place[1] >= 0), trouble.begin)


def _after_bracket(trouble: Trouble) -> Told:
    before = trouble.line[: trouble.at[1]].rstrip()[-1:]
    if trouble.problem != "did not find expected key" or before not in ("]", "}"):
        return None
    return (
        trouble.at,
        f"Text follows after the closing {before} here. Delete it, or put the whole text in double quotes.",
    )


def _sign(trouble: Trouble) -> Told:
    """Know a text that starts with a sign which means something to YAML."""
    place = trouble.at
    if trouble.context in ("while scanning an alias", "while scanning an anchor"):
        place = trouble.begin
    elif trouble.context == "while scanning a block scalar":
        sign = trouble.sign(trouble.begin)
        message = f"After {sign} the text starts on the next line. Write it there, or put it in double quotes."
        return trouble.begin, message
    elif isinstance(trouble.last, AliasEvent):
        place = _place(trouble.last.start_mark) or place
    elif not re.search("cannot start any|undefined tag|entries are not allowed|keys are not allowed", trouble.problem):
        return None
    sign = trouble.sign(place)
    if not sign or sign not in _SIGNS:
        return None
    more = " If it is a list, start it on the next line." if sign == "-" else ""
    return place, f"A text cannot start with {sign} here. Put the whole text in double quotes.{more}"


def _escape(trouble: Trouble) -> Told:
    if trouble.context != "while parsing a quoted scalar":
        return None
    return trouble.at, "A backslash in double quotes cannot stand before this character. Write two backslashes for one."


def _no_colon(trouble: Trouble) -> Told:
    if trouble.problem != "could not find expected ':'":
        return None
    return _no_space(trouble, trouble.begin[0]) or (trouble.begin, NO_COLON)


def _no_space(trouble: Trouble, number: int) -> Told:
    """Know ``name:text`` and ``-text`` in the line with this number."""
    line = trouble.text(number)
    if name := _JOINED_NAME.match(line):
        return (number, name.end() - 1), f'A space is missing after the colon here. Write "{name[1]}: " and the text.'
    if hyphen := _JOINED_HYPHEN.match(line):
        return (number, hyphen.end() - 1), 'A space is missing after the hyphen here. Write "- " and the entry.'
    return None


def _colon(trouble: Trouble) -> Told:
    """Know a colon inside text; and a name that, wrongly indented, was taken for more of the text above it."""
    if trouble.problem != "mapping values are not allowed in this context" or trouble.line.startswith("---"):
        return None
    column = trouble.at[1]
    if _NAME.fullmatch(trouble.line[:column]):
        above = trouble.before()
        told = _no_space(trouble, above) or entry_without_colon(trouble, above) or misplaced(trouble)
        if told is None and above >= 0 and ":" not in trouble.text(above):
            told = (above, indent_of(trouble.text(above))), NO_COLON
        if told is not None:
            return told
    where = "A colon followed by a space stands inside" if trouble.line[column + 1 :].strip() else "A colon ends"
    return trouble.at, f"{where} this text. Put the whole text in double quotes."


def _indentation(trouble: Trouble) -> Told:
    if trouble.problem not in ("did not find expected key", "did not find expected '-' indicator"):
        return None
    if trouble.at[1] != trouble.indent:
        return None
    if _JOINED_HYPHEN.match(trouble.line):
        return _no_space(trouble, trouble.at[0])
    if trouble.line.lstrip().startswith("-") and trouble.begin[1] == trouble.indent:
        message = (
            'An entry of a list stands here among lines "name: text". '
            "Indent it like the entries it belongs with, or delete its hyphen."
        )
        return trouble.at, message
    return misplaced(trouble)


_CAUSES: tuple[Callable[[Trouble], Told], ...] = (
    _tab,
    _quote,
    _bracket,
    _after_bracket,
    _sign,
    _escape,
    _no_colon,
    _colon,
    _indentation,
)
