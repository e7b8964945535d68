"""Issue and revoke certificates. What is printed is taken down at issue and never changes afterwards."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cme.core.certificates import (
    RANDOM_BYTES,
    CertificateFacts,
    CitedSource,
    certificate_code,
    facts_document,
    in_words,
    name_problem,
    normalise_code,
    statement_on_credit,
)
from cme.documents.certificate import certificate_pdf
from cme.errors import BadInput, NotFound, NotNow
from cme.models import Attempt, Certificate, CertificateDocument, CertificateRevocation, Person
from cme.services import audit
from cme.services.accounts import SignedIn
from cme.services.evaluations import PassedAttempt, get_passed_attempt
from cme.services.scores import certificate_of_activity

LONGEST_REASON = 500


@dataclass(frozen=True, kw_only=True)
class CertificateDraft:
    """A certificate ready to be stored: nothing is issued yet."""

    attempt: PassedAttempt
    facts: CertificateFacts
    pdf: bytes


def draft_certificate(
    session: Session,
    *,
    person: SignedIn,
    unsafe_attempt_id: str,
    name: str,
    verification_url_of: Callable[[str], str],
    now: datetime,
) -> CertificateDraft:
    """Take down the facts and print them. Only reads: do it before any writing session, for printing takes time.

    ``verification_url_of`` gives the address at which a code can be checked. Raises NotFound for somebody else's
    attempt, NotNow where it was not passed or not evaluated, BadInput for a name that cannot be printed.
    """
    attempt = get_passed_attempt(session, person_id=person.id, unsafe_attempt_id=unsafe_attempt_id)
    if not attempt.is_evaluated:
        raise NotNow("The evaluation comes first. Send it, then claim the certificate.")
    if problem := name_problem(name.strip()):
        raise BadInput(problem)
    code = certificate_code(secrets.token_bytes(RANDOM_BYTES))
    facts = _facts(attempt, person, name.strip(), code, verification_url_of(code), now)
    return CertificateDraft(attempt=attempt, facts=facts, pdf=certificate_pdf(facts))


def _facts(
    attempt: PassedAttempt, person: SignedIn, name: str, code: str, verification_url: str, now: datetime
) -> CertificateFacts:
    content = attempt.content
    return CertificateFacts(
        code=code,
        name=name,
        profession=person.profession,
        provider_name=content.provider.name,
        statement=statement_on_credit(content.provider.statement),
        activity_id=content.activity.id,
        activity_revision=attempt.revision,
        activity_title=content.activity.title,
        sources=tuple(CitedSource.of(source) for source in content.sources),
        objectives=tuple(objective.text for objective in content.activity.objectives),
        minutes=content.activity.minutes,
        earned=attempt.earned,
        possible=attempt.possible,
        needed=attempt.needed,
        completed_at=attempt.submitted_at,
        issued_at=now,
        verification_url=verification_url,
    )


def issue_certificate(session: Session, *, person: SignedIn, draft: CertificateDraft, now: datetime) -> str:
    """Issue a certificate and return its code. One for each activity: a second call gets the first one's code.

    The name printed becomes the person's name. Two calls at once, for one try or for two that a corrected key has both
    turned into passes, wait for each other at the person's row.
    """
    session.execute(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))
    if code := certificate_code_of(session, person_id=person.id, attempt_id=draft.attempt.id):
        return code
    certificate = Certificate(
        code=draft.facts.code,
        person_id=person.id,
        attempt_id=draft.attempt.id,
        facts=facts_document(draft.facts),
        document_sha256=hashlib.sha256(draft.pdf).hexdigest(),
        issued_at=draft.facts.issued_at,
    )
    session.add(certificate)
    session.flush()
    session.add(CertificateDocument(certificate_id=certificate.id, pdf=draft.pdf))
    session.execute(update(Person).where(Person.id == person.id).values(name=draft.facts.name))
    # The attempt stands for the certificate in the log: whoever knows a code can read the name behind it.
    details = {
        "activity": draft.facts.activity_id,
        "revision": draft.facts.activity_revision,
        "document_sha256": certificate.document_sha256,
    }
    subject = draft.attempt.public_id
    audit.record(
        session, actor=person.pseudonym, action="certificate.issued", subject=subject, details=details, now=now
    )
    return draft.facts.code


def certificate_code_of(session: Session, *, person_id: int, attempt_id: int) -> str | None:
    """Return the code of the certificate issued for the activity of one's attempt, or None."""
    statement = select(certificate_of_activity()).where(Attempt.id == attempt_id, Attempt.person_id == person_id)
    return session.scalars(statement).one_or_none()


def revoke_certificate(session: Session, *, unsafe_code: str, reason: str, actor: str, now: datetime) -> None:
    """Revoke a certificate for good; its verification page says so from then on.

    ``reason`` stays inside and is never shown to strangers. Raises BadInput for an unusable reason, NotFound for a
    code that is none, NotNow if it was revoked before.
    """
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise BadInput(f"Give the reason, in at most {LONGEST_REASON} characters.")
    found = session.execute(
        select(Certificate.id, Attempt.public_id)
        .join(Attempt, Attempt.id == Certificate.attempt_id)
        .where(Certificate.code == normalise_code(unsafe_code))
    ).one_or_none()
    if found is None:
        raise NotFound("No certificate has this code. Check it letter by letter.")
    try:
        with session.begin_nested():
            session.add(CertificateRevocation(certificate_id=found.id, reason=reason.strip(), revoked_at=now))
            session.flush()
    except IntegrityError:
        revoked_at = session.scalars(
            select(CertificateRevocation.revoked_at).where(CertificateRevocation.certificate_id == found.id)
        ).one()
        raise NotNow(f"This certificate was revoked on {in_words(revoked_at)} already.") from None
    audit.record(session, actor=actor, action="certificate.revoked", subject=found.public_id, details={}, now=now)
