"""What seldom happens to a bank and its articles: each is told in words or makes no difference."""

import os
import re
import resource
from dataclasses import replace
from pathlib import Path

import pytest

from cme.content import zips
from cme.content.against import past_problems
from cme.content.against_git import _few, past_bank, published_past
from cme.content.bank import check_bank, load_bank
from cme.content.draft import read_draft
from cme.content.files import MOST_BYTES, MOST_FILES, _size
from cme.content.format_files import format_files
from cme.content.fulltext import Article
from cme.content.honesty import honesty
from cme.content.near_miss import Near, _trimmed
from cme.content.passages import _told
from cme.content.repeated import _named
from cme.content.written_yaml import read_written
from cme.errors import BankError
from cme.paths import resource as bundled
from tests.content.tiny import FILES, TINY, change, tiny_bank


def rules_of(bank: Path) -> set[str]:
    return {problem.rule for problem in check_bank(bank).problems}


def with_options(bank: Path, stem: str, *texts: str) -> Path:
    """Return the bank with another stem and other texts for the options of the second question."""
    path = bank / FILES["questions"]
    before, mark, after = path.read_text("utf-8").partition("  - id: measured\n")
    given = iter(texts)
    after = re.sub(r"(?m)^(        text: ).*$", lambda found: f"{found[1]}{next(given, found[0][14:])}", after)
    after = re.sub(r"(?m)^(    stem: ).*$", lambda found: f"{found[1]}{stem}", after, count=1)
    path.write_text(before + mark + after, "utf-8")
    return bank


def test_a_bank_without_provider_is_no_other_bank(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    (bank / "provider.yaml").unlink()
    assert [each.rule for each in past_problems(read_draft(bank), published_past(load_bank(TINY), "before"))] == []


def test_a_past_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty, large = tmp_path / "empty", tmp_path / "large.zip"
    empty.mkdir()
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    for reference, words in (("x" * 5000, r"\.$"), (str(empty), "holds no bank"), (str(large), "too large")):
        with pytest.raises(BankError, match=words):
            past_bank(reference, TINY)
    with pytest.raises(BankError, match="too large to be compared"):
        list(_few(iter([("questions/a.yaml", bytes(MOST_BYTES + 1))])))
    program = tmp_path / "git"
    program.write_bytes(b"\x00")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BankError, match="Git gave no answer"):
        past_bank("HEAD", TINY)


def test_too_many_files_and_files_that_vanish(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    for number in range(MOST_FILES):
        os.mknod(bank / "questions" / f"{number}.yaml")
    assert "bank-large" in rules_of(bank)
    assert _size(str(tmp_path / "gone")) == 0


def test_what_cannot_be_formatted_is_left_as_it_is(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    with (bank / "sources" / "large.yaml").open("wb") as file:
        file.truncate(100_000_000)
    assert len(format_files([bank / "sources" / "large.yaml"], is_rehearsal=True).refused) == 1
    change(bank, "source", "year: 2020", "year:   2020")
    path = bank / FILES["source"]
    before, limits = path.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, limits[1]))
    try:
        refused = format_files([path], is_rehearsal=False).refused
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert ["cannot be written" in each.message for each in refused] == [True]
    assert path.read_bytes() == before
    assert len(list(path.parent.iterdir())) == 2


def test_a_pipe_is_no_article(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match="not a file"):
        Article.read(tmp_path / "pipe")


def test_a_text_too_short_for_the_formula_is_told() -> None:
    one = honesty(load_bank(bundled("question_bank")))[0]
    assert one.estimate is not None
    short = replace(one, uncounted=(), estimate=replace(one.estimate, minutes=0))
    assert "gives no time for so short a text" in short.time()


def test_rare_shapes_of_numbers_and_options(tmp_path: Path) -> None:
    overlapping = with_options(tiny_bank(tmp_path / "a"), "How large?", "more than 5 cm", "4 to 8 cm", "9 cm")
    assert any(rule.startswith("lint-") for rule in rules_of(overlapping))
    long = with_options(tiny_bank(tmp_path / "b"), "How large?", "5 cm of the long mass", "6 cm", "7 cm", "8 cm")
    assert any(rule.startswith("lint-") for rule in rules_of(long))
    small = with_options(tiny_bank(tmp_path / "e"), "How large?", "Two", "three", "Four", "Five")
    assert any("small letter" in each.message for each in check_bank(small).problems)
    article = with_options(tiny_bank(tmp_path / "c"), "It took an", "hour", "eon", "age", "era")
    assert "lint-grammar" not in rules_of(article)
    alike = with_options(tiny_bank(tmp_path / "d"), "How large?", "10²", "102")
    assert "option-lookalike" in rules_of(alike)


def test_what_is_named_of_a_near_miss_stays_short() -> None:
    words = " ".join(f"word{number}" for number in range(40))
    assert Near(text=words, differences=(("word20", "other"),)).excerpt.startswith("… ")
    assert Near(text="short", differences=()).excerpt == "short"
    assert _trimmed(["(one", "two."], ["one", "two"]) == ["one", "two"]
    assert _told(Near(text="same", differences=())).startswith("Only what adjoins differs")
    assert _named(["one"], 2) == '"one" and so on'


def test_block_text_may_stand_in_a_list() -> None:
    assert read_written("- |\n  text\n") is not None
    assert read_written("? |\n  name\n: text\n") is not None


def test_a_zip_that_lies_about_its_size_is_stopped() -> None:
    assert zips._less(2, 2) == 0
    with pytest.raises(zips.Refused):
        zips._less(1, 2)
