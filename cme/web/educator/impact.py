"""What a publication would change, looked at and confirmed: the same for an upload and for an earlier publication.

Policies are chosen with GET, so that the page shows what they change before anything is sent. The form that publishes
carries what the page showed: the policies, and the digest of the impact.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField
from wtforms.validators import Length

from cme.core.bank import Bank
from cme.core.corrections import POLICY_WORDS, KeyPolicy
from cme.errors import BadInput, BankError, NotNow
from cme.services import publishing
from cme.services.publishing import Impact, Outcome, Report
from cme.web.forms import BaseForm, LineField
from cme.web.glue import commit, get_session, now, reading, settings
from cme.web.login import signed_in

ORIGIN = "web"
POLICY = "policy-"  # before a question's id, in the names of the fields
LONGEST_NOTE = 500


class ConfirmForm(BaseForm):
    digest = HiddenField()
    note = LineField(
        "Why you publish",
        validators=[Length(max=LONGEST_NOTE, message=f"Keep it under {LONGEST_NOTE} letters.")],
    )


@dataclass(frozen=True, kw_only=True)
class Looked:
    """The impact with the policies chosen so far; or why the bank cannot be published, with them or at all."""

    impact: Impact | None
    problem: str = ""

    @property
    def may_publish(self) -> bool:
        return not self.problem and self.impact is not None and self.impact.outcome is Outcome.PUBLISHED

    @property
    def policies(self) -> dict[str, KeyPolicy]:
        keys = self.impact.changed_keys if self.impact is not None else ()
        return {key.question_id: key.policy for key in keys if key.policy is not None}


def look(bank: Bank, given: Mapping[str, str]) -> Looked:
    """Return what publishing a bank would change, with those of the given policies that are wanted."""
    impact = None
    with reading() as session:
        try:
            impact = publishing.plan(session, bank, origin=ORIGIN)
            policies = _wanted(impact, given)
            if policies:
                impact = publishing.plan(session, bank, origin=ORIGIN, policies=policies)
        except BankError as error:
            return Looked(impact=impact, problem=str(error))
    return Looked(impact=impact)


def _wanted(impact: Impact, given: Mapping[str, str]) -> dict[str, KeyPolicy]:
    policies = _policies(given)
    return {key.question_id: policies[key.question_id] for key in impact.changed_keys if key.question_id in policies}


def _policies(given: Mapping[str, str]) -> dict[str, KeyPolicy]:
    known = {policy.value for policy in KeyPolicy}
    return {
        name.removeprefix(POLICY): KeyPolicy(value)
        for name, value in given.items()
        if name.startswith(POLICY) and value in known
    }


def publish(bank: Bank, page: Callable[[ConfirmForm], str]) -> ResponseReturnValue:
    """Publish what the form was shown with, or show the page again with the impact as it is now, and say why."""
    form, policies = ConfirmForm(), _policies(request.form)
    if not form.validate_on_submit():
        return page(form), 400
    if not form.note.data and _is_told(policies):
        form.note.errors = ["Say why the key changes: learners whose result changes read it."]
        return page(form), 400
    try:
        report = publishing.publish(
            get_session(),
            bank,
            origin=ORIGIN,
            published_by=signed_in().pseudonym,
            now=now(),
            note=form.note.data or "",
            policies=policies,
            expected_digest=form.digest.data or "none",
            address=settings().origin,
        )
    except (BankError, BadInput, NotNow) as error:
        form.form_errors.append(str(error))
        return page(form), 409
    if report.outcome is Outcome.KEPT_KEY:
        form.form_errors.append("Choose what becomes of earlier answers to each question whose key changes.")
        return page(form), 409
    commit()
    flash(_words(report), "notice")
    return redirect(url_for("educator.banks"), 303)


def _is_told(policies: Mapping[str, KeyPolicy]) -> bool:
    """Say whether learners will be told of a change, so that it needs a reason."""
    return any(policy is not KeyPolicy.LEAVE_SCORES for policy in policies.values())


def _words(report: Report) -> str:
    if report.outcome is Outcome.UNCHANGED:
        return (
            f"Publication {report.number} of {report.bank_id} is just this and in force; there is nothing to publish."
        )
    scored = len(report.impact.rows)
    attempts = f" {scored} {'attempt was' if scored == 1 else 'attempts were'} scored anew." if scored else ""
    return f"Published: {report.bank_id}, publication {report.number}.{attempts}"


def around(bank: Bank, form: ConfirmForm) -> dict[str, object]:
    """Return what each page of an impact shows."""
    looked = look(bank, request.values)
    form.digest.data = looked.impact.digest if looked.impact is not None else ""
    form.note.flags.required = is_told = _is_told(looked.policies)
    return {
        "impact": looked.impact,
        "looked": looked,
        "form": form,
        "policy_words": POLICY_WORDS,
        "policy_field": POLICY,
        "is_told": is_told,
    }
