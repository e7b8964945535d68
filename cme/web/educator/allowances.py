"""Allowances: more time or tries for a learner or a cohort; cohorts; further minutes for what is running."""

from collections.abc import Sequence
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import EmailField, HiddenField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional, ValidationError

from cme.errors import BadInput
from cme.services import catalogue, cohorts, extensions, granting
from cme.services.granting import Said
from cme.web.educator.blueprint import educator
from cme.web.filters import moment
from cme.web.forms import BaseForm, LineField, ParagraphField
from cme.web.glue import commit, get_session, now
from cme.web.login import signed_in

WHY = [DataRequired("Write why, in a few words."), Length(max=500, message="Keep it under 500 letters.")]
ALL = "All activities"
MOST_NAMED = 10
SAID = {"": None, "yes": True, "no": False}


class AllowanceForm(BaseForm):
    email = EmailField("Learner’s e-mail address", validators=[Optional(), Email("This is not an e-mail address.")])
    cohort = SelectField("Or a cohort")
    activity = SelectField("Activity")
    time_factor = LineField("Times the time limit")
    is_untimed = SelectField(
        "Time limit",
        choices=[
            SelectChoice("", "Not said"),
            SelectChoice("yes", "None to keep to"),
            SelectChoice("no", "To be kept to"),
        ],
    )
    extra_tries = IntegerField(
        "Further tries",
        validators=[
            Optional(),
            NumberRange(0, granting.MOST_TRIES, f"Type a number from 0 to {granting.MOST_TRIES}."),
        ],
    )
    reason = LineField("Reason, kept with the allowance", validators=WHY)

    def validate_time_factor(self, field: LineField) -> None:
        try:
            self.said()
        except BadInput as error:
            raise ValidationError(str(error)) from None

    def said(self) -> Said:
        """Return what the form says. Raises BadInput for a factor that cannot be read."""
        typed = self.time_factor.data or ""
        return Said(
            time_factor=granting.read_factor(typed) if typed else None,
            is_untimed=SAID.get(self.is_untimed.data or ""),
            extra_tries=self.extra_tries.data,
        )


class CohortForm(BaseForm):
    name = LineField("Name of a new cohort", validators=[DataRequired("Give the cohort a name.")])


class MembersForm(BaseForm):
    addresses = ParagraphField("E-mail addresses", validators=[DataRequired("Type at least one address.")])


class ExtensionForm(BaseForm):
    minutes = IntegerField(
        "Further minutes",
        default=10,
        validators=[
            InputRequired("Type a number."),
            NumberRange(1, extensions.MOST_MINUTES, f"Type a number from 1 to {extensions.MOST_MINUTES}."),
        ],
    )
    reason = LineField("Reason, kept with the minutes", validators=WHY)
    seen = HiddenField()  # the end beside which the minutes were asked for, so that a second click gives no more

    def end_seen(self) -> datetime | None:
        """Return the end that the page showed; None where the form carries no such thing."""
        try:
            found = datetime.fromisoformat(self.seen.data or "")
        except ValueError:
            return None
        return found if found.tzinfo is not None else None


@educator.get("/allowances")
def allowances() -> ResponseReturnValue:
    return _page(_allowance_form(), CohortForm())


@educator.post("/allowances")
def allowances_submit() -> ResponseReturnValue:
    form = _allowance_form()
    if not form.validate_on_submit():
        return _page(form, CohortForm(formdata=None)), 400
    try:
        granting.grant(
            get_session(),
            educator=signed_in(),
            email=form.email.data or "",
            unsafe_cohort_id=form.cohort.data or "",
            unsafe_activity_id=form.activity.data or "",
            said=form.said(),
            reason=form.reason.data or "",
            now=now(),
        )
    except BadInput as error:
        form.email.errors = [str(error)]
        return _page(form, CohortForm(formdata=None)), 400
    commit()
    flash("Kept. It holds for every try that begins from now on.", "notice")
    return redirect(url_for("educator.allowances"), 303)


@educator.post("/cohorts")
def cohorts_submit() -> ResponseReturnValue:
    form = CohortForm()
    if not form.validate_on_submit():
        return _page(_allowance_form(is_sent=False), form), 400
    try:
        made = cohorts.make_cohort(get_session(), educator=signed_in(), name=form.name.data or "", now=now())
    except BadInput as error:
        form.name.errors = [str(error)]
        return _page(_allowance_form(is_sent=False), form), 400
    commit()
    return redirect(url_for("educator.cohort", cohort_id=made), 303)


