"""Practice: answer, see at once why, go on. Nothing here counts."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cme.errors import BadInput
from cme.services import practice as service
from cme.web.glue import commit, get_session, now
from cme.web.learner.blueprint import learner
from cme.web.learner.forms import PracticeForm
from cme.web.login import signed_in


def _question(activity_id: str, position: int) -> service.PracticeQuestion:
    return service.practice_question(
        get_session(), person_id=signed_in().id, unsafe_activity_id=activity_id, position=position, now=now()
    )


@learner.get("/activities/<activity_id>/practice/<int(max=9999):position>")
def practice(activity_id: str, position: int) -> ResponseReturnValue:
    found = _question(activity_id, position)
    feedback = None
    if response_id := request.args.get("response", ""):
        feedback = service.feedback(
            get_session(), person_id=signed_in().id, question=found, unsafe_response_id=response_id
        )
    return render_template("learner/practice.html", practice=found, feedback=feedback, form=PracticeForm(), problem="")


@learner.post("/activities/<activity_id>/practice/<int(max=9999):position>")
def practice_submit(activity_id: str, position: int) -> ResponseReturnValue:
    found = _question(activity_id, position)
    form = PracticeForm()
    chosen = form.chosen() if form.validate_on_submit() else ()
    try:
        response_id = service.answer(get_session(), person_id=signed_in().id, question=found, chosen=chosen, now=now())
    except BadInput as error:
        page = render_template("learner/practice.html", practice=found, feedback=None, form=form, problem=str(error))
        return page, 400
    commit()
    target = url_for("learner.practice", activity_id=activity_id, position=position, response=response_id)
    return redirect(target, 303)
