"""The learner's forms. A form checks shape; a service checks truth."""

from collections.abc import Iterable

from wtforms import BooleanField, HiddenField, IntegerField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional

from cme.core.reading import one_line
from cme.services.responses import Answer
from cme.web.forms import BaseForm


class StartForm(BaseForm):
    content_hash = HiddenField()
    acknowledged = BooleanField(
        "I have read the above",
        validators=[InputRequired("Tick the box to say that you have read the above, then start.")],
    )


def words(sent: Iterable[str] | None) -> tuple[str, ...]:
    """Return a response as it was sent: each word as it is kept, without the controls that were left empty."""
    kept = (one_line(word) for word in sent or ())
    return tuple(word for word in kept if word)


class QuestionForm(BaseForm):
    """The whole state of one question, with the number and the key of the save it would be.

    Every control of a question is named ``response``: radio buttons and checkboxes, lists, what is typed.
    """

    response = SelectMultipleField(choices=[], validate_choice=False)
    struck = SelectMultipleField(choices=[], validate_choice=False)
    flagged = BooleanField()
    sequence = IntegerField(validators=[InputRequired()])
    key = StringField(validators=[Length(16, 64)])

    def answer(self) -> Answer:
        chosen = words(self.response.data)
        return Answer(
            chosen=chosen,
            struck=tuple(sorted(set(self.struck.data or ()) - set(chosen))),  # what is chosen is not struck
            is_flagged=bool(self.flagged.data),
        )


class PracticeForm(BaseForm):
    """An answer given in practice; ``certainty`` may be left out."""

    response = SelectMultipleField(choices=[], validate_choice=False)
    certainty = IntegerField(validators=[Optional()])

    def chosen(self) -> tuple[str, ...]:
        return words(self.response.data)
