"""Going on in a sequential case, which locks the answer so far."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from cme.errors import NotNow
from cme.services import cases
from cme.services.steps import OpenAttempt, Step
from cme.web.glue import commit, get_session, now
from cme.web.login import signed_in


def case_goes_on(attempt_id: str, position: int) -> ResponseReturnValue:
    """Lock one part, together with whatever the request has saved, and lead to the next; commits."""
    following = position + 1
    try:
        cases.go_on(get_session(), person=signed_in(), unsafe_attempt_id=attempt_id, position=position, now=now())
    except NotNow as refusal:
        flash(str(refusal), "problem")
        following = position
    commit()
    return redirect(url_for("learner.question", attempt_id=attempt_id, position=following), 303)


def not_open_yet(attempt: OpenAttempt, step: Step) -> ResponseReturnValue:
    """Lead from a part that is not open yet to the one that must be answered first."""
    current = step.part.current if step.part is not None else step.position
    flash(f"Question {step.position} opens once the case has gone on from question {current}.", "problem")
    return redirect(url_for("learner.question", attempt_id=attempt.facts.public_id, position=current), 303)
