"""Articles that may be read here: openly licensed ones whose text the operator has at hand.

The passages that questions cite are marked only once they may be revealed to who reads, for they tell keys.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from cme.content.article_page import Block, MarkedBlock, mark, read_blocks
from cme.content.fulltext_files import fulltexts_in
from cme.core.questions import Question
from cme.core.sources import OPEN_LICENCE, Passage, Source
from cme.errors import NotFound
from cme.models import Attempt, AttemptQuestion, PracticeResponse, QuestionKey, QuestionRevision
from cme.services.amendments import load_amendments
from cme.services.catalogue import list_activities, list_retired, standings
from cme.services.questions import released_activities, still_asked
from cme.services.records import RevisionCache, from_document

log = logging.getLogger(__name__)
PRACTISED = 0  # in the place of the id of an attempt
_read: RevisionCache[tuple[Block, ...]] = RevisionCache(50)


@dataclass(frozen=True, kw_only=True)
class ArticlePage:
    """An article to be read. ``marked`` is how many of its passages are."""

    source: Source
    blocks: tuple[MarkedBlock, ...]
    marked: int


def readable_sources(sources: Iterable[Source], folder: Path | None) -> frozenset[str]:
    """Return the ids of the sources that may be read here."""
    return frozenset(_files(sources, folder))


def _files(sources: Iterable[Source], folder: Path | None) -> dict[str, Path]:
    licensed = [source.id for source in sources if source.rights_basis == OPEN_LICENCE]
    return fulltexts_in(folder, licensed)[0] if folder is not None and licensed else {}


def article_page(
    session: Session, *, person_id: int, unsafe_source_id: str, folder: Path | None, now: datetime
) -> ArticlePage:
    """Return an article with the passages marked that this person may be shown.

    Raises NotFound where no activity has such a source, it is not openly licensed, or its text is not at hand.
    """
    activities = [*list_activities(session), *list_retired(session, person_id=person_id)]
    named = (source for each in activities for source in each.content.sources)
    source = next((each for each in named if each.id == unsafe_source_id), None)
    path = _files([source], folder).get(source.id) if source is not None else None
    if source is None or path is None:
        raise NotFound
    blocks = _blocks(path)
    where = standings(session, person_id=person_id, activities=activities, now=now)
    released = released_activities(where)
    asked = still_asked(session, person_id=person_id, released=released) if released else released
    passages = {each.id: each for each in _revealed(session, person_id, released, asked) if each.source_id == source.id}
    marked = mark(blocks, passages.values())
    count = sum(len(piece.passages) for block in marked for piece in block.pieces)
    return ArticlePage(source=source, blocks=marked, marked=count)


def _blocks(path: Path) -> tuple[Block, ...]:
    """Read an article anew only when its file has changed. Raises NotFound where it cannot be read."""
    try:
        state = path.stat()
        return _read.get(f"{path} {state.st_size} {state.st_mtime_ns}", lambda: read_blocks(path))
    except (OSError, ValueError) as error:
        log.warning("%s cannot be read here: %s", path.name, error)
        raise NotFound from None


def _revealed(session: Session, person_id: int, released: frozenset[str], asked: frozenset[str]) -> Iterator[Passage]:
    """Yield the passages of all attempts whose result shows everything, as it does, and of what was practised."""
    if not released:
        return
    rows = session.execute(_answered(person_id, released)).all()
    withheld = {row.attempt_id for row in rows if row.question_id in asked}
    corrected = {
        each: load_amendments(session, each) for each in {row.attempt_id for row in rows} - withheld - {PRACTISED}
    }
    for row in rows:
        if row.question_id in asked or (row.attempt_id in withheld and row.attempt_id != PRACTISED):
            continue
        amendment = corrected[row.attempt_id].get(row.position) if row.attempt_id != PRACTISED else None
        shown = amendment.question if amendment is not None else from_document(Question, row.answered)
        yield from (evidence.passage for evidence in shown.cited)


def _answered(person_id: int, released: frozenset[str]) -> Any:
    """Select the questions of tries at activities that are ``released``, and those answered in practice."""
    in_tries = (
        select(
            Attempt.id.label("attempt_id"),
            AttemptQuestion.position,
            QuestionRevision.question_id,
            QuestionKey.answered,
        )
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionRevision, QuestionRevision.id == AttemptQuestion.question_revision_id)
        .join(QuestionKey, QuestionKey.question_revision_id == QuestionRevision.id)
        .where(Attempt.person_id == person_id, Attempt.submitted_at.is_not(None), Attempt.number >= 1)
        .where(Attempt.activity_id.in_(released))
    )
    practised = select(PracticeResponse.question_revision_id).where(PracticeResponse.person_id == person_id)
    in_practice = (
        select(literal(PRACTISED), literal(0), QuestionRevision.question_id, QuestionKey.answered)
        .join(QuestionKey, QuestionKey.question_revision_id == QuestionRevision.id)
        .where(QuestionRevision.id.in_(practised))
    )
    return in_tries.union_all(in_practice).order_by("attempt_id", "position")
