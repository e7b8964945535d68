"""Fresh databases with the present tables: a copied file on SQLite, a copied template on PostgreSQL."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from cme.database import Database
from cme.migration import upgrade
from tests.support import postgresql
from tests.support.loud import leave_out


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Give the database at ``url`` and close its connections at the end."""
    database = Database(url)
    try:
        yield database
    finally:
        database.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the present tables and nothing in them but what migrations put there."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    with opened(f"sqlite:///{path}") as database:
        upgrade(database)
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """The address of a running server; leaves the test out, loudly, where there is none."""
    if not postgresql.is_available():
        leave_out(postgresql.MISSING)
    with postgresql.server() as maintenance:
        yield maintenance


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: URL) -> Iterator[str]:
    """The name of a database with the present tables, to copy from."""
    name = f"cme_template_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    url = postgresql.create_database(postgresql_server, name)
    with opened(url.render_as_string(hide_password=False)) as database:
        upgrade(database)
    yield name
    postgresql.drop_database(postgresql_server, name)


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The address of a fresh SQLite database with the present tables."""
    path = tmp_path / "cme.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_server: URL, postgresql_template: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL database with the present tables."""
    with temporary(postgresql_server, template=postgresql_template) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database, once on each kind: a test that asks for it runs on both."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def second_database_url(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of a further fresh database, of the same kind as ``database_url``: for the broken build."""
    if database_url.startswith("sqlite"):
        path = tmp_path / "second.sqlite3"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    template = request.getfixturevalue("postgresql_template")
    with temporary(request.getfixturevalue("postgresql_server"), template=template) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    with temporary(request.getfixturevalue("postgresql_server"), template="template1") as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database, once on each kind."""
    with opened(database_url) as database:
        yield database


@contextmanager
def temporary(maintenance: URL, *, template: str) -> Iterator[str]:
    """Give the address of a fresh copy of a database, dropped at the end."""
    name = f"cme_test_{os.getpid()}_{uuid.uuid4().hex[:12]}"
    url = postgresql.create_database(maintenance, name, template=template)
    try:
        yield url.render_as_string(hide_password=False)
    finally:
        postgresql.drop_database(maintenance, name)
