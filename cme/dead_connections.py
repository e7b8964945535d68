"""Replace connections whose server has gone, without a question, and so a round trip, each time one is used."""

import logging
import select
import time
from typing import Any

from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

log = logging.getLogger(__name__)

LONG_UNUSED_SECONDS = 30  # a network may have forgotten the connection, and tells nobody


def refuse_dead(connection: Any, entry: ConnectionPoolEntry, _proxy: object) -> None:
    """Look at a connection that is taken from the pool. Raises InvalidatePoolError, and the pool connects anew.

    A server that stops closes its connections, which is seen here without asking it. What is long unused is asked.
    """
    now = time.monotonic()
    last = entry.info.get("last_used", now)
    entry.info["last_used"] = now
    if not connection.closed and not _is_heard(connection.fileno()) and now - last < LONG_UNUSED_SECONDS:
        return
    try:
        connection.rollback()
        connection.execute("SELECT 1")
        connection.rollback()
    except Exception as error:
        log.warning("database: a connection was lost and is made anew")
        raise InvalidatePoolError from error


def _is_heard(descriptor: int) -> bool:
    """Say whether something came on a connection that should be silent: its end, or a notice."""
    if not hasattr(select, "poll"):  # Windows
        return bool(select.select([descriptor], [], [], 0)[0])
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
