"""Publish a bank: all or nothing, one at a time, idempotent. Published revisions are never changed."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from cme.core.questions import Bank, Question
from cme.errors import BankError
from cme.models import (
    Activity,
    ActivityQuestion,
    ActivityRevision,
    Attempt,
    AttemptQuestion,
    Publication,
    QuestionKey,
    QuestionRevision,
)
from cme.models import Question as QuestionRow
from cme.services import audit
from cme.services.records import ActivityContent, digest, to_document

START = "start"  # origin of what the server itself publishes; "command" and "web" are educators'


class Outcome(StrEnum):
    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    KEPT_EDUCATORS = "kept-educators"  # educators published this bank since; the bundled one waits
    KEPT_KEY = "kept-key"  # a key that learners were marked with would change


@dataclass(frozen=True, kw_only=True)
class Report:
    """What publishing did, by question and activity id. ``number`` is that of the publication now serving."""

    outcome: Outcome
    bank_id: str
    number: int
    added: tuple[str, ...] = ()
    revised: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    changed_keys: tuple[str, ...] = ()  # questions whose marked key differs


def publish(
    session: Session,
    bank: Bank,
    *,
    origin: str,
    published_by: str,
    now: datetime,
    note: str = "",
    leaves_scores: bool = False,
) -> Report:
    """Publish ``bank``; running attempts keep the revisions they began with.

    Where a key that learners were marked with would change, nothing is published (Outcome.KEPT_KEY) unless
    ``leaves_scores``: the new key then holds for new attempts, and every score already given stands.
    Raises BankError if an id belongs to another bank.
    """
    _one_at_a_time(session)
    bank_digest = digest(to_document(bank))
    current = _latest(session, bank.id)
    number = current.number if current is not None else 0
    if current is not None and (kept := _kept_as_it_is(session, current, bank_digest, origin)) is not None:
        return Report(outcome=kept, bank_id=bank.id, number=number)
    _refuse_foreign_ids(session, bank)
    changed = _changed_keys(session, bank)
    if changed and not leaves_scores:
        return Report(outcome=Outcome.KEPT_KEY, bank_id=bank.id, number=number, changed_keys=changed)
    writer = _Writer(session, bank, now)
    publication = Publication(
        bank_id=bank.id,
        number=number + 1,
        digest=bank_digest,
        origin=origin,
        published_at=now,
        published_by=published_by,
        note=note,
        manifest={**writer.write(), "quotations": {each: asdict(at) for each, at in bank.quotations.items()}},
    )
    session.add(publication)
    session.flush()
    details = {"number": number + 1, "digest": bank_digest, "note": note, "changed_keys": list(changed)}
    audit.record(session, actor=published_by, action="bank.published", subject=bank.id, details=details, now=now)
    return writer.report(number + 1, changed)


def has_published(session: Session) -> bool:
    """Say whether anything was ever published."""
    return session.scalars(select(Publication.id).limit(1)).one_or_none() is not None


def key_digest(question: Question) -> str:
    return digest(sorted(question.keys))


def _one_at_a_time(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":  # on SQLite a writing session is alone already
        session.execute(text("SELECT pg_advisory_xact_lock(4365)"))


def _latest(session: Session, bank_id: str) -> Publication | None:
    statement = select(Publication).where(Publication.bank_id == bank_id).order_by(Publication.number.desc()).limit(1)
    return session.scalars(statement).one_or_none()


def _kept_as_it_is(session: Session, current: Publication, bank_digest: str, origin: str) -> Outcome | None:
    """Say why the publication in force keeps serving, or None if a new one may follow.

    A start never undoes what educators published; it says so, unless the bundled bank is one they replaced.
    """
    if current.digest == bank_digest:
        return Outcome.UNCHANGED
    if origin != START or current.origin == START:
        return None
    earlier = select(Publication.id).where(Publication.bank_id == current.bank_id, Publication.digest == bank_digest)
    is_known = session.scalars(earlier.limit(1)).one_or_none() is not None
    return Outcome.UNCHANGED if is_known else Outcome.KEPT_EDUCATORS


def _refuse_foreign_ids(session: Session, bank: Bank) -> None:
    for table, ids, word in ((QuestionRow, bank.questions, "question"), (Activity, bank.activities, "activity")):
        statement = select(table.id, table.bank_id).where(table.id.in_(list(ids)), table.bank_id != bank.id)
        for row in session.execute(statement):
            raise BankError(
                f"The {word} {row.id} belongs to the bank {row.bank_id}, so {bank.id} cannot publish it. "
                f"Give it another id."
            )


def _changed_keys(session: Session, bank: Bank) -> tuple[str, ...]:
    """Return the questions whose key differs from the one now in use and with which learners were marked."""
    marked = (
        select(AttemptQuestion.id)
        .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
        .where(AttemptQuestion.question_revision_id == QuestionRevision.id, Attempt.submitted_at.is_not(None))
    )
    statement = (
        select(QuestionRevision.question_id, QuestionKey.key_digest)
        .join(QuestionKey, QuestionKey.question_revision_id == QuestionRevision.id)
        .where(QuestionRevision.question_id.in_(list(bank.questions)), marked.exists())
    )
    differing = {
        question_id
        for question_id, old_digest in session.execute(statement)
        if old_digest != key_digest(bank.questions[question_id]) and _is_news(session, bank, question_id)
    }
    return tuple(sorted(differing))


def _is_news(session: Session, bank: Bank, question_id: str) -> bool:
    """Say whether the key differs from the one in use now: an accepted change is not refused again."""
    in_use = (
        select(QuestionKey.key_digest)
        .join(QuestionRow, QuestionRow.current_revision_id == QuestionKey.question_revision_id)
        .where(QuestionRow.id == question_id)
    )
    return session.scalars(in_use).one_or_none() != key_digest(bank.questions[question_id])


class _Writer:
    """Writes the revisions of one publication and moves the pointers."""

    def __init__(self, session: Session, bank: Bank, now: datetime) -> None:
        self.session, self.bank, self.now = session, bank, now
        self.added: list[str] = []
        self.revised: list[str] = []
        self.retired: list[str] = []
        self._revision_ids: dict[str, int] = {}
        self._digests: dict[str, str] = {}

    def write(self) -> dict[str, Any]:
        """Write everything; return the manifest: question and activity id -> revision number."""
        questions = {question_id: self._question(question_id) for question_id in sorted(self.bank.questions)}
        activities = {activity_id: self._activity(activity_id) for activity_id in sorted(self.bank.activities)}
        self._retire(QuestionRow, questions)
        self._retire(Activity, activities)
        self.session.flush()
        return {"questions": questions, "activities": activities}

    def report(self, number: int, changed_keys: tuple[str, ...]) -> Report:
        """Say what was written."""
        return Report(
            outcome=Outcome.PUBLISHED,
            bank_id=self.bank.id,
            number=number,
            added=tuple(self.added),
            revised=tuple(self.revised),
            retired=tuple(self.retired),
            changed_keys=changed_keys,
        )

    def _question(self, question_id: str) -> int:
        question = self.bank.questions[question_id]
        found = self._find(QuestionRevision, QuestionRevision.question_id == question_id, digest(to_document(question)))
        if found.id is None:
            found.asked = to_document(question.opened())
            self.session.add(found)
            self.session.flush()
            key = QuestionKey(question_revision_id=found.id, key_digest=key_digest(question))
            key.answered = to_document(question)
            self.session.add(key)
            self.session.flush()
        self._revision_ids[question_id], self._digests[question_id] = found.id, found.digest
        self._point(QuestionRow, question_id, found.id)
        return int(found.number)

    def _activity(self, activity_id: str) -> int:
        activity = self.bank.activities[activity_id]
        sources = tuple(self.bank.sources[source_id] for source_id in activity.source_ids)
        content = to_document(ActivityContent(activity=activity, sources=sources, provider=self.bank.provider))
        asked = [self._digests[question_id] for question_id in activity.posttest.question_ids]
        found = self._find(ActivityRevision, ActivityRevision.activity_id == activity_id, digest(content, asked))
        if found.id is None:
            found.content = content
            self.session.add(found)
            self.session.flush()
            for position, question_id in enumerate(activity.posttest.question_ids, start=1):
                self.session.add(
                    ActivityQuestion(
                        activity_revision_id=found.id,
                        position=position,
                        question_revision_id=self._revision_ids[question_id],
                    )
                )
            self.session.flush()
        self._point(Activity, activity_id, found.id)
        return int(found.number)

    def _find(self, table: Any, same: Any, wanted: str) -> Any:
        """Return the revision with this digest, or a new one with the next number, not yet added."""
        found = self.session.scalars(select(table).where(same, table.digest == wanted)).one_or_none()
        if found is not None:
            return found
        number = (self.session.scalar(select(func.max(table.number)).where(same)) or 0) + 1
        identity = {same.left.key: same.right.value}
        return table(number=number, digest=wanted, published_at=self.now, **identity)

    def _point(self, table: Any, row_id: str, revision_id: int) -> None:
        row = self.session.get(table, row_id)
        if row is None:
            self.session.add(table(id=row_id, bank_id=self.bank.id, current_revision_id=revision_id))
            self.added.append(row_id)
        elif row.current_revision_id != revision_id:
            row.current_revision_id = revision_id
            self.revised.append(row_id)
        self.session.flush()

    def _retire(self, table: Any, kept: dict[str, int]) -> None:
        gone = select(table.id).where(
            table.bank_id == self.bank.id, table.current_revision_id.is_not(None), table.id.not_in(list(kept))
        )
        for row_id in self.session.scalars(gone).all():
            self.session.execute(update(table).where(table.id == row_id).values(current_revision_id=None))
            self.retired.append(row_id)
