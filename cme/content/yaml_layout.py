"""The canonical layout: names in the schema's order, two spaces deeper at each level, no line beyond 120 columns.

Quotes stand only where YAML, or another reader of it, would take the text otherwise; a text longer than a line stands
below ``>-``. Only what is not canonical is laid out afresh: comments, gaps, the line breaks of a text that fits, and
short lists in brackets stay as their author wrote them, so that a difference shows what was changed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from textwrap import wrap

from cme.content.documents import Location
from cme.content.written_yaml import Beside, Entry, Group, Value, Words

WIDTH = 120
_SET_IN = (" ", "\t")
_STARTS_OTHERWISE = tuple("-?:,[]{}#&*!|>'\"%@`")
_READ_OTHERWISE = re.compile(  # as something else than text, by some reader of YAML
    r"true|false|yes|no|on|off|y|n|null|~|=|<<|\d{4}-\d\d?-\d\d?.*|0[xob][\da-f_]+|[-+]?\.(?:inf|nan)"
    r"|[-+.]?\d[\d_.,:e+-]*",
    re.IGNORECASE,
)


def lay_out(root: Group, names_at: Callable[[Location], list[str]]) -> str:
    """Return the file; ``names_at`` has the names that a mapping at a place may have, in their order."""
    lines = [*_indented(_header(root), 0, is_first=True), *_Layout(names_at).group(root, 0, ())]
    return "\n".join(lines) + "\n"


def _header(root: Group) -> list[str]:
    """Take from the first entry the comments that are about the file: those before a gap, or for an editor."""
    above = root.entries[0].above
    last_gap = max((number for number, line in enumerate(above) if not line), default=-1)
    for_editor = sum(1 for line in above if line.startswith("# yaml-language-server:"))
    end = last_gap + 1 or for_editor
    root.entries[0].above = above[end:]
    return above[:end]


class _Layout:
    def __init__(self, names_at: Callable[[Location], list[str]]) -> None:
        self._names_at = names_at

    def group(self, group: Group, indent: int, location: Location) -> Iterator[str]:
        """Yield the lines of a mapping or a list, one entry below the other."""
        for number, entry in enumerate(self._in_order(group, location)):
            inside = (*location, number if entry.name is None else entry.name.text)
            yield from _indented(entry.above, indent, is_first=not number)
            yield from self._entry(entry, indent, inside)
        yield from _indented(group.tail, indent, is_first=not group.entries)

    def _in_order(self, group: Group, location: Location) -> list[Entry]:
        if group.is_list:
            return group.entries
        place = {name: number for number, name in enumerate(self._names_at(location))}
        return sorted(group.entries, key=lambda entry: place.get(_name(entry), len(place)))

    def _entry(self, entry: Entry, indent: int, location: Location) -> Iterator[str]:
        start = " " * indent + ("-" if entry.name is None else f"{entry.name.text}:")
        value = entry.value
        if isinstance(value, Words):
            first, *rest = _text(start, value, indent + 2)
            yield _with(first, entry.beside)
            yield from rest
        elif (short := self._flow(value, location)) is not None and len(start) + 1 + len(short) <= WIDTH:
            yield _with(f"{start} {short}", entry.beside)
        elif entry.name is None and not value.is_list:
            yield from self._item(entry, value, indent, location)
        else:
            yield _with(start, entry.beside)
            yield from self.group(value, indent + 2, location)

    def _item(self, entry: Entry, value: Group, indent: int, location: Location) -> Iterator[str]:
        """Yield a mapping behind a hyphen; what stands above its first name stands above the hyphen."""
        first = self._in_order(value, location)[0]
        above = [*([entry.beside.text] if entry.beside else []), *first.above]
        first.above = []
        yield from _indented(above, indent, is_first=True)
        lines = self.group(value, indent + 2, location)
        yield f"{' ' * indent}- {next(lines).lstrip(' ')}"
        yield from lines

    def _flow(self, value: Value, location: Location) -> str | None:
        """Return a value in brackets, where its author wrote it so and no comment stands inside."""
        if isinstance(value, Words):
            return None if value.style in ("|", ">") else _scalar(value, is_flow=True)
        if not value.is_flow or value.tail:
            return None
        parts: list[str] = []
        for number, entry in enumerate(self._in_order(value, location)):
            name = "" if entry.name is None else f"{entry.name.text}: "
            part = self._flow(entry.value, (*location, _name(entry) or number))
            if part is None or entry.above or entry.beside:
                return None
            parts.append(f"{name}{part}")
        return f"[{', '.join(parts)}]" if value.is_list else f"{{{', '.join(parts)}}}"


def _name(entry: Entry) -> str:
    return "" if entry.name is None else entry.name.text


def _indented(lines: Iterable[str], indent: int, *, is_first: bool) -> Iterator[str]:
    """Yield comments and gaps; no gap stands before the first entry of a group."""
    for line in lines:
        if line or not is_first:
            yield " " * indent + line if line else ""
        is_first = is_first and not line


def _with(line: str, beside: Beside | None) -> str:
    """Put a comment beside a line: in the column in which it was, where it was set apart to align with others."""
    if beside is None:
        return line
    gap = beside.gap if beside.gap <= 2 else max(beside.column - len(line), 1)
    return f"{line}{' ' * gap}{beside.text}"


def _text(start: str, words: Words, indent: int) -> Iterator[str]:
    """Yield a text behind its name where it fits there, and else below a sign; text in many lines stays there."""
    short = _scalar(words, is_flow=False)
    room = WIDTH - len(start) - 1
    if words.style in (">", "|") and words.lines:
        if len(words.lines) > 1 or not (is_plain(short, is_flow=False) and len(short) <= room):
            # The 2 tells what of the first line is indentation.
            sign = words.style + ("2-" if words.lines[0].startswith(_SET_IN) else "-")
            yield from _below(f"{start} {sign}", words.lines, indent)
            return
    elif len(short) > room and " " in short:
        yield from _below(f"{start} >-", [_joined(words.text)], indent)
        return
    yield f"{start} {short}".rstrip(" ")


def _below(start: str, lines: list[str], indent: int) -> Iterator[str]:
    yield start
    is_folded = ">" in start[-3:]
    for line in _wrapped(lines, WIDTH - indent) if is_folded else lines:
        yield " " * indent + line if line else ""


def _wrapped(lines: list[str], width: int) -> list[str]:
    """Return folded text; lines stay as they are where they fit, or where some are set in, which folding respects."""
    if all(len(line) <= width for line in lines) or any(line.startswith(_SET_IN) for line in lines):
        return lines
    text = "\n".join(lines)
    wrapped: list[str] = []
    for part in re.split(r"(\n{2,})", text):
        if part.startswith("\n"):
            wrapped += [""] * (len(part) - 1)
        else:
            wrapped += wrap(part, width, break_long_words=False, break_on_hyphens=False)
    return wrapped


def _joined(text: str) -> str:
    return " ".join(re.split(r"[ \t\n]+", text.strip(" \t\n")))


def _scalar(words: Words, *, is_flow: bool) -> str:
    text = _joined(words.text)
    if words.style not in ("'", '"') or (is_plain(text, is_flow=is_flow) and not _READ_OTHERWISE.fullmatch(text)):
        return text
    if words.style == "'":
        return "'" + text.replace("'", "''") + "'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def is_plain(text: str, *, is_flow: bool) -> bool:
    """Say whether a text may stand without quotes; some that may are not thought so, which does no harm."""
    if not text or text != text.strip() or text.startswith(_STARTS_OTHERWISE) or text.endswith(":"):
        return False
    if ": " in text or " #" in text or text.startswith(("---", "...")):
        return False
    return not (is_flow and any(sign in text for sign in ",[]{}:"))
