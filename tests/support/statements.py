"""What a request asks of the database: each statement, and each COMMIT."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from cme.database import Database

HOUSEKEEPING = ("PRAGMA", "BEGIN")  # of the session itself, without reading a row


@dataclass
class Watched:
    """Grows while it is watched."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0

    def touching(self, table: str) -> list[str]:
        """Return the statements that name a table."""
        return [statement for statement in self.statements if table in statement]


@contextmanager
def watching(database: Database) -> Iterator[Watched]:
    """Note every statement and every COMMIT within the block."""
    watched = Watched()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(HOUSEKEEPING):
            watched.statements.append(" ".join(statement.split()))

    def note_commit(_connection: Any) -> None:
        watched.commits += 1

    event.listen(database.engine, "before_cursor_execute", note)
    event.listen(database.engine, "commit", note_commit)
    try:
        yield watched
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
        event.remove(database.engine, "commit", note_commit)
