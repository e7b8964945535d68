"""Practice: immediate feedback, never counted, and never a question of a posttest this learner can still take."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cme.core.questions import OpenQuestion, Question
from cme.core.review import Numbering, ReviewedOption, review_options
from cme.core.scoring import mark
from cme.errors import BadInput, NotFound, NotNow
from cme.models import Activity, ActivityQuestion, PracticeResponse, QuestionKey, QuestionRevision
from cme.services.catalogue import PublishedActivity, Standing, get_activity, list_activities, standings
from cme.services.questions import load_question, released_activities, still_asked
from cme.services.records import from_document


@dataclass(frozen=True, kw_only=True)
class PracticeQuestion:
    """One question of the practice of an activity; ``count`` of them are open to this learner."""

    activity: PublishedActivity
    position: int
    count: int
    revision_id: int
    question: OpenQuestion


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """An answer given in practice, with everything that is known about the question."""

    question: Question
    options: tuple[ReviewedOption, ...]
    chosen: tuple[str, ...]
    is_correct: bool


def practisable(
    session: Session, *, person_id: int, standings: Mapping[str, Standing]
) -> dict[str, list[tuple[int, OpenQuestion]]]:
    """Return the questions open to practice, by activity: those in no posttest this learner can still take.

    ``standings`` are the learner's with every activity on offer. Activities without such questions are left out.
    """
    released = released_activities(standings)
    if not released:
        return {}
    statement = (
        select(Activity.id, QuestionRevision.id, QuestionRevision.digest, QuestionRevision.question_id)
        .join(ActivityQuestion, Activity.current_revision_id == ActivityQuestion.activity_revision_id)
        .join(QuestionRevision, QuestionRevision.id == ActivityQuestion.question_revision_id)
        .order_by(ActivityQuestion.position)
    )
    rows = session.execute(statement).all()
    asked = still_asked(session, person_id=person_id, released=released)
    found: dict[str, list[tuple[int, OpenQuestion]]] = {}
    for activity_id, revision_id, digest, question_id in rows:
        if activity_id in released and question_id not in asked:
            question = load_question(session, revision_id, digest)
            found.setdefault(activity_id, []).append((revision_id, question))
    return found


def may_practise(session: Session, *, person_id: int, activity: PublishedActivity, now: datetime) -> bool:
    """Say whether any question of the activity is open to practice."""
    return bool(_open_questions(session, person_id=person_id, activity=activity, now=now))


def practice_question(
    session: Session, *, person_id: int, unsafe_activity_id: str, position: int, now: datetime
) -> PracticeQuestion:
    """Return a question to practise. Raises NotFound beyond the last, NotNow while the posttest can be taken."""
    activity = get_activity(session, unsafe_activity_id)
    found = _open_questions(session, person_id=person_id, activity=activity, now=now)
    if not found:
        raise NotNow(
            "Practice opens once you have passed the posttest or used up your tries: until then it would show "
            "you the keys of questions you can still be asked."
        )
    if not 1 <= position <= len(found):
        raise NotFound
    revision_id, question = found[position - 1]
    return PracticeQuestion(
        activity=activity, position=position, count=len(found), revision_id=revision_id, question=question
    )


def answer(
    session: Session, *, person_id: int, question: PracticeQuestion, chosen: tuple[str, ...], now: datetime
) -> str:
    """Keep an answer given in practice; return its public id. Raises BadInput for none or a foreign option."""
    if len(chosen) != 1 or chosen[0] not in {option.id for option in question.question.options}:
        raise BadInput("Choose one option, then check it.")
    key = _key(session, question.revision_id)
    response = PracticeResponse(
        person_id=person_id,
        question_revision_id=question.revision_id,
        chosen=list(chosen),
        is_correct=mark(key.keys, chosen) == 1,
        answered_at=now,
    )
    session.add(response)
    session.flush()
    return response.public_id


def feedback(session: Session, *, person_id: int, question: PracticeQuestion, unsafe_response_id: str) -> Feedback:
    """Return what was answered, with rationales and evidence. Raises NotFound for anybody else's answer."""
    statement = select(PracticeResponse.chosen, PracticeResponse.is_correct).where(
        PracticeResponse.public_id == unsafe_response_id,
        PracticeResponse.person_id == person_id,
        PracticeResponse.question_revision_id == question.revision_id,
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    key = _key(session, question.revision_id)
    sources = {source.id: source for source in question.activity.content.sources}
    chosen = tuple(row.chosen)
    options = tuple(review_options(key, chosen, Numbering(sources)))
    return Feedback(question=key, options=options, chosen=chosen, is_correct=row.is_correct)


def _key(session: Session, revision_id: int) -> Question:
    statement = select(QuestionKey.answered).where(QuestionKey.question_revision_id == revision_id)
    return from_document(Question, session.scalars(statement).one())


def _open_questions(
    session: Session, *, person_id: int, activity: PublishedActivity, now: datetime
) -> list[tuple[int, OpenQuestion]]:
    where = standings(session, person_id=person_id, activities=list_activities(session), now=now)
    return practisable(session, person_id=person_id, standings=where).get(activity.id, [])
