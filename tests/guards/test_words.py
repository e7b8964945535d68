"""Tracked files speak of this project alone: no folders of a machine, no registry, no tickets, no bare reminders."""

import re
from pathlib import Path

import pytest

from tests.guards.tree import named, text_files

# Written in pieces so that this file does not find itself.
FORBIDDEN = {
    r"(?<![\w.])/(?:work|root|home|Users)" + r"/[\w.]": "names a folder of somebody's machine",
    r"(?i)\b(?:pypi\.or" + r"g|pythonhosted\.or" + r"g|npmjs\.(?:or" + r"g|com)|registry\.npm)": "names a registry",
    r"(?i)\bissue\s" + r"#?\d": "names a ticket by number",
    r"(?<![\w&/#;(\"'])#" + r"\d{1,5}\b(?!;|\.\w)": "names a ticket by number",
    r"\b(?:TOD" + r"O|FIXM" + r"E|XX" + r"X)\b(?!: \w+ \w+)": "leaves something undone without saying what and why",
}
COLOURS = (".css", ".svg")  # where a number after # is a colour


def faults(text: str, suffix: str) -> list[str]:
    """Say which lines hold words that do not belong in the project."""
    return [
        f"line {text.count(chr(10), 0, match.start()) + 1} {why}: {match.group()}"
        for pattern, why in FORBIDDEN.items()
        for match in re.finditer(pattern, text)
        if not (suffix in COLOURS and match.group().startswith("#"))
    ]


@pytest.mark.parametrize("path", text_files(), ids=named)
def test_files_speak_of_this_project_alone(path: Path) -> None:
    assert faults(path.read_text("utf-8"), path.suffix) == []


@pytest.mark.parametrize(
    "text",
    [
        "see /wor" + "k/main/x",
        "in /roo" + "t/.cache",
        "from https://pyp" + "i.org/simple",
        "files.python" + "hosted.org",
        "as issue" + " 12 says",
        "mended ( #" + "12 )",
        "# TOD" + "O",
        "# FIXM" + "E later",
    ],
)
def test_a_word_that_does_not_belong_is_seen(text: str) -> None:
    assert faults(f"fine\n{text}\n", ".md") != []


@pytest.mark.parametrize(
    "text",
    [
        "10.6004/jnccn.2014.0034",
        "2014;12(3)",
        "cleary-2014#restart",
        "/framework/x",
        "&#39;",
        "# TOD" + "O: drop it once x",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert faults(text, ".md") == []


def test_colours_are_no_tickets() -> None:
    assert faults("color: #" + "123;", ".css") == []
