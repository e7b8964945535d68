"""Look at issued certificates: one's own, anybody's by its code, and the transcript."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cme.core.certificates import CertificateFacts, facts_from_document, normalise_code
from cme.documents.qr import QrCode, qr_code
from cme.errors import NotFound
from cme.models import (
    ActivityRevision,
    Attempt,
    Certificate,
    CertificateDocument,
    CertificateRevocation,
    Evaluation,
    Score,
)
from cme.services.catalogue import load_content
from cme.services.scores import certificate_of_activity, latest_score


@dataclass(frozen=True, kw_only=True)
class IssuedCertificate:
    """A certificate as issued, and whether it still holds. ``document_sha256`` is that of the PDF."""

    facts: CertificateFacts
    document_sha256: str
    revoked_at: datetime | None

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def qr(self) -> QrCode:
        """The QR code of the verification address, as in the PDF."""
        return qr_code(self.facts.verification_url)


def _issued() -> Select[Any, Any, Any]:
    return select(Certificate.facts, Certificate.document_sha256, CertificateRevocation.revoked_at).outerjoin(
        CertificateRevocation, CertificateRevocation.certificate_id == Certificate.id
    )


def _certificate(row: Any) -> IssuedCertificate:
    return IssuedCertificate(
        facts=facts_from_document(row.facts), document_sha256=row.document_sha256, revoked_at=row.revoked_at
    )


def get_certificate(session: Session, *, person_id: int, unsafe_code: str) -> IssuedCertificate:
    """Return one's own certificate. Raises NotFound for any other."""
    statement = _issued().where(Certificate.code == normalise_code(unsafe_code), Certificate.person_id == person_id)
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return _certificate(row)


def get_document(session: Session, *, person_id: int, unsafe_code: str) -> tuple[bytes, CertificateFacts]:
    """Return the PDF of one's own certificate, the bytes as issued, with its facts. Raises NotFound."""
    statement = (
        select(CertificateDocument.pdf, Certificate.facts)
        .join(Certificate, Certificate.id == CertificateDocument.certificate_id)
        .where(Certificate.code == normalise_code(unsafe_code), Certificate.person_id == person_id)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return row.pdf, facts_from_document(row.facts)


def verify(session: Session, unsafe_code: str) -> IssuedCertificate | None:
    """Return the certificate with this code, whoever asks: what is printed and whether it holds, nothing else."""
    code = normalise_code(unsafe_code)
    row = session.execute(_issued().where(Certificate.code == code)).one_or_none() if code else None
    return _certificate(row) if row is not None else None


@dataclass(frozen=True, kw_only=True)
class TranscriptYear:
    """The certificates of one year of completion (UTC), newest first. Revoked ones are listed, not counted."""

    year: int
    certificates: tuple[IssuedCertificate, ...]

    @property
    def holding(self) -> tuple[IssuedCertificate, ...]:
        return tuple(each for each in self.certificates if not each.is_revoked)

    @property
    def minutes(self) -> int:
        return sum(each.facts.minutes for each in self.holding)


def transcript(session: Session, *, person_id: int) -> list[TranscriptYear]:
    """Return all of a person's certificates by year of completion, newest first."""
    statement = _issued().join(Attempt, Attempt.id == Certificate.attempt_id).where(Certificate.person_id == person_id)
    rows = session.execute(statement.order_by(Attempt.submitted_at.desc(), Certificate.id.desc()))
    by_year = groupby(map(_certificate, rows), key=lambda each: each.facts.completed_at.astimezone(UTC).year)
    return [TranscriptYear(year=year, certificates=tuple(each)) for year, each in by_year]


@dataclass(frozen=True, kw_only=True)
class Unclaimed:
    """A passed attempt whose certificate has not been claimed."""

    attempt_id: str
    activity_title: str
    submitted_at: datetime
    is_evaluated: bool


def unclaimed(session: Session, *, person_id: int) -> list[Unclaimed]:
    """Return a person's passed attempts without a certificate, newest first."""
    statement = (
        select(
            Attempt.public_id,
            Attempt.activity_id,
            Attempt.submitted_at,
            ActivityRevision.id.label("revision_id"),
            ActivityRevision.digest,
            Evaluation.id.label("evaluation_id"),
        )
        .join(ActivityRevision, ActivityRevision.id == Attempt.activity_revision_id)
        .join(Score, (Score.attempt_id == Attempt.id) & latest_score(Attempt.id))
        .outerjoin(Evaluation, Evaluation.attempt_id == Attempt.id)
        .where(Attempt.person_id == person_id, Score.is_passed, certificate_of_activity().is_(None))
        .order_by(Attempt.submitted_at.desc())
    )
    rows = {row.activity_id: row for row in reversed(session.execute(statement).all())}  # one try of each activity
    return [
        Unclaimed(
            attempt_id=row.public_id,
            activity_title=load_content(session, row.revision_id, row.digest).activity.title,
            submitted_at=row.submitted_at,
            is_evaluated=row.evaluation_id is not None,
        )
        for row in reversed(rows.values())
    ]
