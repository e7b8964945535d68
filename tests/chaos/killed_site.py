"""A data folder with a posttest in progress for each of several signed-in people, and how to start its server."""

import threading
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask

from cme.app import create_app
from cme.clock import utc_now
from cme.config import Settings
from cme.database import Database
from cme.migration import upgrade
from cme.services.attempts import start
from cme.services.catalogue import get_activity
from tests.page import PageClient
from tests.support.banks import bank
from tests.support.cast import Member, signed_in
from tests.support.databases import opened
from tests.support.posttest import person, publish_bank
from tests.support.server import clean_environ, free_port

SECRET = "for-servers-that-are-killed-" * 2
ACTIVITY = "case"
ONE_AT_A_TIME = threading.Lock()  # Alembic keeps what it works on in its module
OPTIONS = {1: ("true", "false"), 2: ("true", "false"), 3: ("early", "late", "both", "neither")}


@dataclass(frozen=True)
class Learner:
    """Somebody signed in, with the headers of the browser and the attempt in progress."""

    number: int
    attempt_id: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Site:
    """A folder that ``cme serve`` can be started in."""

    folder: Path
    origin: str
    environ: dict[str, str]
    learners: tuple[Learner, ...]
    content_hash: str  # of the front matter, for who starts an attempt

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.origin)
        return parts.hostname or "", parts.port or 0

    @property
    def database_path(self) -> Path:
        return self.folder / "cme.sqlite3"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"


def furnish(folder: Path, learners: int, *, processes: int = 2) -> Site:
    """Prepare a folder through the services that the pages call, and leave it closed."""
    folder.mkdir(parents=True)
    origin = f"http://127.0.0.1:{free_port()}"
    url = f"sqlite:///{folder / 'cme.sqlite3'}"
    settings = Settings(data_dir=folder, database_url=url, secret_key=SECRET, origin=origin)
    with ONE_AT_A_TIME, opened(url) as database:
        upgrade(database)
        publish_bank(database, bank(attempts=100_000, released=date(2020, 1, 1)), origin="command")
        app = create_app(settings, database=database)
        found = tuple(_learner(app, database, number) for number in range(1, learners + 1))
        with database.reading() as session:
            content_hash = get_activity(session, ACTIVITY).content_hash
    given = {"CME_DATA_DIR": str(folder), "CME_ORIGIN": origin, "CME_SECRET_KEY": SECRET}
    environ = clean_environ() | given | {"CME_WEB_PROCESSES": str(processes)}
    return Site(folder, origin, environ, found, content_hash)


def _learner(app: Flask, database: Database, number: int) -> Learner:
    member = Member(f"saver{number}@example.org", f"Saver {number}")
    client = signed_in(PageClient(app), member)
    client.get("/")  # gives the CSRF token
    cookie = client.flask.get_cookie(app.config["SESSION_COOKIE_NAME"], domain="127.0.0.1")
    assert cookie is not None
    with database.writing() as session:
        attempt_id = start(
            session,
            person=person(database, member),
            unsafe_activity_id=ACTIVITY,
            content_hash=get_activity(session, ACTIVITY).content_hash,
            now=utc_now(),
        )
    headers = {"Cookie": f"{cookie.key}={cookie.value}", "X-CSRFToken": client.token}
    return Learner(number, attempt_id, headers)
