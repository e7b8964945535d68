"""What learners doubt, in one queue, and the answer to each."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import DataRequired, Length

from cme.errors import NotNow
from cme.services import flag_queue
from cme.web.educator.blueprint import educator
from cme.web.forms import BaseForm, ParagraphField
from cme.web.glue import commit, get_session, now, settings
from cme.web.login import signed_in


class AnswerForm(BaseForm):
    answer = ParagraphField(
        "Answer to the learner",
        validators=[
            DataRequired("Write an answer for the learner."),
            Length(max=flag_queue.LONGEST_ANSWER, message=f"Shorten this to {flag_queue.LONGEST_ANSWER} characters."),
        ],
    )


@educator.get("/flags")
def flags() -> ResponseReturnValue:
    return render_template(
        "educator/flags.html",
        open_flags=flag_queue.list_open(get_session()),
        answered=flag_queue.list_answered(get_session()),
    )


@educator.get("/flags/<flag_id>")
def flag(flag_id: str) -> ResponseReturnValue:
    return _page(flag_id, AnswerForm())


@educator.post("/flags/<flag_id>")
def flag_submit(flag_id: str) -> ResponseReturnValue:
    form = AnswerForm()
    if not form.validate_on_submit():
        return _page(flag_id, form), 400
    try:
        flag_queue.resolve(
            get_session(),
            educator=signed_in(),
            unsafe_flag_id=flag_id,
            answer=form.answer.data or "",
            origin=settings().origin,
            now=now(),
        )
    except NotNow as refusal:  # a colleague was first: what was typed is shown again, so that nothing of it is lost
        form.form_errors.append(str(refusal))
        return _page(flag_id, form), 409
    commit()
    flash("Answered. The learner is told by mail and sees it beside the result.", "notice")
    return redirect(url_for("educator.flags"), 303)


def _page(flag_id: str, form: AnswerForm) -> str:
    return render_template("educator/flag.html", flag=flag_queue.get_flag(get_session(), flag_id), form=form)
