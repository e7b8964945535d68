"""What ``cme bank new`` writes has every line that is needed, and passes the check once its blanks are filled in."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import NoneType
from typing import Any, cast, get_args

import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from cme.cli.bank import bank as commands
from cme.content.bank import check_bank
from cme.content.located_yaml import plain, read_yaml
from cme.content.scaffolds import added, blanks, scaffold
from cme.content.schema import ActivityEntry, QuestionEntry, SourceEntry
from cme.core.questions import QuestionType
from tests.content.tiny import TINY, tiny_bank

TYPES = [each.value for each in QuestionType]
FILES = {"source": "sources/new.yaml", "question": "questions/new.yaml", "activity": "activities/new.yaml"}


def new_bank(folder: Path, question_type: str = "single") -> Path:
    """Write a bank of a provider and one new entry of each kind."""
    (folder / "provider.yaml").write_bytes((TINY / "provider.yaml").read_bytes())
    for kind, name in FILES.items():
        (folder / name).parent.mkdir()
        text = scaffold(kind, f"new-{kind}", question_type=question_type)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("question_type", TYPES)
def test_only_the_blanks_are_mistakes_and_each_is_told(question_type: str, tmp_path: Path) -> None:
    folder = new_bank(tmp_path, question_type)
    problems = check_bank(folder).problems
    texts = [(folder / name).read_text("utf-8") for name in FILES.values()]

    assert {problem.rule for problem in problems if problem.severity == "error"} == {"text-blank"}
    assert sum(problem.rule == "text-blank" for problem in problems) == sum(map(blanks, texts)) > 30
    assert problems[0].message.endswith(
        "This is a blank to fill in. Write the text, or delete the line if it is optional."
    )


ANSWERS = {
    "objective": "say-it",
    "topics": "reading",
    "sources": "new-source",
    "questions": "new-question",
    "authors": "Author A",
    "year": "2020",
    "released": "2026-11-21",
    "status_checked": "2026-11-20",
    "minutes_to_read": "5",
    "minutes_to_answer": "2",
    "passage": "new-source#size",
    "stem": "What did the mass measure on the first scan?",
}
IDS = {"source": ["size"], "activity": ["say-it"], "question": ["thirteen", "one", "growing", "none", "last"]}
TEXTS = ["13.4 cm", "1.34 cm", "24.1 cm", "No size", "No mass"]
NUMBERS = ["13.4", "1.34"]


def filled_in(kind: str, text: str) -> str:
    """Answer every blank as an author would, in order."""
    ids, texts = iter(IDS[kind]), iter(TEXTS if kind == "question" else ["Say it."])
    told = {"id": ids, "text": texts, "match": iter(["growing", "none"]), "value": iter(NUMBERS)}  # after two prompts

    def answer(match: re.Match[str]) -> str:
        name = match["name"] or ""
        value = ANSWERS.get(name) or told.get(name) or "The report says it."
        return f"{match['before']}{value if isinstance(value, str) else next(value)}"

    return re.sub(r"(?P<before>(?:(?P<name>\w+): |- )\[?)…", answer, text)


@pytest.mark.parametrize("question_type", TYPES)
def test_filled_in_it_passes_the_check(question_type: str, tmp_path: Path) -> None:
    folder = new_bank(tmp_path, question_type)
    for kind, name in FILES.items():
        path = folder / name
        path.write_text(filled_in(kind, path.read_text("utf-8")), "utf-8")

    checked = check_bank(folder)
    assert [str(problem) for problem in checked.problems if problem.severity == "error"] == []
    assert checked.bank is not None
    assert set(checked.bank.questions) == {"new-question"}
    assert checked.bank.questions["new-question"].type == question_type


def required(model: type[BaseModel], value: dict[str, Any], at: str = "") -> list[str]:
    """Find names that the schema requires and the new entry lacks, at any depth."""
    missing: list[str] = []
    for name, field in model.model_fields.items():
        key = field.alias or name
        if field.is_required() and key not in value:
            missing.append(f"{at}{key}")
        inner = next((one for one in (field.annotation, *get_args(field.annotation)) if _is_model(one)), None)
        held = value.get(key)
        for one in held if isinstance(held, list) else [held]:
            if inner is not None and isinstance(one, dict):
                missing += required(inner, one, f"{at}{key}.")
    return missing


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and kind is not NoneType and issubclass(kind, BaseModel)


def new_question(question_type: str) -> dict[str, Any]:
    [question] = plain_of(scaffold("question", "x", question_type=question_type))["questions"]
    return cast("dict[str, Any]", question)


@pytest.mark.parametrize(
    ("model", "read"),
    [
        (SourceEntry, lambda: plain_of(scaffold("source", "x"))),
        (ActivityEntry, lambda: plain_of(scaffold("activity", "x"))),
        *[(QuestionEntry, partial(new_question, each)) for each in TYPES],
    ],
)
def test_every_name_that_is_needed_is_there(model: type[BaseModel], read: Callable[[], dict[str, Any]]) -> None:
    value = read()

    assert required(model, value) == []
    value.popitem()
    assert required(model, value) != []


def plain_of(text: str) -> Any:
    root = read_yaml(text.encode()).root
    assert root is not None
    return plain(root)


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(commands, ["new", *map(str, arguments)])
    return result.exit_code, result.output


def test_it_is_printed_or_written(tmp_path: Path) -> None:
    path = tmp_path / "bank" / "sources" / "new.yaml"

    assert run("source", "--id", "new-source") == (0, scaffold("source", "new-source"))
    code, told = run("source", "--id", "new-source", "--to", path)
    assert code == 0
    name = path.as_posix()
    assert told == f"Wrote {name}. Fill in its 14 blanks (…), then check it: cme bank check {name}\n"
    assert path.read_text("utf-8") == scaffold("source", "new-source")
    code, told = run("source", "--id", "new-source", "--to", path)
    assert (code, "exists already" in told) == (1, True)


def test_a_question_is_added_to_those_of_a_file(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    path = folder / "questions" / "two.yaml"
    before = path.read_text("utf-8")

    code, _ = run("question", "--id", "third", "--type", "true-false", "--to", path)
    assert code == 0
    assert path.read_text("utf-8").startswith(before.rstrip() + "\n\n  - id: third\n")
    rules = {problem.rule for problem in check_bank(folder).problems if problem.severity == "error"}
    assert rules == {"text-blank"}


def test_the_indentation_of_the_file_is_kept() -> None:
    text = added("questions:\n- id: one\n  stem: One.\n", "two")

    assert "\n\n- id: two\n  # The id" in text
    assert [one["id"] for one in plain_of(text)["questions"]] == ["one", "two"]


NO_LISTS = ["", "questions: []", "questions: [{id: a}]", "id: source", "questions:\n  - id: [", "- a"]


@pytest.mark.parametrize("text", NO_LISTS)
def test_a_file_that_is_no_list_of_questions_is_left_alone(text: str, tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(text, "utf-8")

    code, told = run("question", "--id", "two", "--to", path)
    assert (code, path.read_text("utf-8")) == (1, text)
    assert "is not a list of questions to which one can be added" in told


@pytest.mark.parametrize("entry_id", ["New", "a b", "…", "", "-a", "a" * 65])
def test_an_id_that_is_none_is_refused(entry_id: str, tmp_path: Path) -> None:
    code, told = run("question", "--id", entry_id, "--to", tmp_path / "new.yaml")

    assert code == 2
    assert "Error: " in told
    assert not (tmp_path / "new.yaml").exists()
