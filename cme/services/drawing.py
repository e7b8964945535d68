"""Draw the questions of an attempt and pin them, with the order of their options. No key is loaded for it."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cme.core.activities import Posttest
from cme.core.selection import Candidate, draw, shown_order
from cme.models import ActivityQuestion, Attempt, AttemptQuestion, QuestionKey, QuestionRevision
from cme.services.catalogue import PublishedActivity
from cme.services.questions import AskedQuestion, asked_questions


def drawn_questions(
    session: Session, *, person_id: int, activity: PublishedActivity, seed: str
) -> tuple[AskedQuestion, ...]:
    """Return the questions that a try of this person with this seed asks, in their order."""
    pool = {each.question.id: each for each in asked_questions(session, activity.revision_id)}
    posttest = activity.content.activity.posttest
    seen = _times_seen(session, person_id, activity.id) if posttest.sections else {}
    difficulties = _difficulties(session, activity.revision_id) if _is_spread_by_difficulty(posttest) else {}
    candidates = {
        question_id: Candidate(
            id=question_id,
            objective=each.question.objective,
            topic=each.question.topics[0] if each.question.topics else "",
            difficulty=difficulties.get(question_id, ""),
            stimulus=each.question.stimulus.id if each.question.stimulus is not None else "",
            times_seen=seen.get(question_id, 0),
        )
        for question_id, each in pool.items()
    }
    return tuple(pool[question_id] for question_id in draw(posttest, candidates, seed=seed))


def pin_questions(session: Session, attempt: Attempt, questions: Sequence[AskedQuestion]) -> None:
    """Store what an attempt asks and how each question stands there."""
    for position, each in enumerate(questions, start=1):
        session.add(
            AttemptQuestion(
                attempt_id=attempt.id,
                position=position,
                question_revision_id=each.revision_id,
                option_order=list(shown_order(each.question, seed=attempt.seed)),
            )
        )
    session.flush()


def _times_seen(session: Session, person_id: int, activity_id: str) -> dict[str, int]:
    """Return in how many tries at this posttest somebody met each question. A pretest is no try."""
    statement = (
        select(QuestionRevision.question_id, func.count().label("tries"))
        .join(AttemptQuestion, AttemptQuestion.question_revision_id == QuestionRevision.id)
        .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
        .where(Attempt.person_id == person_id, Attempt.activity_id == activity_id, Attempt.number > 0)
        .group_by(QuestionRevision.question_id)
    )
    return {row.question_id: row.tries for row in session.execute(statement)}


def _is_spread_by_difficulty(posttest: Posttest) -> bool:
    return any(section.spread == "difficulty" for section in posttest.sections)


def _difficulties(session: Session, activity_revision_id: int) -> dict[str, str]:
    """Return the difficulty that authors expect: the one thing asked of the secret half, by its path alone."""
    difficulty = QuestionKey.answered["difficulty"].as_string()
    statement = (
        select(QuestionRevision.question_id, difficulty)
        .join(QuestionKey, QuestionKey.question_revision_id == QuestionRevision.id)
        .join(ActivityQuestion, ActivityQuestion.question_revision_id == QuestionRevision.id)
        .where(ActivityQuestion.activity_revision_id == activity_revision_id)
    )
    return {question_id: found or "" for question_id, found in session.execute(statement)}
