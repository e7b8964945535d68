"""``cme bank publish``, publishing at start, the database and worker commands: sentences and exit statuses."""

import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from cme import migration
from cme.cli.main import cli, main
from cme.cli.publishing import outcome_sentence, publish_at_start
from cme.config import Settings
from cme.content.bank import load_bank
from cme.database import Database
from cme.errors import BankError, CmeError
from cme.models import OutboxMail
from cme.paths import resource
from cme.services import mail
from cme.services.publishing import Ids, Impact, Outcome, history, publish
from tests.support.banks import bank
from tests.support.cast import ALICE
from tests.support.clock import NOON
from tests.support.posttest import Taking, person, publish_bank

KEY = "        text: Transient thrombocytopenia\n        correct: true\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the bundled bank to change."""
    return Path(shutil.copytree(resource("question_bank"), tmp_path / "bank"))


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "questions" / "alk-alcl-posttest.yaml"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def move_the_key(folder: Path) -> None:
    """Make "None of the above" the key, with the evidence that a key needs."""
    change(folder, KEY, KEY.replace("        correct: true\n", ""))
    change(folder, "        text: None of the above\n", "        text: None of the above\n        correct: true\n")
    change(
        folder,
        "            relation: contrasts\n            note: Option B is reported on restarting crizotinib.",
        "            relation: supports\n            note: For the test only.",
    )


