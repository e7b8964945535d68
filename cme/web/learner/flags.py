"""Telling the educators that a question, or a note of its evidence, is in doubt."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired, Length

from cme.errors import BadInput
from cme.services import flags
from cme.web.forms import BaseForm, ParagraphField
from cme.web.glue import commit, get_session, now
from cme.web.learner.blueprint import learner
from cme.web.login import signed_in


class FlagForm(BaseForm):
    thing = RadioField(
        "What do you doubt?",
        choices=[],
        validate_choice=False,  # the service knows what this learner may see
        validators=[InputRequired("Choose what you doubt.")],
    )
    reason = ParagraphField(
        "Why?",
        validators=[
            DataRequired("Say in a few words why you doubt it."),
            Length(max=flags.LONGEST_REASON, message=f"Shorten this to {flags.LONGEST_REASON} characters."),
        ],
    )


@learner.get("/attempts/<attempt_id>/questions/<int(max=9999):position>/flag")
def flag(attempt_id: str, position: int) -> ResponseReturnValue:
    return _page(attempt_id, position, FlagForm())


@learner.post("/attempts/<attempt_id>/questions/<int(max=9999):position>/flag")
def flag_submit(attempt_id: str, position: int) -> ResponseReturnValue:
    form = FlagForm()
    if not form.validate_on_submit():
        return _page(attempt_id, position, form), 400
    try:
        is_new = flags.raise_flag(
            get_session(),
            person=signed_in(),
            unsafe_attempt_id=attempt_id,
            position=position,
            unsafe_thing=form.thing.data or "",
            reason=form.reason.data or "",
            now=now(),
        )
    except BadInput as error:
        form.thing.errors = [str(error)]
        return _page(attempt_id, position, form), 400
    commit()
    if is_new:
        flash(
            "The educators have been told. Their answer will stand beside your result and reach you by mail.", "notice"
        )
    else:
        flash("You have told the educators of this already; they have yet to answer.", "notice")
    return redirect(url_for("learner.flag", attempt_id=attempt_id, position=position), 303)


def _page(attempt_id: str, position: int, form: FlagForm) -> str:
    found = flags.doubtable(
        get_session(), person_id=signed_in().id, unsafe_attempt_id=attempt_id, position=position, now=now()
    )
    if len(found.things) == 1:  # nothing to choose, so no control that a problem could be tied to
        form.form_errors, form.thing.errors = [*form.form_errors, *form.thing.errors], ()
    return render_template("learner/flag.html", found=found, attempt=found.attempt, form=form)
