"""The same file written otherwise, in any way that YAML allows and an editor or a hand may choose."""

import random
import re
import textwrap
from typing import TypeAlias

Data: TypeAlias = "str | list[Data] | dict[str, Data]"

_SAFE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 .;/%()–#]*[A-Za-z0-9.%)])?")
_SAFE_IN_BLOCK = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 .;,/%()–\"'\[\]-]*[A-Za-z0-9.%)])?")
_COMMENTS = ("# noted", "#", "# a: b", "# - [ {", "#\twith a tab", "# “Ünïcödé”: 1.5 µg", '# "quoted', "# ---")


class Rewriter:
    """Writes data as YAML, each time in another way; the seed decides how."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._step = rng.choice((1, 2, 2, 2, 3, 4, 8))
        self._hangs = rng.random() < 0.5  # hyphens as deep as the name above them
        self._flows = rng.choice((0.0, 0.2, 0.9))
        self._comments = rng.choice((0.0, 0.0, 0.15, 0.5))
        self._shuffles = rng.random() < 0.7

    def write(self, data: "Data") -> bytes:
        """Return the file."""
        text = "\n".join(self._block(data, 0)) + "\n"
        if self._chance(0.15):
            text = f"{self._rng.choice(('---', '--- # one', '%YAML 1.2' + chr(10) + '---'))}\n{text}"
        if self._chance(0.15):
            text = f"{self._rng.choice(_COMMENTS)}\n{text}{self._rng.choice(('...', chr(10), '# the end', '   '))}"
        if self._chance(0.1):
            text = text.rstrip("\n")
        text = text.replace("\n", self._rng.choice(("\n", "\n", "\n", "\r\n", "\r")))
        return (b"\xef\xbb\xbf" if self._chance(0.15) else b"") + text.encode()

    def _chance(self, share: float) -> bool:
        return self._rng.random() < share

    def _block(self, data: "Data", indent: int) -> list[str]:
        margin = " " * indent
        lines: list[str] = []
        if isinstance(data, str):
            return [margin + self.scalar(data, indent)]
        if isinstance(data, list):
            for value in data:
                lines += [*self._noise(margin), *self._entry(value, indent)]
            return lines
        names = list(data)
        if self._shuffles:
            self._rng.shuffle(names)
        for name in names:
            key = self._rng.choice((name, name, name, name, name, f'"{name}"', f"'{name}'", f"{name} "))
            lines += [*self._noise(margin), *self._under(f"{margin}{key}:", data[name], indent)]
        return lines

    def _noise(self, margin: str) -> list[str]:
        if not self._chance(self._comments):
            return []
        return [self._rng.choice(("", margin, *(margin + each for each in _COMMENTS), *_COMMENTS))]

    def _entry(self, value: "Data", indent: int) -> list[str]:
        margin = " " * indent
        if isinstance(value, dict) and value and not self._in_flow(value):
            gap = self._rng.choice((1, 1, 1, 3))
            first, *rest = self._block(value, indent + 1 + gap)
            if not first.strip() or first.lstrip().startswith("#"):
                return [f"{margin}-", first, *rest]
            return [f"{margin}-{' ' * gap}{first.lstrip()}", *rest]
        return self._under(f"{margin}-", value, indent)

    def _under(self, start: str, value: "Data", indent: int) -> list[str]:
        """Return a name or a hyphen with its value, in the same line or below."""
        if isinstance(value, str):
            return self._with_text(start, value, indent)
        if not value or self._in_flow(value):
            return [f"{start} {self._flow(value, indent + self._step)}{self._remark()}"]
        deeper = indent if isinstance(value, list) and self._hangs and not start.endswith("-") else indent + self._step
        return [f"{start}{self._remark()}", *self._block(value, deeper)]

    def _with_text(self, start: str, text: str, indent: int) -> list[str]:
        if text and self._chance(0.25):
            margin = " " * (indent + self._step)
            sign = self._rng.choice((">-", ">", ">+", "|", "|-", f">{self._step}-"))
            width = 10_000 if sign[0] == "|" else self._rng.choice((20, 60, 110))
            wrapped = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
            return [f"{start} {sign}{self._remark()}", *(margin + line for line in wrapped)]
        if text and self._chance(0.1):
            return [f"{start}{self._remark()}", " " * (indent + self._step) + self.scalar(text, indent)]
        return [f"{start} {self.scalar(text, indent)}{self._remark()}"]

    def _remark(self) -> str:
        return f" {self._rng.choice(('', ' '))}{self._rng.choice(_COMMENTS)}" if self._chance(self._comments) else ""

    def scalar(self, text: str, indent: int, *, in_flow: bool = False) -> str:
        """Return a text as a plain, single-quoted or double-quoted scalar."""
        safe = _SAFE if in_flow else _SAFE_IN_BLOCK
        style = self._rng.choice(("plain", "plain", "single", "double"))
        if style == "plain" and safe.fullmatch(text) and " #" not in text:
            return self._broken(text, indent) if self._chance(0.1) else text
        if style == "single":
            return "'" + text.replace("'", "''") + "'"
        inside = text.replace("\\", "\\\\").replace('"', '\\"')
        if self._chance(0.3):
            inside = re.sub(r"[^\x00-\x7f]", lambda found: f"\\u{ord(found[0]):04x}", inside)
        return f'"{self._broken(inside, indent) if self._chance(0.2) else inside}"'

    def _broken(self, text: str, indent: int) -> str:
        """Break a text over two lines, which YAML reads as a space."""
        spaces = [found.start() for found in re.finditer(r"(?<=\w) (?=\w)", text)]
        if not spaces:
            return text
        at = self._rng.choice(spaces)
        return f"{text[:at]}\n{' ' * (indent + 1 + self._step)}{text[at + 1 :]}"

    def _in_flow(self, value: "Data") -> bool:
        return self._chance(self._flows)

    def _flow(self, value: "Data", indent: int) -> str:
        if isinstance(value, str):
            return self.scalar(value, indent, in_flow=True)
        gap = self._rng.choice(("", " "))
        between = self._rng.choice((", ", ", ", " , ", f",\n{' ' * (indent + 1)}"))
        if isinstance(value, list):
            return f"[{gap}{between.join(self._flow(one, indent) for one in value)}{gap}]"
        names = list(value)
        if self._shuffles:
            self._rng.shuffle(names)
        return f"{{{gap}{between.join(f'{name}: {self._flow(value[name], indent)}' for name in names)}{gap}}}"
