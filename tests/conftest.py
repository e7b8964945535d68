"""Fixtures for all tests: a clock, fresh databases, the application and the strict page client.

``database_url``, ``database``, ``session`` and ``empty_database_url`` run a test once on SQLite and once on
PostgreSQL. ``settings``, ``app`` and ``client`` are on SQLite; ``both_settings``, ``both_app`` and ``both_client``
on each.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from cme.config import Settings
from cme.database import Database
from tests.page import PageClient
from tests.support.clock import SettableClock
from tests.support.compiled import keep_compiled
from tests.support.databases import (
    database,
    database_url,
    empty_database_url,
    postgresql_server,
    postgresql_template,
    postgresql_url,
    second_database_url,
    sqlite_template,
    sqlite_url,
)
from tests.support.loud import leave_out, left_out

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = [
    "database",
    "database_url",
    "empty_database_url",
    "postgresql_server",
    "postgresql_template",
    "postgresql_url",
    "second_database_url",
    "sqlite_template",
    "sqlite_url",
]


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own CME_* settings reach no test."""
    for name in [name for name in os.environ if name.startswith("CME_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Chromium, one for each test process; leaves the test out, loudly, where there is none."""
    from tests.support import chromium  # here, so that tests without a browser need not load its driver

    program = chromium.find_program()
    if program is None:
        leave_out(chromium.MISSING)
    with chromium.browser(program) as running:
        yield running


@pytest.fixture
def clock() -> SettableClock:
    """Noon of 20 November 2026, until the test moves it."""
    return SettableClock()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session on each kind of database, never committed. It holds the writers' queue to the test's end."""
    with database.writer() as session:
        yield session


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str) -> Settings:
    return make_settings(tmp_path, sqlite_url)


@pytest.fixture
def both_settings(tmp_path: Path, database_url: str) -> Settings:
    return make_settings(tmp_path, database_url)


def make_settings(data_dir: Path, url: str) -> Settings:
    """Return settings as a fresh checkout has them, with nothing published."""
    return Settings(data_dir=data_dir, database_url=url, secret_key="for the tests alone " * 2, question_bank="none")


@pytest.fixture
def app(settings: Settings, clock: SettableClock) -> Iterator[Flask]:
    yield from running_app(settings, clock)


@pytest.fixture
def both_app(both_settings: Settings, clock: SettableClock) -> Iterator[Flask]:
    yield from running_app(both_settings, clock)


def running_app(settings: Settings, clock: SettableClock) -> Iterator[Flask]:
    from cme.app import create_app  # here, so that tests of the inner floors need no pages

    app = create_app(settings, clock=clock)
    app.testing = True
    yield app
    app.extensions["cme"].database.engine.dispose()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser with no sign-in, strict about the pages it is given."""
    return PageClient(app)


@pytest.fixture
def both_client(both_app: Flask) -> PageClient:
    return PageClient(both_app)


def pytest_configure() -> None:
    keep_compiled()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reason, count in left_out(terminalreporter.stats.get("skipped", [])).items():
        tests = "test" if count == 1 else "tests"
        terminalreporter.write_line(f"*** {count} {tests} left out. {reason}", red=True, bold=True)
