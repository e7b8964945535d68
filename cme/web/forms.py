"""The base of all forms: CSRF by Flask-WTF, spaces trimmed, control characters refused."""

import unicodedata
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import ValidationError

from cme.core.certificates import is_printable


def tidy(text: str | None) -> str | None:
    """Return text without spaces around it, in composed form."""
    return unicodedata.normalize("NFC", text).strip() if text is not None else None


def is_invisible(character: str) -> bool:
    """Say whether a character cannot be seen: such break mail headers, certificates and valid HTML."""
    return (
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        and character not in "\u200c\u200d"
    )


def seen(text: str | None) -> str | None:
    """Return text without the characters that cannot be seen."""
    return "".join(each for each in text if not is_invisible(each)) if text is not None else None


class BaseForm(FlaskForm):  # type: ignore[misc]  # untyped library
    """A form of ours; ``validate_on_submit`` is for the ``x_submit`` view."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # untyped library
        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Read fields alone: Flask-WTF would take JSON for a form, and fail where it is no object."""
            return request.form if request.is_json else super().wrap_formdata(form, formdata)


class LineField(StringField):
    """One line of text a person typed: trimmed, composed, without invisible characters."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = tidy(self.data)

    def pre_validate(self, form: object) -> None:
        typed = self.data
        self.data = seen(typed)  # the page that asks again shows only what can be seen
        if self.data != typed:
            raise ValidationError("It held a character that cannot be seen. Look at what is left, then send it again.")


class ParagraphField(TextAreaField):
    """Text of several lines: trimmed, composed. Invisible characters, which pasted text is full of, are dropped."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        text = (self.data or "").replace("\r\n", "\n")
        self.data = tidy("".join(each for each in text if each in "\n\t" or is_printable(each)))
