"""Show and revoke certificates from the command line: one plain sentence for each mistake."""

import sys

import pytest

from cme.cli.main import main
from cme.config import Settings
from cme.database import Database
from tests.support.cast import ALICE
from tests.support.certificates import UNKNOWN_CODE, evaluate, issue
from tests.support.databases import opened
from tests.support.posttest import Taking, person, publish_bank


@pytest.fixture
def code(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """Alice's certificate, in the database that the commands are told of."""
    monkeypatch.setenv("CME_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("CME_DATA_DIR", str(settings.data_dir))
    with opened(settings.database_url) as database:
        return certificate(database)


def certificate(database: Database) -> str:
    publish_bank(database)
    alice = person(database, ALICE)
    attempt = Taking(database, alice).take()
    evaluate(database, alice, attempt)
    return issue(database, alice, attempt)


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run a command as the installed program does; return its exit status."""
    monkeypatch.setattr(sys, "argv", ["cme", "certificates", *words])
    try:
        main()
    except SystemExit as done:
        return int(done.code or 0)
    return 0


def test_show_prints_the_facts(code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "show", code.lower().replace("-", "")) == 0
    printed = capsys.readouterr().out
    for words in ("Status:         holds", "Alice Learner, MD", code, "case, revision 1", "Not accredited.", "10.5555"):
        assert words in printed
    assert ALICE.email not in printed


def test_revoke_holds_from_then_on(
    code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "revoke", code, "--reason", "A slip.") == 0
    assert f"Revoked {code}." in capsys.readouterr().out
    run(monkeypatch, "show", code)
    printed = capsys.readouterr().out
    assert "Status:         revoked on " in printed
    assert "A slip." not in printed
    assert run(monkeypatch, "revoke", code, "--reason", "A slip.") == 1
    assert "already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["show", "nonsense"], 1, "There is a typing mistake in this code."),
        (["show", UNKNOWN_CODE], 1, "No certificate has this code."),
        (["revoke", UNKNOWN_CODE, "--reason", "x"], 1, "No certificate has this code."),
        (["revoke", "nonsense", "--reason", "x"], 1, "There is a typing mistake in this code."),
        (["revoke", UNKNOWN_CODE], 2, "--reason"),
        (["show"], 2, "CODE"),
    ],
)
@pytest.mark.usefixtures("code")
def test_mistakes_end_in_one_sentence(
    words: list[str], status: int, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, *words) == status
    said = capsys.readouterr().err
    assert message in said
    assert "Traceback" not in said
