"""Questions as they are asked: parsed once for each digest, and never with a key."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cme.core.questions import OpenQuestion
from cme.models import ActivityQuestion, QuestionRevision
from cme.services.records import RevisionCache, from_document

_questions: RevisionCache[OpenQuestion] = RevisionCache(5000)


@dataclass(frozen=True, kw_only=True)
class AskedQuestion:
    """A question of an activity revision, at its position."""

    position: int
    revision_id: int
    question: OpenQuestion


def load_question(session: Session, revision_id: int, digest: str) -> OpenQuestion:
    """Return what a question revision asks."""

    def load() -> OpenQuestion:
        document = session.scalars(select(QuestionRevision.asked).where(QuestionRevision.id == revision_id)).one()
        return from_document(OpenQuestion, document)

    return _questions.get(digest, load)


def asked_questions(session: Session, activity_revision_id: int) -> list[AskedQuestion]:
    """Return the posttest of an activity revision, in its order."""
    statement = (
        select(ActivityQuestion.position, QuestionRevision.id, QuestionRevision.digest)
        .join(QuestionRevision, QuestionRevision.id == ActivityQuestion.question_revision_id)
        .where(ActivityQuestion.activity_revision_id == activity_revision_id)
        .order_by(ActivityQuestion.position)
    )
    return [
        AskedQuestion(position=position, revision_id=revision_id, question=load_question(session, revision_id, digest))
        for position, revision_id, digest in session.execute(statement).all()
    ]
