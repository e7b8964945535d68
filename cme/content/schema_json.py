"""JSON Schema of the bank's files, so that an editor completes names, explains them and marks slips as one types.

Made from the models of ``schema``, with the words of ``hover_words``. An editor reads YAML 1.2, in which ``2014`` is
a number and ``true`` a truth value, while the check reads everything as text; so a text may be a number here.
What needs more than one value (an answer key, a reference) is left to the check.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, Field
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from cme.content import fields
from cme.content.entry import Entry
from cme.content.hover_words import WORDS
from cme.content.rules_types import (
    FEWEST,
    FEWEST_PROMPTS,
    NEEDED_BY,
    NEEDED_IN_OPTIONS_BY,
    USED_BY,
    USED_IN_OPTIONS_BY,
)
from cme.content.schema import ActivityEntry, ProviderFile, QuestionEntry, SourceEntry, StimulusEntry
from cme.content.schema_posttest import read_preset
from cme.core.question_types import SCORING_RULES
from cme.core.questions import QuestionType

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = "schema"  # inside a bank


class QuestionsFile(Entry):
    stimuli: list[StimulusEntry] = Field(default_factory=list)
    questions: list[QuestionEntry]


FILES: dict[str, type[BaseModel]] = {
    "provider": ProviderFile,
    "source": SourceEntry,
    "questions": QuestionsFile,
    "activity": ActivityEntry,
}

_ID = "[a-z0-9]+(-[a-z0-9]+)*"
_NUMBER = r"[-\u2212]?[0-9]{1,30}(\.[0-9]{1,30})?|[-\u2212]?[0-9]{1,15}/[1-9][0-9]{0,14}"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TOLD = "patternErrorMessage"  # no word of JSON Schema: editors show it instead of the pattern
_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"], "pattern": r"\S", _TOLD: "Write the text here."}
_ANY_WORD = ["string", "number", "boolean"]


# `type` is the word of JSON Schema.
def _form(pattern: str, told: str, *examples: Any, type: str | list[str] = "string") -> dict[str, Any]:  # noqa: A002
    return {"type": type, "pattern": rf"^\s*({pattern})\s*$", _TOLD: told, "examples": list(examples)}


def _number(low: int, high: int, example: int) -> dict[str, Any]:
    told = f"Write a whole number from {low} to {high}."
    form = _form("[0-9]{1,9}", told, example, type=["integer", "string"])
    return {**form, "minimum": low, "maximum": high}


_ID_TOLD = "Write small letters, digits and single hyphens, at most 64."
_REFERENCE_TOLD = "Write source-id#passage-id."
_DAY_TOLD = "Write year-month-day, as 2026-11-21."
FORMS: tuple[tuple[Any, dict[str, Any]], ...] = (
    (fields.Id, {**_form(_ID, _ID_TOLD, "alk-alcl-2", type=_ANY_WORD), "maxLength": 64}),
    (fields.PassageReference, _form(f"{_ID}#{_ID}", _REFERENCE_TOLD, "cleary-2014#restart-thrombocytopenia")),
    (fields.Line, {**_TEXT, "maxLength": 500}),
    (fields.Text, {**_TEXT, "maxLength": 4000}),
    (fields.Unit, {**_TEXT, "maxLength": 40}),
    (
        fields.Number,
        _form(_NUMBER, "Write a number, as 13.4, -48.6 or 1/2.", 13.4, "1/2", type=["number", "string"]),
    ),
    (fields.Boolean, _form("true|false", "Write true or false.", True, False, type=["boolean", "string"])),
    (fields.Year, _number(1800, 2200, 2014)),
    (fields.Minutes, _number(1, 600, 15)),
    (fields.WordCount, _number(1, 100_000, 1500)),
    (fields.Tries, _number(1, 100, 2)),
    (fields.Pick, _number(1, 1000, 5)),
    (fields.Percentage, _form(r"[0-9]{1,3}(\.[0-9]{1,4})? ?%", "Write a percentage, as 70%.", "70%", "66.7%")),
    (fields.Hours, _form("[0-9]{1,4} ?h", "Write hours, as 24h; 0h for no wait.", "0h", "24h")),
    (fields.Day, _form(_DAY, _DAY_TOLD, "2026-11-21")),
    (fields.DayOrNothing, _form(f"{_DAY}|null|~|", _DAY_TOLD, "2026-11-21", type=["string", "null"])),
    (
        fields.Doi,
        _form(r"10\.[0-9]{4,9}/[^\s\"<>]+", "Write the DOI alone, without an address.", "10.6004/jnccn.2014.0034"),
    ),
    (fields.Pmid, _number(1, 999_999_999, 24616538)),
    (fields.Contact, _form(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+", "Write an e-mail address.", "education@example.org")),
)
_BY_FIELD: dict[tuple[str, str], dict[str, Any]] = {  # where a whole model stands behind one word
    ("ActivityEntry", "credit"): {"enum": ["none"]},
    ("PosttestEntry", "reveal"): {"anyOf": [{"enum": list(read_preset.allowed)}, {"$ref": "#/$defs/RevealEntry"}]},
    ("QuestionEntry", "reviewed"): {"anyOf": [{"const": "none"}, {"$ref": "#/$defs/ReviewEntry"}]},
}


def schema_of(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of one kind of file: a key of ``FILES``."""
    model = FILES[kind]
    schema = model.model_json_schema(schema_generator=_Generator)
    for name, definition in ((model.__name__, schema), *schema.get("$defs", {}).items()):
        _explain(name, definition)
    if kind == "questions":
        schema["$defs"]["QuestionEntry"]["allOf"] = _by_type()
    return {"$schema": DIALECT, **schema}


