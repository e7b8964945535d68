"""What mails may tell of corrected keys: as much as the page of the result shows, by the same rules."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cme.core import access
from cme.core.access import Reveal
from cme.models import Attempt, AttemptQuestion, Publication, QuestionRevision
from cme.services.catalogue import PublishedActivity, Standing, list_activities, list_retired_of_many, standings_of_many
from cme.services.corrections import CorrectionNotice, PublishedCorrections, load_published
from cme.services.marking import portions
from cme.services.questions import Asking, load_question, released_activities, who_asks


def may_be_told(
    session: Session, attempt_ids: Sequence[int], publication: Publication
) -> dict[int, tuple[CorrectionNotice, ...]]:
    """Return what the owners of submitted attempts may be told of a publication's corrections, as it is written.

    All attempts began before it. However many learners there are, some 500 are asked for at once: a publication holds
    up everybody else's.
    """
    asked = _asked(session, attempt_ids)
    person_ids = sorted({rows[0].person_id for rows in asked.values()})
    where = standings_of_many(session, _activities(session, asked, person_ids), now=publication.published_at)
    asking = who_asks(session, person_ids)
    corrected = load_published(session, publication.id, attempt_ids)
    return {
        attempt_id: _notices(session, rows, where[rows[0].person_id], asking, corrected)
        for attempt_id, rows in asked.items()
    }


def _asked(session: Session, attempt_ids: Sequence[int]) -> dict[int, list[Any]]:
    """Return the questions of each attempt, and whose it is."""
    found = defaultdict(list)
    for some in portions(attempt_ids):
        statement = (
            select(
                Attempt.id.label("attempt_id"),
                Attempt.person_id,
                Attempt.activity_id,
                AttemptQuestion.position,
                QuestionRevision.question_id,
                QuestionRevision.id,
                QuestionRevision.digest,
            )
            .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
            .join(QuestionRevision, QuestionRevision.id == AttemptQuestion.question_revision_id)
            .where(Attempt.id.in_(some))
        )
        for row in session.execute(statement).all():
            found[row.attempt_id].append(row)
    return found


def _activities(
    session: Session, asked: Mapping[int, Sequence[Any]], person_ids: Sequence[int]
) -> dict[int, list[PublishedActivity]]:
    """Return the activities on offer, for each learner with those of theirs that are retired and concerned."""
    offered = list_activities(session)
    retired = list_retired_of_many(session, person_ids)
    concerned = {(rows[0].person_id, rows[0].activity_id) for rows in asked.values()}
    return {
        person_id: offered + [each for each in retired[person_id] if (person_id, each.id) in concerned]
        for person_id in person_ids
    }


def _notices(
    session: Session,
    rows: Sequence[Any],
    where: Mapping[str, Standing],
    asking: Asking,
    corrected: PublishedCorrections,
) -> tuple[CorrectionNotice, ...]:
    """Return what may be told of one attempt."""
    person_id, activity_id = rows[0].person_id, rows[0].activity_id
    released = released_activities(where)
    is_asked_elsewhere = any(
        asking.is_asked(row.question_id, person_id=person_id, released=released, outside=activity_id) for row in rows
    )
    history = where[activity_id].history
    shown = access.reveal(history, is_asked_elsewhere=is_asked_elsewhere)
    counts = (access.answers_to_choose_from(load_question(session, row.id, row.digest)) for row in rows)
    return corrected.notices(
        rows[0].attempt_id,
        {row.question_id: row.position for row in rows},
        is_everything=shown is Reveal.EVERYTHING,
        may_name=access.may_name_wrong(counts, is_asked_elsewhere=is_asked_elsewhere, preset=history.posttest.reveal),
    )
