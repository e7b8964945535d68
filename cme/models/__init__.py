"""Tables. Columns, constraints and relations; no policy."""

from cme.models.allowances import Allowance, Cohort, CohortMember, Extension
from cme.models.attempts import Acknowledgement, Attempt, AttemptQuestion, ExtraTries, PracticeResponse, Response, Score
from cme.models.audit import AuditEvent, AuditHead
from cme.models.bank import (
    Activity,
    ActivityQuestion,
    ActivityRevision,
    KeyCorrection,
    Publication,
    Question,
    QuestionKey,
    QuestionRevision,
)
from cme.models.credit import Certificate, CertificateDocument, CertificateRevocation, Evaluation
from cme.models.drafts import BankDraft
from cme.models.flags import Flag
from cme.models.people import AccountToken, OutboxMail, Person, SignIn, SignInTry

__all__ = [
    "AccountToken",
    "Acknowledgement",
    "Activity",
    "ActivityQuestion",
    "ActivityRevision",
    "Allowance",
    "Attempt",
    "AttemptQuestion",
    "AuditEvent",
    "AuditHead",
    "BankDraft",
    "Certificate",
    "CertificateDocument",
    "CertificateRevocation",
    "Cohort",
    "CohortMember",
    "Evaluation",
    "Extension",
    "ExtraTries",
    "Flag",
    "KeyCorrection",
    "OutboxMail",
    "Person",
    "PracticeResponse",
    "Publication",
    "Question",
    "QuestionKey",
    "QuestionRevision",
    "Response",
    "Score",
    "SignIn",
    "SignInTry",
]
