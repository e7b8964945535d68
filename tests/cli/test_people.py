"""``cme people``: staff, roles and one-time links, from an empty machine to a signed-in educator."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from cme.app import create_app
from cme.cli.main import cli, main
from cme.config import DEFAULT_ORIGIN
from cme.database import Database
from cme.errors import CmeError
from cme.models import AccountToken, AuditEvent, Person
from tests.conftest import make_settings
from tests.page import PageClient
from tests.support.accounts import PASSWORD
from tests.support.cast import ALICE, BOB, person_id
from tests.support.databases import opened


@pytest.fixture
def database(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The database that the command finds by its settings."""
    monkeypatch.setenv("CME_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CME_DATABASE_URL", sqlite_url)
    with opened(sqlite_url) as database:
        yield database


def people(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, ["people", *arguments])
    if isinstance(result.exception, CmeError):
        return result
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def link_in(output: str) -> str:
    found = [line for line in output.splitlines() if line.startswith(f"{DEFAULT_ORIGIN}/account/set-password/")]
    assert len(found) == 1, output
    return found[0]


def row(database: Database, email: str) -> Person:
    with database.reading() as session:
        return session.scalars(select(Person).where(Person.email == email)).one()


def test_an_educator_is_added_and_signs_in(database: Database, tmp_path: Path, sqlite_url: str) -> None:
    result = people("add", "Bob@Example.org", "--role", "educator", "--name", BOB.name)
    assert result.exit_code == 0
    assert "bob@example.org is now an educator" in result.output
    app = create_app(make_settings(tmp_path, sqlite_url))
    client = PageClient(app)
    link = link_in(result.output)
    client.get(link)
    client.submit(link.removeprefix(client.origin), {"password": PASSWORD})  # which signs in
    page = client.get("/account/profile")
    assert BOB.email in page
    assert "Educator" in page.links()
    app.extensions["cme"].database.engine.dispose()


def test_the_link_is_good_for_72_hours(database: Database) -> None:
    people("add", BOB.email, "--role", "admin")
    with database.reading() as session:
        token = session.scalars(select(AccountToken)).one()
    assert token.expires_at - token.created_at == timedelta(hours=72)
    assert row(database, BOB.email).confirmed_at is None


def test_an_existing_account_changes_its_role_and_it_says_so(database: Database) -> None:
    person_id(database, ALICE)
    result = people("add", ALICE.email, "--role", "educator")
    assert "has an account and was a learner and is now an educator" in result.output
    assert "set-password" not in result.output
    assert row(database, ALICE.email).role == "educator"
    assert "is an educator already" in people("add", ALICE.email, "--role", "educator").output


def test_a_role_is_changed_and_audited_by_pseudonym(database: Database) -> None:
    person_id(database, ALICE)
    assert "is now an admin" in people("role", ALICE.email, "admin").output
    assert "is an admin already" in people("role", ALICE.email, "admin").output
    with database.reading() as session:
        [event] = session.scalars(select(AuditEvent)).all()
    assert (event.actor, event.action, event.details) == ("command", "role.changed", {"from": "learner", "to": "admin"})
    assert event.subject == row(database, ALICE.email).pseudonym


def test_another_link_is_made(database: Database) -> None:
    people("add", BOB.email, "--role", "educator")
    first, second = (link_in(people("link", BOB.email).output) for _ in range(2))
    assert first != second


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "bob", "--role", "educator"], "This is not an e-mail address"),
        (["add", BOB.email, "--role", "educator", "--name", "x" * 201], "The name is too long"),
        (["role", BOB.email, "educator"], "Nobody has an account with the address bob@example.org"),
        (["link", BOB.email], "Nobody has an account with the address bob@example.org"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(
    database: Database,
    arguments: list[str],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["cme", "people", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    said = capsys.readouterr().err.strip()
    assert words in said
    assert len(said.splitlines()) == 1
    with database.reading() as session:
        assert session.scalars(select(Person)).all() == []


@pytest.mark.parametrize("arguments", [["add", BOB.email], ["add", BOB.email, "--role", "boss"], ["role", BOB.email]])
def test_a_wrong_command_line_is_explained(database: Database, arguments: list[str]) -> None:
    result = people(*arguments)
    assert result.exit_code == 2
    assert "Usage:" in result.output


def test_without_tables_it_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CME_DATA_DIR", str(tmp_path))
    result = people("link", BOB.email)
    assert "Run: cme database upgrade" in str(result.exception)


def test_each_command_explains_itself() -> None:
    for command in ([], ["add"], ["role"], ["link"]):
        result = people(*command, "--help")
        assert result.exit_code == 0
        assert "Usage:" in result.output
