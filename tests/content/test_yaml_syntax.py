"""The usual slips in YAML are told in plain words where they stand, and everything else in libyaml's words."""

from pathlib import Path

import pytest

from cme.content.bank import check_bank
from cme.content.located_yaml import read_yaml
from tests.banks.faults_of_yaml import SLIPS, WHOLE, indented
from tests.content.tiny import FILES, change, tiny_bank


@pytest.mark.parametrize(("file", "old", "new", "place", "message"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_in_plain_words_and_alone(
    file: str, old: str, new: str, place: str, message: str, tmp_path: Path
) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, file, old, new)

    assert [str(problem) for problem in check_bank(bank).problems] == [
        f"{bank.as_posix()}/{FILES[file]}:{place}: error yaml-syntax {message}"
    ]


def test_text_after_an_alias_is_told_where_the_alias_stands() -> None:
    faults = [(fault.line, fault.column, fault.message) for fault in read_yaml(b"a: *b c\n").faults]

    assert faults == [
        (1, 4, '"*b" is an alias, which is not allowed. Write the value out, or put it in quotes.'),
        (1, 4, f"A text cannot start with * here. {WHOLE}"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_found_whatever_ends_them(end: str) -> None:
    [fault] = read_yaml(end.join(["\ufeffa:", "  e: ž", "   b: c", ""]).encode()).faults

    assert (fault.line, fault.column, fault.message) == (3, 5, indented(3, 2))


def test_text_that_looks_like_a_mistake_is_left_alone() -> None:
    text = 'a: see 10:30, http://example.org and b:c\nb: -5 to -1\nc: "x: y"\nd: |\n  -e:f\n   "\n'

    assert read_yaml(text.encode()).faults == []


def test_a_fault_in_the_first_line_of_all_is_told_there() -> None:
    for text in ("x" * 2_000 + ": a", "x: y: z"):
        assert [fault.line for fault in read_yaml(text.encode()).faults] == [1], text[:20]
