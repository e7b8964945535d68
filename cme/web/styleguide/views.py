"""One page, drawn with the templates of the site. It stands in development and in a preview, never in production."""

from datetime import UTC, datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from cme.web.learner.clock import Clock
from cme.web.styleguide import evidence, forms, questions, tokens

styleguide = Blueprint("styleguide", __name__)
NOON = datetime(2026, 11, 20, 14, 32, tzinfo=UTC)


@styleguide.get("/styleguide")
def components() -> ResponseReturnValue:
    return render_template(
        "styleguide/components.html",
        tokens=tokens,
        specimens=questions.SPECIMENS,
        stimulus=questions.CASE,
        fixed=questions.FIXED,
        evidence=evidence,
        form=forms.good(),
        bad_form=forms.bad(),
        moment=NOON,
        clocks=(Clock(seconds=1380, end="14:55"), Clock(seconds=0, end="14:32")),
    )
