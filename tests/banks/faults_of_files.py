"""Faults of whole files and folders: missing, misplaced, unreadable, in another encoding, too large."""

import os
from collections.abc import Callable
from pathlib import Path

from tests.banks.fault import Fault
from tests.content.tiny import TINY


def _arranged(arrange: Callable[[Path], None], *told: str) -> Fault:
    return Fault("", "", "", told, arrange=arrange)


def _without(name: str) -> Callable[[Path], None]:
    return lambda bank: (bank / name).unlink()


def _elsewhere(name: str) -> Callable[[Path], None]:
    """Move a part of the bank out of it and leave a symbolic link."""

    def arrange(bank: Path) -> None:
        outside = bank.parent / "outside"
        while outside.exists():
            outside = outside.with_name(f"{outside.name}-more")
        (bank / name).rename(outside)
        (bank / name).symlink_to(outside)

    return arrange


def _provider_a_folder(bank: Path) -> None:
    (bank / "provider.yaml").unlink()
    (bank / "provider.yaml").mkdir()


def _a_hole(bank: Path) -> None:
    """Make a file that is long and takes no room on the disk."""
    with (bank / "sources" / "more.yaml").open("wb") as file:
        file.truncate(60_000_001)


def _made_a_file(bank: Path) -> None:
    (bank / "sources" / "paper.yaml").unlink()
    (bank / "sources").rmdir()
    (bank / "sources").write_text("", "utf-8")


def _a_bank_of_files(bank: Path) -> None:
    for path in sorted(bank.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    bank.rmdir()
    bank.write_text("bank: tiny\n", "utf-8")


_TINY_QUESTIONS = (TINY / "questions" / "two.yaml").read_text("utf-8")

FAULTS: dict[str, Fault] = {
    "no bank but a file": _arranged(_a_bank_of_files, ".:1:1 bank-missing"),
    "no provider": _arranged(_without("provider.yaml"), "provider.yaml:1:1 provider-missing"),
    "no source": _arranged(
        _without("sources/paper.yaml"),
        "activities/case.yaml:5:11 reference-unknown",
        *(f"questions/two.yaml:{place} reference-unknown" for place in ("14:23", "20:22", "36:23", "42:23")),
    ),
    "no questions": _arranged(
        _without("questions/two.yaml"),
        "activities/case.yaml:22:15 reference-unknown",
        "activities/case.yaml:22:26 reference-unknown",
    ),
    "no activity": _arranged(
        _without("activities/case.yaml"),
        "questions/two.yaml:2:9 info question-unused",
        "questions/two.yaml:23:9 info question-unused",
    ),
    "another ending": Fault("questions/more.yml", "", "a: b\n", ["questions/more.yml:1:1 warning file-place"]),
    "a file beside the folders": Fault("more.yaml", "", "a: b\n", ["more.yaml:1:1 warning file-place"]),
    "a folder of another name": Fault("notes/one.yaml", "", "a: b\n", ["notes/one.yaml:1:1 warning file-place"]),
    "another ending of the provider": Fault("provider.yml", "", "a: b\n", ["provider.yml:1:1 warning file-place"]),
    "a folder named as a file": _arranged(
        lambda bank: (bank / "sources" / "more.yaml").mkdir(), "sources/more.yaml:1:1 file-unreadable"
    ),
    "the provider a folder": _arranged(
        _provider_a_folder,
        "provider.yaml:1:1 file-unreadable",
    ),
    "a folder that is a file": _arranged(_made_a_file, "sources:1:1 file-unreadable"),
    "a pipe": _arranged(
        lambda bank: os.mkfifo(bank / "sources" / "pipe.yaml"), "sources/pipe.yaml:1:1 file-unreadable"
    ),
    "a link in a circle": _arranged(
        lambda bank: (bank / "questions" / "round.yaml").symlink_to("round.yaml"),
        "questions/round.yaml:1:1 file-unreadable",
    ),
    "a link to nothing": _arranged(
        lambda bank: (bank / "questions" / "gone.yaml").symlink_to("gone"), "questions/gone.yaml:1:1 file-unreadable"
    ),
    "a file elsewhere": _arranged(_elsewhere("questions/two.yaml"), "questions/two.yaml:1:1 file-outside"),
    "the provider elsewhere": _arranged(_elsewhere("provider.yaml"), "provider.yaml:1:1 file-outside"),
    "a folder elsewhere": _arranged(_elsewhere("questions"), "questions:1:1 file-outside"),
    "a bank too large": _arranged(_a_hole, ".:1:1 bank-large"),
    "empty": Fault("sources/more.yaml", "", b"", ["sources/more.yaml:1:1 yaml-empty"]),
    "nothing but a comment": Fault("sources/more.yaml", "", b"# one\n", ["sources/more.yaml:1:1 yaml-empty"]),
    "nothing but a line": Fault("sources/more.yaml", "", "‸a paper\n", ["value-shape"]),
    "nothing but a list": Fault("sources/more.yaml", "", "‸- id: more\n", ["value-shape"]),
    "nothing but a mark of UTF-8": Fault(
        "sources/more.yaml", "", b"\xef\xbb\xbf", ["sources/more.yaml:1:1 yaml-empty"]
    ),
    "Latin-1": Fault(
        "questions/two.yaml",
        "",
        _TINY_QUESTIONS.replace("A mass has", "Ä mass has").replace("3–4", "3-4").encode("latin-1"),
        ["questions/two.yaml:45:20 yaml-encoding"],
    ),
    "UTF-16": Fault(
        "questions/two.yaml", "", _TINY_QUESTIONS.encode("utf-16"), ["questions/two.yaml:1:1 yaml-encoding"]
    ),
    "UTF-16 without a mark": Fault(
        "questions/more.yaml",
        "",
        "questions: []\n".encode("utf-16-le"),
        [f"questions/more.yaml:1:{column} yaml-character" for column in range(2, 28, 2)]
        + ["questions/more.yaml:2:1 yaml-character"],
    ),
    "half a character": Fault(
        "provider.yaml", "", b"bank: tiny\nprovider: \xe2\x82", ["provider.yaml:2:11 yaml-encoding"]
    ),
    "too many bytes": Fault("sources/more.yaml", "", b"#" * 2_000_001, ["sources/more.yaml:1:1 yaml-size"]),
    "too many values": Fault(
        "sources/more.yaml", "", b"[" + b"a," * 100_000 + b"]", ["sources/more.yaml:1:200000 yaml-size"]
    ),
    "too many duplicates": Fault(
        "sources/more.yaml",
        "",
        b"a: 1\n" * 102,
        [f"sources/more.yaml:{line}:1 yaml-duplicate-key" for line in range(2, 102)]
        + ["sources/more.yaml:102:4 yaml-many"],
    ),
    "too much wrong with a file": Fault(
        "questions/more.yaml",
        "",
        "questions:\n" + "  - x\n" * 203,
        [f"questions/more.yaml:{line}:5 value-shape" for line in range(2, 202)]
        + ["questions/more.yaml:202:5 too-many"],
    ),
    "questions without their name": Fault("questions/more.yaml", "", "‸- id: more\n", ["value-shape"]),
    "questions that are text": Fault("questions/more.yaml", "", "‸questions: none\n", ["value-shape"]),
    "questions that are one": Fault("questions/more.yaml", "", "‸questions: {id: more}\n", ["value-shape"]),
    "questions misspelt": Fault("questions/more.yaml", "", "‸question: []\n", ["value-shape"]),
}
