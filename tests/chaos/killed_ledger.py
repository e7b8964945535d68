"""Compare the clients' logs of acknowledged saves with what the database holds."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cme.database import Database
from cme.services.audit import broken_links
from tests.chaos.killed_clients import Client, Save

RESPONSES = """
    SELECT attempt.public_id, attempt_question.position, response.sequence, response.idempotency_key,
           response.chosen, response.struck, response.is_flagged
    FROM response
    LEFT JOIN attempt_question ON attempt_question.id = response.attempt_question_id
    LEFT JOIN attempt ON attempt.id = attempt_question.attempt_id
"""


@dataclass
class Findings:
    """What was wrong, and what was counted on the way."""

    lost: list[Save] = field(default_factory=list)
    duplicated: list[Save] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)  # stored otherwise than sent, or by nobody; a damaged file
    complaints: list[str] = field(default_factory=list)  # of clients: an answer that should not have been
    stored_unanswered: int = 0  # no fault: committed, and killed before the answer

    def is_clean(self) -> bool:
        return not (self.lost or self.duplicated or self.torn or self.complaints)

    def __str__(self) -> str:
        counts = f"lost {len(self.lost)}, duplicated {len(self.duplicated)}, torn {len(self.torn)}"
        first = [str(each) for kind in (self.lost, self.duplicated, self.torn, self.complaints) for each in kind[:3]]
        return "\n".join([f"{counts}, complaints {len(self.complaints)}", *first])


def compare(path: Path, clients: Iterable[Client]) -> Findings:
    """Check rows against logs. What was sent and never answered may be stored or not; all else must be as logged."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        stored = Counter(_save(row) for row in connection.execute(RESPONSES))
        torn = damage(connection)
    finally:
        connection.close()
    clients = list(clients)
    acknowledged = {save for client in clients for save in client.acknowledged}
    pending = {client.pending for client in clients if client.pending is not None}
    return Findings(
        lost=[save for save in acknowledged if save not in stored],
        duplicated=[save for save, count in stored.items() if count > 1],
        torn=torn + [f"nobody sent {save}" for save in stored if save not in acknowledged | pending],
        complaints=[complaint for client in clients for complaint in client.complaints],
        stored_unanswered=sum(save in stored for save in pending),
    )


def _save(row: tuple[str, int, int, str, str, str, int]) -> Save:
    attempt_id, position, sequence, key, chosen, struck, is_flagged = row
    texts = tuple(json.loads(chosen)), tuple(json.loads(struck))
    return Save(attempt_id, position, sequence, key, *texts, bool(is_flagged))


def damage(connection: sqlite3.Connection) -> list[str]:
    """Return what SQLite itself finds wrong with a file."""
    said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    return said + [f"foreign key {row}" for row in connection.execute("PRAGMA foreign_key_check")]


def broken_chain(path: Path) -> list[str]:
    """Return where the audit chain does not hold."""
    database = Database(f"sqlite:///{path}")
    try:
        with database.reading() as session:
            return list(broken_links(session))
    finally:
        database.engine.dispose()
