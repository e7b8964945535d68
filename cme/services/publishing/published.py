"""What is published of a bank at the moment, and all of its revisions: read in a few statements, however many."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cme.errors import BankError
from cme.models import Activity, ActivityRevision, Publication, QuestionKey, QuestionRevision
from cme.models import Question as QuestionRow
from cme.services.publishing.drafts import Draft


@dataclass(frozen=True)
class Revision:
    id: int
    number: int
    digest: str
    key_digest: str = ""  # of questions alone


class Shelf:
    """Questions or activities of one bank: every revision, and which one is in use."""

    def __init__(self, revisions: list[tuple[str, Revision]], in_use: dict[str, int | None]) -> None:
        self.by_id = {revision.id: revision for _, revision in revisions}
        self._by_digest = {(name, revision.digest): revision for name, revision in revisions}
        self._last: dict[str, int] = {}
        self._by_number = {(name, revision.number): revision for name, revision in revisions}
        for name, revision in revisions:
            self._last[name] = max(revision.number, self._last.get(name, 0))
        self.in_use = in_use

    def find(self, name: str, digest: str) -> Revision | None:
        """Return the revision that says just this, if there ever was one."""
        return self._by_digest.get((name, digest))

    def numbered(self, name: str, number: int) -> Revision:
        return self._by_number[name, number]

    def next_number(self, name: str) -> int:
        return self._last.get(name, 0) + 1

    def current(self, name: str) -> Revision | None:
        revision_id = self.in_use.get(name)
        return self.by_id[revision_id] if revision_id is not None else None


@dataclass(frozen=True)
class Published:
    """``publication`` is the one in force, None before the first."""

    publication: Publication | None
    questions: Shelf
    activities: Shelf

    @property
    def number(self) -> int:
        return self.publication.number if self.publication is not None else 0


def latest(session: Session, bank_id: str) -> Publication | None:
    """Return the publication in force."""
    statement = select(Publication).where(Publication.bank_id == bank_id).order_by(Publication.number.desc()).limit(1)
    return session.scalars(statement).one_or_none()


def was_published(session: Session, bank_id: str, digest: str) -> bool:
    """Say whether this very bank was ever published."""
    found = select(Publication.id).where(Publication.bank_id == bank_id, Publication.digest == digest).limit(1)
    return session.scalars(found).one_or_none() is not None


def has_published(session: Session) -> bool:
    """Say whether anything was ever published."""
    return session.scalars(select(Publication.id).limit(1)).one_or_none() is not None


def load_published(session: Session, made: Draft, current: Publication | None) -> Published:
    """Return what is published of the bank of ``made``. Raises BankError if one of its ids is another bank's."""
    return Published(
        publication=current,
        questions=Shelf(
            [
                (row.question_id, Revision(row.id, row.number, row.digest, row.key_digest))
                for row in session.execute(_question_revisions(made.bank_id))
            ],
            _in_use(session, QuestionRow, made.bank_id, made.questions, "question"),
        ),
        activities=Shelf(
            [
                (row.activity_id, Revision(row.id, row.number, row.digest))
                for row in session.execute(_activity_revisions(made.bank_id))
            ],
            _in_use(session, Activity, made.bank_id, made.activities, "activity"),
        ),
    )


def _in_use(session: Session, table: Any, bank_id: str, wanted: Any, word: str) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for row in session.execute(select(table.id, table.bank_id, table.current_revision_id)):
        if row.bank_id == bank_id:
            found[row.id] = row.current_revision_id
        elif row.id in wanted:
            raise BankError(
                f"The {word} {row.id} belongs to the bank {row.bank_id}, so {bank_id} cannot publish it. "
                f"Give it another id."
            )
    return found


def _question_revisions(bank_id: str) -> Any:
    return (
        select(
            QuestionRevision.question_id,
            QuestionRevision.id,
            QuestionRevision.number,
            QuestionRevision.digest,
            QuestionKey.key_digest,
        )
        .join(QuestionRow, QuestionRow.id == QuestionRevision.question_id)
        .join(QuestionKey, QuestionKey.question_revision_id == QuestionRevision.id)
        .where(QuestionRow.bank_id == bank_id)
    )


def _activity_revisions(bank_id: str) -> Any:
    return (
        select(ActivityRevision.activity_id, ActivityRevision.id, ActivityRevision.number, ActivityRevision.digest)
        .join(Activity, Activity.id == ActivityRevision.activity_id)
        .where(Activity.bank_id == bank_id)
    )


def last_in_use(session: Session, shelf: Shelf, bank_id: str, question_ids: set[str]) -> dict[str, Revision]:
    """Return the revision that each of these retired questions had when it was last on offer."""
    found: dict[str, Revision] = {}
    own = select(Publication.id).where(Publication.bank_id == bank_id).order_by(Publication.number.desc())
    for publication_id in session.scalars(own).all() if question_ids else ():
        manifest = session.scalars(select(Publication.manifest).where(Publication.id == publication_id)).one()
        for question_id in question_ids - set(found):
            number = manifest["questions"].get(question_id)
            if number is not None:
                found[question_id] = shelf.numbered(question_id, number)
        if len(found) == len(question_ids):
            break
    return found
