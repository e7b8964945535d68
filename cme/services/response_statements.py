"""What is asked of the database when a question is shown or a response is saved.

Built once, for building a statement costs more than asking it; asked on the connection, past the ORM, for the same
reason.
"""

from typing import cast

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from cme.models import ActivityRevision, Attempt, AttemptQuestion, QuestionRevision, Response
from cme.services.attempts import OWN_ATTEMPT

OPEN_ATTEMPT = OWN_ATTEMPT.join(ActivityRevision, ActivityRevision.id == Attempt.activity_revision_id).add_columns(
    ActivityRevision.number.label("revision"), ActivityRevision.digest
)
_newest_sequence = (
    select(func.max(Response.sequence))
    .where(Response.attempt_question_id == AttemptQuestion.id)
    .correlate(AttemptQuestion)
    .scalar_subquery()
)
QUESTIONS_AND_RESPONSES = (
    select(
        AttemptQuestion.position,
        AttemptQuestion.option_order,
        QuestionRevision.id.label("revision_id"),
        QuestionRevision.number,
        QuestionRevision.digest,
        Response.sequence,
        Response.chosen,
        Response.struck,
        Response.is_flagged,
        Response.saved_at,
    )
    .join(QuestionRevision, QuestionRevision.id == AttemptQuestion.question_revision_id)
    .outerjoin(Response, (Response.attempt_question_id == AttemptQuestion.id) & (Response.sequence == _newest_sequence))
    .where(AttemptQuestion.attempt_id == bindparam("attempt_id"))
    .order_by(AttemptQuestion.position)
)
OWN_QUESTION = (
    select(
        AttemptQuestion.id,
        AttemptQuestion.attempt_id,
        QuestionRevision.id.label("revision_id"),
        QuestionRevision.digest,
        Attempt.submitted_at,
        Attempt.deadline_at,
        Attempt.locked,
    )
    .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
    .join(QuestionRevision, QuestionRevision.id == AttemptQuestion.question_revision_id)
    .where(
        Attempt.public_id == bindparam("attempt_id"),
        Attempt.person_id == bindparam("person_id"),
        AttemptQuestion.position == bindparam("position"),
    )
)
_RESPONSES = select(Response.sequence, Response.chosen, Response.struck, Response.is_flagged, Response.saved_at).where(
    Response.attempt_question_id == bindparam("question_id")
)
NEWEST_RESPONSE = _RESPONSES.order_by(Response.sequence.desc()).limit(1)
REPEATED_RESPONSE = _RESPONSES.where(Response.idempotency_key == bindparam("key"))
# The question, the number of its newest save and the one with this key, if any: asked at once, in one snapshot.
QUESTION_AND_SAVES = OWN_QUESTION.add_columns(
    _newest_sequence.label("newest"),
    Response.sequence,
    Response.chosen,
    Response.struck,
    Response.is_flagged,
    Response.saved_at,
).outerjoin(
    Response,
    (Response.attempt_question_id == AttemptQuestion.id) & (Response.idempotency_key == bindparam("key")),
)
QUESTION_TO_SAVE = QUESTION_AND_SAVES.with_for_update(read=True, of=Attempt)  # holds off a submission meanwhile
_TABLE = cast(Table, Response.__table__)
STORE_RESPONSE = {  # no row is stored where another save with this number or key was first
    "sqlite": sqlite.insert(_TABLE).on_conflict_do_nothing().inline(),
    "postgresql": postgresql.insert(_TABLE).on_conflict_do_nothing().inline(),
}
