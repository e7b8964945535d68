"""The audit log: one row for each change that matters, in its transaction, chained by SHA-256."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cme.database import Model
from cme.models.columns import Document, Moment


class AuditEvent(Model):
    """Pseudonyms and public ids only; personal values never."""

    __tablename__ = "audit_event"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # from 1, without gaps
    happened_at: Mapped[Moment]
    actor: Mapped[str]  # a pseudonym, or "start", "command", "worker"
    action: Mapped[str]
    subject: Mapped[str]  # public id of what it was done to
    details: Mapped[Document]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class AuditHead(Model):
    """The end of the chain, one row. Updating it first serialises the writers on PostgreSQL."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str]
