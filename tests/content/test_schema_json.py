"""The schema for editors takes whatever the check takes, and marks the slips that one can see in a single value."""

from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from cme.content import fields
from cme.content.schema_json import FILES, FORMS, schema_of
from cme.paths import resource
from tests.content.test_manual import FILE, MANUAL
from tests.content.tiny import TINY
from tests.support.core_yaml import load
from tests.support.every_type import EVERY_TYPE

GOOD = {f"{path.parent.name}/{path.name}": path.read_text("utf-8") for path in TINY.rglob("*.yaml")}
GOOD |= {f"bundled {path.name}": path.read_text("utf-8") for path in resource("question_bank").rglob("*.yaml")}
GOOD |= {f"every {path.name}": path.read_text("utf-8") for path in EVERY_TYPE.rglob("*.yaml")}
GOOD |= {f"manual {name}": text for name, text in FILE.findall(MANUAL)}


def kind_of(text: str) -> str:
    """Return the kind of file by what only that kind has."""
    marks = {"\nprovider:": "provider", "\npassages:": "source", "\nposttest:": "activity"}
    return next((kind for mark, kind in marks.items() if mark in text), "questions")


def faults(kind: str, text: str) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema_of(kind))
    return [error.message for error in validator.iter_errors(load(text))]


@pytest.mark.parametrize("kind", FILES)
def test_each_is_a_schema(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(kind))


@pytest.mark.parametrize("name", GOOD)
def test_good_files_pass(name: str) -> None:
    assert faults(kind_of(GOOD[name]), GOOD[name]) == []


SLIPS = {
    "a misspelt name": ("stem:", "stemm:"),
    "a name left out": ("    shuffle: false\n", ""),
    "a word that is not known": ("relation: supports", "relation: support"),
    "an id with a capital": ("id: no-it-is-not", "id: No-it-is-not"),
    "a passage without a source": ("passage: paper#course\n", "passage: course\n"),
    "neither true nor false": (
        "correct: true\n        rationale: The report says so",
        "correct: yes\n        rationale: x",
    ),
    "text where a list belongs": ("topics: [inventinib]", "topics: inventinib"),
    "a list where text belongs": ("text: 1.34 cm", "text: [1.34 cm]"),
    "no text at all": ("text: 1.34 cm", "text:"),
    "a type that cannot be published": ("type: true-false", "type: essay"),
    "a review without a day": ("reviewed: none\n  - id: measured", "reviewed: {by: Bob}\n  - id: measured"),
}


@pytest.mark.parametrize(("old", "new"), SLIPS.values(), ids=SLIPS)
def test_slips_are_marked(old: str, new: str) -> None:
    text = GOOD["questions/two.yaml"]
    assert old in text

    assert len(faults("questions", text.replace(old, new))) >= 1


SLIPS_OF_TYPES = {
    "shuffle at a number": ('units: [{name: "%"}]', 'units: [{name: "%"}]\n    shuffle: true'),
    "correct at an order": ("text: Biopsy", "text: Biopsy\n        correct: true"),
    "pairs without prompts": ("type: single\n    scoring: weights", "type: matching"),
    "a number at an option": ("text: Fever\n", "text: Fever\n        value: 1\n"),
    "parts of several options": ("scoring: net-correct", "scoring: partial"),
    "a tolerance in words": ("tolerance: 0.5", "tolerance: a half"),
    "a range of one end": ("range: [-62, -60]", "range: [-62]"),
    "a rationale left out": ("        rationale: Nothing of the kind is told of this patient.\n", ""),
}


@pytest.mark.parametrize(("old", "new"), SLIPS_OF_TYPES.values(), ids=SLIPS_OF_TYPES)
def test_slips_of_types_are_marked(old: str, new: str) -> None:
    text = GOOD["every types.yaml"]
    assert text.count(old) == 1

    assert len(faults("questions", text.replace(old, new))) >= 1


ALPHABETS = ["0123456789%.- h", "abz019-#", "10./xX", "truefalsno", "@.ab ", "-0123456789"]
WRITTEN = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40),
    *[st.text(alphabet, max_size=12) for alphabet in ALPHABETS],
    st.sampled_from(["70%", "2026-11-21", "24h", "alk-1", "a#b", "10.1000/x", "a@b.cd", "true", "2014", "null", "1"]),
)


def seen_by_an_editor(text: str) -> list[Any]:
    """Return what the text may be for an editor: a text, if it is quoted, and what it is without quotes."""
    try:
        plain = load(f"x: {text}")["x"]
    except Exception:  # cannot be written without quotes
        return [text]
    return [text, plain] if isinstance(plain, str | int | float | bool) or plain is None else [text]


@pytest.mark.parametrize(("kind", "form"), FORMS, ids=[str(number) for number in range(len(FORMS))])
@settings(derandomize=True, database=None, deadline=None)
@given(text=WRITTEN)
def test_an_editor_marks_nothing_that_the_check_takes(kind: Any, form: dict[str, Any], text: str) -> None:
    try:
        TypeAdapter(kind).validate_python(text)
    except ValidationError:
        return
    validator = jsonschema.Draft202012Validator(form)
    for seen in seen_by_an_editor(text):
        is_nothing = seen is None and kind is not fields.DayOrNothing  # "null" is a word to the check alone
        assert is_nothing or validator.is_valid(seen), seen
