"""What a mail may tell of corrected keys: as much as the page of the result shows, by the same rules."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from cme.core import access
from cme.core.access import Reveal
from cme.models import Attempt, AttemptQuestion, Publication, QuestionRevision
from cme.services.catalogue import PublishedActivity, list_retired, standings
from cme.services.corrections import CorrectionNotice, notices
from cme.services.questions import load_question, released_activities, still_asked


def may_be_told(
    session: Session, attempt_id: int, offered: Mapping[str, PublishedActivity], publication: Publication
) -> tuple[CorrectionNotice, ...]:
    """Return what the owner of a submitted attempt may be told of a publication's corrections, as it is written."""
    owner = select(Attempt.person_id, Attempt.activity_id).where(Attempt.id == attempt_id)
    person_id, activity_id = session.execute(owner).one()
    activities = list(offered.values())
    if activity_id not in offered:
        retired = list_retired(session, person_id=person_id)
        activities += [each for each in retired if each.id == activity_id]
    where = standings(session, person_id=person_id, activities=activities, now=publication.published_at)
    asked = session.execute(
        select(AttemptQuestion.position, QuestionRevision.question_id, QuestionRevision.id, QuestionRevision.digest)
        .join(QuestionRevision, QuestionRevision.id == AttemptQuestion.question_revision_id)
        .where(AttemptQuestion.attempt_id == attempt_id)
    ).all()
    still = still_asked(session, person_id=person_id, released=released_activities(where), outside=activity_id)
    is_asked_elsewhere = any(row.question_id in still for row in asked)
    history = where[activity_id].history
    shown = access.reveal(history, is_asked_elsewhere=is_asked_elsewhere)
    counts = (access.answers_to_choose_from(load_question(session, row.id, row.digest)) for row in asked)
    return notices(
        session,
        attempt_id,
        {row.question_id: row.position for row in asked},
        is_everything=shown is Reveal.EVERYTHING,
        may_name=access.may_name_wrong(counts, is_asked_elsewhere=is_asked_elsewhere, preset=history.posttest.reveal),
        publication_id=publication.id,
    )
