"""Forms about accounts. What a field may hold is decided by the services; their sentences are shown at the field."""

from collections.abc import Callable
from typing import Any

from wtforms import EmailField, PasswordField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from cme.core.certificates import LONGEST_NAME
from cme.errors import BadInput
from cme.services import accounts, passwords
from cme.web.forms import BaseForm, LineField, seen


def _checked(check: Callable[[], Any]) -> Any:
    """Return what ``check`` returns; make its refusal the field's."""
    try:
        return check()
    except BadInput as error:
        raise ValidationError(str(error)) from None


class AddressField(LineField, EmailField):
    """An e-mail address; once valid, ``data`` is its stored form."""

    def post_validate(self, _form: object, validation_stopped: bool) -> None:
        if not validation_stopped:
            self.data = _checked(lambda: accounts.clean_address(self.data or ""))


class NewPasswordField(PasswordField):
    """A password being chosen; ``email`` is whose."""

    email = ""

    def post_validate(self, _form: object, validation_stopped: bool) -> None:
        if not validation_stopped:
            _checked(lambda: passwords.check(self.data or "", email=self.email))


def _address() -> AddressField:
    return AddressField("E-mail address", [DataRequired("Write your e-mail address.")])


def _new_password(label: str) -> NewPasswordField:
    hint = f"{passwords.SHORTEST} to {passwords.LONGEST} characters of any kind; a few words will do."
    return NewPasswordField(label, [InputRequired("Choose a password.")], description=hint)


def _name() -> LineField:
    longest = f"The name is too long. Write at most {LONGEST_NAME} characters."
    needed = DataRequired("Write your name as it is to be printed.")
    return LineField("Your name as printed on certificates", [needed, Length(max=LONGEST_NAME, message=longest)])


class AddressForm(BaseForm):
    """An address alone: a forgotten password, a confirmation once more."""

    email = _address()


class SignUpForm(BaseForm):
    name = _name()
    email = _address()
    password = _new_password("Password")

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        self.password.email = self.email.data or ""
        return bool(super().validate(*args, **kwargs))


class SignInForm(BaseForm):
    """No rules here: what cannot be an account or a password is refused like any other wrong one."""

    email = EmailField("E-mail address", [InputRequired("Write your e-mail address.")], filters=[seen])
    password = PasswordField("Password", [InputRequired("Write your password.")])


class SetPasswordForm(BaseForm):
    password = _new_password("New password")


class PasswordForm(BaseForm):
    present = PasswordField("Present password", [InputRequired("Write your present password.")])
    password = _new_password("New password")


class ButtonForm(BaseForm):
    """A button and the token against forgery."""


class ProfileForm(BaseForm):
    name = _name()
    profession = SelectField(
        "Profession",
        choices=[SelectChoice("", "Not stated"), *(SelectChoice(p, p.capitalize()) for p in accounts.PROFESSIONS)],
    )
    time_zone = SelectField(
        "Time zone",
        [InputRequired("Choose a time zone.")],
        choices=[SelectChoice(zone, zone.replace("_", " ")) for zone in accounts.time_zones()],
    )
