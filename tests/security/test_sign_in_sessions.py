"""Who is signed in, over two server processes: what ends a session ends it everywhere, at the next request."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import update

from cme.models import Person
from tests.security.sign_in_world import Browser, add_people, watched
from tests.support.clock import NOON
from tests.support.databases import opened
from tests.support.server import Server

NEW = "another horse battery"
AGAIN = 12  # requests on new connections: either process answers some of them


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("sessions")
    with watched(folder, f"sqlite:///{folder / 'cme.sqlite3'}") as server:
        yield server


def signed_in(server: Server, email: str, *, is_new: bool = True) -> Browser:
    """Return a browser that has just signed in, the person added on first use."""
    if is_new:
        add_people(server.environ["CME_DATABASE_URL"], email)
    browser = Browser(server.origin)
    assert browser.sign_in(email).status == 303
    return browser


def statuses(server: Server, cookie: str, path: str = "/account/profile") -> set[int]:
    """Return how a copy of a cookie is answered, on one new connection after the other."""
    found = set()
    for _ in range(AGAIN):
        with closing(Browser(server.origin, cookie=cookie)) as copy:
            found.add(copy.get(path).status)
    return found


def change(server: Server, email: str, **values: object) -> None:
    """Change a person past the server, as a command of another process does."""
    with opened(server.environ["CME_DATABASE_URL"]) as database, database.writing() as session:
        session.execute(update(Person).where(Person.email == email).values(**values))


def test_each_sign_in_has_a_cookie_of_its_own(server: Server) -> None:
    with closing(signed_in(server, "own@example.org")) as first:
        before = first.cookie
    with closing(signed_in(server, "own@example.org", is_new=False)) as second:
        assert second.cookie != before
        assert statuses(server, before) == statuses(server, second.cookie) == {200}


def test_signing_out_kills_every_copy(server: Server) -> None:
    with closing(signed_in(server, "out@example.org")) as browser:
        stolen = browser.cookie
        browser.get("/account/profile")
        assert statuses(server, stolen) == {200}
        assert browser.post("/account/sign-out", {}).status == 303
    assert statuses(server, stolen) == {303}


def test_another_password_signs_out_every_other_browser(server: Server) -> None:
    with closing(signed_in(server, "change@example.org")) as other:
        pass
    with closing(signed_in(server, "change@example.org", is_new=False)) as browser:
        old = browser.cookie
        browser.get("/account/password")
        fields = {"present": "correct horse battery", "password": NEW}
        assert browser.post("/account/password", fields).status == 303
        assert statuses(server, other.cookie) == statuses(server, old) == {303}
        assert statuses(server, browser.cookie) == {200}


def test_a_closed_account_is_out_at_the_next_request(server: Server) -> None:
    with closing(signed_in(server, "closed@example.org")) as browser:
        assert statuses(server, browser.cookie) == {200}
        change(server, "closed@example.org", closed_at=NOON)
        assert statuses(server, browser.cookie) == {303}


def test_a_role_taken_away_is_gone_at_the_next_request(server: Server) -> None:
    with closing(signed_in(server, "role@example.org")) as browser:
        for role, status in (("educator", 200), ("learner", 404), ("admin", 200), ("learner", 404)):
            assert server.run("people", "role", "role@example.org", role).returncode == 0
            assert statuses(server, browser.cookie, "/educator/") == {status}
