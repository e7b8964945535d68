"""The learner's forms. A form checks shape; a service checks truth."""

from wtforms import BooleanField, HiddenField, IntegerField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from cme.services.responses import Answer
from cme.web.forms import BaseForm


class StartForm(BaseForm):
    content_hash = HiddenField()
    acknowledged = BooleanField(
        "I have read the above",
        validators=[InputRequired("Tick the box to say that you have read the above, then start.")],
    )


class QuestionForm(BaseForm):
    """The whole state of one question, with the number and the key of the save it would be."""

    response = StringField()
    struck = SelectMultipleField(choices=[], validate_choice=False)
    flagged = BooleanField()
    sequence = IntegerField(validators=[InputRequired()])
    key = StringField(validators=[Length(16, 64)])

    def answer(self) -> Answer:
        return Answer(
            chosen=(self.response.data,) if self.response.data else (),
            struck=tuple(sorted(set(self.struck.data or ()) - {self.response.data})),  # what is chosen is not struck
            is_flagged=bool(self.flagged.data),
        )


class PracticeForm(BaseForm):
    response = StringField()