@pytest.fixture
def run(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("CME_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CME_DATA_DIR", str(tmp_path / "var"))

    def call(*arguments: object) -> Result:
        return CliRunner().invoke(cli, [str(each) for each in arguments])

    return call


def told(result: Result) -> str:
    """Return the sentence of a refusal, which ``main`` prints with exit status 1."""
    assert isinstance(result.exception, CmeError), result.output
    return str(result.exception)


def test_publish_rehearse_and_repeat(run: object, folder: Path) -> None:
    assert callable(run)
    rehearsed = run("bank", "publish", folder, "--dry-run")
    assert "Nothing was changed" in rehearsed.output
    bundled = load_bank(folder)
    added = f"as publication 1: {len(bundled.activities) + len(bundled.questions)} added"
    assert added in rehearsed.output
    assert added in run("bank", "publish", folder, "--note", "First").output
    assert "nothing to publish" in run("bank", "publish", folder).output
    change(folder, "note: Bears on B only.", "note: It bears on B only.")
    assert "as publication 2: 2 revised (alcl-crizotinib-adverse-effect" in run("bank", "publish", folder).output


def test_a_bank_with_a_mistake_is_not_published(run: object, folder: Path) -> None:
    assert callable(run)
    change(folder, KEY, KEY.replace("correct", "corect"))
    refused = run("bank", "publish", folder)
    assert told(refused) == "Nothing was published, because of these errors. Mend them, then publish again."
    assert refused.stdout == run("bank", "check", folder).stdout  # the same check, the same words
    assert refused.stderr.endswith("changed their meaning). Nothing of this bank is published yet.\n")
    assert 'Did you mean "correct"?' in refused.output


def taken(url: str) -> Database:
    database = Database(url)
    taking = Taking(database, person(database, ALICE), activity_id="alk-alcl-crizotinib", now=NOON.replace(day=22))
    taking.take({1: "true", 2: "true", 3: "transient-thrombocytopenia"})
    return database


def test_a_key_learners_were_marked_with_is_refused_until_the_policy_is_said(
    run: object, folder: Path, sqlite_url: str
) -> None:
    assert callable(run)
    run("bank", "publish", folder)
    database = taken(sqlite_url)
    move_the_key(folder)
    sentence = told(run("bank", "publish", folder))
    assert "the key of alcl-crizotinib-adverse-effect differs" in sentence
    assert "--leave-scores" in sentence
    assert "as publication 2" in run("bank", "publish", folder, "--leave-scores").output
    database.engine.dispose()


def test_a_start_keeps_the_old_publication_and_says_so_loudly(
    settings: Settings, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at_start = Settings(**{**vars(settings), "question_bank": str(folder)})
    database = Database(at_start.database_url)
    publish_at_start(at_start, database, now=NOON)
    taken(at_start.database_url).engine.dispose()
    move_the_key(folder)
    publish_at_start(at_start, database, now=NOON)
    shown = capsys.readouterr()
    assert "as publication 1" in shown.out
    assert shown.err.startswith("ATTENTION: the bank cme-examples was NOT published")
    assert shown.err.count("\n") == 1
    database.engine.dispose()


def test_nothing_is_published_where_none_is_wanted(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    database = Database(settings.database_url)
    publish_at_start(settings, database, now=NOON)
    assert capsys.readouterr().out == ""
    database.engine.dispose()


def test_the_database_commands(run: object) -> None:
    assert callable(run)
    assert f"The database is at {migration.head()}" in run("database", "upgrade").output
    assert "the audit log is whole" in run("database", "check").output


def test_the_worker_does_what_is_due_and_stops(run: object) -> None:
    assert callable(run)
    result = run("worker", "--once")
    assert (result.exit_code, result.output) == (0, "")


def test_the_settings_are_listed(run: object) -> None:
    assert callable(run)
    assert "CME_ORIGIN" in run("settings").output


def test_a_mistake_in_the_bank_does_not_keep_down_what_is_published(
    settings: Settings, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at_start = Settings(**{**vars(settings), "question_bank": str(folder)})
    database = Database(at_start.database_url)
    change(folder, KEY, KEY.replace("correct", "corect"))
    with pytest.raises(CmeError, match="corect"):
        publish_at_start(at_start, database, now=NOON)
    change(folder, KEY.replace("correct", "corect"), KEY)
    publish_at_start(at_start, database, now=NOON)
    change(folder, KEY, KEY.replace("correct", "corect"))
    publish_at_start(at_start, database, now=NOON)
    shown = capsys.readouterr().err
    assert "corect" in shown
    assert shown.splitlines()[-1].startswith(f"ATTENTION: {folder} was NOT published")
    database.engine.dispose()


def test_publishing_the_folder_of_the_start_by_hand_leaves_it_to_later_starts(
    run: object, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(run)
    monkeypatch.setenv("CME_QUESTION_BANK", str(folder))
    run("bank", "publish", folder)
    change(folder, "note: Bears on B only.", "note: It bears on B only.")
    database = Database(settings.database_url)
    publish_at_start(Settings(**{**vars(settings), "question_bank": str(folder)}), database, now=NOON)
    assert "as publication 2" in capsys.readouterr().out
    database.engine.dispose()


def test_the_folder_of_the_start_published_by_hand_replaces_what_educators_published(
    run: object, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(run)
    at_start = Settings(**{**vars(settings), "question_bank": str(folder)})
    database = Database(settings.database_url)
    publish_at_start(at_start, database, now=NOON)
    change(folder, "note: Bears on B only.", "note: It bears on B only.")
    made = load_bank(folder)
    with database.writing() as session:
        publish(session, made, origin="web", published_by="bob", now=NOON)
    change(folder, "note: It bears on B only.", "note: This bears on B only.")
    publish_at_start(at_start, database, now=NOON)
    assert "educators published" in capsys.readouterr().err
    monkeypatch.setenv("CME_QUESTION_BANK", str(folder))
    assert "as publication 3" in run("bank", "publish", folder).output
    change(folder, "note: This bears on B only.", "note: That bears on B only.")
    publish_at_start(at_start, database, now=NOON)
    assert "as publication 4" in capsys.readouterr().out
    database.engine.dispose()


def test_an_id_never_comes_to_stand_for_something_else(run: object, folder: Path) -> None:
    assert callable(run)
    run("bank", "publish", folder)
    change(folder, "      - id: none-of-the-above\n", "      - id: neither\n")
    result = run("bank", "publish", folder)
    assert told(result) == "Nothing was published, because of these errors. Mend them, then publish again."
    lines = result.output.splitlines()
    assert "past-renamed" in "".join(lines[:-1])
    assert lines[-1].endswith("; compared with publication 1."), "the line that sums up counts all that is said"
    assert "publication 1 (in force)" in run("bank", "history").output


def test_nor_does_it_at_a_start(settings: Settings, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at_start = Settings(**{**vars(settings), "question_bank": str(folder)})
    database = Database(at_start.database_url)
    publish_at_start(at_start, database, now=NOON)
    change(folder, "      - id: none-of-the-above\n", "      - id: neither\n")
    publish_at_start(at_start, database, now=NOON)
    shown = capsys.readouterr().err.splitlines()
    assert [line.split(" ")[2] for line in shown[:-1]] == ["past-renamed"]
    assert shown[-1].startswith(f"ATTENTION: {folder} was NOT published because of what is said above")
    with database.reading() as session:
        assert [each.number for each in history(session, "cme-examples")] == [1]
    database.engine.dispose()


def test_a_past_that_cannot_be_read_is_said(
    run: object, folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(run)
    database = Database(settings.database_url)
    publish_bank(database, bank(bank_id="cme-examples", pass_mark=Fraction(1, 3)))
    words = "changed their meaning). The pass mark 1/3 cannot be written as a percentage with four decimal places."
    assert words in run("bank", "publish", folder, "--dry-run").stderr
    publish_at_start(Settings(**{**vars(settings), "question_bank": str(folder)}), database, now=NOON)
    assert words in capsys.readouterr().err
    database.engine.dispose()


def test_a_folder_that_is_none_stops_the_start(settings: Settings, tmp_path: Path) -> None:
    database = Database(settings.database_url)
    with pytest.raises(CmeError, match="CME_QUESTION_BANK names"):
        publish_at_start(Settings(**{**vars(settings), "question_bank": str(tmp_path / "none")}), database, now=NOON)
    database.engine.dispose()


def test_mail_that_was_given_up_is_told_by_the_check(run: object, sqlite_url: str) -> None:
    assert callable(run)
    database = Database(sqlite_url)
    with database.writing() as session:
        mail.queue(session, to=ALICE.email, subject="s", body="b", now=NOON)
        session.execute(update(OutboxMail).values(tries=mail.MOST_TRIES, failure="no such host"))
    database.engine.dispose()
    checked = run("database", "check")
    assert checked.exit_code == 0
    assert "Mail 1 could not be sent and was given up: no such host" in checked.stderr


def test_a_file_that_cannot_be_used_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def unreadable(**_options: object) -> None:
        (tmp_path / "gone").read_bytes()

    monkeypatch.setattr(cli, "main", unreadable)
    with pytest.raises(SystemExit):
        main()
    assert (
        capsys.readouterr().err == f"cme: {tmp_path / 'gone'} cannot be used: No such file or directory. Try again.\n"
    )


def test_a_large_bank_is_published_in_one_sentence_that_can_be_read() -> None:
    ids = tuple(f"q{number}" for number in range(10_000))
    impact = Impact(
        outcome=Outcome.PUBLISHED, bank_id="b", base=0, digest="", source_digest="", added=Ids(questions=ids)
    )
    sentence = outcome_sentence(impact, 1, "folder")
    assert sentence.startswith("Published the bank b as publication 1: 10000 added (q0, q1, ")
    assert sentence.endswith(", q49 and 9950 more).")


def test_a_first_start_with_a_broken_bank_says_how_to_start_without_it(folder: Path, settings: Settings) -> None:
    change(folder, "type: single", "type: singel")
    database = Database(settings.database_url)
    migration.upgrade(database)
    with pytest.raises(BankError, match=r"value-choice[^$]*start with CME_QUESTION_BANK=none"):
        publish_at_start(Settings(**{**vars(settings), "question_bank": str(folder)}), database, now=NOON)
    database.engine.dispose()
