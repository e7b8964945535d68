"""From pydantic's errors to problems with a line and a column."""

from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cme.content.documents import Document, Location
from cme.content.problems import Problem
from cme.content.suggestions import did_you_mean, nearest

M = TypeVar("M", bound=BaseModel)

_SHAPES = {"model_type": "a mapping (name: value lines)", "list_type": "a list (lines that start with a hyphen)"}


def validate(model: type[M], document: Document, location: Location) -> tuple[M | None, list[Problem]]:
    """Read the node at ``location`` as ``model``: the value, or None and every problem in it."""
    try:
        return model.model_validate(document.plain_at(location)), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        misspelt = {_meant(model, detail) for detail in details if detail["type"] == "extra_forbidden"}
        told = [detail for detail in details if detail["type"] != "missing" or detail["loc"] not in misspelt]
        return None, [_problem(model, document, location, detail) for detail in told]


def _meant(model: type[BaseModel], detail: ErrorDetails) -> Location:
    """Return where the name would stand that a name unknown to the schema was probably meant to be."""
    *above, word = detail["loc"]
    return (*above, nearest(str(word), names_in(model, tuple(above))))


def _problem(model: type[BaseModel], document: Document, above: Location, detail: ErrorDetails) -> Problem:
    inside = tuple(detail["loc"])
    location = (*above, *inside)
    name = next((step for step in reversed(inside) if isinstance(step, str)), "")
    kind = detail["type"]
    if kind == "missing":
        message = f'"{name}" is missing here. Add a line "{name}: …".'
        return document.problem(location[:-1], "key-missing", message)
    if kind == "extra_forbidden":
        known = names_in(model, inside[:-1])
        message = f'"{name}" is not a name that is known here.{did_you_mean(name, known)}'
        return document.problem(location, "key-unknown", _with_remedy(message, known), at_key=True)
    rule, message = _told(detail)
    return document.problem(location, rule, f"{name}: {message}" if name else message)


def _with_remedy(message: str, known: list[str]) -> str:
    if message.endswith("?"):
        return message
    return f"{message} Known are {', '.join(known)}."


def _told(detail: ErrorDetails) -> tuple[str, str]:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _SHAPES:
        return "value-shape", f"This must be {_SHAPES[kind]}."
    if kind == "too_short":
        least = context["min_length"]
        return "list-short", f"This list is too short ({context['actual_length']}); write at least {least}."
    if kind == "too_long":
        return (
            "list-long",
            f"This list is too long ({context['actual_length']}); write at most {context['max_length']}.",
        )
    return kind, detail["msg"]


def names_in(model: type[BaseModel], inside: Location) -> list[str]:
    """Return the names that the model below ``inside`` allows."""
    annotation: Any = model
    for step in inside:
        annotation = _model_in(annotation)
        if isinstance(step, str):
            field = next(field for name, field in annotation.model_fields.items() if step in (name, field.alias))
            annotation = field.annotation
    return [field.alias or name for name, field in _model_in(annotation).model_fields.items()]


def _model_in(annotation: Any) -> Any:
    """Return the model inside ``list[Model]`` or ``Model | None``."""
    while get_origin(annotation) is not None:
        annotation = next(part for part in get_args(annotation) if part is not type(None))
    return annotation
