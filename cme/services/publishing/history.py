"""What was published when, by whom and why; and an earlier publication as the bank it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cme.core.activities import Provider
from cme.core.bank import Bank
from cme.core.corrections import KeyPolicy
from cme.core.questions import Question
from cme.core.sources import Passage, Quotation, Source
from cme.errors import BankError, NotFound
from cme.models import (
    Activity,
    ActivityRevision,
    KeyCorrection,
    Person,
    Publication,
    QuestionKey,
    QuestionRevision,
)
from cme.models import Question as QuestionRow
from cme.services.marking import portions
from cme.services.records import ActivityContent, from_document


@dataclass(frozen=True, kw_only=True)
class PublicationFacts:
    """One publication. ``published_by``: a pseudonym, "command" or "start"; ``name``: that person's, or the address."""

    bank_id: str
    number: int
    digest: str
    origin: str
    published_at: datetime
    published_by: str
    name: str
    note: str
    questions: int
    activities: int
    policies: dict[str, KeyPolicy]  # by question whose key was changed
    is_in_force: bool


def published_banks(session: Session) -> list[str]:
    """Return the ids of all banks that were ever published."""
    return list(session.scalars(select(Publication.bank_id).distinct().order_by(Publication.bank_id)))


def history(session: Session, bank_id: str) -> list[PublicationFacts]:
    """Return all publications of a bank, newest first."""
    policies: dict[int, dict[str, KeyPolicy]] = {}
    decided = (
        select(KeyCorrection.publication_id, KeyCorrection.question_id, KeyCorrection.policy)
        .join(Publication, Publication.id == KeyCorrection.publication_id)
        .where(Publication.bank_id == bank_id)
        .order_by(KeyCorrection.id)
    )
    for publication_id, question_id, policy in session.execute(decided):
        policies.setdefault(publication_id, {})[question_id] = KeyPolicy(policy)
    statement = (
        select(Publication, Person.name, Person.email)
        .outerjoin(Person, Person.pseudonym == Publication.published_by)
        .where(Publication.bank_id == bank_id)
        .order_by(Publication.number.desc())
    )
    rows = session.execute(statement).all()
    return [
        PublicationFacts(
            bank_id=bank_id,
            number=each.number,
            digest=each.digest,
            origin=each.origin,
            published_at=each.published_at,
            published_by=each.published_by,
            name=name or email or "",
            note=each.note,
            questions=len(each.manifest["questions"]),
            activities=len(each.manifest["activities"]),
            policies=policies.get(each.id, {}),
            is_in_force=each.number == rows[0][0].number,
        )
        for each, name, email in rows
    ]


def load_publication(session: Session, bank_id: str, number: int) -> Bank:
    """Return the bank just as it was published, to be published again.

    Raises NotFound if there is no such publication. One of before ``shared`` was kept is put together from its
    revisions, which lack a source that none of its activities lists; BankError is raised where that leaves a gap.
    """
    statement = select(Publication).where(Publication.bank_id == bank_id, Publication.number == number)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound(f"The bank {bank_id} has no publication {number}. See: cme bank history {bank_id}")
    answered = _documents(
        session, QuestionRow, QuestionRevision.question_id, QuestionKey.answered, bank_id, found.manifest["questions"]
    )
    contents = _documents(
        session, Activity, ActivityRevision.activity_id, ActivityRevision.content, bank_id, found.manifest["activities"]
    )
    questions = {name: from_document(Question, document) for name, document in answered.items()}
    activities = {name: from_document(ActivityContent, document) for name, document in contents.items()}
    provider, sources = _shared(found, questions.values(), activities.values())
    return Bank(
        id=bank_id,
        provider=provider,
        sources=sources,
        questions=questions,
        activities={name: content.activity for name, content in activities.items()},
        uncited=tuple(from_document(Passage, each) for each in (found.shared or {}).get("uncited", ())),
        quotations={name: Quotation(**each) for name, each in found.manifest.get("quotations", {}).items()},
    )


def _documents(
    session: Session, table: Any, name: Any, document: Any, bank_id: str, wanted: dict[str, int]
) -> dict[str, Any]:
    """Return the documents of the revisions with these numbers, by question or activity id."""
    revision = name.class_
    of_bank = select(revision.id, name, revision.number).join(table, table.id == name).where(table.bank_id == bank_id)
    ids = {row[0]: row[1] for row in session.execute(of_bank) if wanted.get(row[1]) == row.number}
    key = QuestionKey.question_revision_id if revision is QuestionRevision else revision.id
    found: dict[str, Any] = {}
    for some in portions(sorted(ids)):
        for revision_id, each in session.execute(select(key, document).where(key.in_(some))):
            found[ids[revision_id]] = each
    return {each: found[each] for each in sorted(wanted)}


def _shared(
    publication: Publication, questions: Iterable[Question], activities: Iterable[ActivityContent]
) -> tuple[Provider, dict[str, Source]]:
    if publication.shared is not None:
        sources = publication.shared["sources"].items()
        provider = from_document(Provider, publication.shared["provider"])
        return provider, {name: from_document(Source, each) for name, each in sources}
    contents = list(activities)
    known = {source.id: source for content in contents for source in content.sources}
    cited = {
        evidence.passage.source_id
        for question in questions
        for option in question.options
        for evidence in option.evidence
    }
    if not contents or not cited <= set(known):
        raise BankError(
            f"Publication {publication.number} of the bank {publication.bank_id} cannot be had back: the version of "
            f"cme that made it did not keep the sources that no activity lists. Publish it from its files."
        )
    return contents[0].provider, known
