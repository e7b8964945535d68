"""One fault to plant in the tiny valid bank, and the problems that it must give."""

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.content.tiny import FILES, TINY

MARK = "\N{CARET}"  # stands in front of the place where a problem must be told; never written to the file
_SEVERITY = "(?:(?P<severity>error|warning|info) )?"
_TOLD = re.compile(rf"{_SEVERITY}(?:(?P<place>\S.*:\d+:\d+) )?(?P<late>(?:error|warning|info) )?(?P<rule>[a-z0-9-]+)")
_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Fault:
    """In ``file``, ``new`` stands in the place of ``old``; a file of the bank by its short name, or a path to write.

    Each entry of ``told`` is a problem: ``path:line:column rule``, with ``warning`` or ``info`` before or after the
    place where it is no error; or the rule alone, told at the next mark ‸ in ``new``. ``articles`` are the files of
    the folder ``../articles`` of full texts, where one is named; ``named`` has a file in it by the id of the source
    that it is named for; ``is_compared`` says whether the bank is compared with what it was. ``arrange`` does to the
    bank whatever cannot be written this way.
    """

    file: str
    old: str
    new: str | bytes
    told: Sequence[str]
    articles: Mapping[str, str | bytes] | None = None
    named: Mapping[str, str] = field(default_factory=dict)
    is_compared: bool = False
    arrange: Callable[[Path], None] | None = None

    def plant(self, bank: Path) -> list[str]:
        """Change the bank; return its problems, each as ``path:line:column severity rule``, in reading order."""
        if self.arrange is not None:
            self.arrange(bank)
        if not self.file:
            return in_reading_order([_full(one, "") for one in self.told])
        name = FILES.get(self.file, self.file)
        before, after = self._texts(bank / name)
        marks = _marks(name, after)
        changed = after if isinstance(after, bytes) else after.replace(MARK, "").encode()
        assert name == self.file or changed != before.encode(), f"nothing is changed in {name}"
        (bank / name).parent.mkdir(exist_ok=True)
        (bank / name).write_bytes(changed)
        return in_reading_order([_full(one, "" if _has_place(one) else _next(marks)) for one in self.told])

    def articles_beside(self, bank: Path) -> Path | None:
        """Write the folder of full texts; return it, or None where none is to be named."""
        if self.articles is None:
            return None
        folder = bank.parent / "articles"
        shutil.rmtree(folder, ignore_errors=True)
        for name, text in self.articles.items():
            folder.mkdir(exist_ok=True)
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    def undo(self, bank: Path) -> None:
        """Make the bank as it was, which is much sooner done than copying it anew."""
        name = FILES.get(self.file, self.file)
        if self.arrange is not None:
            shutil.rmtree(bank.parent)
        elif name in FILES.values():
            (bank / name).write_bytes((TINY / name).read_bytes())
        else:
            (bank / name).unlink()

    def _texts(self, path: Path) -> tuple[str, str | bytes]:
        if self.file not in FILES or isinstance(self.new, bytes):
            return "", self.new
        text = path.read_text("utf-8")
        assert text.count(self.old) == 1, f"{self.old!r} stands {text.count(self.old)} times in {path.name}"
        return text, text.replace(self.old, self.new)


def in_reading_order(problems: Sequence[str]) -> list[str]:
    """Sort ``path:line:column …`` by path, then by line and column as numbers."""

    def key(problem: str) -> tuple[str, int, int, str]:
        place, _, rest = problem.partition(" ")
        path, line, column = place.rsplit(":", 2)
        return path, int(line), int(column), rest

    return sorted(problems, key=key)


def _has_place(told: str) -> bool:
    match = _TOLD.fullmatch(told)
    return match is not None and match["place"] is not None


def _marks(name: str, text: str | bytes) -> list[str]:
    """Return the places of the marks, as if none of them stood there."""
    found: list[str] = []
    if isinstance(text, bytes):
        return found
    for mark in re.finditer(MARK, text):
        lines = _BREAK.split(text[: mark.start()].replace(MARK, ""))
        found.append(f"{name}:{len(lines)}:{len(lines[-1]) + 1}")
    return found


def _full(told: str, mark: str) -> str:
    match = _TOLD.fullmatch(told)
    assert match is not None, f"{told!r} is not [path:line:column] [severity] rule"
    severity = match["severity"] or (match["late"] or "error").rstrip()
    return f"{match['place'] or mark} {severity} {match['rule']}"


def _next(marks: list[str]) -> str:
    assert marks, "there are fewer marks ‸ than problems without a place"
    return marks.pop(0)
