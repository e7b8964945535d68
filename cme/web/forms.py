"""The base of all forms: CSRF by Flask-WTF, spaces trimmed, control characters refused."""

import unicodedata

from flask_wtf import FlaskForm
from wtforms import Field, StringField
from wtforms.validators import ValidationError


def tidy(text: str | None) -> str | None:
    """Return text without spaces around it, in composed form."""
    return unicodedata.normalize("NFC", text).strip() if text is not None else None


def plain_text(_form: object, field: Field) -> None:
    """Refuse characters that cannot be seen: they break mail headers and certificates."""
    for character in field.data or "":
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn") and character not in "\r\n\t\u200c\u200d":
            raise ValidationError("It contains a character that cannot be seen. Type it again without it.")


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form of ours; ``validate_on_submit`` is for the ``x_submit`` view."""


class LineField(StringField):
    """One line of text a person typed: trimmed, composed, without invisible characters."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = tidy(self.data)

    def pre_validate(self, form: object) -> None:
        plain_text(form, self)
        if "\n" in (self.data or "") or "\r" in (self.data or ""):
            raise ValidationError("It must stand on one line.")
