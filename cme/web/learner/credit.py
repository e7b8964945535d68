"""From a passed posttest to the certificate: evaluation, printed name, certificate, transcript."""

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cme.core.certificates import statement_on_credit
from cme.services import certificates, credit, evaluations
from cme.services.evaluations import PassedAttempt
from cme.web.glue import absolute_url, commit, get_session, now, reading
from cme.web.learner.blueprint import learner
from cme.web.learner.credit_forms import ClaimForm, EvaluationForm, evaluation_form
from cme.web.login import signed_in


@learner.get("/attempts/<attempt_id>/evaluation")
def evaluation(attempt_id: str) -> ResponseReturnValue:
    found = evaluations.get_passed_attempt(get_session(), person_id=signed_in().id, unsafe_attempt_id=attempt_id)
    if found.is_evaluated:
        return redirect(url_for("learner.claim", attempt_id=attempt_id), 303)
    return render_template("learner/evaluation.html", attempt=found, form=_evaluation_form(found))


@learner.post("/attempts/<attempt_id>/evaluation")
def evaluation_submit(attempt_id: str) -> ResponseReturnValue:
    person = signed_in()
    with reading() as reader:
        found = evaluations.get_passed_attempt(reader, person_id=person.id, unsafe_attempt_id=attempt_id)
    form = _evaluation_form(found)
    if not form.validate_on_submit():
        return render_template("learner/evaluation.html", attempt=found, form=form), 400
    answers = form.answers()
    evaluations.save_evaluation(get_session(), person=person, unsafe_attempt_id=attempt_id, answers=answers, now=now())
    commit()
    flash("Your evaluation has been sent.")
    return redirect(url_for("learner.claim", attempt_id=attempt_id), 303)


def _evaluation_form(found: PassedAttempt) -> EvaluationForm:
    return evaluation_form([(each.id, each.text) for each in found.content.activity.objectives])


@learner.get("/attempts/<attempt_id>/certificate")
def claim(attempt_id: str) -> ResponseReturnValue:
    person = signed_in()
    found = evaluations.get_passed_attempt(get_session(), person_id=person.id, unsafe_attempt_id=attempt_id)
    if found.certificate_code is not None:
        return redirect(url_for("learner.certificate", code=found.certificate_code), 303)
    if not found.is_evaluated:
        return redirect(url_for("learner.evaluation", attempt_id=attempt_id), 303)
    return _claim_page(found, ClaimForm(name=person.name))


def _claim_page(found: PassedAttempt, form: ClaimForm) -> str:
    statement = statement_on_credit(found.content.provider.statement)
    return render_template("learner/claim.html", attempt=found, form=form, statement=statement)


@learner.post("/attempts/<attempt_id>/certificate")
def claim_submit(attempt_id: str) -> ResponseReturnValue:
    person, form = signed_in(), ClaimForm()
    with reading() as reader:  # printing takes time: no other save waits for it
        found = evaluations.get_passed_attempt(reader, person_id=person.id, unsafe_attempt_id=attempt_id)
        if found.certificate_code is not None:
            return redirect(url_for("learner.certificate", code=found.certificate_code), 303)
        if not form.validate_on_submit():
            return _claim_page(found, form), 400
        draft = credit.draft_certificate(
            reader,
            person=person,
            unsafe_attempt_id=attempt_id,
            name=form.name.data or "",
            verification_url_of=lambda code: absolute_url("verification.certificate", code=code),
            now=now(),
        )
    code = credit.issue_certificate(get_session(), person=person, draft=draft, now=now())
    commit()
    flash("Your certificate has been issued.")
    return redirect(url_for("learner.certificate", code=code), 303)


@learner.get("/certificates/<code>")
def certificate(code: str) -> ResponseReturnValue:
    found = certificates.get_certificate(get_session(), person_id=signed_in().id, unsafe_code=code)
    return render_template("learner/certificate.html", certificate=found, facts=found.facts)


@learner.get("/certificates/<code>.pdf")
def certificate_pdf(code: str) -> Response:
    """Send the bytes as issued. The file's name tells neither who it is for nor the code that opens it."""
    pdf, facts = certificates.get_document(get_session(), person_id=signed_in().id, unsafe_code=code)
    response = make_response(pdf)
    response.content_type = "application/pdf"
    response.headers.set(
        "Content-Disposition",
        "attachment",
        filename=f"certificate-{facts.activity_id}-{facts.completed_at:%Y-%m-%d}.pdf",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@learner.get("/my/transcript")
def transcript() -> ResponseReturnValue:
    person_id = signed_in().id
    return render_template(
        "learner/transcript.html",
        years=certificates.transcript(get_session(), person_id=person_id),
        unclaimed=certificates.unclaimed(get_session(), person_id=person_id),
    )
