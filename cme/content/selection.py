"""Which banks are meant by the paths that somebody names: folders of banks, or files and folders inside one."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cme.content.problems import Problem


@dataclass(frozen=True)
class Selection:
    """A bank to check as a whole, and the paths inside it whose problems are asked for; None for all of them."""

    folder: Path
    only: tuple[Path, ...] | None = None

    def shown(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return the problems asked for: those of the paths named, and of files that are not the bank's own."""
        if self.only is None:
            return list(problems)
        named = [_whole(path) for path in self.only]
        bank = _whole(self.folder)
        return [each for each in problems if _is_shown(_whole(Path(each.path)), bank, named)]


def _is_shown(path: Path, bank: Path, named: list[Path]) -> bool:
    return not path.is_relative_to(bank) or any(path.is_relative_to(one) for one in named)


def select(paths: Sequence[Path]) -> list[Selection]:
    """Return the banks that the paths name, each once, in that order.

    A folder that holds provider.yaml is a bank; so is whatever else stands inside no bank, if only to be told that
    it is none.
    """
    found: dict[Path, Selection] = {}
    for path in paths:
        bank = _bank_around(path)
        key = _whole(bank if bank is not None else path)
        before = found.get(key)
        if bank is None:
            found[key] = Selection(before.folder if before else path)
        elif before is None:
            found[key] = Selection(bank, (path,))
        elif before.only is not None:
            found[key] = Selection(before.folder, (*before.only, path))
    return list(found.values())


def _bank_around(path: Path) -> Path | None:
    """Return the bank in which a path stands, written as the path was where that can be; None if it is in none."""
    whole = _whole(path)
    if not os.path.lexists(whole) or os.path.lexists(whole / "provider.yaml"):
        return None
    above = next((parent for parent in whole.parents if os.path.lexists(parent / "provider.yaml")), None)
    if above is None:
        return None
    written = next((parent for parent in path.parents if _whole(parent) == above), None)
    return written if written is not None else above


def _whole(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - following links would rename what was named
