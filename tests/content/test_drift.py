"""A quotation that nobody changed, in an article that was: told as found in the last version, not in this one."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cme.content.against_git import Past, past_bank
from cme.content.bank import check_bank
from cme.content.exporting import write_bank
from cme.content.files import QUOTATIONS
from cme.content.fulltext import Article
from cme.core.sources import Quotation
from cme.errors import BankError
from tests.banks.faults_of_articles import ARTICLE
from tests.content.hostile_zips import zipped
from tests.content.test_against import git
from tests.content.tiny import TINY, change, tiny_bank


def lost(tmp_path: Path, reference: str | Path | Past, text: str) -> list[tuple[int, str]]:
    """Return line and rule of what is told of the tiny bank's quotations, beside a past and an article."""
    (tmp_path / "now.txt").write_text(text, "utf-8")
    past = reference if isinstance(reference, Past) else past_bank(str(reference), tmp_path / "bank")
    found = check_bank(tmp_path / "bank", {"paper": tmp_path / "now.txt"}, past=past).problems
    return [(each.line, each.rule) for each in found if each.path.endswith("paper.yaml")]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An export of the tiny bank, which was compared with its article."""
    (tmp_path / "then.txt").write_text(ARTICLE, "utf-8")
    made = check_bank(tiny_bank(tmp_path), {"paper": tmp_path / "then.txt"}).bank
    assert made is not None
    write_bank(made, tmp_path / "export")
    return tmp_path / "export"


def test_a_quotation_that_only_the_article_lost_is_told_as_that(export: Path, tmp_path: Path) -> None:
    corrected = ARTICLE.replace("13.4", "14.3")
    zip_file = tmp_path / "export.zip"
    files = (each for each in export.rglob("*") if each.is_file())
    zip_file.write_bytes(zipped({each.relative_to(export).as_posix(): each.read_bytes() for each in files}))
    git(tmp_path, "init", "-q", "-b", "main")
    shutil.copy(export / QUOTATIONS, tmp_path / "bank")
    git(tmp_path, "add", "bank")
    git(tmp_path, "commit", "-q", "-m", "Keep where quotations were found")

    for past in (export, zip_file, "HEAD"):
        assert lost(tmp_path, past, ARTICLE) == []
        assert lost(tmp_path, past, corrected) == [(32, "quote-drifted")]
    [problem] = check_bank(
        tmp_path / "bank", {"paper": tmp_path / "now.txt"}, past=past_bank(str(export), export)
    ).problems
    assert problem.message == (
        "The quote has not changed but the article has: found in the last version, not in this one. "
        'Did you mean: "The mass measured 14.3 cm."? There the article has "14.3" where the quote has "13.4".'
    )


def test_a_context_that_only_the_article_lost_is_told_as_that(export: Path, tmp_path: Path) -> None:
    assert lost(tmp_path, export, ARTICLE.replace("took inven-\ntinib", "took nothing")) == [(27, "quote-drifted")]


def test_nothing_drifted_that_was_changed_here_or_not_found_before(export: Path, tmp_path: Path) -> None:
    corrected = ARTICLE.replace("13.4", "14.3")
    assert lost(tmp_path, TINY, corrected) == [(32, "quote-not-found")]
    (export / QUOTATIONS).write_text("{}", "utf-8")
    assert lost(tmp_path, export, corrected) == [(32, "quote-not-found")]
    (tmp_path / "now.txt").write_text(corrected, "utf-8")
    digest = Article(corrected).digest
    found = {"paper#size": Quotation(start=0, end=9, places=1, text_hash=digest)}
    same = Past("then", past_bank(str(TINY), TINY).draft, found)
    assert lost(tmp_path, same, corrected) == [(32, "quote-not-found")]
    other = replace(same, quotations={"paper#size": replace(found["paper#size"], text_hash="another")})
    assert lost(tmp_path, other, corrected) == [(32, "quote-drifted")]
    change(tmp_path / "bank", "source", "quote: The mass measured 13.4 cm.", "quote: The mass measured 13.5 cm.")
    assert lost(tmp_path, other, corrected) == [(32, "quote-not-found")]


@pytest.mark.parametrize("text", ["", "[", "[" * 100_000, "[1]", '{"paper#size": {"start": 1}}', "\udcff"])
def test_where_quotations_were_found_is_not_believed_unread(export: Path, text: str) -> None:
    (export / QUOTATIONS).write_text(text, "utf-8", "surrogateescape")
    with pytest.raises(BankError, match=r"is not as cme bank export writes it\. Export the bank anew, or delete it\.$"):
        past_bank(str(export), export)


def test_a_file_that_cannot_be_read_is_named(export: Path) -> None:
    (export / QUOTATIONS).unlink()
    (export / QUOTATIONS).symlink_to("/proc/self/mem")  # a file to look at, whose first byte nobody can read
    with pytest.raises(BankError, match=r"quotations\.json cannot be read \(.*\)\. Mend that, or delete it\.$"):
        past_bank(str(export), export)
