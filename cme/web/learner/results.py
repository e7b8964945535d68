"""The result page, and the page that a pretest ends with."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cme.core.access import Reveal
from cme.errors import NoResult, NotNow
from cme.services import flags, pretests, results
from cme.services.credit import certificate_code_of
from cme.web.glue import get_session, now, settings
from cme.web.learner.blueprint import learner
from cme.web.learner.words import pass_mark_reason, standing_words, start_words
from cme.web.login import signed_in


@learner.get("/attempts/<attempt_id>/result")
def result(attempt_id: str) -> ResponseReturnValue:
    person = signed_in()
    try:
        found = results.result(
            get_session(),
            person_id=person.id,
            unsafe_attempt_id=attempt_id,
            now=now(),
            fulltext_dir=settings().fulltext_dir,
        )
    except NoResult:
        return redirect(url_for("learner.pretest", attempt_id=attempt_id), 303)
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


@learner.get("/attempts/<attempt_id>/pretest")
def pretest(attempt_id: str) -> ResponseReturnValue:
    try:
        found = pretests.get_pretest(get_session(), person_id=signed_in().id, unsafe_attempt_id=attempt_id, now=now())
    except NotNow:
        return redirect(url_for("learner.attempt", attempt_id=attempt_id), 303)
    return render_template(
        "learner/pretest.html",
        facts=found.facts,
        published=found.activity,
        activity=found.activity.content.activity,
        sources=found.activity.content.sources,
        standing=standing_words(found.standing),
        start=start_words(found.standing),
        is_released=found.standing.history.is_released,
    )
