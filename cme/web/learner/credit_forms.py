"""The forms on the way to a certificate. The services check again what must be true."""

from collections.abc import Sequence
from typing import Any

from wtforms import Field, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import InputRequired, Length, ValidationError

from cme.core.certificates import LONGEST_NAME, name_problem
from cme.services.evaluations import LONGEST_TEXT, EvaluationAnswers, Intent, Met
from cme.web.forms import BaseForm, LineField, ParagraphField

MET = ((Met.YES.value, "Yes"), (Met.PARTLY.value, "Partly"), (Met.NO.value, "No"))
NO, YES = "no", "yes"
INTENTS = (
    (Intent.CHANGE.value, "Yes, I intend to change something"),
    (Intent.CONFIRMED.value, "No, it confirms what I do already"),
    (Intent.NO_CHANGE.value, "No"),
)


class EvaluationForm(BaseForm):
    """The evaluation of one activity, made by ``evaluation_form``: its objectives are questions of their own."""

    is_biased: RadioField
    bias: ParagraphField
    intent: RadioField
    change: ParagraphField
    barriers: ParagraphField
    comments: ParagraphField
    objective_ids: Sequence[str]

    @property
    def objective_fields(self) -> list[Field]:
        return [self[_name(number)] for number in range(1, len(self.objective_ids) + 1)]

    def validate_bias(self, field: Field) -> None:
        if self.is_biased.data == YES and not field.data:
            raise ValidationError("Say what seemed biased, so that the provider can look into it.")

    def validate_change(self, field: Field) -> None:
        if self.intent.data == Intent.CHANGE and not field.data:
            raise ValidationError("Say what you intend to change.")

    def answers(self) -> EvaluationAnswers:
        """Return what a valid form says; the text that goes with a yes is dropped where the answer is no."""
        given = zip(self.objective_ids, self.objective_fields, strict=True)
        is_biased, intent = self.is_biased.data == YES, Intent(self.intent.data)
        return EvaluationAnswers(
            objectives={objective_id: Met(field.data) for objective_id, field in given},
            is_biased=is_biased,
            bias=self.bias.data or "" if is_biased else "",
            intent=intent,
            change=self.change.data or "" if intent is Intent.CHANGE else "",
            barriers=self.barriers.data or "",
            comments=self.comments.data or "",
        )


def evaluation_form(objectives: Sequence[tuple[str, str]]) -> EvaluationForm:
    """Return the form for these objectives (id and text), with what was sent where something was."""
    fields: dict[str, Any] = {"objective_ids": tuple(objective_id for objective_id, _ in objectives)}
    for number, (_, text) in enumerate(objectives, start=1):
        fields[_name(number)] = _choice(text, MET, f"Say whether objective {number} was met.")
    fields["is_biased"] = _choice(
        "Did anything in this activity seem to favour a commercial product?",
        ((NO, "No"), (YES, "Yes")),
        "Say whether anything seemed to favour a commercial product.",
    )
    fields["bias"] = _text("What seemed biased?")
    fields["intent"] = _choice(
        "Will you change anything in your practice?", INTENTS, "Say whether you will change anything in your practice."
    )
    fields["change"] = _text("What will you change?")
    fields["barriers"] = _text("What may stand in the way of change?")
    fields["comments"] = _text("Comments on this activity")
    form: EvaluationForm = type("EvaluationFormOfActivity", (EvaluationForm,), fields)()
    return form


def _name(number: int) -> str:
    return f"objective_{number}"


def _choice(label: str, choices: Sequence[tuple[str, str]], message: str) -> RadioField:
    offered: list[Any] = [SelectChoice(value, words) for value, words in choices]
    return RadioField(label, choices=offered, validators=[InputRequired(message)])


def _text(label: str) -> ParagraphField:
    message = f"This text is too long. Shorten it to {LONGEST_TEXT} characters."
    return ParagraphField(label, validators=[Length(max=LONGEST_TEXT, message=message)])


class ClaimForm(BaseForm):
    name = LineField(
        "Name as printed",
        description="With the degrees you wish to show, such as “Alice Example, MD”.",
        validators=[InputRequired("Type your name as it is to be printed.")],
        render_kw={"maxlength": LONGEST_NAME},
    )

    def validate_name(self, field: Field) -> None:
        if problem := name_problem(field.data or ""):
            raise ValidationError(problem)
