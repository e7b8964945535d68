"""Practice: answer, see at once why, go on; and what to look at again. Nothing here counts."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cme.errors import BadInput
from cme.services import misses as misses_service
from cme.services import practice as service
from cme.web.glue import commit, get_session, now, settings
from cme.web.learner.blueprint import learner
from cme.web.learner.forms import PracticeForm
from cme.web.learner.words import CERTAINTY_WORDS, calibration_words
from cme.web.login import signed_in

BACK = "misses"  # in the query of a question that was opened from there


@learner.get("/activities/<activity_id>/practice/<int(max=9999):position>")
def practice(activity_id: str, position: int) -> ResponseReturnValue:
    found = _question(activity_id, position)
    feedback = None
    if response_id := request.args.get("response", ""):
        feedback = service.feedback(
            get_session(),
            person_id=signed_in().id,
            question=found,
            unsafe_response_id=response_id,
            fulltext_dir=settings().fulltext_dir,
        )
    return _page(found, feedback)


@learner.post("/activities/<activity_id>/practice/<int(max=9999):position>")
def practice_submit(activity_id: str, position: int) -> ResponseReturnValue:
    found = _question(activity_id, position)
    form = PracticeForm()
    is_whole = form.validate_on_submit()
    chosen = form.chosen() if is_whole else ()
    try:
        response_id = service.answer(
            get_session(),
            person_id=signed_in().id,
            question=found,
            chosen=chosen,
            now=now(),
            certainty=form.certainty.data if is_whole else None,
        )
    except BadInput as error:
        return _page(found, None, form, chosen, str(error)), 400
    commit()
    target = url_for("learner.practice", activity_id=activity_id, position=position, response=response_id, **_back())
    return redirect(target, 303)


@learner.get("/practice/misses")
def misses() -> ResponseReturnValue:
    page = misses_service.my_misses(get_session(), person_id=signed_in().id, now=now())
    return render_template(
        "learner/misses.html",
        page=page,
        certainty_words=CERTAINTY_WORDS,
        calibration_words=calibration_words(page.calibration),
        back={BACK: "1"},
    )


def _question(activity_id: str, position: int) -> service.PracticeQuestion:
    return service.practice_question(
        get_session(), person_id=signed_in().id, unsafe_activity_id=activity_id, position=position, now=now()
    )


def _back() -> dict[str, Any]:
    return {BACK: "1"} if request.args.get(BACK) == "1" else {}


def _page(
    found: service.PracticeQuestion,
    feedback: service.Feedback | None,
    form: PracticeForm | None = None,
    chosen: tuple[str, ...] = (),
    problem: str = "",
) -> str:
    return render_template(
        "learner/practice.html",
        practice=found,
        feedback=feedback,
        form=form or PracticeForm(),
        chosen=chosen,
        problem=problem,
        certainty_words=CERTAINTY_WORDS,
        back=_back(),
    )
