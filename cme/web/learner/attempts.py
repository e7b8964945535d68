"""Start, answer, check, submit. Every page works without JavaScript; scripts save through ``save_submit``."""

import secrets
from contextlib import suppress
from typing import Any

from flask import Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from cme.core.questions import TYPED
from cme.core.responses import in_words, unfinished
from cme.errors import BadInput, NotFound, NotNow, PartClosed, SaveConflict, TimeOver
from cme.services import attempts, cases, catalogue, pretests, responses
from cme.services.responses import Answer, OpenAttempt, Saved
from cme.web.filters import time_of_day
from cme.web.glue import commit, get_connection, get_session, now
from cme.web.learner.blueprint import learner
from cme.web.learner.cases import case_goes_on, not_open_yet
from cme.web.learner.clock import clock_of
from cme.web.learner.deadlines import submit_if_over
from cme.web.learner.forms import QuestionForm, StartForm, words
from cme.web.login import signed_in

LARGEST_SAVE = 16 * 1024  # bytes


@learner.post("/activities/<activity_id>/start")
def start_submit(activity_id: str) -> ResponseReturnValue:
    form = StartForm()
    if not form.validate_on_submit():
        from cme.web.public import activity_page

        found = catalogue.get_activity(get_session(), activity_id)
        return render_template("public/activity.html", **activity_page(found, form)), 400
    begin = pretests.start_pretest if request.form.get("go") == "pretest" else attempts.start
    attempt_id = begin(
        get_session(),
        person=signed_in(),
        unsafe_activity_id=activity_id,
        content_hash=form.content_hash.data or "",
        now=now(),
    )
    commit()
    return redirect(url_for("learner.attempt", attempt_id=attempt_id), 303)


@learner.get("/attempts/<attempt_id>")
def attempt(attempt_id: str) -> ResponseReturnValue:
    found = _attempt(attempt_id)
    if found.facts.submitted_at is not None:
        return redirect(url_for("learner.result", attempt_id=attempt_id), 303)
    return redirect(url_for("learner.question", attempt_id=attempt_id, position=found.next_position), 303)


@learner.get("/attempts/<attempt_id>/questions/<int(max=9999):position>")
def question(attempt_id: str, position: int) -> ResponseReturnValue:
    found = _attempt(attempt_id)
    if found.facts.submitted_at is not None:
        return redirect(url_for("learner.result", attempt_id=attempt_id), 303)
    if not 1 <= position <= len(found.steps):
        raise NotFound
    step = found.steps[position - 1]
    return _question_page(found, position) if step.is_open else not_open_yet(found, step)


@learner.post("/attempts/<attempt_id>/questions/<int(max=9999):position>")
def question_submit(attempt_id: str, position: int) -> ResponseReturnValue:
    form = QuestionForm()
    if not form.validate_on_submit():
        raise BadInput("This page does not carry what a save needs. Reload it and choose again.")
    go = request.form.get("go", "")
    if go == "submit":
        return _submit_at_the_end(attempt_id, position, form)
    if go == "lock":
        cases.hold(get_session(), person_id=signed_in().id, unsafe_attempt_id=attempt_id)
    try:
        if _is_news(attempt_id, position, form.answer()):
            _save(attempt_id, position, form.answer(), form.sequence.data or 0, form.key.data or "")
    except SaveConflict as conflict:
        found = _attempt(attempt_id)
        return _question_page(found, position, conflict=str(conflict), refused=form.answer()), 409
    except BadInput as fault:
        found = _attempt(attempt_id)
        if found.facts.submitted_at is not None or not found.steps[position - 1].is_open:
            raise
        return _question_page(found, position, problem=str(fault), refused=form.answer()), 400
    except PartClosed as refusal:
        flash(str(refusal), "problem")
        return redirect(url_for("learner.question", attempt_id=attempt_id, position=position), 303)
    except NotNow:
        _tell_if_dropped(attempt_id, position, form.answer())
        return submit_if_over(attempt_id)
    if go == "lock":
        return case_goes_on(attempt_id, position)
    commit()
    if go == "check":
        return redirect(url_for("learner.check", attempt_id=attempt_id), 303)
    target = int(go) if go.isascii() and go.isdigit() and len(go) < 5 else position
    return redirect(url_for("learner.question", attempt_id=attempt_id, position=target), 303)


@learner.post("/attempts/<attempt_id>/questions/<int(max=9999):position>/save")
def save_submit(attempt_id: str, position: int) -> ResponseReturnValue:
    """Save for a script; answer with what is stored. 409 carries the answer that stands instead."""
    answer, sequence, key = _read_save(_json())
    try:
        saved = _save(attempt_id, position, answer, sequence, key)
    except SaveConflict as conflict:
        newest = responses.newest_saved(
            get_connection(), person_id=signed_in().id, unsafe_attempt_id=attempt_id, position=position
        )
        words = _in_words(attempt_id, position, newest, answer)
        return jsonify(error=str(conflict), newest=_as_json(newest), words=words), 409
    commit()
    response = jsonify(_as_json(saved))
    if saved.is_superseded:
        response.headers["Cme-Superseded"] = "yes"  # in a header: a repeated save is answered with the same body
    return response


@learner.get("/attempts/<attempt_id>/check")
def check(attempt_id: str) -> ResponseReturnValue:
    found = _attempt(attempt_id)
    if found.facts.submitted_at is not None:
        return redirect(url_for("learner.result", attempt_id=attempt_id), 303)
    activity = found.content.activity
    extra = catalogue.extra_tries(get_session(), person_id=current_user.id, activity_ids=[activity.id])
    is_last_try = found.facts.number >= activity.posttest.attempts + extra.get(activity.id, 0)
    clock = clock_of(found.facts.deadline_at, now())
    return render_template("learner/check.html", attempt=found, is_last_try=is_last_try, clock=clock)


