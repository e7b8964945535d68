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
    app.teardown_appcontext(_close_session)


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
    """Return the session of this request."""
    if "session" not in g:
        database = running().database
        g.session = database.reader() if request.method in ("GET", "HEAD", "OPTIONS") else database.writer()
    session: Session = g.session
    return session


def commit() -> None:
    """Make the request's work durable, and end its turn in the writers' queue."""
    get_session().commit()


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


def _close_session(_error: BaseException | None) -> None:
    session: Session | None = g.pop("session", None)
    if session is None:
        return
    try:
        session.close()  # undoes whatever nobody committed
    except DatabaseError as error:  # the connection has been thrown away, which undoes it too; the answer is given
        log.error("a session that could not be closed: %s", error)
