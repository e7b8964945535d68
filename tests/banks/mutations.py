"""Seeded damage to good files, as slips of a hand, an editor or a merge would do it, and as an attacker might."""

import random
from collections.abc import Callable
from typing import TypeAlias

Change: TypeAlias = Callable[[random.Random, str], str]

_SIGNS: tuple[str, ...] = (
    *":-[]{}#&*!|>'\"%@`?,\\\t \n\r\x00\x07\x1b\x7f\x85",
    *"\u00a0\u00ad\u200b\u200d\u200e\u202e\u2066\u2028\u2029\u3000\ufeff\ufffe\U000e0041\U0001f600",
    *"é\u0301ß\u0430\u05d0\u0661１ﬁ",
)
_PIECES: tuple[str, ...] = (
    *("---\n", "...\n", "<<: *a\n", "&a ", "*a", "!!python/object:os.system ", "!t ", "? ", "? {a: b}\n: c\n"),
    *(
        "%YAML 9.9\n",
        "{a: b}",
        "[" * 24,
        "[]",
        "{}",
        '""',
        "null",
        "~",
        "|\n",
        ">5\n",
        "\t",
        "- - - ",
        ": :",
        "#",
        " #",
    ),
    *(
        "\\u202e",
        '"\\u200b"',
        "0x1F",
        "1e999",
        ".nan",
        "2026-02-30",
        "9" * 400,
        "a" * 5000,
        "é" * 600,
        "<<<<<<< HEAD\n",
    ),
)


def mutate(rng: random.Random, data: bytes) -> bytes:
    """Return the file with one to three things changed; never as it was."""
    changed = data
    while changed == data:
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            changed = _of_bytes(rng, changed) if rng.random() < 0.12 else _of_text(rng, changed)
    return changed


def _of_text(rng: random.Random, data: bytes) -> bytes:
    change: Change = rng.choice(CHANGES)
    return change(rng, data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _of_bytes(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    kind = rng.randrange(5)
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + bytes([rng.randrange(256)]) + data[at:]
    if kind == 2:
        return data[:at] + data[at + rng.randrange(1, 40) :]
    if kind == 3:
        return data.decode("utf-8", "replace").encode(rng.choice(("utf-16", "utf-16-be", "utf-32", "utf-8-sig")))
    return data[:at] + bytes(value ^ 1 << rng.randrange(8) for value in data[at : at + 1]) + data[at + 1 :]


def _lines(change: Callable[[random.Random, list[str], int], None]) -> Change:
    """Return a change of one line, of those of a text."""

    def changed(rng: random.Random, text: str) -> str:
        lines = text.splitlines(keepends=True) or [""]
        change(rng, lines, rng.randrange(len(lines)))
        return "".join(lines)

    return changed


def _delete(rng: random.Random, lines: list[str], at: int) -> None:
    del lines[at : at + rng.choice((1, 1, 1, 2, 5))]


def _repeat(rng: random.Random, lines: list[str], at: int) -> None:
    lines.insert(rng.randrange(len(lines)), lines[at])


def _swap(rng: random.Random, lines: list[str], at: int) -> None:
    other = min(at + rng.choice((1, 1, 2, 7)), len(lines) - 1)
    lines[at], lines[other] = lines[other], lines[at]


def _indent(rng: random.Random, lines: list[str], at: int) -> None:
    for number in range(at, min(at + rng.choice((1, 1, 3, 9)), len(lines))):
        lines[number] = rng.choice((" ", "  ", "   ", "\t")) + lines[number]


def _dedent(rng: random.Random, lines: list[str], at: int) -> None:
    spaces = rng.choice((1, 1, 2, 3))
    lines[at] = lines[at].removeprefix(" " * spaces) if rng.random() < 0.9 else lines[at].lstrip(" ")


def _join(_: random.Random, lines: list[str], at: int) -> None:
    lines[at] = lines[at].rstrip("\n")


def _end_otherwise(rng: random.Random, lines: list[str], at: int) -> None:
    lines[at] = lines[at].rstrip("\n") + rng.choice((" \n", "\r\n", "\r", ":\n", " #\n", ",\n", "\\\n", "\x0b\n"))


def _value(rng: random.Random, lines: list[str], at: int) -> None:
    name, colon, value = lines[at].partition(": ")
    text = value.rstrip("\n")
    new = rng.choice(("", f"[{text}]", f"{{a: {text}}}", f">-\n  {text}", f'"{text}', *_PIECES))
    lines[at] = f"{name}{colon}{new}\n"


def _misspell(rng: random.Random, lines: list[str], at: int) -> None:
    word = lines[at]
    place = rng.randrange(len(word) + 1)
    lines[at] = word[:place] + word[place + 1 : place + 2] + word[place : place + 1] + word[place + 2 :]


def _sign(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(_SIGNS) + text[at + rng.randrange(2) :]


def _piece(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(_PIECES) + text[at:]


def _without_sign(rng: random.Random, text: str) -> str:
    sign = rng.choice(":-\"'[]{},#")
    places = [place for place, each in enumerate(text) if each == sign]
    if not places:
        return text
    at = rng.choice(places)
    return text[:at] + text[at + 1 :]


def _word(rng: random.Random, text: str) -> str:
    """Put one word of the file in the place of another."""
    words = text.split()
    return text.replace(rng.choice(words), rng.choice(words), 1) if words else text


def _twice(_: random.Random, text: str) -> str:
    return text + text


def _other_ends(rng: random.Random, text: str) -> str:
    return text.replace("\n", rng.choice(("\r\n", "\r", "\n\n", " \n")))


CHANGES: tuple[Change, ...] = (
    *(_lines(one) for one in (_delete, _repeat, _swap, _indent, _dedent, _join, _end_otherwise, _value, _misspell)),
    *(_lines(one) for one in (_delete, _repeat, _swap, _indent, _value)),
    _sign,
    _sign,
    _piece,
    _without_sign,
    _word,
    _twice,
    _other_ends,
)
