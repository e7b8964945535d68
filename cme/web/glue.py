"""What views need of the running application: its settings, the time, the request's session, the commit.

A GET gets a session that cannot write, so a page that only shows cannot change anything. Other methods get a
writing session, begun at its first use and committed once, by the view, as its last act before answering.
"""

import logging
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Flask, current_app, g, request, url_for

from cme.clock import Clock
from cme.config import Settings
from cme.database import Database
from cme.errors import DatabaseError

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Running:
    """The parts that one application is wired from."""

    settings: Settings
    database: Database
    clock: Clock


def init_app(app: Flask, running: Running) -> None:
    app.extensions["cme"] = running
    app.teardown_appcontext(_close)


def running() -> Running:
    found: Running = current_app.extensions["cme"]
    return found


def settings() -> Settings:
    return running().settings


def now() -> datetime:
    """Return the moment of this request: one moment, however often it is asked."""
    if "now" not in g:
        g.now = running().clock()
    moment: datetime = g.now
    return moment


def get_session() -> "Session":
    """Return the session of this request. It shares the connection of ``get_connection``, if that came first."""
    if "session" not in g:
        database, shared = running().database, g.get("connection")
        g.session = database.session_on(shared) if shared is not None else _session(database)
    session: Session = g.session
    return session


def get_connection() -> "Connection":
    """Return the connection of this request, for statements that need no objects; a session costs more."""
    if "session" in g:
        return get_session().connection()
    if "connection" not in g:
        g.connection = running().database.connect(is_writing=not is_reading())
    connection: Connection = g.connection
    return connection


def is_reading() -> bool:
    """Say whether the request may change nothing."""
    return request.method in ("GET", "HEAD", "OPTIONS")


def commit() -> None:
    """Make the request's work durable, and end its turn in the writers' queue."""
    shared: Connection | None = g.get("connection")
    if shared is None or "session" in g:
        get_session().commit()
    if shared is not None:
        if shared.in_transaction():  # no session took it over
            shared.commit()
        _close()


def reading() -> "AbstractContextManager[Session]":
    """Give a session of its own that only reads, so that slow work can be done before the writers' queue."""
    return running().database.reading()


def asking() -> "AbstractContextManager[Connection]":
    """Give a connection for one question, outside the request's session and the writers' queue."""
    return running().database.asking()


def writing() -> "AbstractContextManager[Session]":
    """Give a session of its own that commits at the end of the block."""
    return running().database.writing()


def absolute_url(endpoint: str, **values: object) -> str:
    """Return an address for mail, QR codes and certificates: from the configured origin, never from the Host."""
    return settings().origin + url_for(endpoint, **values)  # type: ignore[arg-type]  # values are parts of an address


def _close(_error: BaseException | None = None) -> None:
    """Give back what the request holds, which undoes whatever nobody committed."""
    held: list[Session | Connection | None] = [g.pop("session", None), g.pop("connection", None)]
    for each in held:
        try:
            if each is not None:
                each.close()
        except DatabaseError as error:  # the connection has been thrown away, which undoes it too; the answer is given
            log.error("a session that could not be closed: %s", error)


def _session(database: Database) -> "Session":
    return database.reader() if is_reading() else database.writer()
