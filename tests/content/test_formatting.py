"""Formatting changes how a file looks and never what it says: values, comments, and the order of lists stay."""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cme.content import formatting
from cme.content.exporting import bank_files
from cme.content.format_files import format_files
from cme.content.formatting import format_text
from cme.content.located_yaml import plain, read_yaml
from cme.content.problems import Problem
from cme.content.schema_json import FILES
from cme.content.validation import names_in
from cme.content.yaml_layout import lay_out
from cme.paths import resource
from tests.content.test_manual import FILE, MANUAL
from tests.content.tiny import TINY, change, tiny_bank
from tests.support.figures import Figure, record
from tests.support.messy_yaml import Mess
from tests.support.written_banks import Drawing

Formatter = Callable[[str, bytes], tuple[str, list[Problem]]]
BANKS = [*sorted(TINY.rglob("*.yaml")), *sorted(resource("question_bank").rglob("*.yaml"))]
KINDS = {"provider.yaml": "provider", "sources": "source", "questions": "questions", "activities": "activity"}


def meaning(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: meaning(one) for name, one in value.items()}
    return [meaning(one) for one in value] if isinstance(value, list) else " ".join(value.split())


def disorder(value: Any, model: Any, location: tuple[str | int, ...] = ()) -> Iterator[str]:
    """Find mappings whose names do not stand in the order of the schema."""
    if isinstance(value, dict):
        wanted = [name for name in names_in(model, location) if name in value]
        if list(value) != wanted:
            yield f"{location}: {list(value)}"
    for step, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from disorder(one, model, (*location, step))


def too_long(text: str) -> Iterator[str]:
    """Find lines beyond 120 columns that could be broken; one word, literal text or a comment cannot."""
    for line in text.split("\n"):
        if len(line) > 120 and "#" not in line and len(line.split()) > 3:
            yield line


def faults(name: str, value: dict[str, Any], seed: int, formatter: Formatter) -> list[str]:
    """Write the values in a mess, format that, and say everything that is wrong with what comes out."""
    mess = Mess(seed)
    messy = mess.file(value)
    read = read_yaml(messy.encode())
    assert read.root is not None, (seed, name, read.faults, messy)
    assert meaning(plain(read.root)) == meaning(value), (seed, name)
    text, problems = formatter(name, messy.encode())
    if problems:
        return [str(problem) for problem in problems]
    again = read_yaml(text.encode())
    if again.root is None:
        return [f"cannot be read: {again.faults}"]
    found = [] if meaning(plain(again.root)) == meaning(value) else ["says something else"]
    kept = Counter(one for one in mess.comments if text.count(one) == 1)
    found += [f"lost or doubled {one}" for one in mess.comments if not kept[one]]
    found += [f"order {one}" for one in disorder(plain(again.root), FILES[KINDS[name.partition("/")[0]]])]
    found += [f"space after {line!r}" for line in text.splitlines() if line != line.rstrip(" ")]
    found += [] if text.endswith("\n") and not text.endswith("\n\n") else ["does not end in one line end"]
    found += [f"too long: {line}" for line in too_long(text)] if "|" not in messy else []
    return found + ([] if formatter(name, text.encode()) == (text, []) else ["changes again"])


