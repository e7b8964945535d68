"""Publishing is done by one at a time, and nothing is marked meanwhile.

So an attempt submitted during a publication is either among those that the publication marks again, or is marked
under its corrections. On SQLite a writing session is alone anyway.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

NUMBER = 4365  # of the lock; any number that nothing else uses


def publish_alone(session: Session) -> None:
    """Wait until nobody publishes or marks, and hold both off until the transaction ends."""
    _lock(session, "pg_advisory_xact_lock")


def hold_off_publishing(session: Session) -> None:
    """Wait until nobody publishes, and hold that off until the transaction ends. Take it before any other lock."""
    _lock(session, "pg_advisory_xact_lock_shared")


def _lock(session: Session, function: str) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SELECT {function}({NUMBER})"))
