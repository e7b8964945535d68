"""Articles that may be read here."""

from flask import render_template
from flask.typing import ResponseReturnValue

from cme.services import articles
from cme.web.glue import get_session, now, settings
from cme.web.learner.blueprint import learner
from cme.web.login import signed_in


@learner.get("/sources/<source_id>/read")
def article(source_id: str) -> ResponseReturnValue:
    found = articles.article_page(
        get_session(),
        person_id=signed_in().id,
        unsafe_source_id=source_id,
        folder=settings().fulltext_dir,
        now=now(),
    )
    return render_template("learner/article.html", article=found, source=found.source)
