"""How a result explains questions whose key was corrected since: by the newest correction, never by the old words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from cme.core.corrections import POLICY_WORDS, Correction, KeyPolicy
from cme.core.laying_open import key_parts
from cme.core.question_scoring import scoring_of
from cme.core.questions import Question
from cme.core.review import Amendment
from cme.core.sources import Evidence, Source
from cme.models import Attempt, AttemptQuestion, KeyCorrection, Publication, QuestionKey, QuestionRevision
from cme.services.records import from_document


def load_amendments(session: Session, attempt_id: int) -> dict[int, Amendment]:
    """Return the corrected questions of an attempt, by position. Only for what may be revealed: it tells the keys."""
    found: dict[int, list[Any]] = {}
    for row in session.execute(_corrections(attempt_id)):
        found.setdefault(row.position, []).append(row)
    return {position: _amendment(rows) for position, rows in found.items()}


def _corrections(attempt_id: int) -> Any:
    old, new = aliased(QuestionKey), aliased(QuestionKey)
    return (
        select(
            AttemptQuestion.position,
            KeyCorrection.id,
            KeyCorrection.policy,
            KeyCorrection.new_revision_id,
            Publication.published_at,
            old.answered.label("old"),
            new.answered.label("new"),
        )
        .select_from(AttemptQuestion)
        .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
        .join(QuestionRevision, QuestionRevision.id == AttemptQuestion.question_revision_id)
        .join(KeyCorrection, KeyCorrection.question_id == QuestionRevision.question_id)
        .join(Publication, Publication.id == KeyCorrection.publication_id)
        .join(old, old.question_revision_id == KeyCorrection.old_revision_id)
        .join(new, new.question_revision_id == KeyCorrection.new_revision_id)
        .where(AttemptQuestion.attempt_id == attempt_id, KeyCorrection.id > Attempt.known_correction)
        .order_by(KeyCorrection.id)
    )


def _amendment(rows: Sequence[Any]) -> Amendment:
    newest = rows[-1]
    questions = [(from_document(Question, row.old), from_document(Question, row.new)) for row in rows]
    until: dict[str, datetime] = {}
    for row, (old, new) in zip(rows, questions, strict=True):
        until |= dict.fromkeys(key_parts(old) - key_parts(new), row.published_at)
    question = questions[-1][1]
    corrections = tuple(
        Correction(number=row.id, policy=KeyPolicy(row.policy), old=scoring_of(old), new=scoring_of(new))
        for row, (old, new) in zip(rows, questions, strict=True)
    )
    return Amendment(
        at=newest.published_at,
        question=question,
        revision_id=newest.new_revision_id,
        key_until={part: at for part, at in until.items() if part not in key_parts(question)},
        policy_words=POLICY_WORDS[KeyPolicy(newest.policy)],
        corrections=corrections,
    )


def with_sources(
    session: Session, amendments: Mapping[int, Amendment], known: Mapping[str, Source]
) -> tuple[dict[int, Amendment], dict[str, Source]]:
    """Return the amendments and all sources they cite: ``known`` ones, or those published with the correction.

    Evidence from a source that was not kept by the version that published it is left out.
    """
    sources, checked = dict(known), {}
    for position, amendment in amendments.items():
        cited = {each.passage.source_id for each in amendment.question.cited}
        if cited - set(sources):
            sources = _shared(session, amendment.revision_id) | sources
        checked[position] = replace(amendment, question=_citing(amendment.question, sources))
    return checked, sources


def _citing(question: Question, sources: Mapping[str, Source]) -> Question:
    """Return the question with evidence from these sources alone."""

    def kept(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
        return tuple(each for each in evidence if each.passage.source_id in sources)

    options = tuple(replace(each, evidence=kept(each.evidence)) for each in question.options)
    prompts = tuple(replace(each, evidence=kept(each.evidence)) for each in question.prompts)
    return replace(question, options=options, prompts=prompts)


def _shared(session: Session, revision_id: int) -> dict[str, Source]:
    statement = (
        select(Publication.shared)
        .join(KeyCorrection, KeyCorrection.publication_id == Publication.id)
        .where(KeyCorrection.new_revision_id == revision_id)
        .order_by(Publication.id)
    )
    documents = [each["sources"] for each in session.scalars(statement) if each is not None]
    return {name: from_document(Source, each) for found in documents for name, each in found.items()}