def written(seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, text in bank_files(Drawing(seed).bank()):
        root = read_yaml(text.encode()).root
        assert root is not None
        yield name, plain(root)


def run(seeds: range, formatter: Formatter) -> tuple[int, dict[tuple[int, str], list[str]]]:
    number, wrong = 0, {}
    for seed in seeds:
        for name, value in written(seed):
            number += 1
            found = faults(name, value, seed, formatter)
            if found:
                wrong[seed, name] = found
    return number, wrong


# The control: a formatter with one fault, and the same proof must notice.
PLANTED: dict[str, Callable[[str], str]] = {
    "a comment lost": lambda text: re.sub(r" *# 0: .*", "", text, count=1),
    "a comment doubled": lambda text: re.sub(r"(?m)^( *)(# 0: .*)$", r"\1\2\n\1\2", text, count=1),
    "a word lost": lambda text: re.sub(r"journal: \S+ ?", "journal: x", text, count=1),
    "names out of order": lambda text: re.sub(r"(?m)^(bank: .*)\n((?:.*\n)+)", r"\2\1\n", text),
    "a space left over": lambda text: text.replace("\n", " \n", 1),
    "no line end": lambda text: text.rstrip("\n"),
    "never the same twice": lambda text: text + "\n# again\n",
}


@pytest.mark.parametrize("fault", PLANTED)
def test_the_proof_notices_a_formatter_with_a_fault(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatting, "lay_out", lambda *given: PLANTED[fault](lay_out(*given)))
    monkeypatch.setattr(formatting, "_says_the_same", lambda before, after: True)

    _, wrong = run(range(6), format_text)
    assert wrong


@pytest.mark.parametrize("fault", ["a comment lost", "a word lost"])
def test_the_formatter_itself_refuses_to_change_what_is_said(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatting, "lay_out", lambda *given: PLANTED[fault](lay_out(*given)))
    data = (TINY / "sources" / "paper.yaml").read_text("utf-8").replace("year: 2020", "year: 2020 # 0: then")

    text, [problem] = format_text("paper.yaml", data.encode())
    assert (text, problem.rule) == ("", "format-unsafe")


@pytest.mark.parametrize(
    "path",
    [*sorted(TINY.rglob("*.yaml")), *sorted(resource("question_bank").rglob("*.yaml"))],
    ids=lambda path: path.name,
)
def test_the_banks_of_the_project_are_formatted(path: Path) -> None:
    data = path.read_bytes()

    assert format_text(path.name, data) == (data.decode(), []), f"cme bank format {path}"


@pytest.mark.parametrize(("name", "text"), FILE.findall(MANUAL))
def test_the_examples_of_the_manual_are_formatted(name: str, text: str) -> None:
    assert format_text(name, text.encode()) == (text, [])


PROVIDER = """\
# About this file.

# About the bank.
bank:   "tiny"   # beside
provider:
    contact: 'b@example.org'
    # About the name.
    name: "No: 5"
    # About the id.
    id: p
      # The last of the provider.
    statement: >
       Here is a line that is too long, as are many, and so it has to be broken,
       and here it goes on, to 100 and twenty columns and then a little further.

       A second paragraph.
# The end."""
FORMATTED = """\
# About this file.

# About the bank.
bank: tiny       # beside
provider:
  # About the id.
  id: p
  # About the name.
  name: "No: 5"
  contact: b@example.org
  statement: >-
    Here is a line that is too long, as are many, and so it has to be broken,
    and here it goes on, to 100 and twenty columns and then a little further.

    A second paragraph.
  # The last of the provider.
# The end.
"""


def test_a_file_is_laid_out_in_the_canonical_form() -> None:
    text, problems = format_text("provider.yaml", PROVIDER.encode())

    assert problems == []
    assert text == FORMATTED


def test_the_line_for_an_editor_stays_the_first() -> None:
    line = "# yaml-language-server: $schema=schema/provider.json\n"
    text, _ = format_text(
        "p", (line + "provider: {id: p, name: N, contact: a@b.de, statement: S}\nbank: tiny\n").encode()
    )

    assert text == line + "bank: tiny\nprovider: {id: p, name: N, contact: a@b.de, statement: S}\n"


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("bank: [", "yaml-syntax"),
        ("bank: tiny\nbank: tiny", "yaml-duplicate-key"),
        ("bank: tiny\nprovidre: {}", "key-unknown"),
        ("bank: tiny", "key-missing"),
        ("bank: Tiny\nprovider: {id: p, name: N, contact: a@b.de, statement: S}", "id-form"),
        ("- one", "format-kind"),
        ("word", "format-kind"),
        ("other: 1", "format-kind"),
        ("", "yaml-empty"),
        ("\x00", "yaml-character"),
    ],
)
def test_a_file_with_mistakes_is_left_alone(written: str, rule: str) -> None:
    text, problems = format_text("file.yaml", written.encode())

    assert text == ""
    assert rule in [problem.rule for problem in problems]


def test_the_line_ends_of_another_system_stay() -> None:
    data = FORMATTED.replace("\n", "\r\n").encode()

    assert format_text("provider.yaml", data) == (data.decode(), [])


def test_files_are_replaced_whole_and_keep_their_mode(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "source", "year: 2020", 'year:   "2020"')
    (bank / "sources" / "paper.yaml").chmod(0o640)
    before = (bank / "activities" / "case.yaml").stat().st_mtime_ns

    formatted = format_files([bank], is_rehearsal=False)
    assert [path.name for path in formatted.changed] == ["paper.yaml"]
    assert len(formatted.unchanged) == 3
    assert (bank / "sources" / "paper.yaml").stat().st_mode & 0o777 == 0o640
    assert (bank / "activities" / "case.yaml").stat().st_mtime_ns == before
    assert sorted(path.name for path in bank.rglob(".*")) == []
    assert format_files([bank], is_rehearsal=True).changed == []


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    outside = Path(shutil.move(bank / "provider.yaml", tmp_path / "outside.yaml"))
    outside.write_text(outside.read_text("utf-8") + "\n\n", "utf-8")
    (bank / "provider.yaml").symlink_to(outside)

    assert format_files([bank], is_rehearsal=False).changed == []


@pytest.mark.parametrize("seeds", [20, pytest.param(400, marks=pytest.mark.slow)])
def test_whatever_the_layout_formatting_keeps_what_is_said(seeds: int) -> None:
    number, wrong = run(range(seeds), format_text)

    record(
        Figure(
            proof="Question bank",
            what="files in a random layout whose values or comments formatting changed",
            goal="0",
            measured=f"{len(wrong)} of {number:,}",
            is_met=not wrong,
            is_full=seeds > 100,
            control=f"{len(PLANTED)} of {len(PLANTED)} planted faults noticed",
        )
    )
    assert number > 100
    assert wrong == {}


def test_a_text_with_a_line_that_is_too_long_is_broken_afresh() -> None:
    words = " ".join(["word"] * 30)
    data = PROVIDER.replace("       Here is a line", f"       {words}\n       Here is a line").encode()
    text, _ = format_text("provider.yaml", data)

    assert 110 < max(len(line) for line in text.splitlines()) <= 120
    assert "word Here is" in text  # the broken line runs on into the next
    assert "further.\n\n    A second paragraph.\n" in text
