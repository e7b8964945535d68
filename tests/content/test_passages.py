"""Quotations of a bank against the text of its article, told in place."""

from pathlib import Path

import pytest

from cme.content.bank import check_bank
from cme.content.draft import read_draft
from cme.content.fulltext import Article
from cme.content.problems import Problem
from cme.content.repeated import tell_places
from cme.paths import resource
from cme.services.records import to_document
from tests.content.article import ARTICLES, REAL
from tests.content.tiny import TINY, change, tiny_bank

ARTICLE = """Case Summary
The patient took inven-
tinib.1,2 On day 3, the patient did not respond.3

The mass measured 13.4 cm. He then stopped.
"""
TINY_PASSAGES = [passage for record in read_draft(TINY).sources if record.value for passage in record.value.passages]


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

    article = ARTICLE.replace("On day 3, the patient did not respond.3", "In day 4, the patients did not responded.3")
    [problem] = problems(bank, article)
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


def test_a_quotation_found_twice_is_told_with_what_tells_the_places_apart(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    article = ARTICLE + "Discussion\nAs said, the mass measured 13.4 cm. The mass measured 13.4 cm. He went home.\n"
    change(bank, "source", "quote: The mass", "quote: mass")

    [problem] = problems(bank, article)
    assert (problem.line, problem.severity, problem.rule) == (32, "warning", "quote-repeated")
    assert problem.message == (
        'The quote stands in 3 places: after "not respond. The", "As said, the" and "13.4 cm. The". '
        "Write the words before the one meant into context_before."
    )
    change(bank, "source", "quote: mass", "context_before: As said, the\n    quote: mass")
    assert problems(bank, article) == []


def test_a_context_that_repeats_too_is_an_info(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "source", "quote: The mass", "context_before: The\n    quote: mass")

    [problem] = problems(bank, ARTICLE.replace("He then", "The mass measured 13.4 cm. It then"))
    assert (problem.severity, problem.rule) == ("info", "quote-repeated")
    assert problem.message == (
        'The quote with its context stands in 2 places. They differ at "The" and "It". '
        "Write the words up to the one meant into context_after."
    )
    assert check_bank(bank).bank is not None


def test_places_that_nothing_tells_apart_are_told_too() -> None:
    around = (["the"], ["mass"])

    assert tell_places([around, around], has_context=False) == (
        "The quote stands in 2 places, and so do the words around it. "
        "Quote another sentence, if a reader should find the right one."
    )


def test_a_sound_bank_knows_where_its_quotations_stand(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, "utf-8")
    checked = check_bank(bank, {"paper": path}).bank
    article = Article(ARTICLE)

    assert checked is not None
    assert set(checked.quotations) == {"paper#course", "paper#size"}
    place = checked.quotations["paper#course"]
    assert (place.places, place.text_hash) == (1, article.digest)
    [quote] = article.places("On day 3, the patient did not respond.")
    assert (place.start, place.end) == (quote.start, quote.end)
    assert place.start < checked.quotations["paper#size"].start
    unread = check_bank(bank).bank
    assert unread is not None
    assert unread.quotations == {}
    assert to_document(checked) == to_document(unread)  # where a quotation stands is no part of what is published


def test_a_quote_inside_its_own_context_is_placed_rightly() -> None:
    article = Article("It grew, and it grew, and it shrank.")
    [found] = article.places("it grew,", before="It grew, and", after="and it shrank.")

    assert article.words_around(found)[0] == ["It", "grew,", "and"]


def texts(folder: Path, **named: str) -> Path:
    folder.mkdir()
    for name, text in named.items():
        (folder / name.replace("_", ".")).write_text(text, "utf-8")
    return folder


def test_articles_are_found_in_a_folder_by_the_name_of_their_source(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    folder = texts(tmp_path / "articles", paper_md=ARTICLE.replace("13.4", "**13.4**"), other_txt="Another bank's.")
    checked = check_bank(bank, fulltext_dir=folder)

    assert checked.problems == []
    assert checked.compared == {"paper": 2}
    change(bank, "source", "13.4 cm", "1.34 cm")
    assert [problem.rule for problem in check_bank(bank, fulltext_dir=folder).problems] == ["quote-not-found"]


def test_a_named_article_goes_before_the_folder(tmp_path: Path) -> None:
    folder = texts(tmp_path / "articles", paper_txt="Nothing of the kind.")
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, "utf-8")

    assert check_bank(tiny_bank(tmp_path), {"paper": path}, folder).problems == []


def test_two_articles_for_one_source_are_mentioned(tmp_path: Path) -> None:
    folder = texts(tmp_path / "articles", paper_txt=ARTICLE, paper_xml="<article/>")

    [problem] = check_bank(tiny_bank(tmp_path), fulltext_dir=folder).problems
    assert (problem.path, problem.severity, problem.rule) == (
        f"{folder.as_posix()}/paper.xml",
        "warning",
        "fulltext-twice",
    )
    assert problem.message == '"paper" has a second full text here, which is not used; paper.txt is. Delete one.'


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    [problem] = check_bank(tiny_bank(tmp_path), fulltext_dir=tmp_path / "nowhere").problems

    assert (problem.severity, problem.rule) == ("error", "fulltext-folder")
    assert problem.message.startswith("The folder of full texts cannot be opened (no such file or directory).")


def test_an_id_that_is_a_path_leads_nowhere(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    folder = texts(tmp_path / "articles")
    (tmp_path / "secret.txt").write_text(ARTICLE, "utf-8")
    change(bank, "source", "id: paper\n", "id: ../secret\n")

    assert check_bank(bank, fulltext_dir=folder).compared == {}


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
    assert problem.message.endswith("Name a file with UTF-8 text or JATS XML.")


def test_a_source_with_errors_is_not_compared(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "source", "year: 2020", "year: soon")

    assert told(bank, "Nothing") == ["6:7 error number-form"]


@pytest.mark.skipif(not REAL.is_file(), reason=f"the article's text is not at {REAL}")
def test_the_bundled_quotations_are_in_their_articles() -> None:
    checked = check_bank(resource("question_bank"), ARTICLES)

    # The abstract of the lymphoma report repeats three sentences of the introduction, of which four passages quote.
    found = [(problem.severity, problem.rule) for problem in checked.problems if problem.rule.startswith("quote")]
    assert found == [("info", "quote-repeated")] * 4
    assert checked.bank is not None
    assert len(checked.bank.quotations) == checked.passages == sum(checked.compared.values())
    assert set(checked.compared) == set(ARTICLES) == set(checked.bank.sources)
