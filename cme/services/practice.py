"""Practice: immediate feedback, never counted, and never a question of a posttest this learner can still take."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from cme.core.laying_open import as_shown, lay_open
from cme.core.question_scoring import scoring_of
from cme.core.questions import CHOICES, OpenQuestion, Question, QuestionType
from cme.core.responses import canonical, fault_of, is_answered, unfinished
from cme.core.review import Numbering, ReviewedQuestion
from cme.core.selection import shown_order
from cme.errors import BadInput, NotFound, NotNow
from cme.models import Activity, ActivityQuestion, PracticeResponse, QuestionKey, QuestionRevision
from cme.services.articles import readable_sources
from cme.services.catalogue import PublishedActivity, Standing, get_activity, list_activities, standings
from cme.services.questions import load_question, released_activities, still_asked
from cme.services.records import from_document

CERTAINTIES = (1, 2, 3)  # guessed, fairly sure, certain


@dataclass(frozen=True, kw_only=True)
class PracticeQuestion:
    """One question of the practice of an activity; ``count`` of them are open to this learner.

    The options of ``question`` stand in the order shown, which is the same each time for the same learner.
    """

    activity: PublishedActivity
    position: int
    count: int
    revision_id: int
    question: OpenQuestion
    told: tuple[str, ...]  # what its case has told by then, each part open to practice


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """An answer given in practice, with everything that is known about the question."""

    reviewed: ReviewedQuestion
    chosen: tuple[str, ...]
    is_correct: bool
    certainty: int | None


def practisable(
    session: Session, *, person_id: int, standings: Mapping[str, Standing]
) -> dict[str, list[tuple[int, OpenQuestion]]]:
    """Return the questions open to practice, by activity: those in no posttest this learner can still take.

    ``standings`` are the learner's with every activity on offer. Activities without such questions are left out.
    """
    released = released_activities(standings)
    asked = still_asked(session, person_id=person_id, released=released) if released else released
    return to_practise(session, released=released, asked=asked)


def to_practise(
    session: Session, *, released: frozenset[str], asked: frozenset[str]
) -> dict[str, list[tuple[int, OpenQuestion]]]:
    """Return the questions of ``released`` activities that are not ``asked`` any more, by activity."""
    if not released:
        return {}
    statement = (
        select(Activity.id, QuestionRevision.id, QuestionRevision.digest, QuestionRevision.question_id)
        .join(ActivityQuestion, Activity.current_revision_id == ActivityQuestion.activity_revision_id)
        .join(QuestionRevision, QuestionRevision.id == ActivityQuestion.question_revision_id)
        .where(Activity.id.in_(released))
        .order_by(ActivityQuestion.position)
    )
    found: dict[str, list[tuple[int, OpenQuestion]]] = {}
    for activity_id, revision_id, digest, question_id in session.execute(statement).all():
        if question_id not in asked:
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
            "Practice opens once you have passed the posttest or used up your tries, and no earlier than its keys are "
            "shown: until then it would tell you the keys of questions you can still be asked."
        )
    if not 1 <= position <= len(found):
        raise NotFound
    revision_id, question = found[position - 1]
    order = shown_order(question, seed=f"practice of {person_id}")
    by_id = {option.id: option for option in question.options}
    shown = replace(question, options=tuple(by_id[option_id] for option_id in order))
    return PracticeQuestion(
        activity=activity,
        position=position,
        count=len(found),
        revision_id=revision_id,
        question=shown,
        told=tuple(_told([each for _, each in found[:position]])),
    )


def _told(questions: Sequence[OpenQuestion]) -> Iterator[str]:
    """Yield what the case of the last of these questions has told until then, its own part included."""
    last = questions[-1].stimulus
    for each in questions:
        if each.unfolds and each.stimulus is not None and last is not None and each.stimulus.id == last.id:
            yield each.unfolds


def answer(
    session: Session,
    *,
    person_id: int,
    question: PracticeQuestion,
    chosen: tuple[str, ...],
    now: datetime,
    certainty: int | None = None,
) -> str:
    """Keep an answer given in practice; return its public id.

    Raises BadInput for none, one that is not finished, or a foreign option.
    """
    if problem := _problem(question.question, chosen, certainty):
        raise BadInput(problem)
    chosen = canonical(question.question, chosen)
    response = PracticeResponse(
        person_id=person_id,
        question_revision_id=question.revision_id,
        chosen=list(chosen),
        is_correct=scoring_of(_key(session, question.revision_id)).mark(chosen) == 1,
        answered_at=now,
        certainty=certainty,
    )
    session.add(response)
    session.flush()
    return response.public_id


def _problem(question: OpenQuestion, chosen: tuple[str, ...], certainty: int | None) -> str:
    """Return why an answer cannot be checked yet, in one sentence; "" where it can."""
    if certainty not in (None, *CERTAINTIES):
        return "Say how sure you are by one of the three, or leave it out."
    if not is_answered(question, chosen):
        if question.type is QuestionType.MULTIPLE:
            return "Choose at least one option, then check it."
        return "Choose one option, then check it." if question.type in CHOICES else "Answer first, then check it."
    return fault_of(question, chosen) or unfinished(question, chosen)


def feedback(
    session: Session,
    *,
    person_id: int,
    question: PracticeQuestion,
    unsafe_response_id: str,
    fulltext_dir: Path | None = None,
) -> Feedback:
    """Return what was answered, with rationales and evidence. Raises NotFound for anybody else's answer."""
    statement = select(PracticeResponse.chosen, PracticeResponse.is_correct, PracticeResponse.certainty).where(
        PracticeResponse.public_id == unsafe_response_id,
        PracticeResponse.person_id == person_id,
        PracticeResponse.question_revision_id == question.revision_id,
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    key, chosen = _key(session, question.revision_id), tuple(row.chosen)
    content = question.activity.content
    reviewed = lay_open(
        as_shown(key, question.question),
        chosen,
        Numbering({source.id: source for source in content.sources}, readable_sources(content.sources, fulltext_dir)),
        position=question.position,
        objective=content.activity.objective_number(key.objective),
        mark=scoring_of(key).mark(chosen),
    )
    return Feedback(reviewed=reviewed, chosen=chosen, is_correct=row.is_correct, certainty=row.certainty)


def _key(session: Session, revision_id: int) -> Question:
    statement = select(QuestionKey.answered).where(QuestionKey.question_revision_id == revision_id)
    return from_document(Question, session.scalars(statement).one())


def _open_questions(
    session: Session, *, person_id: int, activity: PublishedActivity, now: datetime
) -> list[tuple[int, OpenQuestion]]:
    where = standings(session, person_id=person_id, activities=list_activities(session), now=now)
    return practisable(session, person_id=person_id, standings=where).get(activity.id, [])
