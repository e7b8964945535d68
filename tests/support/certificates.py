"""Facts of a certificate to print, and the way to an issued one through the services that the pages call."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from cme.core.certificates import CertificateFacts, CitedSource, certificate_code
from cme.database import Database
from cme.services import credit, evaluations
from cme.services.accounts import SignedIn
from cme.services.credit import CertificateDraft
from cme.services.evaluations import EvaluationAnswers, Intent, Met
from tests.support.clock import NOON

CODE = certificate_code(bytes(range(100, 117)))
UNKNOWN_CODE = certificate_code(bytes(17))
ORIGIN = "http://127.0.0.1:8000"
ANSWERS = EvaluationAnswers(
    objectives={"recall": Met.PARTLY},
    is_biased=False,
    bias="",
    intent=Intent.CONFIRMED,
    change="",
    barriers="Time.",
    comments="",
)
FACTS = CertificateFacts(
    code=CODE,
    name="Alice Learner, MD",
    profession="physician",
    provider_name="Unaccredited Example",
    statement="Not accredited. No credit is offered, awarded or implied.",
    activity_id="case",
    activity_revision=2,
    activity_title="Reading a case with a finding",
    sources=(CitedSource(citation="Author A. A case. J Invented Cases 2020;1(2):3–4.", doi="10.5555/paper"),),
    objectives=("State what was found.",),
    minutes=15,
    earned=Fraction(3),
    possible=3,
    needed=3,
    completed_at=datetime(2026, 11, 20, 14, 41, tzinfo=UTC),
    issued_at=datetime(2026, 11, 20, 14, 58, tzinfo=UTC),
    verification_url=f"https://cme.example.org/verify/{CODE}",
)


def facts(**changes: Any) -> CertificateFacts:
    return replace(FACTS, **changes)


def evaluate(database: Database, who: SignedIn, attempt_id: str, answers: EvaluationAnswers = ANSWERS) -> None:
    with database.writing() as session:
        evaluations.save_evaluation(session, person=who, unsafe_attempt_id=attempt_id, answers=answers, now=NOON)


def draft(database: Database, who: SignedIn, attempt_id: str, name: str = "Alice Learner, MD") -> CertificateDraft:
    with database.reading() as session:
        return credit.draft_certificate(
            session,
            person=who,
            unsafe_attempt_id=attempt_id,
            name=name,
            verification_url_of=lambda code: f"{ORIGIN}/verify/{code}",
            now=NOON,
        )


def issue(database: Database, who: SignedIn, attempt_id: str, name: str = "Alice Learner, MD") -> str:
    """Draft and issue, as the claim page does; return the code."""
    made = draft(database, who, attempt_id, name)
    with database.writing() as session:
        return credit.issue_certificate(session, person=who, draft=made, now=NOON)
