"""A theatre for each kind of database."""

from collections.abc import Iterator

import pytest

from tests.chaos.steps.theatre import Theatre


@pytest.fixture(scope="module")
def sqlite_theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    theatre = Theatre(tmp_path_factory.mktemp("steps") / "sqlite")
    yield theatre
    theatre.close()


@pytest.fixture(scope="module")
def postgresql_theatre(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Theatre]:
    server = request.getfixturevalue("postgresql_server")
    theatre = Theatre(tmp_path_factory.mktemp("steps") / "postgresql", server)
    yield theatre
    theatre.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def theatre(request: pytest.FixtureRequest) -> Theatre:
    """The theatre of each kind of database, one after the other."""
    found: Theatre = request.getfixturevalue(f"{request.param}_theatre")
    return found
