"""A tiny valid bank in a folder of its own, with one thing in it changed."""

import shutil
from pathlib import Path

TINY = Path(__file__).resolve().parents[1] / "banks" / "tiny"
FILES = {
    "provider": "provider.yaml",
    "source": "sources/paper.yaml",
    "questions": "questions/two.yaml",
    "activity": "activities/case.yaml",
}


def tiny_bank(folder: Path) -> Path:
    """Copy the valid bank to ``folder``/bank."""
    shutil.copytree(TINY, folder / "bank")
    return folder / "bank"


def change(bank: Path, file: str, old: str, new: str) -> None:
    """Replace ``old``, which must stand there exactly once, by ``new``."""
    path = bank / FILES[file]
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {FILES[file]}"
    path.write_text(text.replace(old, new), "utf-8")
