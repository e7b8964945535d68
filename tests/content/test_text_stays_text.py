"""What an educator writes as text is text, whatever plain YAML would make of it; and no broken file hides another."""

import itertools
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from cme.content.bank import check_bank
from cme.content.schema import UnitEntry
from tests.content.tiny import FILES, change, tiny_bank

# Each is read as something else, or refused, by a reader that follows YAML 1.1.
SCALARS = (
    *("No", "yes", "On", "off", "y", "NULL", "~", "true", "False", "12:30", "190:20:30", "022", "0o17", "0x1F", "0b11"),
    *("1e3", "1_000", "+3", "-5", "1.10", ".5", "1.", ".inf", "-.INF", ".nan", "2026-11-21", "2026-11-21T12:30:00Z"),
    *("=", "1,5", "007", "1.2.3", "3–4", "<3", "50%", "a#b", "µ", "N/A", "null and void", "=1+1"),
)
# in which file, a line with a text in it, and where that text is in the bank
PLACES: tuple[tuple[str, str, Callable[[dict[str, Any]], str]], ...] = (
    ("provider", "  name: Example provider", lambda bank: bank["provider"]["name"]),
    ("source", "title: A case with a finding", lambda bank: bank["sources"]["paper"]["title"]),
    ("source", "journal: J Invented Cases", lambda bank: bank["sources"]["paper"]["journal"]),
    ("source", "volume: 1", lambda bank: bank["sources"]["paper"]["volume"]),
    ("source", "issue: 2", lambda bank: bank["sources"]["paper"]["issue"]),
    ("source", "pages: 3–4", lambda bank: bank["sources"]["paper"]["pages"]),
    ("source", "design: case report", lambda bank: bank["sources"]["paper"]["design"]),
    ("activity", "short_title: A case", lambda bank: bank["activities"]["case"]["short_title"]),
    ("activity", "audience: Physicians", lambda bank: bank["activities"]["case"]["audience"]),
    ("activity", "commercial_support: None", lambda bank: bank["activities"]["case"]["commercial_support"]),
    ("questions", "        text: 1.34 cm", lambda bank: bank["questions"]["measured"]["options"][0]["text"]),
    ("questions", "        text: A and B", lambda bank: bank["questions"]["measured"]["options"][2]["text"]),
    ("questions", "    verbatim: Author", lambda bank: bank["questions"]["measured"]["verbatim"]),
)


@pytest.mark.parametrize("number", range(len(PLACES)), ids=lambda number: PLACES[number][1].split(":")[0].strip())
def test_text_stays_as_it_was_written(number: int, tmp_path: Path) -> None:
    file, line, of = PLACES[number]
    bank = tiny_bank(tmp_path)
    path = bank / FILES[file]
    before = path.read_text("utf-8")
    [whole] = [each for each in before.splitlines() if each.startswith(line)]
    wrong = {}
    for scalar in SCALARS:
        path.write_text(before.replace(whole, f"{whole.partition(':')[0]}: {scalar}", 1), "utf-8")
        checked = check_bank(bank)
        read = of(asdict(checked.bank)) if checked.bank is not None else str(checked.problems[0])
        if read != scalar:
            wrong[scalar] = read

    assert wrong == {}


@pytest.mark.parametrize(("written", "composed"), [("k\u2126", "kΩ"), ("e\u0301", "é"), ("\u212b", "Å")])
def test_a_unit_is_composed(written: str, composed: str) -> None:
    assert UnitEntry(name=written).name == composed


def test_plain_yaml_would_change_most_of_them() -> None:
    changed = [each for each in SCALARS if each == "=" or yaml.safe_load(f"a: {each}")["a"] != each]

    assert len(changed) > len(SCALARS) // 2


@pytest.mark.parametrize("id_", ["no", "022", "1e3", "0x1f", "null", "on", "true", "12-30", "2026-11-21"])
def test_an_id_that_looks_like_something_else_is_an_id(id_: str, tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "questions", "- id: measured", f"- id: {id_}")
    change(bank, "activity", "[responded, measured]", f"[responded, {id_}]")

    checked = check_bank(bank)
    assert checked.problems == []
    assert checked.bank is not None
    assert set(checked.bank.questions) == {"responded", id_}


# in each file one fault that makes it unreadable, and one that does not
UNREADABLE = {"provider": ("bank: tiny", "bank: ["), "source": ("year: 2020", "year: 'x")}
UNREADABLE |= {"questions": ("type: single", "\ttype: single"), "activity": ("attempts: 2", "attempts 2")}
WRONG = {"provider": ("education@example.org", "nobody"), "source": ("year: 2020", "year: soon")}
WRONG |= {"questions": ("type: single", "type: essay"), "activity": ("attempts: 2", "attempts: many")}


@pytest.mark.parametrize("unreadable", list(itertools.product([True, False], repeat=4)), ids=str)
def test_no_broken_file_hides_the_problem_of_another(unreadable: tuple[bool, ...], tmp_path: Path) -> None:
    bank, expected = tiny_bank(tmp_path), {}
    for file, is_unreadable in zip(FILES, unreadable, strict=True):
        change(bank, file, *(UNREADABLE if is_unreadable else WRONG)[file])
        expected[(bank / FILES[file]).as_posix()] = is_unreadable

    found = {each.path: each.rule == "yaml-syntax" for each in check_bank(bank).problems}
    assert found == expected
