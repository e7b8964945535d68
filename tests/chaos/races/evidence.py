"""What the database holds after the races, read once and sorted by learner and attempt."""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from cme.database import Database
from cme.models import (
    ActivityRevision,
    Attempt,
    AttemptQuestion,
    AuditEvent,
    Certificate,
    CertificateDocument,
    Person,
    Publication,
    QuestionRevision,
    Response,
    Score,
)
from cme.services.audit import broken_links

Rows = defaultdict[str, list[Any]]


def _rows() -> Rows:
    return defaultdict(list)


@dataclass
class Evidence:
    """Rows by the public id of their attempt; ``attempts`` by the learner's pseudonym."""

    names: dict[str, str] = field(default_factory=dict)
    attempts: Rows = field(default_factory=_rows)
    questions: Rows = field(default_factory=_rows)  # positions
    scores: Rows = field(default_factory=_rows)
    responses: Rows = field(default_factory=_rows)  # position, sequence, key, chosen
    certificates: Rows = field(default_factory=_rows)  # code, name, whether the document is the one described
    publications: Rows = field(default_factory=_rows)  # numbers, by bank
    revisions: Rows = field(default_factory=_rows)  # numbers, by question or activity
    events: Counter[tuple[str, str]] = field(default_factory=Counter)  # action and subject
    broken: list[str] = field(default_factory=list)  # what is wrong with the audit chain


def gather(database: Database) -> Evidence:
    """Read all of it."""
    found = Evidence()
    with database.reading() as session:
        for pseudonym, name in session.execute(select(Person.pseudonym, Person.name)):
            found.names[pseudonym] = name
        tries = select(Person.pseudonym, Attempt).join(Attempt, Attempt.person_id == Person.id)
        for pseudonym, attempt in session.execute(tries.order_by(Attempt.number, Attempt.id)):
            found.attempts[pseudonym].append(attempt)
        scores = select(Attempt.public_id, Score).join(Score, Score.attempt_id == Attempt.id).order_by(Score.number)
        for attempt_id, score in session.execute(scores):
            found.scores[attempt_id].append(score)
        _gather_responses(session, found)
        _gather_certificates(session, found)
        _gather_revisions(session, found)
        found.events.update((event.action, event.subject) for event in session.scalars(select(AuditEvent)))
        found.broken.extend(broken_links(session))
    return found


def _gather_responses(session: Any, found: Evidence) -> None:
    asked = select(Attempt.public_id, AttemptQuestion.position).join(
        AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id
    )
    for attempt_id, position in session.execute(asked):
        found.questions[attempt_id].append(position)
    saved = (
        asked.join(Response, Response.attempt_question_id == AttemptQuestion.id)
        .add_columns(Response.sequence, Response.idempotency_key, Response.chosen)
        .order_by(Response.sequence)
    )
    for attempt_id, *row in session.execute(saved):
        found.responses[attempt_id].append(tuple(row))


def _gather_certificates(session: Any, found: Evidence) -> None:
    issued = (
        select(Attempt.public_id, Certificate, CertificateDocument.pdf)
        .join(Certificate, Certificate.attempt_id == Attempt.id)
        .outerjoin(CertificateDocument, CertificateDocument.certificate_id == Certificate.id)
    )
    for attempt_id, certificate, pdf in session.execute(issued.execution_options(yield_per=100)):
        is_described = hashlib.sha256(pdf or b"").hexdigest() == certificate.document_sha256
        found.certificates[attempt_id].append((certificate.code, certificate.facts["name"], is_described))


def _gather_revisions(session: Any, found: Evidence) -> None:
    for bank_id, number in session.execute(
        select(Publication.bank_id, Publication.number).order_by(Publication.number)
    ):
        found.publications[bank_id].append(number)
    for table, identity in (
        (QuestionRevision, QuestionRevision.question_id),
        (ActivityRevision, ActivityRevision.activity_id),
    ):
        for row_id, number in session.execute(select(identity, table.number).order_by(table.number)):
            found.revisions[row_id].append(number)