def _by_type() -> list[dict[str, Any]]:
    """Return what the types of questions need, and what they have no use for."""
    found = []
    for each in QuestionType:
        unfit = [name for name, types in USED_BY.items() if each not in types]
        unfit_in_options = [name for name, types in USED_IN_OPTIONS_BY.items() if each not in types]
        option = {
            "required": [name for name, types in NEEDED_IN_OPTIONS_BY.items() if each in types],
            "properties": dict.fromkeys(unfit_in_options, False),
        }
        then: dict[str, Any] = {
            "required": [name for name, types in NEEDED_BY.items() if each in types],
            "properties": {
                **dict.fromkeys(unfit, False),
                "scoring": {"enum": list(SCORING_RULES[each])},
                "options": {"minItems": FEWEST[each], "items": option},
            },
        }
        if each in NEEDED_BY["prompts"]:
            then["properties"]["prompts"] = {"minItems": FEWEST_PROMPTS}
        is_such = {"properties": {"type": {"const": each.value}}, "required": ["type"]}
        found.append({"if": is_such, "then": then})
    return found


def schema_text(kind: str) -> str:
    """Return the JSON Schema of one kind of file as the text of a file."""
    return json.dumps(schema_of(kind), indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path, kinds: tuple[str, ...] = tuple(FILES)) -> Iterator[Path]:
    """Write a file for each kind into ``folder``, which is made where it is missing. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in kinds:
        path = folder / f"{kind}.json"
        path.write_text(schema_text(kind), "utf-8")
        yield path


class _Generator(GenerateJsonSchema):
    """Knows what our readers of a single value take."""

    def function_plain_schema(self, schema: core_schema.PlainValidatorFunctionSchema) -> JsonSchemaValue:
        reader = schema["function"]["function"]
        if isinstance(reader, fields.Choice):
            return {"enum": list(reader.allowed)}
        return next((dict(form) for kind, form in FORMS if _reader(kind) is reader), {})

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Return the form of what may be left out: nobody writes null there."""
        return self.generate_inner(schema["schema"])


def _reader(kind: Any) -> Any:
    return get_args(kind)[1].func


def _explain(name: str, definition: dict[str, Any]) -> None:
    """Add title and description to a model and each of its names; leave out defaults that nobody would write."""
    words = WORDS.get(name, {})
    definition["title"] = name.removesuffix("Entry").removesuffix("File")
    definition["description"] = words.get("", "")
    for field, found in definition["properties"].items():
        form = _BY_FIELD.get((name, field), found)
        form.pop("default", None)
        told = {"title": field.replace("_", " ").capitalize(), "description": words.get(field, "")}
        definition["properties"][field] = {**told, **{key: form[key] for key in form if key not in told}}
