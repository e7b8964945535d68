"""Publishing compares quotations with the articles in the operator's folder, and keeps where each was found."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from cme.cli.main import cli
from cme.cli.publishing import publish_at_start
from cme.clock import utc_now
from cme.config import Settings
from cme.content.fulltext import Article
from cme.database import Database
from cme.errors import BankError
from cme.models import Publication
from cme.services import bank_uploads, previewing
from cme.services.bank_uploads import CheckedUpload
from tests.content.test_manual import ARTICLE, MANUAL, written_out
from tests.support.clock import NOON
from tests.support.uploads import zip_of


@pytest.fixture
def bank(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The manual's bank, with its article in the folder of full texts."""
    folder, fulltexts = written_out(tmp_path)
    (tmp_path / "articles").mkdir()
    shutil.copy(fulltexts["example-2020"], tmp_path / "articles" / "example-2020.txt")
    monkeypatch.setenv("CME_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CME_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("CME_FULLTEXT_DIR", str(tmp_path / "articles"))
    return folder


def publish(bank: Path) -> str:
    result = CliRunner().invoke(cli, ["bank", "publish", str(bank)])
    return result.output if result.exception is None else str(result.exception)


def test_what_was_published_says_where_each_quotation_stands(bank: Path, sqlite_url: str) -> None:
    assert "as publication 1" in publish(bank)
    database = Database(sqlite_url)
    with database.reading() as session:
        manifest = session.scalars(select(Publication)).one().manifest
    database.engine.dispose()
    [text] = ARTICLE.findall(MANUAL)
    article = Article(text)
    [size] = article.places("It measured 13.4 cm in largest diameter.")

    assert set(manifest["quotations"]) == {"example-2020#size", "example-2020#one-reader"}
    assert manifest["quotations"]["example-2020#size"] == {
        "start": size.start,
        "end": size.end,
        "places": 1,
        "text_hash": article.digest,
    }


def test_a_quotation_that_is_not_in_the_article_is_not_published(bank: Path) -> None:
    path = bank / "sources" / "example-2020.yaml"
    path.write_text(path.read_text("utf-8").replace("was not repeated", "was repeated"), "utf-8")
    result = CliRunner().invoke(cli, ["bank", "publish", str(bank)])

    assert "error quote-not-found The quote is not in the article." in result.output
    assert isinstance(result.exception, BankError)


def test_a_quotation_that_was_changed_is_told_as_the_upload_tells_it(bank: Path, sqlite_url: str) -> None:
    assert "as publication 1" in publish(bank)
    path = bank / "sources" / "example-2020.yaml"
    path.write_text(path.read_text("utf-8").replace("was not repeated", "was repeated"), "utf-8")
    lines = CliRunner().invoke(cli, ["bank", "publish", str(bank)]).stdout.splitlines()
    uploaded = _uploaded(bank, sqlite_url)
    assert "past-quote" in {each.rule for each in uploaded.problems}
    assert [line.removeprefix(f"{bank}/") for line in lines[:-1]] == [str(each) for each in uploaded.problems]
    assert lines[-1].endswith("; compared with publication 1.")


def test_a_quotation_that_the_article_lost_is_told_alike_by_files_publishing_and_upload(
    bank: Path, sqlite_url: str
) -> None:
    assert "as publication 1" in publish(bank)
    export = bank.parent / "export"
    exported = CliRunner().invoke(cli, ["bank", "export", str(export)])
    assert exported.exit_code == 0
    article = bank.parent / "articles" / "example-2020.txt"
    article.write_text(article.read_text("utf-8").replace("was not repeated", "was repeated"), "utf-8")
    [told] = [str(each) for each in _uploaded(bank, sqlite_url).problems]

    assert " error quote-drifted The quote has not changed but the article has" in told
    assert "found in the last version, not in this one. Did you mean: " in told
    for command in (["check", "--against", str(export)], ["publish"]):
        lines = CliRunner().invoke(cli, ["bank", *command, str(bank)]).stdout.splitlines()
        assert [line.removeprefix(f"{bank}/") for line in lines if " error " in line] == [told]
    again = CliRunner().invoke(cli, ["bank", "check", str(export), "--against", str(export)])
    assert " error quote-drifted " in again.output, "what is published has lost its quotation too"


def _uploaded(bank: Path, sqlite_url: str) -> CheckedUpload:
    database = Database(sqlite_url)
    with database.reading() as session:
        uploaded = bank_uploads.check(
            zip_of(bank),
            "bank.zip",
            None,
            find_past=lambda bank_id: bank_uploads.find_past(session, bank_id),
            fulltext_dir=bank.parent / "articles",
            today=utc_now().date(),
        )
    database.engine.dispose()
    return uploaded


def test_a_start_tells_what_the_article_lost(
    bank: Path, settings: Settings, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    found = replace(settings, question_bank=str(bank), fulltext_dir=bank.parent / "articles")
    publish_at_start(found, database, now=NOON)
    article = bank.parent / "articles" / "example-2020.txt"
    article.write_text(article.read_text("utf-8").replace("was not repeated", "was repeated"), "utf-8")
    publish_at_start(found, database, now=NOON)
    assert " error quote-drifted " in capsys.readouterr().err


def test_what_is_published_shows_what_its_article_lost(bank: Path, sqlite_url: str) -> None:
    assert "as publication 1" in publish(bank)
    article = bank.parent / "articles" / "example-2020.txt"
    article.write_text(article.read_text("utf-8").replace("was not repeated", "was repeated"), "utf-8")
    database = Database(sqlite_url)
    with database.reading() as session:
        shown = previewing.published(
            session, "my-bank", fulltext_dir=bank.parent / "articles", today=utc_now().date()
        ).read()
    database.engine.dispose()
    assert [each.rule for each in shown.remarks] == ["quote-drifted"]


def test_the_same_bank_without_its_articles_is_nothing_new(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "as publication 1" in publish(bank)
    monkeypatch.delenv("CME_FULLTEXT_DIR")
    assert "nothing to publish" in publish(bank)


def test_the_check_knows_the_folder_too(bank: Path) -> None:
    result = CliRunner().invoke(cli, ["bank", "check", str(bank)])

    assert result.exit_code == 0
    assert "2 quotations of example-2020 compared with its full text; no problems." in result.output
