"""Banks that were uploaded and wait, for a day, for their educator to publish them or not."""

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from cme.database import Model
from cme.models.columns import Key, Moment, PublicId


class BankDraft(Model):
    """The file as it was sent. ``bank_id`` is the published bank that a single file is laid over, "" for a zip."""

    __tablename__ = "bank_draft"
    __table_args__ = (Index("ix_bank_draft_person", "person_id", "id"), Index("ix_bank_draft_expiry", "expires_at"))

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    file_name: Mapped[str]
    bank_id: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_at: Mapped[Moment]
    expires_at: Mapped[Moment]
