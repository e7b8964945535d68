"""What anybody may read: the catalogue, the activities, the notices."""

from datetime import date, timedelta
from fractions import Fraction

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from cme.core.allowances import closing_time
from cme.services import catalogue as service
from cme.services.articles import readable_sources
from cme.services.catalogue import PublishedActivity, Standing
from cme.services.practice import may_practise
from cme.services.questions import asked_questions
from cme.web.glue import get_session, now, settings
from cme.web.learner.forms import StartForm
from cme.web.learner.words import StandingWords, limit_words, minutes, pass_mark_reason, standing_words, start_words

public = Blueprint("public", __name__)

ORDERS = ("newest", "shortest", "title")


@public.get("/")
def catalogue() -> ResponseReturnValue:
    activities = service.list_activities(get_session())
    query = request.args.get("q", "").strip()[:200]
    topic = request.args.get("topic", "")[:100]
    order = request.args.get("order", "newest")
    found = [each for each in activities if _matches(each, query, topic)]
    if order == "shortest":
        found.sort(key=lambda each: each.content.activity.minutes)
    elif order == "title":
        found.sort(key=lambda each: each.content.activity.title)
    standings = _standings(found)
    return render_template(
        "public/catalogue.html",
        entries=[
            {
                "activity": each.content.activity,
                "sources": each.content.sources,
                "question_count": each.question_count,
                "needed": each.needed,
                "standing": standings.get(each.id),
            }
            for each in found
        ],
        query=query,
        topic=topic,
        order=order if order in ORDERS else "newest",
        topics=sorted({topic for each in activities for topic in each.content.activity.topics}, key=str.casefold),
        total=len(activities),
        provider=activities[0].content.provider if activities else None,
    )


@public.get("/activities/<activity_id>")
def activity(activity_id: str) -> ResponseReturnValue:
    found = service.get_activity(get_session(), activity_id)
    return render_template("public/activity.html", **activity_page(found, StartForm(content_hash=found.content_hash)))


@public.get("/privacy")
def privacy() -> ResponseReturnValue:
    return render_template("public/privacy.html", provider=_provider())


@public.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    return render_template("public/accessibility.html", provider=_provider())


@public.get("/health")
def health() -> Response:
    """Answer whether the database can be read."""
    service.list_activities(get_session())
    return jsonify(status="ok")


def activity_page(found: PublishedActivity, form: StartForm) -> dict[str, object]:
    """Return the variables of the activity page; the same page shows again when starting is refused."""
    session = get_session()
    where = _standing(found)
    content = found.content
    posttest = content.activity.posttest
    return {
        "activity": content.activity,
        "sources": content.sources,
        "provider": content.provider,
        "readable": readable_sources(content.sources, settings().fulltext_dir),
        "revision": found.revision,
        "content_hash": found.content_hash,
        "question_count": found.question_count,
        "needed": found.needed,
        "needed_reason": pass_mark_reason(posttest.pass_mark, found.question_count),
        "tries": posttest.attempts + (where.history.extra_tries if where is not None else 0),
        "tries_left": where.history.tries_left if where is not None else None,
        "limit": limit_words(posttest.minutes, where),
        **_ends(where, content.activity.expires),
        "standing": standing_words(where) if where is not None else None,
        "start": start_words(where),
        "start_url": url_for("learner.start_submit", activity_id=found.id),
        "form": form,
        "may_practise": where is not None
        and may_practise(session, person_id=current_user.id, activity=found, now=now()),
        "practice_url": url_for("learner.practice", activity_id=found.id, position=1),
        "is_unreviewed": any(not asked.question.reviewed for asked in asked_questions(session, found.revision_id)),
    }


def _ends(where: Standing | None, expires: date | None) -> dict[str, object]:
    """Return what would end a try begun now: the time limit, the closing of the activity within a day, or either.

    A limit that closing comes before is left out.
    """
    own, closing = (where.minutes if where is not None else None), closing_time(expires)
    left = None if closing is None else Fraction((closing - now()) // timedelta(microseconds=1), 60_000_000)  # minutes
    is_cut = own is not None and left is not None and left < own
    is_soon = left is not None and left < 24 * 60
    return {
        "own_limit": "" if own is None or is_cut else minutes(own),
        "closing": closing if is_cut or is_soon else None,
    }


def _matches(found: PublishedActivity, query: str, topic: str) -> bool:
    activity = found.content.activity
    if topic and topic not in activity.topics:
        return False
    sources = [f"{source.title} {source.journal} {' '.join(source.authors)}" for source in found.content.sources]
    text = " ".join((activity.title, activity.summary, *activity.topics, *sources)).casefold()
    return all(word in text for word in query.casefold().split())


def _standing(found: PublishedActivity) -> Standing | None:
    if not current_user.is_authenticated:
        return None
    return service.standing(get_session(), person_id=current_user.id, activity=found, now=now())


def _standings(found: list[PublishedActivity]) -> dict[str, StandingWords]:
    if not current_user.is_authenticated:
        return {}
    standings = service.standings(get_session(), person_id=current_user.id, activities=found, now=now())
    return {activity_id: standing_words(standing) for activity_id, standing in standings.items()}


def _provider() -> object:
    activities = service.list_activities(get_session())
    return activities[0].content.provider if activities else None
