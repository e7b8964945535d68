"""Activities in use, and granting further tries."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import EmailField, IntegerField
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange

from cme.errors import BadInput
from cme.services import catalogue, educating, flag_queue
from cme.web.educator.blueprint import educator
from cme.web.forms import BaseForm, LineField
from cme.web.glue import commit, get_session, now, settings
from cme.web.learner.words import tries
from cme.web.login import signed_in


class GrantForm(BaseForm):
    email = EmailField(
        "Learner’s e-mail address",
        validators=[InputRequired("Type the learner’s address."), Email("This is not an e-mail address.")],
    )
    tries = IntegerField(
        "Further tries",
        default=1,
        validators=[
            InputRequired("Type a number."),
            NumberRange(1, educating.MOST_TRIES, f"Type a number from 1 to {educating.MOST_TRIES}."),
        ],
    )
    reason = LineField(
        "Reason, kept with the grant",
        validators=[DataRequired("Write why, in a few words."), Length(max=500, message="Keep it under 500 letters.")],
    )


@educator.get("/")
def activities() -> ResponseReturnValue:
    return render_template(
        "educator/activities.html",
        uses=educating.list_use(get_session()),
        open_flags=flag_queue.count_open(get_session()),
    )


@educator.get("/activities/<activity_id>")
def activity(activity_id: str) -> ResponseReturnValue:
    return _page(activity_id, GrantForm())


@educator.post("/activities/<activity_id>/tries")
def tries_submit(activity_id: str) -> ResponseReturnValue:
    form = GrantForm()
    if not form.validate_on_submit():
        return _page(activity_id, form), 400
    try:
        granted = educating.grant_tries(
            get_session(),
            educator=signed_in(),
            unsafe_activity_id=activity_id,
            email=form.email.data or "",
            tries=form.tries.data or 0,
            reason=form.reason.data or "",
            origin=settings().origin,
            now=now(),
        )
    except BadInput as error:
        form.email.errors = [str(error)]
        return _page(activity_id, form), 400
    commit()
    seen = " Every key had been shown to them, since no tries were left." if granted.has_seen_keys else ""
    flash(f"Granted. {granted.email} now has {tries(granted.tries_left)} left.{seen}", "notice")
    return redirect(url_for("educator.activity", activity_id=activity_id), 303)


def _page(activity_id: str, form: GrantForm) -> str:
    found = catalogue.get_activity(get_session(), activity_id)
    return render_template(
        "educator/activity.html",
        published=found,
        objectives={each.id: each.text for each in found.content.activity.objectives},
        honesty=educating.activity_honesty(get_session(), found),
        grants=educating.list_grants(get_session(), found.id),
        flags=flag_queue.list_open(get_session(), found.content.activity.posttest.question_ids),
        evaluations=educating.list_evaluations(get_session(), found.id),
        form=form,
    )
