"""Learners who have begun, in browsers behind a network that can fail; what is stored, beside what the page says."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from cme.app import create_app
from cme.clock import utc_now
from cme.config import Settings
from cme.database import Database
from cme.models import Attempt, AttemptQuestion, Person, Response
from cme.services import accounts, passwords
from tests.conftest import make_settings
from tests.support.cast import Member, person_id
from tests.support.posttest import Taking, person
from tests.support.proxy import Network, between
from tests.support.server import Server, serving

ACTIVITY = "alk-alcl-crizotinib"
PASSWORD = "correct horse battery"
SAVED = re.compile(r"^\s*Saved \d\d:\d\d")
SECONDS = 30


@dataclass(frozen=True)
class Row:
    """A stored save."""

    sequence: int
    key: str
    chosen: tuple[str, ...]


@dataclass
class Stage:
    """A running server, the network in front of it, and its tables."""

    server: Server
    network: Network
    browser: Browser
    database: Database
    contexts: list[BrowserContext] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def context(self) -> BrowserContext:
        made = self.browser.new_context(base_url=self.network.origin)
        made.set_default_timeout(SECONDS * 1000)
        self.contexts.append(made)
        return made

    def learner(self, name: str = "learner", activity_id: str = ACTIVITY) -> "Learner":
        """Return somebody new who has begun the posttest and is signed in in a browser of their own."""
        member = Member(f"{name}-{next(self.numbers)}@example.org", "Somebody New")
        attempt_id = Taking(self.database, person(self.database, member), _now(), activity_id).start()
        found = Learner(self, self.context(), member, attempt_id)
        found.sign_in()
        return found

    def rows(self, attempt_id: str, position: int) -> list[Row]:
        """Return every save of one question, in the order of their numbers."""
        asked = (
            select(Response.sequence, Response.idempotency_key, Response.chosen)
            .join(AttemptQuestion, AttemptQuestion.id == Response.attempt_question_id)
            .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
            .where(Attempt.public_id == attempt_id, AttemptQuestion.position == position)
            .order_by(Response.sequence)
        )
        with self.database.reading() as session:
            return [Row(sequence, key, tuple(chosen)) for sequence, key, chosen in session.execute(asked)]

    def close_contexts(self) -> None:
        for each in self.contexts:
            each.close()
        self.contexts.clear()


@dataclass
class Learner:
    """One person in one browser."""

    stage: Stage
    context: BrowserContext
    member: Member
    attempt_id: str

    def sign_in(self) -> None:
        """Put into the browser what signing in puts there."""
        with self.stage.database.writing() as session:
            token = accounts.start_session(session, person_id=self.person_id, now=_now())
        app = create_app(_settings(self.stage.server), database=self.stage.database)
        made = app.test_client()
        with made.session_transaction(base_url=self.stage.network.origin) as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True  # as Flask-Login has them
        held = made.get_cookie(app.config["SESSION_COOKIE_NAME"], domain="127.0.0.1")
        assert held is not None
        self.context.add_cookies([{"name": held.key, "value": held.value, "url": self.stage.network.origin}])

    @property
    def person_id(self) -> int:
        return person_id(self.stage.database, self.member)

    def set_password(self) -> None:
        with self.stage.database.writing() as session:
            session.get_one(Person, self.person_id).password_hash = passwords.hashed(PASSWORD)

    def expire(self) -> None:
        """End every sign-in of theirs, as time does."""
        with self.stage.database.writing() as session:
            accounts.end_all_sessions(session, person_id=self.person_id, now=_now())

    def open(self, position: int = 3, context: BrowserContext | None = None) -> Page:
        page = (context or self.context).new_page()
        self.go(page, position)
        return page

    def go(self, page: Page, position: int = 3) -> None:
        page.goto(f"/attempts/{self.attempt_id}/questions/{position}")
        ready(page)

    def rows(self, position: int = 3) -> list[Row]:
        return self.stage.rows(self.attempt_id, position)

    def stored(self, position: int = 3) -> tuple[str, ...]:
        rows = self.rows(position)
        return rows[-1].chosen if rows else ()


def ready(page: Page) -> None:
    """Wait until the page's script listens."""
    page.wait_for_selector("form#question[data-ready]")


def choose(page: Page, number: int) -> None:
    """Choose an option by its place."""
    page.locator(".choice label[for^=option]").nth(number - 1).click()


def chosen(page: Page) -> tuple[str, ...]:
    found: list[str] = page.evaluate(
        "new FormData(document.getElementById('question')).getAll('response').filter(Boolean)"
    )
    return tuple(found)


def says(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("#saved")).to_have_text(words, timeout=SECONDS * 1000)


def back_online(page: Page) -> None:
    """Tell the page what browsers tell when a connection is back."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def _now() -> datetime:
    return utc_now()


def _settings(server: Server) -> Settings:
    settings = make_settings(server.data_dir, f"sqlite:///{server.data_dir / 'cme.sqlite3'}")
    return Settings(
        data_dir=settings.data_dir,
        database_url=settings.database_url,
        secret_key=(server.data_dir / "secret_key").read_text().strip(),
        question_bank="none",
    )


@contextmanager
def stage(browser: Browser, folder: Path) -> Iterator[Stage]:
    """Give the stage, with the bundled bank published."""
    with serving(folder) as server, between(urlsplit(server.origin).port or 0) as network:
        database = Database(_settings(server).database_url)
        found = Stage(server, network, browser, database)
        try:
            yield found
        finally:
            found.close_contexts()
            database.engine.dispose()