@learner.post("/attempts/<attempt_id>/submit")
def submit_submit(attempt_id: str) -> ResponseReturnValue:
    if request.form.get("go") == "submit":
        return submit_if_over(attempt_id)
    attempts.submit(get_session(), person=signed_in(), unsafe_attempt_id=attempt_id, now=now())
    commit()
    return redirect(url_for("learner.result", attempt_id=attempt_id), 303)


def _submit_at_the_end(attempt_id: str, position: int, form: QuestionForm) -> ResponseReturnValue:
    """Save what the page says when the time is over, as far as that is still taken, and submit."""
    try:
        with suppress(SaveConflict, BadInput, PartClosed):
            if _is_news(attempt_id, position, form.answer()):
                _save(attempt_id, position, form.answer(), form.sequence.data or 0, form.key.data or "")
    except NotNow:
        _tell_if_dropped(attempt_id, position, form.answer())
    return submit_submit(attempt_id)


def _attempt(attempt_id: str) -> OpenAttempt:
    found = responses.open_attempt(get_connection(), person_id=current_user.id, unsafe_attempt_id=attempt_id)
    if found.facts.submitted_at is None and found.facts.is_over(now()):
        raise TimeOver("The time for this attempt is over. What you saved is being submitted; its result follows soon.")
    return found


def _save(attempt_id: str, position: int, answer: Answer, sequence: int, key: str) -> Saved:
    return responses.save(
        get_connection(),
        person_id=signed_in().id,
        unsafe_attempt_id=attempt_id,
        position=position,
        answer=answer,
        sequence=sequence,
        idempotency_key=key,
        now=now(),
    )


def _is_news(attempt_id: str, position: int, answer: Answer) -> bool:
    """Say whether a form brings a change: going on without one is not a save."""
    return not answer.says_the_same(_stored(attempt_id, position))


def _tell_if_dropped(attempt_id: str, position: int, answer: Answer) -> None:
    """Say that a form came too late to be saved, where it answers otherwise than what is saved."""
    if set(answer.chosen) != set(_stored(attempt_id, position).chosen):
        flash("Your last answer came too late and is not counted.", "problem")


def _stored(attempt_id: str, position: int) -> Answer:
    stored = responses.newest_saved(
        get_connection(), person_id=signed_in().id, unsafe_attempt_id=attempt_id, position=position
    )
    return stored.answer if stored is not None else Answer(chosen=())


def _question_page(
    found: OpenAttempt, position: int, conflict: str = "", problem: str = "", refused: Answer | None = None
) -> Response:
    """Render a question; what was typed and is refused for a ``problem`` stays in its field, to be mended."""
    step = found.steps[position - 1]
    shown, answer = step.question, step.saved.answer if step.saved is not None else Answer(chosen=())
    if problem and refused is not None and shown.type in TYPED:
        answer = refused
    page = render_template(
        "learner/question.html",
        attempt=found,
        position=position,
        question=shown,
        question_revision=found.question_revisions[position - 1],
        saved=step.saved,
        answer=answer,
        sequence=(step.saved.sequence if step.saved is not None else 0) + 1,
        key=secrets.token_urlsafe(18),
        conflict=conflict,
        problem=problem,
        refused=in_words(shown, refused.chosen) if conflict and refused else "",
        remark=unfinished(shown, answer.chosen),
        clock=clock_of(found.facts.deadline_at, now()),
    )
    return make_response(page)


def _json() -> Any:
    """Return what a script sent. Raises BadInput for what is too large or too deep to be a save."""
    request.max_content_length = LARGEST_SAVE
    try:
        return request.get_json()
    except RecursionError:
        raise BadInput("The save is not of the right form. Reload the page and choose again.") from None


def _read_save(body: Any) -> tuple[Answer, int, str]:
    """Read a script's save strictly: each part of the right kind, nothing guessed."""
    try:
        chosen, struck, flagged = body["chosen"], body["struck"], body["flagged"]
        sequence, key = body["sequence"], body["key"]
    except (KeyError, TypeError):
        raise BadInput("The save is incomplete. Reload the page and choose again.") from None
    texts = [chosen, struck]
    if not all(isinstance(each, list) and all(isinstance(text, str) for text in each) for each in texts):
        raise BadInput("The save is not of the right form. Reload the page and choose again.")
    if type(flagged) is not bool or type(sequence) is not int or not isinstance(key, str):
        raise BadInput("The save is not of the right form. Reload the page and choose again.")
    return Answer(chosen=words(chosen), struck=tuple(sorted(struck)), is_flagged=flagged), sequence, key


def _in_words(attempt_id: str, position: int, newest: Saved | None, refused: Answer) -> dict[str, str]:
    """Return both answers of a conflict as a person would say them."""
    shown = _attempt(attempt_id).questions[position - 1]
    return {
        "saved": in_words(shown, newest.answer.chosen if newest is not None else ()),
        "refused": in_words(shown, refused.chosen),
    }


def _as_json(saved: Saved | None) -> dict[str, object] | None:
    if saved is None:
        return None
    return {
        "chosen": list(saved.answer.chosen),
        "struck": list(saved.answer.struck),
        "flagged": saved.answer.is_flagged,
        "sequence": saved.sequence,
        "saved": time_of_day(saved.saved_at),
    }
