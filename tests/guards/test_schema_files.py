"""The schema files beside the bundled bank: as generated, named by every file, each name with its words."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from cme.content import schema, schema_posttest
from cme.content.entry import Entry
from cme.content.hover_words import WORDS
from cme.content.schema_json import FILES, FOLDER, QuestionsFile, schema_of, schema_text
from cme.paths import resource

BANK = resource("question_bank")
KINDS = {"sources": "source", "questions": "questions", "activities": "activity"}
MODELS = [
    model
    for model in {**vars(schema), **vars(schema_posttest), "QuestionsFile": QuestionsFile}.values()
    if isinstance(model, type) and issubclass(model, BaseModel) and model not in (BaseModel, Entry)
]


@pytest.mark.parametrize("kind", FILES)
def test_the_schema_files_are_those_that_the_command_writes(kind: str) -> None:
    committed = (BANK / FOLDER / f"{kind}.json").read_text("utf-8")

    assert committed == schema_text(kind), "write them anew: cme bank schema --to question_bank/schema"


def names(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def test_every_name_has_its_words_and_no_words_are_left_over() -> None:
    wanted = {model.__name__: names(model) | {""} for model in MODELS}

    assert {model: set(words) for model, words in WORDS.items()} == wanted, "see cme/content/hover_words.py"
    assert all(text.endswith(".") for words in WORDS.values() for text in words.values())


def bare(form: Any) -> bool:
    """Say whether a form takes whatever one writes, because nobody said what a reader of ours takes."""
    return not form.keys() - {"title", "description"}


@pytest.mark.parametrize("kind", FILES)
def test_every_value_has_a_form(kind: str) -> None:
    found = schema_of(kind)
    entries = [found, *found.get("$defs", {}).values()]

    assert [name for entry in entries for name, form in entry["properties"].items() if bare(form)] == []
    assert bare({"title": "Year", "description": "The year."})
    assert not bare({"title": "Year", "type": "integer"})


def test_every_bundled_file_names_its_schema() -> None:
    paths = sorted(BANK.rglob("*.yaml"))
    for path in paths:
        [first, *_] = path.read_text("utf-8").splitlines()
        named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        kind = KINDS.get(path.parent.name, "provider")
        assert named is not None, path
        assert Path(os.path.normpath(path.parent / named[1])) == BANK / FOLDER / f"{kind}.json", path
    assert len(paths) > 3
