"""Compare a restored database, row by row, with the acknowledgement log and with the database it is a copy of."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from cme.database import Model
from cme.models import Attempt, AttemptQuestion, Response, Score
from tests.chaos.backup.learners import Log, Save
from tests.support.databases import opened
from tests.support.rows import CHANGE

SETTLED = ("person", "question", "activity")  # rows that could change and do not while learners only take posttests


def faults(url: str, log: Log, before: float, live_url: str) -> list[str]:
    """Say what a restored database lacks that was acknowledged ``before``, and what it has that never was."""
    with opened(url) as restored, opened(live_url) as live, restored.reading() as session, live.reading() as origin:
        return [*_against_the_log(session, log, before), *_against_the_origin(session, origin)]


def _against_the_log(session: Session, log: Log, before: float) -> Iterable[str]:
    stored = _saves(session)
    acknowledged = [save for at, save in log.saved if at <= before]
    yield from (f"acknowledged and lost: {save}" for save in acknowledged if save not in stored)
    yield from (f"stored twice: {save}" for save, count in stored.items() if count > 1)
    yield from (f"never sent: {save}" for save in stored.keys() - set(log.sent) if save.attempt in _attempts(log))
    there = {row.public_id: row for row in session.execute(select(Attempt.public_id, Attempt.submitted_at, Attempt.id))}
    scored = set(session.scalars(select(Score.attempt_id)))
    yield from (f"start lost: {attempt}" for at, attempt in log.started if at <= before and attempt not in there)
    for at, attempt in log.submitted:
        if at <= before and (attempt not in there or there[attempt].id not in scored):
            yield f"submission lost: {attempt}"
    for attempt, row in there.items():
        if bool(row.submitted_at) != (row.id in scored):
            yield f"half a submission: {attempt}"


def _attempts(log: Log) -> set[str]:
    return {save.attempt for save in log.sent}


def _saves(session: Session) -> dict[Save, int]:
    statement = (
        select(
            Attempt.public_id,
            AttemptQuestion.position,
            Response.sequence,
            Response.idempotency_key,
            Response.chosen,
            Response.is_flagged,
        )
        .join(AttemptQuestion, AttemptQuestion.id == Response.attempt_question_id)
        .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
    )
    found: dict[Save, int] = {}
    for row in session.execute(statement):
        save = Save(row[0], row[1], row[2], row[3], tuple(row[4]), row[5])
        found[save] = found.get(save, 0) + 1
    return found


def _against_the_origin(restored: Session, origin: Session) -> Iterable[str]:
    """History only grows, so whatever was restored stands in the original as it is.

    On SQLite, which lets one writer in at a time, it is where the original begins. PostgreSQL numbers rows before their
    COMMIT: of two saves at once, the one with the higher number may be in a copy and the other one not yet.
    """
    for table in Model.metadata.sorted_tables:
        if table.name in CHANGE and table.name not in SETTLED:
            continue
        rows, known = _rows(restored, table), _rows(origin, table)
        if different := sum(known.get(key) != row for key, row in rows.items()):
            yield f"{table.name}: {different} rows are not those of the original"
        if restored.get_bind().dialect.name == "sqlite" and sorted(known)[: len(rows)] != sorted(rows):
            yield f"{table.name}: rows from the middle of its history are missing"


def _rows(session: Session, table: Table) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Return the rows of a table by their primary keys."""
    places = [place for place, column in enumerate(table.columns) if column.primary_key]
    return {tuple(row[place] for place in places): tuple(row) for row in session.execute(select(table))}
