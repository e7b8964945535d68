"""Attempts: pinned at start, answered append-only, submitted once, scored in exact numbers."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cme.database import Model
from cme.models.columns import Document, Key, Moment, Positions, PublicId, Texts


class Acknowledgement(Model):
    """A person was shown the front matter with this content hash and said so."""

    __tablename__ = "acknowledgement"
    __table_args__ = (Index("ix_acknowledgement_person", "person_id", "activity_revision_id"),)

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    activity_revision_id: Mapped[int] = mapped_column(ForeignKey("activity_revision.id"))
    content_hash: Mapped[str]
    acknowledged_at: Mapped[Moment]


class Attempt(Model):
    """One try at a posttest. Pins the activity revision, the denominator and the number needed to pass.

    ``known_correction`` is the newest key correction when it began (0 = none): the later ones bear on it.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("submitted_by IN ('learner', 'deadline')", name="submitted_by"),
        UniqueConstraint("person_id", "activity_id", "number"),
        Index(
            "uq_attempt_open",
            "person_id",
            "activity_id",
            unique=True,
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
        Index("ix_attempt_deadline", "submitted_at", "deadline_at"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id"), index=True)
    activity_revision_id: Mapped[int] = mapped_column(ForeignKey("activity_revision.id"))
    acknowledgement_id: Mapped[int] = mapped_column(ForeignKey("acknowledgement.id"))
    number: Mapped[int]  # first try = 1
    seed: Mapped[str]
    question_count: Mapped[int]
    needed: Mapped[int]  # questions to answer correctly
    started_at: Mapped[Moment]
    deadline_at: Mapped[Moment | None]  # None = no limit
    submitted_at: Mapped[Moment | None]
    submitted_by: Mapped[str | None]
    known_correction: Mapped[int] = mapped_column(default=0, server_default="0")
    locked: Mapped[Positions]  # of parts of sequential cases that have gone on; they take no save


class AttemptQuestion(Model):
    """One question of an attempt, with the order of options as shown."""

    __tablename__ = "attempt_question"
    __table_args__ = (UniqueConstraint("attempt_id", "position"),)

    id: Mapped[Key]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    position: Mapped[int]  # from 1
    question_revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"), index=True)
    option_order: Mapped[Texts]


class Response(Model):
    """One save of one question, never changed. The response that counts has the highest sequence number."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("attempt_question_id", "sequence"),
        UniqueConstraint("attempt_question_id", "idempotency_key"),
    )

    id: Mapped[Key]
    attempt_question_id: Mapped[int] = mapped_column(ForeignKey("attempt_question.id"))
    sequence: Mapped[int]  # client's, from 1
    idempotency_key: Mapped[str]
    chosen: Mapped[Texts]  # option ids; empty = no answer
    struck: Mapped[Texts]
    is_flagged: Mapped[bool]
    saved_at: Mapped[Moment]


class Score(Model):
    """The marking of an attempt. Append-only; the highest number is in force. Marks are exact fractions.

    ``is_passed`` stays true once it was: with fewer marks than needed, the pass is one that was earned before.
    """

    __tablename__ = "score"
    __table_args__ = (UniqueConstraint("attempt_id", "number"),)

    id: Mapped[Key]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    number: Mapped[int]  # 1 = at submission
    numerator: Mapped[int]
    denominator: Mapped[int]
    possible: Mapped[int]
    needed: Mapped[int]
    is_passed: Mapped[bool]
    marks: Mapped[Document]  # attempt question position -> [numerator, denominator]
    reason: Mapped[str]  # "submitted" or "corrected"
    marked_at: Mapped[Moment]
    known_correction: Mapped[int] = mapped_column(default=0, server_default="0")  # the newest it was marked under


class ExtraTries(Model):
    """Further tries granted by an educator; append-only."""

    __tablename__ = "extra_tries"
    __table_args__ = (
        CheckConstraint("tries >= 1", name="tries"),
        Index("ix_extra_tries_person", "person_id", "activity_id"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id"))
    tries: Mapped[int]
    reason: Mapped[str]
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[Moment]


class PracticeResponse(Model):
    """An answer in practice; never counted."""

    __tablename__ = "practice_response"
    __table_args__ = (Index("ix_practice_response_person", "person_id", "question_revision_id"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    question_revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"))
    chosen: Mapped[Texts]
    is_correct: Mapped[bool]
    answered_at: Mapped[Moment]
    certainty: Mapped[int | None]  # 1 guessed, 2 fairly sure, 3 certain; None = not said. It never touches a score
