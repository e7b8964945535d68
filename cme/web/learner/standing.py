"""My activities."""

from flask import render_template
from flask.typing import ResponseReturnValue

from cme.services import catalogue, certificates
from cme.services.catalogue import Standing, State
from cme.services.practice import practisable
from cme.web.glue import get_session, now
from cme.web.learner.blueprint import learner
from cme.web.learner.words import standing_words
from cme.web.login import signed_in

ORDER = (State.IN_PROGRESS, State.NOT_STARTED, State.FAILED, State.TRIES_USED, State.PASSED)


@learner.get("/my/activities")
def standing() -> ResponseReturnValue:
    session, person = get_session(), signed_in()
    activities = catalogue.list_activities(session)
    retired = catalogue.list_retired(session, person_id=person.id)
    standings = catalogue.standings(session, person_id=person.id, activities=[*activities, *retired], now=now())
    open_to_practice = practisable(session, person_id=person.id, standings=standings)
    begun = [each for each in [*activities, *retired] if _is_begun(standings[each.id])]
    begun.sort(key=lambda each: ORDER.index(standings[each.id].state))
    return render_template(
        "learner/standing.html",
        entries=[
            {
                "published": each,
                "activity": each.content.activity,
                "sources": each.content.sources,
                "standing": standing_words(standings[each.id]),
                "may_practise": each.id in open_to_practice,
            }
            for each in begun
        ],
        others=len(activities) + len(retired) - len(begun),
        unclaimed=certificates.unclaimed(session, person_id=person.id),
    )


def _is_begun(standing: Standing) -> bool:
    """Say whether anything was begun: a try, or the pretest before it."""
    return standing.state is not State.NOT_STARTED or standing.pretest is not None
