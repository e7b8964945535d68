"""The result page."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cme.core.access import Reveal
from cme.errors import NotNow
from cme.services import flags, results
from cme.services.credit import certificate_code_of
from cme.web.glue import get_session, now
from cme.web.learner.blueprint import learner
from cme.web.learner.words import pass_mark_reason, start_words
from cme.web.login import signed_in


@learner.get("/attempts/<attempt_id>/result")
def result(attempt_id: str) -> ResponseReturnValue:
    person = signed_in()
    try:
        found = results.result(get_session(), person_id=person.id, unsafe_attempt_id=attempt_id, now=now())
    except NotNow:
        return redirect(url_for("learner.attempt", attempt_id=attempt_id), 303)
    is_everything = found.reveal is Reveal.EVERYTHING
    posttest = found.attempt.content.activity.posttest
    return render_template(
        "learner/result.html",
        result=found,
        attempt=found.attempt,
        is_everything=is_everything,
        flags=flags.own_flags(get_session(), person_id=person.id, attempt=found.attempt, is_everything=is_everything),
        needed_reason=pass_mark_reason(posttest.pass_mark, found.possible),
        tries_left=found.history.tries_left,
        start=start_words(found.standing),
        certificate_code=certificate_code_of(get_session(), person_id=person.id, attempt_id=found.attempt.facts.id),
    )
