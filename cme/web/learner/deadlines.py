"""What happens to an attempt whose time is over: its pages submit it, or say that it is being submitted."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cme.errors import TimeOver
from cme.services import attempts
from cme.web.errors import answer, wants_json
from cme.web.glue import commit, get_session, now
from cme.web.learner.blueprint import learner
from cme.web.login import signed_in


def submit_if_over(attempt_id: str) -> ResponseReturnValue:
    """Submit an attempt if its time is over, and lead to it: to its result, or on where it was given more time.

    What the request has saved is committed first: two pages whose clocks ran out together would otherwise each hold
    what the other waits for.
    """
    commit()
    attempts.submit_if_over(get_session(), person=signed_in(), unsafe_attempt_id=attempt_id, now=now())
    commit()
    return redirect(url_for("learner.attempt", attempt_id=attempt_id), 303)


@learner.errorhandler(TimeOver)
def time_over(error: TimeOver) -> ResponseReturnValue:
    if wants_json():
        return answer(409, str(error))
    attempt_id = (request.view_args or {})["attempt_id"]
    return render_template("learner/_over.html", attempt_id=attempt_id, message=str(error)), 409
