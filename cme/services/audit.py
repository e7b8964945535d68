"""The audit log: an event in the same transaction as each change that matters, chained from the first row."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cme.models import AuditEvent, AuditHead

FIRST_HASH = "0" * 64


@dataclass(frozen=True)
class Entry:
    """What happened to whom or what; no personal values anywhere."""

    action: str
    subject: str
    details: Mapping[str, Any]


def record(
    session: Session, *, actor: str, action: str, subject: str, now: datetime, details: Mapping[str, Any] | None = None
) -> None:
    """Append an event. ``actor`` is a pseudonym, "start", "command" or "worker"; no personal values anywhere.

    Call it as the last change of a transaction: on PostgreSQL the head of the chain stays locked until COMMIT.
    """
    record_all(session, [Entry(action, subject, details or {})], actor=actor, now=now)


def record_all(session: Session, entries: Iterable[Entry], *, actor: str, now: datetime) -> None:
    """Append events in their order, in as few statements as one. Call it as ``record``."""
    head = session.execute(select(AuditHead.number, AuditHead.hash).where(AuditHead.id == 1).with_for_update()).one()
    number, previous = head.number, head.hash
    for entry in entries:
        event = AuditEvent(
            number=number + 1,
            happened_at=now,
            actor=actor,
            action=entry.action,
            subject=entry.subject,
            details=dict(entry.details),
            previous_hash=previous,
        )
        event.hash = chained_hash(event)
        session.add(event)
        number, previous = event.number, event.hash
    session.execute(update(AuditHead).where(AuditHead.id == 1).values(number=number, hash=previous))
    session.flush()


def chained_hash(event: AuditEvent) -> str:
    """Return the SHA-256 of the event and of the hash before it, over canonical JSON."""
    content = {
        "number": event.number,
        "happened_at": event.happened_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor,
        "action": event.action,
        "subject": event.subject,
        "details": event.details,
        "previous_hash": event.previous_hash,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def broken_links(session: Session) -> Iterator[str]:
    """Yield a sentence for each row at which the chain does not hold, the head included."""
    previous, number = FIRST_HASH, 0
    for event in session.scalars(select(AuditEvent).order_by(AuditEvent.number).execution_options(yield_per=1000)):
        number += 1
        if event.number != number:
            yield f"Audit event {number} is missing: event {event.number} follows."
            number = event.number
        if event.previous_hash != previous:
            yield f"Audit event {event.number} does not follow the one before it."
        if event.hash != chained_hash(event):
            yield f"Audit event {event.number} was changed after it was written."
        previous = event.hash
    head = session.execute(select(AuditHead.number, AuditHead.hash)).one()
    if (head.number, head.hash) != (number, previous):
        yield f"The log ends at event {number}, but event {head.number} was written."
