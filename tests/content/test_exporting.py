"""A bank written as files is read back exactly: the one we ship, and any that an author could have written."""

import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from pathlib import Path

import pytest

from cme.content.assembly import assemble
from cme.content.bank import check_bank, load_bank
from cme.content.draft import read_draft
from cme.content.exporting import MOST_IN_ONE_FILE, bank_files, write_bank
from cme.content.yaml_writing import write_yaml
from cme.core.activities import Activity, Posttest, Provider, Section
from cme.core.bank import Bank
from cme.core.questions import Option, Prompt, Question, Stimulus, Unit
from cme.core.sources import Evidence, Passage, Source
from cme.errors import BankError
from cme.paths import resource
from tests.content.tiny import TINY
from tests.support.banks import bank
from tests.support.every_type import EVERY_TYPE
from tests.support.written_banks import Drawing

LEFT_EMPTY = ("credit", "quotations")  # no accredited provider is supported; found anew wherever full texts are


def read_back(folder: Path) -> Bank:
    """Return the bank in ``folder``, held to the schema alone: a drawn bank makes no sense."""
    draft = read_draft(folder)
    assert [str(problem) for problem in draft.problems] == []
    return assemble(draft)


@pytest.mark.parametrize("folder", [resource("question_bank"), TINY, EVERY_TYPE], ids=["bundled", "tiny", "every type"])
def test_a_bank_comes_back_as_it_was(folder: Path, tmp_path: Path) -> None:
    first = load_bank(folder)
    write_bank(first, tmp_path / "copy")

    assert load_bank(tmp_path / "copy") == first


@pytest.mark.parametrize("banks", [40, pytest.param(3_000, marks=pytest.mark.slow)])
def test_any_bank_comes_back_as_it_was(banks: int, tmp_path: Path) -> None:
    for seed in range(banks):
        drawn = Drawing(seed).bank()
        folder = tmp_path / str(seed)
        write_bank(drawn, folder)
        assert read_back(folder) == drawn, f"seed {seed}"
        shutil.rmtree(folder)


@pytest.mark.parametrize(
    "shape",
    [Bank, Provider, Source, Passage, Evidence, Option, Prompt, Unit, Stimulus, Question, Activity, Posttest, Section],
)
def test_every_field_is_drawn(shape: type) -> None:
    """A field added to a bank and forgotten in its files would come back empty: hold the drawing to all of them."""
    drawn = [Drawing(seed).bank() for seed in range(20)]
    values = [one for bank in drawn for one in parts(bank) if isinstance(one, shape)]
    for field in fields(shape):
        assert field.name in LEFT_EMPTY or any(getattr(one, field.name) for one in values), field.name


def parts(value: object) -> Iterator[object]:
    """Yield a dataclass and all dataclasses in it."""
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple):
        for one in value:
            yield from parts(one)
    elif is_dataclass(value):
        yield value
        for field in fields(value):
            yield from parts(getattr(value, field.name))


def test_a_file_holds_no_more_questions_than_can_be_read(tmp_path: Path) -> None:
    one = next(iter(bank().questions.values()))
    questions = {f"q-{n}": replace(one, id=f"q-{n}") for n in range(2 * MOST_IN_ONE_FILE + 1)}
    large = bank(questions=tuple(questions.values()), bibliography=("A paper",))
    write_bank(large, tmp_path)

    assert sorted(path.name for path in (tmp_path / "questions").iterdir()) == [
        "case.2.yaml",
        "case.3.yaml",
        "case.yaml",
    ]
    assert read_back(tmp_path) == large


def test_a_source_that_nobody_quotes_comes_back_too(tmp_path: Path) -> None:
    first = load_bank(TINY)
    more = replace(first, sources={**first.sources, "more": replace(first.sources["paper"], id="more")})
    write_bank(more, tmp_path)

    assert load_bank(tmp_path) == more


def test_the_shape_is_the_author_s() -> None:
    text = dict(bank_files(load_bank(TINY)))["questions/case.yaml"]

    assert text.startswith(
        "questions:\n"
        "  - id: responded\n"
        "    type: true-false\n"
        "    objective: state-response\n"
        "    topics: [inventinib]\n"
        "    stem: The patient responded to inventinib.\n"
        "    read_again: Case Summary, paragraph 1\n"
        "    shuffle: false\n"
        "    options:\n"
        "      - id: yes-it-is\n"
        '        text: "True"\n'
        "        rationale: The report says that the patient did not respond.\n"
        "        evidence:\n"
        "          - passage: paper#course\n"
        "            relation: contrasts\n"
        "            note: Says the opposite.\n"
    )


def test_long_text_is_folded() -> None:
    words = " ".join(["word"] * 40)
    lines = write_yaml({"a": {"b": words, "c": "x" * 200}}).splitlines()

    assert lines[1] == "  b: >-"
    assert all(len(line) <= 118 for line in lines[:-1])
    assert lines[-1] == "  c: " + "x" * 200


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine", "utf-8")
    (tmp_path / "file").write_text("mine", "utf-8")

    for folder in (tmp_path, tmp_path / "file"):
        with pytest.raises(BankError, match="is not an empty folder"):
            write_bank(load_bank(TINY), folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "note.txt"]


def test_a_pass_mark_that_no_author_could_write_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BankError, match="four decimal places"):
        write_bank(bank(pass_mark=Fraction(2, 3)), tmp_path)


def test_a_passage_of_a_source_that_quotes_nothing_is_unknown(tmp_path: Path) -> None:
    write_bank(load_bank(TINY), tmp_path)
    path = tmp_path / "sources" / "paper.yaml"
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("passages:")] + "passages: []\n", "utf-8")

    assert {problem.rule for problem in check_bank(tmp_path).problems} == {"reference-unknown"}
