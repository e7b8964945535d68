"""Flags: what a learner doubts of a question or of its evidence, and what an educator answered."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cme.database import Model
from cme.models.columns import Key, Moment, PublicId


class Flag(Model):
    """One doubt of one person about one thing; open until it is answered, once.

    The thing is a question, or, with ``option_id``, the passage that the option rests on; without ``passage_id``, its
    author's word that the source is silent on it. The question's revision is the one that was shown.
    """

    __tablename__ = "flag"
    __table_args__ = (
        CheckConstraint("(resolved_at IS NULL) = (answer = '')", name="answer"),
        Index(
            "uq_flag_open",
            "person_id",
            "question_id",
            "option_id",
            "passage_id",
            unique=True,
            sqlite_where=text("resolved_at IS NULL"),
            postgresql_where=text("resolved_at IS NULL"),
        ),
        Index("ix_flag_person", "person_id", "question_id"),
        Index("ix_flag_queue", "resolved_at", "id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    question_id: Mapped[str] = mapped_column(index=True)
    question_revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"))
    option_id: Mapped[str] = mapped_column(default="")
    passage_id: Mapped[str] = mapped_column(default="")
    reason: Mapped[str]
    raised_at: Mapped[Moment]
    resolved_at: Mapped[Moment | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(default="")
