"""The same values as YAML in every layout an author could find: order, indentation, quotes, folding, comments, gaps."""

from collections.abc import Iterator
from random import Random
from typing import Any

from cme.content.yaml_layout import is_plain


class Mess:
    """Writes one file from one seed; ``comments`` has every comment written, each a different one."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - to be repeated, not to be secret
        self.comments: list[str] = []
        self._may_comment_deeper = True

    def file(self, value: dict[str, Any]) -> str:
        lines = [*self._trivia(0), *self._mapping(value, 0), *self._trivia(0)]
        text = "\n".join(lines) + "\n" * self.random.randint(0, 2)
        return text.replace("\n", "\r\n") if self._chance(0.1) else text

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _comment(self) -> str:
        self.comments.append(f'# {len(self.comments)}: note "it\'s" [here] # there')
        return self.comments[-1]

    def _trivia(self, indent: int) -> Iterator[str]:
        while self._chance(0.2):
            if self._chance(0.4):
                yield " " * self.random.randint(0, 3)
            else:
                deeper = 3 if self._may_comment_deeper else 0
                yield " " * self.random.randint(0, indent + deeper) + self._comment()

    def _beside(self) -> str:
        return " " * self.random.choice((1, 2, 9)) + self._comment() if self._chance(0.15) else ""

    def _mapping(self, value: dict[str, Any], indent: int) -> Iterator[str]:
        names = list(value)
        self.random.shuffle(names)
        for number, name in enumerate(names):
            if number:
                yield from self._trivia(indent)
            quote = self.random.choice(("", "", "", "'", '"'))
            yield from self._value(f"{' ' * indent}{quote}{name}{quote}:", value[name], indent)

    def _list(self, value: list[Any], indent: int) -> Iterator[str]:
        for item in value:
            yield from self._trivia(indent)
            start = " " * indent + "-"
            if isinstance(item, dict) and not self._chance(0.2):
                gap = self.random.randint(1, 3)
                first, *rest = self._mapping(item, indent + 1 + gap)
                yield start + " " * gap + first.lstrip(" ")
                yield from rest
            else:
                yield from self._value(start, item, indent)

    def _value(self, start: str, value: Any, indent: int) -> Iterator[str]:
        if isinstance(value, str):
            yield from self._text(start, value, indent)
        elif not value or self._chance(0.25):
            yield from self._flow_lines(start, value, indent)
        else:
            yield start + self._beside()
            self._may_comment_deeper = True
            is_list = isinstance(value, list)
            deeper = indent + self.random.randint(0 if is_list and not start.endswith("-") else 1, 4)
            yield from self._trivia(deeper)
            yield from self._list(value, deeper) if is_list else self._mapping(value, deeper)

    def _flow_lines(self, start: str, value: Any, indent: int) -> Iterator[str]:
        self._may_comment_deeper = True
        if not value or not self._chance(0.3):
            yield f"{start} {self._flow(value)}{self._beside()}"
            return
        pad = " " * (indent + 2)
        opened, closed = "[]" if isinstance(value, list) else "{}"
        yield f"{start} {opened}{self._beside()}"
        parts = list(self._flow_parts(value))
        for number, part in enumerate(parts):
            if self._chance(0.2):
                yield pad + self._comment()
            yield pad + part + ("," if number < len(parts) - 1 else "") + self._beside()
        yield pad + closed + self._beside()

    def _flow_parts(self, value: Any) -> Iterator[str]:
        if isinstance(value, list):
            yield from (self._flow(one) for one in value)
        else:
            names = list(value)
            self.random.shuffle(names)
            yield from (f"{name}: {self._flow(value[name])}" for name in names)

    def _flow(self, value: Any) -> str:
        if isinstance(value, str):
            return self._quoted(value, is_flow=True)
        opened, closed = "[]" if isinstance(value, list) else "{}"
        return opened + ", ".join(self._flow_parts(value)) + closed

    def _quoted(self, text: str, *, is_flow: bool) -> str:
        kind = self.random.randrange(3)
        if kind == 0 and is_plain(text, is_flow=is_flow):
            return text
        if kind == 1:
            return "'" + text.replace("'", "''") + "'"
        text = text.replace("\\", "\\\\").replace('"', '\\"')
        return (
            '"' + "".join(f"\\U{ord(one):08x}" if one.isalpha() and self._chance(0.02) else one for one in text) + '"'
        )

    def _text(self, start: str, text: str, indent: int) -> Iterator[str]:
        self._may_comment_deeper = True
        words = text.split(" ")
        if not text or self._chance(0.5):
            written = self._quoted(text, is_flow=False)
            if self._chance(0.3) and len(written.split(" ")) > 2 and "\\" not in written:
                first, *rest = self._broken(written.split(" "))
                if not any(line.startswith(("#", "- ", "? ")) or line.endswith(":") or ": " in line for line in rest):
                    yield f"{start} {first}"
                    pad = " " * (indent + self.random.randint(1, 5))
                    yield from (pad + line for line in rest[:-1])
                    yield pad + rest[-1] + self._beside() if rest else ""
                    return
            yield f"{start} {written}{self._beside()}"
            return
        sign = self.random.choice((">", "|")) + self.random.choice(("", "-", "+"))
        yield f"{start} {sign}{self._beside()}"
        pad = " " * (indent + self.random.randint(1, 5))
        yield from (pad + line for line in self._broken(words))
        yield from [""] * self.random.randint(0, 2)
        self._may_comment_deeper = False

    def _broken(self, words: list[str]) -> Iterator[str]:
        while words:
            number = self.random.choice((2, 9, 40))
            yield " ".join(words[:number])
            words = words[number:]
