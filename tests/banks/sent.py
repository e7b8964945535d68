"""Uploads that must be refused or told about before there is a bank to check: each with what must be said."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cme.content.bank import load_bank
from cme.content.problems import Problem
from cme.content.uploads import unpack
from tests.banks.fault import MARK
from tests.content.hostile_zips import GOOD, HOSTILE, with_files, zipped
from tests.content.tiny import TINY


@dataclass(frozen=True)
class Sent:
    """What somebody sends under a name; ``told`` has each problem as ``path:line:column severity rule``."""

    name: str
    make: Callable[[], bytes]
    told: tuple[str, ...]

    def unpack(self, folder: Path) -> list[Problem]:
        """Do what an upload page does with it first."""
        return unpack(self.make(), self.name, folder, load_bank(TINY))


def _file(name: str, text: str, rule: str) -> Sent:
    before, _, _ = text.partition(MARK)
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Sent(name, text.replace(MARK, "").encode, (f"{name}:{line}:{column} error {rule}",))


_OF_EACH_FILE = ("packed by bzip2", "packed by LZMA")  # of the four

SENT: dict[str, Sent] = {
    f"a zip with {name}": Sent("bank.zip", make, (f"bank.zip:1:1 error {rule}",) * (4 if name in _OF_EACH_FILE else 1))
    for name, (rule, make) in HOSTILE.items()
} | {
    "a zip in a zip": Sent(
        "bank.zip", lambda: with_files({"old.zip": zipped(GOOD)}), ("bank.zip:1:1 warning upload-nested",)
    ),
    "a zip with an article": Sent(
        "bank.zip", lambda: with_files({"article.pdf": b"%PDF"}), ("bank.zip:1:1 warning upload-other",)
    ),
    "a picture": _file("scan.png", "‸PNG", "upload-kind"),
    "a file of something else": _file("recipe.yaml", "‸eggs: 3\n", "upload-kind"),
    "a question by itself": _file("mine.yaml", "‸id: mine\nstem: Is it?\n", "upload-kind"),
    "another bank's provider": _file("provider.yaml", "bank: ‸other\nprovider: {}\n", "upload-bank"),
    "a file that is not YAML": _file("two.yaml", "questions: [\n‸", "yaml-syntax"),
}
