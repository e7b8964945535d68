"""Write one publication: new revisions, the pointers to those in use, corrections and the scores they lead to.

In bulk: what a bank of ten thousand questions asks of the database is a few dozen statements.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from cme.models import (
    Activity,
    ActivityQuestion,
    ActivityRevision,
    KeyCorrection,
    Publication,
    QuestionKey,
    QuestionRevision,
    Score,
)
from cme.models import Question as QuestionRow
from cme.services.marking import portions, score_values
from cme.services.publishing.drafts import ActivityDraft, Draft, QuestionDraft
from cme.services.publishing.planning import Decided, Work
from cme.services.publishing.published import Published, Revision, Shelf
from cme.services.publishing.rescoring import Remarked
from cme.services.records import to_document

InUse = dict[str, Revision]  # by question or activity id


def write(session: Session, made: Draft, work: Work, published: Published, publication: Publication) -> None:
    """Write all of a publication, whose own row lacks only its manifest."""
    now = publication.published_at
    questions = write_questions(session, made, published.questions, now)
    activities = write_activities(session, made, published.activities, questions, now)
    for table, shelf, in_use in (
        (QuestionRow, published.questions, questions),
        (Activity, published.activities, activities),
    ):
        point(session, table, made.bank_id, shelf, in_use)
    publication.manifest = {
        "questions": {name: each.number for name, each in questions.items()},
        "activities": {name: each.number for name, each in activities.items()},
        "quotations": made.quotations,
    }
    session.add(publication)
    session.flush()
    newest = write_corrections(session, publication, work.corrections, questions)
    write_scores(session, work.remarked, newest, now)


def write_questions(session: Session, made: Draft, shelf: Shelf, now: datetime) -> InUse:
    """Write the revisions that are news; return the revision of every question."""
    news = {name: each for name, each in made.questions.items() if shelf.find(name, each.digest) is None}
    written: dict[str, int] = {}
    for names in portions(list(news)):
        rows = [_question_row(shelf, news[name], now) for name in names]
        ids = _ids(session, QuestionRevision, QuestionRevision.question_id, rows)
        session.execute(insert(QuestionKey), [_key_row(ids[name], news[name]) for name in names])
        written |= ids
    return _in_use({name: each.digest for name, each in made.questions.items()}, shelf, written)


def _question_row(shelf: Shelf, each: QuestionDraft, now: datetime) -> dict[str, Any]:
    question = each.question
    return {
        "question_id": question.id,
        "number": shelf.next_number(question.id),
        "digest": each.digest,
        "published_at": now,
        "asked": to_document(question.opened()),
    }


def _key_row(revision_id: int, each: QuestionDraft) -> dict[str, Any]:
    return {
        "question_revision_id": revision_id,
        "key_digest": each.key_digest,
        "answered": to_document(each.question),
    }


def write_activities(
    session: Session, made: Draft, shelf: Shelf, questions: Mapping[str, Revision], now: datetime
) -> InUse:
    """Write the activity revisions that are news, with their questions; return the revision of every activity."""
    news = {name: each for name, each in made.activities.items() if shelf.find(name, each.digest) is None}
    written: dict[str, int] = {}
    for names in portions(list(news)):
        rows = [
            {
                "activity_id": name,
                "number": shelf.next_number(name),
                "digest": news[name].digest,
                "published_at": now,
                "content": news[name].content,
            }
            for name in names
        ]
        ids = _ids(session, ActivityRevision, ActivityRevision.activity_id, rows)
        asked = [row for name in names for row in _asked(ids[name], news[name], questions)]
        session.execute(insert(ActivityQuestion), asked)
        written |= ids
    return _in_use({name: each.digest for name, each in made.activities.items()}, shelf, written)


def _asked(revision_id: int, each: ActivityDraft, questions: Mapping[str, Revision]) -> Iterator[dict[str, Any]]:
    for position, question_id in enumerate(each.activity.posttest.question_ids, start=1):
        yield {
            "activity_revision_id": revision_id,
            "position": position,
            "question_revision_id": questions[question_id].id,
        }


def _ids(session: Session, table: Any, name: Any, rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Insert revisions and return the key of each, by question or activity id."""
    inserted = session.execute(insert(table).returning(name, table.id), rows)
    return {row[0]: row[1] for row in inserted}


def _in_use(digests: Mapping[str, str], shelf: Shelf, written: Mapping[str, int]) -> InUse:
    return {
        name: shelf.find(name, digest) or Revision(written[name], shelf.next_number(name), digest)
        for name, digest in digests.items()
    }


def point(session: Session, table: Any, bank_id: str, shelf: Shelf, in_use: InUse) -> None:
    """Let each question, or activity, of the bank point at the revision in use: the others at none."""
    new = [name for name in in_use if name not in shelf.in_use]
    for names in portions(new):
        rows = [{"id": name, "bank_id": bank_id, "current_revision_id": in_use[name].id} for name in names]
        session.execute(insert(table), rows)
    moved = {name: each.id for name, each in in_use.items() if name in shelf.in_use and shelf.in_use[name] != each.id}
    retired = {name: None for name in shelf.in_use if name not in in_use and shelf.in_use[name] is not None}
    changing = (
        update(table.__table__)
        .where(table.__table__.c.id == bindparam("name"))
        .values(current_revision_id=bindparam("revision_id"))
    )
    for some in portions([*moved.items(), *retired.items()]):
        rows = [{"name": name, "revision_id": revision_id} for name, revision_id in some]
        session.connection().execute(changing, rows)


def write_corrections(
    session: Session, publication: Publication, decided: Mapping[str, Decided], questions: Mapping[str, Revision]
) -> int:
    """Store what was decided of each changed key; return the number of the newest correction (0 = none)."""
    rows = [
        KeyCorrection(
            publication_id=publication.id,
            question_id=name,
            old_revision_id=each.old.id,
            new_revision_id=questions[name].id,
            policy=each.policy.value,
        )
        for name, each in decided.items()
    ]
    session.add_all(rows)
    session.flush()
    return max((row.id for row in rows), default=0)


def write_scores(session: Session, remarked: Iterable[Remarked], newest: int, now: datetime) -> None:
    """Append the scores that follow from the corrections; those before them stay as they are."""
    rows = [
        {
            "attempt_id": each.attempt_id,
            "number": each.number,
            "is_passed": each.is_passed,
            "reason": "corrected",
            "marked_at": now,
            "known_correction": newest,
            **score_values(each.result),
        }
        for each in remarked
    ]
    for some in portions(rows):
        session.execute(insert(Score), some)
