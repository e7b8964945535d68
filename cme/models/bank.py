"""The published bank. Revisions are immutable (triggers refuse UPDATE and DELETE); pointers move."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cme.database import Model
from cme.models.columns import Document, Key, Moment


class Publication(Model):
    """One act of publishing one bank.

    ``manifest`` maps activity and question ids to revision numbers, and under "quotations" passage ids to where each
    was found in its article, as far as the article's text was at hand.

    ``shared`` is what stands in no revision of one question or activity alone, so that the whole bank can be had
    back: {"provider": …, "sources": {…}}. None = published by a version that did not keep it.
    """

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("bank_id", "number"),)

    id: Mapped[Key]
    bank_id: Mapped[str]
    number: Mapped[int]
    digest: Mapped[str]
    origin: Mapped[str]  # "start" or "folder" (the server's own folder), "command" or "web"
    published_at: Mapped[Moment]
    published_by: Mapped[str]  # pseudonym, or "start" / "command"
    note: Mapped[str] = mapped_column(default="")
    manifest: Mapped[Document]
    shared: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class Question(Model):
    """A permanent question id and the revision now in use; None = retired."""

    __tablename__ = "question"

    id: Mapped[str] = mapped_column(primary_key=True)
    bank_id: Mapped[str]
    current_revision_id: Mapped[int | None] = mapped_column(ForeignKey("question_revision.id"))


class QuestionRevision(Model):
    """What is asked: nothing in this table tells the key."""

    __tablename__ = "question_revision"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[Key]
    question_id: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    digest: Mapped[str]  # of the whole question, key included
    published_at: Mapped[Moment]
    asked: Mapped[Document]  # core.questions.OpenQuestion


class QuestionKey(Model):
    """The other half of a question revision: keys, rationales, evidence. A table of its own, so that the query
    that feeds an open attempt cannot load it by accident."""

    __tablename__ = "question_key"

    question_revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"), primary_key=True)
    key_digest: Mapped[str]  # of the set of keys alone: tells whether a marking would change
    answered: Mapped[Document]  # option id -> is_key, rationale, silent, evidence with its passages


class Activity(Model):
    """A permanent activity id and the revision now in use; None = retired."""

    __tablename__ = "activity"

    id: Mapped[str] = mapped_column(primary_key=True)
    bank_id: Mapped[str]
    current_revision_id: Mapped[int | None] = mapped_column(ForeignKey("activity_revision.id"))


class ActivityRevision(Model):
    """Front matter, sources, provider and the rules of the posttest, as published."""

    __tablename__ = "activity_revision"
    __table_args__ = (UniqueConstraint("activity_id", "number"),)

    id: Mapped[Key]
    activity_id: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    digest: Mapped[str]  # of the content and of the questions, keys included: never shown
    published_at: Mapped[Moment]
    content: Mapped[Document]  # {"activity": …, "sources": […], "provider": …}


class ActivityQuestion(Model):
    """The posttest of an activity revision, in its order."""

    __tablename__ = "activity_question"
    __table_args__ = (UniqueConstraint("activity_revision_id", "position"),)

    id: Mapped[Key]
    activity_revision_id: Mapped[int] = mapped_column(ForeignKey("activity_revision.id"))
    position: Mapped[int]  # from 1
    question_revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"), index=True)


class KeyCorrection(Model):
    """The key of a question was changed by a publication: by which policy earlier answers are marked from then on."""

    __tablename__ = "key_correction"
    __table_args__ = (
        CheckConstraint("policy IN ('new-key', 'old-and-new', 'full-credit', 'leave-scores')", name="policy"),
        UniqueConstraint("publication_id", "question_id"),
    )

    id: Mapped[Key]  # ascending: publishing is done by one at a time
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))  # says who decided, when and why
    question_id: Mapped[str] = mapped_column(ForeignKey("question.id"), index=True)
    old_revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"))
    new_revision_id: Mapped[int] = mapped_column(ForeignKey("question_revision.id"))
    policy: Mapped[str]  # core.corrections.KeyPolicy
