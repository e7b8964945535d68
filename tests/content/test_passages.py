"""Quotations of a bank against the text of its article, told in place."""

from pathlib import Path

import pytest

from cme.content.bank import check_bank
from cme.content.problems import Problem
from cme.paths import resource
from tests.content.article import REAL
from tests.content.tiny import change, tiny_bank

ARTICLE = """Case Summary
The patient took inven-
tinib.1,2 On day 3, the patient did not respond.3

The mass measured 13.4 cm. He then stopped.
"""


def problems(bank: Path, article: str, source: str = "paper") -> list[Problem]:
    path = bank.parent / "article.txt"
    path.write_text(article, "utf-8")
    return check_bank(bank, {source: path}).problems


def told(bank: Path, article: str = ARTICLE) -> list[str]:
    return [f"{problem.line}:{problem.column} {problem.severity} {problem.rule}" for problem in problems(bank, article)]


def test_faithful_quotations_pass(tmp_path: Path) -> None:
    assert told(tiny_bank(tmp_path)) == []


def test_nothing_is_compared_unless_asked_for(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "source", "13.4 cm", "1.34 cm")

    assert check_bank(bank).problems == []
    assert told(bank) == ["32:12 error quote-not-found"]


def test_the_differing_word_is_named(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "source", "13.4 cm", "1.34 cm")

    [problem] = problems(bank, ARTICLE)
    assert problem.message == (
        'The quote is not in the article. Did you mean: "The mass measured 13.4 cm."? '
        'There the article has "13.4" where the quote has "1.34".'
    )


def test_a_dropped_word_is_named(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "source", "did not respond", "did respond")

    [problem] = problems(bank, ARTICLE)
    assert (problem.line, problem.column, problem.rule) == (28, 12, "quote-not-found")
    assert problem.message.endswith('the article has "not" where the quote has nothing.')


def test_at_most_three_differences_are_listed(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "source", "On day 3, the patient did not respond", "In day 4, this patient didn't ever respond")

    [problem] = problems(bank, ARTICLE)
    assert problem.message.count(" where the quote has ") == 3
    assert problem.message.endswith(" ….")


def test_a_quotation_cut_inside_a_word_is_explained(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "source", "quote: The mass measured 13.4 cm.", "quote: he mass measured 13.4 cm.")

    [problem] = problems(bank, ARTICLE)
    assert 'Did you mean: "The mass measured 13.4 cm."?' in problem.message


def test_a_number_cut_short_is_explained(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "source", "quote: The mass measured 13.4 cm.", "quote: The mass measured 13")

    [problem] = problems(bank, ARTICLE)
    assert problem.message.endswith('There the article has "13.4" where the quote has "13".')


def test_words_that_stand_nowhere_have_no_hint(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "source", "The mass measured 13.4 cm.", "Zebrafish embryos thrive")

    [problem] = problems(bank, ARTICLE)
    assert problem.message == (
        "The quote is not in the article. Nothing in it is like it. Copy the words from the article."
    )


def test_a_context_is_compared_too(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "source", "took inventinib", "took crizotinib")

    assert told(bank) == ["27:21 error context-not-found"]


def test_a_context_must_adjoin(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    new = "quote: He then stopped.\n    context_after: Case Summary"
    change(bank, "source", "quote: The mass measured 13.4 cm.", new)

    assert told(bank) == ["32:12 error context-not-adjoining"]


def test_a_quotation_found_twice_is_mentioned_unless_it_has_context(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)

    assert told(bank, ARTICLE + ARTICLE) == ["32:12 info quote-repeated"]
    assert check_bank(bank).bank is not None


def test_a_source_that_the_bank_does_not_have_is_an_error(tmp_path: Path) -> None:
    [problem] = problems(tiny_bank(tmp_path), ARTICLE, source="papers")

    assert problem.rule == "fulltext-source"
    assert problem.message == 'There is no source "papers" in the bank. Did you mean "paper"?'


def test_a_bank_without_sources_says_so(tmp_path: Path) -> None:
    messages = [problem.message for problem in check_bank(tmp_path, {"zebra": tmp_path}).problems]

    assert 'There is no source "zebra" in the bank. The bank has none.' in messages


@pytest.mark.parametrize("path", ["missing.txt", ".", "latin.txt"])
def test_a_text_that_cannot_be_read_is_an_error(path: str, tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes(b"Malignit\xe9")

    [problem] = check_bank(tiny_bank(tmp_path), {"paper": tmp_path / path}).problems
    assert problem.rule == "fulltext-unreadable"
    assert problem.path == (tmp_path / path).as_posix()
    assert problem.message.endswith("Name a UTF-8 text file.")


def test_a_source_with_errors_is_not_compared(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "source", "year: 2020", "year: soon")

    assert told(bank, "Nothing") == ["6:7 error number-form"]


@pytest.mark.skipif(not REAL.is_file(), reason=f"the article's text is not at {REAL}")
def test_the_bundled_quotations_are_in_the_article() -> None:
    assert check_bank(resource("question_bank"), {"cleary-2014": REAL}).problems == []
