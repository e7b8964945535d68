"""Evaluations and certificates. A certificate's facts and bytes are stored at issue and never change."""

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from cme.database import Model
from cme.models.columns import Document, Key, Moment


class Evaluation(Model):
    """The evaluation form of one passed attempt."""

    __tablename__ = "evaluation"

    id: Mapped[Key]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), unique=True)
    answers: Mapped[Document]
    submitted_at: Mapped[Moment]


class Certificate(Model):
    """``code`` is 130 random bits and a check character; ``facts`` is all that is printed."""

    __tablename__ = "certificate"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), unique=True)
    facts: Mapped[Document]
    document_sha256: Mapped[str]
    issued_at: Mapped[Moment]


class CertificateDocument(Model):
    """The PDF as issued; apart from the facts so that verifying never loads it."""

    __tablename__ = "certificate_document"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    pdf: Mapped[bytes] = mapped_column(LargeBinary)


class CertificateRevocation(Model):
    __tablename__ = "certificate_revocation"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    reason: Mapped[str]
    revoked_at: Mapped[Moment]
