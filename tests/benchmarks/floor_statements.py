"""What the floors ask of the database: the rows that the product's own pages read, by Core, built once."""

from sqlalchemy import bindparam, func, insert, select

from cme.models import ActivityRevision, Attempt, AttemptQuestion, Person, QuestionRevision, Response, SignIn

WHO = (
    select(Person.id, Person.name, Person.time_zone)
    .join_from(Person, SignIn, SignIn.person_id == Person.id)
    .where(SignIn.token_hash == bindparam("token_hash"), SignIn.ended_at.is_(None), SignIn.expires_at > bindparam("at"))
)
ATTEMPT = select(
    Attempt.id,
    Attempt.public_id,
    Attempt.activity_revision_id,
    Attempt.number,
    Attempt.deadline_at,
    Attempt.submitted_at,
).where(Attempt.public_id == bindparam("public_id"), Attempt.person_id == bindparam("person_id"))
REVISION = select(ActivityRevision.id, ActivityRevision.number).where(ActivityRevision.id == bindparam("id"))
NEWEST_SEQUENCE = (
    select(func.max(Response.sequence))
    .where(Response.attempt_question_id == AttemptQuestion.id)
    .correlate(AttemptQuestion)
    .scalar_subquery()
)
QUESTIONS = (
    select(
        AttemptQuestion.position,
        AttemptQuestion.option_order,
        QuestionRevision.id.label("revision_id"),
        QuestionRevision.number,
        Response.sequence,
        Response.chosen,
        Response.struck,
        Response.is_flagged,
        Response.saved_at,
    )
    .join_from(AttemptQuestion, QuestionRevision, QuestionRevision.id == AttemptQuestion.question_revision_id)
    .outerjoin(Response, (Response.attempt_question_id == AttemptQuestion.id) & (Response.sequence == NEWEST_SEQUENCE))
    .where(AttemptQuestion.attempt_id == bindparam("attempt_id"))
    .order_by(AttemptQuestion.position)
)
QUESTION = (
    select(AttemptQuestion.id, AttemptQuestion.option_order, Attempt.submitted_at)
    .join_from(AttemptQuestion, Attempt, Attempt.id == AttemptQuestion.attempt_id)
    .where(
        Attempt.public_id == bindparam("public_id"),
        Attempt.person_id == bindparam("person_id"),
        AttemptQuestion.position == bindparam("position"),
    )
)
NEWEST = (
    select(Response.sequence, Response.chosen)
    .where(Response.attempt_question_id == bindparam("question_id"))
    .order_by(Response.sequence.desc())
    .limit(1)
)
INSERT = insert(Response.__table__)  # type: ignore[arg-type]
ASKED = select(QuestionRevision.asked).where(QuestionRevision.id == bindparam("id"))
CONTENT = select(ActivityRevision.content).where(ActivityRevision.id == bindparam("id"))