@educator.get("/cohorts/<cohort_id>")
def cohort(cohort_id: str) -> ResponseReturnValue:
    return _cohort_page(cohort_id, MembersForm())


@educator.post("/cohorts/<cohort_id>")
def cohort_submit(cohort_id: str) -> ResponseReturnValue:
    form = MembersForm()
    if not form.validate_on_submit():
        return _cohort_page(cohort_id, form), 400
    addresses = form.addresses.data or ""
    try:
        added = cohorts.add_members(
            get_session(), educator=signed_in(), unsafe_cohort_id=cohort_id, addresses=addresses, now=now()
        )
    except BadInput as error:
        form.addresses.errors = [str(error)]
        return _cohort_page(cohort_id, form), 400
    commit()
    unknown = _nobody(added.unknown)
    flash(f"{added.added} added, {added.present} were in it already.{unknown}", "notice")
    return redirect(url_for("educator.cohort", cohort_id=cohort_id), 303)


@educator.post("/cohorts/<cohort_id>/remove")
def member_submit(cohort_id: str) -> ResponseReturnValue:
    form = RemovalForm()
    form.validate_on_submit()
    email = form.email.data or ""
    was_in_it = cohorts.remove_member(
        get_session(), educator=signed_in(), unsafe_cohort_id=cohort_id, email=email, now=now()
    )
    commit()
    flash(f"{email} is no longer in this cohort." if was_in_it else f"{email} is not in this cohort.", "notice")
    return redirect(url_for("educator.cohort", cohort_id=cohort_id), 303)


class RemovalForm(BaseForm):
    email = LineField()


@educator.get("/running/<attempt_id>")
def extension(attempt_id: str) -> ResponseReturnValue:
    return _extension_page(attempt_id, ExtensionForm())


@educator.post("/running/<attempt_id>")
def extension_submit(attempt_id: str) -> ResponseReturnValue:
    form = ExtensionForm()
    if not form.validate_on_submit():
        return _extension_page(attempt_id, form), 400
    try:
        new = extensions.extend(
            get_session(),
            educator=signed_in(),
            unsafe_attempt_id=attempt_id,
            seen=form.end_seen(),
            minutes=form.minutes.data or 0,
            reason=form.reason.data or "",
            now=now(),
        )
    except BadInput as error:
        form.minutes.errors = [str(error)]
        return _extension_page(attempt_id, form), 400
    commit()
    flash(f"Extended until {moment(new)}. The learner sees it on the next page they open.", "notice")
    return redirect(url_for("educator.allowances"), 303)


def _nobody(unknown: Sequence[str]) -> str:
    """Name addresses without an account: a few, as a message travels in a cookie, which holds some 4,000 letters."""
    named, others = unknown[:MOST_NAMED], len(unknown) - MOST_NAMED
    if not unknown:
        return ""
    return f" Nobody has an account with: {', '.join(named)}{f' and {others} others' if others > 0 else ''}."


def _allowance_form(*, is_sent: bool = True) -> AllowanceForm:
    form = AllowanceForm() if is_sent else AllowanceForm(formdata=None)
    session = get_session()
    groups = [SelectChoice(each.id, each.name) for each in cohorts.list_cohorts(session)]
    form.cohort.choices = [SelectChoice("", "No cohort"), *groups]
    offered = [SelectChoice(each.id, each.content.activity.short_title) for each in catalogue.list_activities(session)]
    form.activity.choices = [SelectChoice("", ALL), *offered]
    return form


def _page(form: AllowanceForm, cohort_form: CohortForm) -> str:
    session = get_session()
    return render_template(
        "educator/allowances.html",
        form=form,
        cohort_form=cohort_form,
        titles={"": ALL} | {each.id: each.content.activity.short_title for each in catalogue.list_activities(session)},
        in_force=granting.list_in_force(session),
        cohorts=cohorts.list_cohorts(session),
        running=extensions.list_running(session),
    )


def _cohort_page(cohort_id: str, form: MembersForm) -> str:
    found, addresses = cohorts.get_cohort(get_session(), cohort_id)
    return render_template("educator/cohort.html", cohort=found, addresses=addresses, form=form)


def _extension_page(attempt_id: str, form: ExtensionForm) -> str:
    running = extensions.get_running(get_session(), attempt_id)
    form.seen.data = running.deadline_at.isoformat()
    return render_template("educator/extension.html", running=running, form=form)
