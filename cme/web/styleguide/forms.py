"""A form as it first stands, and as it comes back with its mistakes."""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import InputRequired


def _offered(*values: str) -> list[Any]:
    return [SelectChoice(value, value.capitalize()) for value in values]


class _Specimen(Form):
    email = StringField("E-mail address", [InputRequired("Write your e-mail address.")])
    profession = SelectField("Profession", choices=_offered("physician", "nurse"))
    reason = TextAreaField("What is in doubt?", description="The educators read it, and answer.")
    intent = RadioField(
        "Will you change anything?",
        [InputRequired("Choose one of the two.")],
        choices=_offered("yes", "no"),
    )
    told = BooleanField("I have read the above", [InputRequired("Tick the box, then start.")])


def good() -> Any:
    return _Specimen(prefix="good-")


def bad() -> Any:
    found = _Specimen(MultiDict(), prefix="bad-")
    found.validate()
    return found
