"""One world for each kind of database and test process, put back after each test."""

import shutil
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy.engine import URL

from cme.services import passwords
from tests.guards.tree import REPOSITORY
from tests.security.access_world import PASSWORD, World, build
from tests.support.cast import ALICE, add
from tests.support.databases import opened, temporary
from tests.support.server import Server, serving

KINDS = [("sqlite",), pytest.param(("sqlite", "postgresql"), marks=pytest.mark.slow)]


@pytest.fixture(scope="session")
def sqlite_world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: object) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world-sqlite")
    shutil.copyfile(str(sqlite_template), folder / "cme.sqlite3")
    url = f"sqlite:///{folder / 'cme.sqlite3'}"
    with opened(url) as database:
        yield build(database, folder, url)


@pytest.fixture(scope="session")
def postgresql_world(
    tmp_path_factory: pytest.TempPathFactory, postgresql_server: URL, postgresql_template: str
) -> Iterator[World]:
    with temporary(postgresql_server, template=postgresql_template) as url, opened(url) as database:
        yield build(database, tmp_path_factory.mktemp("world-postgresql"), url)


@pytest.fixture(params=KINDS, ids=" and ".join)
def worlds(request: pytest.FixtureRequest) -> Iterator[list[World]]:
    """The worlds to prove something in: on SQLite, and in full on PostgreSQL too."""
    found: list[World] = [request.getfixturevalue(f"{kind}_world") for kind in request.param]
    yield found
    for world in found:
        world.snapshot.restore()


@pytest.fixture
def world(sqlite_world: World) -> Iterator[World]:
    """The world on SQLite."""
    yield sqlite_world
    sqlite_world.snapshot.restore()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """``cme serve`` with the bundled bank, and Alice with a password."""
    with serving(tmp_path_factory.mktemp("site")) as server:
        join(server)
        yield server


@pytest.fixture(scope="session")
def careless_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The same, built without care: what the proofs must see."""
    command = (sys.executable, "-m", "tests.security.careless")
    with serving(tmp_path_factory.mktemp("careless"), command=command, PYTHONPATH=str(REPOSITORY)) as server:
        join(server)
        yield server


def join(server: Server) -> None:
    """Give Alice an account there, with a password."""
    with opened(f"sqlite:///{server.data_dir / 'cme.sqlite3'}") as database, database.writing() as session:
        add(session, ALICE).password_hash = passwords.hashed(PASSWORD)
