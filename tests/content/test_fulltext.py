"""Quotations are found whatever the typography, and not found whatever else is changed."""

from pathlib import Path

import pytest

from cme.content.bank import load_bank
from cme.content.fulltext import Article
from cme.paths import resource
from tests.content.article import ARTICLES, INVENTED, REAL

ARTICLE = Article(INVENTED)

FOUND = [
    "Some patients with ALK+ lymphoma harboring the t(2;5) and t(X;18) translocations did not respond",
    "did not respond to inventinib. Le Carré et al found a 13.4 cm mass",
    "a 13.4 cm mass in 27 of 31 patients (70%) after 3–5 weeks. The median",
    "patients (70 %) after 3-5 weeks.",
    "after 3—5 weeks",
    "9.7 months. However, inventinib (a CYP3A4 inhibitor) is potentially curative, and 'effective'".replace("'", '"'),
    "“effective”. Drug-drug interactions in Dana-Farber’s EML4-ALK–rearranged tumors",
    "EML4-ALK– rearranged tumors were positive for ALK1 and caspase3, see.",
    "caspase3, see [5, 6].",
    "250 mg/m2 twice a day, and 10⁶ cells/kg were infused on day 21",
    "250 mg/m² [8] twice",
    "bortezomib support; caspase3 rose",
    "bortezomib10 support",
    "P < .05 in 1-3 patients – or none.",
    "347 U/L & in vivo growth was 1.5 × 10⁹/L.",
    "See Fig.3 for Ca(OH)2 and 4 cm2 of skin from nivolumab, the experimental protocol,",
    "nivolumab, the experimental protocol, “as planned” (for safety) only.",
    "from nivolumab8",
    "A phase3 trial of vitamin D. In variant c.35 was Nivolumab7 given; fusokinin7 rose",
    "to inventinib.1 Le Carré et al4 found",
    "Le  Carre\u0301 et\n al",
]

FAULTS = {
    "a changed number": "a 13.5 cm mass in 27 of 31 patients",
    "a moved decimal point": "a 1.34 cm mass in 27 of 31 patients",
    "a lost decimal point": "a 134 cm mass in 27 of 31 patients",
    "a changed unit": "a 13.4 mm mass in 27 of 31 patients",
    "a dropped not": "translocations did respond to inventinib.",
    "an added not": "inventinib (a CYP3A4 inhibitor) is not potentially curative",
    "ALK1 to ALK2": "tumors were positive for ALK2",
    "ALK1 to ALK": "tumors were positive for ALK and caspase3",
    "ALK+ to ALK": "Some patients with ALK lymphoma",
    "ALK+ to ALK-": "Some patients with ALK- lymphoma",
    "ALK+ cut to ALK": "Some patients with ALK",
    "t(2;5) to t(2;6)": "harboring the t(2;6) and t(X;18)",
    "t(2;5) to t(2)": "harboring the t(2) and t(X;18)",
    "t(X;18) to t(X)": "the t(2;5) and t(X) translocations",
    "CYP3A4 to CYP3A5": "inventinib (a CYP3A5 inhibitor)",
    "CYP3A4 to CYP3A": "inventinib (a CYP3A inhibitor)",
    "caspase3 to caspase": "positive for ALK1 and caspase, see",
    "a swapped drug": "did not respond to crizotinib.",
    "some to most": "Most patients with ALK+ lymphoma",
    "some to most, small": "most patients with ALK+ lymphoma",
    "a removed potentially": "(a CYP3A4 inhibitor) is curative",
    "a changed range": "after 3–6 weeks",
    "a range made one number": "after 35 weeks",
    "a line-end range made one number": "in 13 patients",
    "a hyphen added": "did not re-spond to inventinib",
    "a hyphen removed from EML4-ALK": "EML4ALK–rearranged tumors",
    "a capital's hyphen removed": "interactions in DanaFarber's",
    "a power made plain": "106 cells/kg were infused",
    "a changed power": "10⁷ cells/kg were infused",
    "a unit's exponent dropped": "The dose was 250 mg/m twice a day",
    "a raised exponent dropped": "Ca(OH)2 and 4 cm of skin",
    "a molecule's number dropped": "for Ca(OH) and 4 cm2",
    "a figure's number dropped": "See Fig. for Ca(OH)2",
    "a reference number changed": "did not respond to inventinib.2 Le Carré",
    "a reference number added": "potentially5 curative",
    "a phase dropped": "A phase trial of vitamin",
    "a variant's number dropped": "In variant c. was",
    "a capital name's number dropped": "was Nivolumab given",
    "a repeated name's number dropped": "fusokinin rose, then",
    "an ordinal's number dropped": "(a form,th)",
    "a percentage cut": "in 27 of 31 patients (70",
    "a number cut at the point": "The median was 9",
    "a number cut after the point": "The median was 9.",
    "a number cut before the point": "4 cm mass in 27",
    "a point's number cut": ".4 cm mass in 27",
    "a word cut": "he median was 9.7 months",
    "a word cut at its end": "The median was 9.7 month",
    "a compound cut": "drug interactions in Dana-Farber's",
    "a compound cut at its end": "interactions in Dana-Farber's EML4",
    "a possessive cut": "interactions in Dana-Farber",
    "a possessive's s": "s EML4-ALK–rearranged",
    "a broken word's end": "phoma harboring the t(2;5)",
    "a broken word's start": "Some patients with ALK+ lym",
    "words left out": "Some patients with ALK+ lymphoma did not respond",
    "words left out with dots": "Some patients … did not respond",
    "a sentence left out": "after 3–5 weeks. However",
    "an accent dropped": "Le Carre et al found",
    "a capital changed": "did not respond to Inventinib.",
    "a comma dropped": "However inventinib (a CYP3A4 inhibitor)",
    "a compared sign turned": "P > .05 in 1-3 patients",
    "nothing quoted": "",
}


@pytest.mark.parametrize("quotation", FOUND)
def test_typography_does_not_matter(quotation: str) -> None:
    assert ARTICLE.count(quotation) == 1


@pytest.mark.parametrize("quotation", FAULTS.values(), ids=FAULTS)
def test_anything_else_is_noticed(quotation: str) -> None:
    assert ARTICLE.count(quotation) == 0


def test_a_quotation_may_stand_several_times() -> None:
    assert Article("The end. The end? The end.").count("The end") == 3


def test_a_near_miss_names_the_words_that_differ() -> None:
    near = ARTICLE.nearest("Le Carré et al found a 1.34 cm mass in 27 of 31 patients")

    assert near is not None
    assert near.text == "Le Carré et al found a 13.4 cm mass in 27 of 31 patients"
    assert near.differences == (("13.4", "1.34"),)


def test_a_quotation_that_is_merely_cut_has_no_differing_words() -> None:
    near = Article("We saw a long remission in the patient.").nearest("saw a long remis")

    assert near is not None
    assert near.text.startswith("saw a long remission")


def test_nothing_is_near_to_what_the_article_never_says() -> None:
    assert ARTICLE.nearest("Zebrafish embryos were kept at 28 °C") is None
    assert ARTICLE.nearest("") is None


def test_a_text_is_read_as_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes("\ufeffMalignité.".encode())

    assert Article.read(path).count("Malignité.") == 1


def test_other_encodings_and_huge_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes("Malignité.".encode("latin-1"))
    with pytest.raises(ValueError, match="not UTF-8"):
        Article.read(path)

    monkeypatch.setattr("cme.content.fulltext.LARGEST", 5)
    with pytest.raises(ValueError, match="more than 5 bytes"):
        Article.read(path)


needs_article = pytest.mark.skipif(not REAL.is_file(), reason=f"the article's text is not at {REAL}")

REAL_FAULTS = [
    ("has an excellent prognosis", "typically have an excellent prognosis", "typically have a excellent prognosis"),
    ("a survival rate", "survival rate of 70%", "survival rate of 71%"),
    ("dropped not", "some do not respond to", "some do respond to"),
    ("some to most", "some do not respond to standard", "most do not respond to standard"),
    ("ALK1", "was positive for ALK1 and fluorescence", "was positive for ALK2 and fluorescence"),
    ("ALK", "was positive for ALK1 and fluorescence", "was positive for ALK and fluorescence"),
    ("t(2;5)", "demonstrated a t(2;5) chromosomal", "demonstrated a t(2;6) chromosomal"),
    ("CYP3A4", "(crizotinib is a CYP3A4 inhibitor)", "(crizotinib is a CYP3A5 inhibitor)"),
    ("decimal", "measured 13.4 cm in largest", "measured 1.34 cm in largest"),
    ("unit", "measured 13.4 cm in largest", "measured 13.4 mm in largest"),
    ("dose", "crizotinib, 250 mg twice a day", "crizotinib, 250 mg once a day"),
    ("drug", "Crizotinib was well tolerated and", "Brentuximab was well tolerated and"),
    ("potentially", "transplant is a potentially curative option", "transplant is a curative option"),
    ("months", "is 9.7 months. However,", "is 97 months. However,"),
    ("who", "Le Gouill et al found a 55% 5-year", "Le Gouill et al found a 55% 6-year"),
    ("weeks", "Thirteen weeks after starting crizotinib", "Thirty weeks after starting crizotinib"),
    ("refs", "crizotinib may be an effective treatment in this disease.", "crizotinib is an effective treatment"),
    ("EML4", "In EML4-ALK–rearranged non–small cell lung cancer", "In EML5-ALK–rearranged non–small cell"),
]


@needs_article
@pytest.mark.parametrize(("right", "wrong"), [pair[1:] for pair in REAL_FAULTS], ids=[pair[0] for pair in REAL_FAULTS])
def test_faults_planted_in_quotations_of_the_real_article(right: str, wrong: str) -> None:
    article = Article.read(REAL)

    assert article.count(right) > 0
    assert article.count(wrong) == 0


@needs_article
def test_a_sentence_that_extraction_tore_apart_is_not_contiguous() -> None:
    article = Article.read(REAL)

    assert article.count("the experimental protocol, the patient was treated with crizotinib, 250 mg twice a day.") == 1
    assert article.count("On the experimental protocol, the patient was treated with crizotinib") == 0


@needs_article
def test_the_bundled_questions_have_the_wording_of_the_article() -> None:
    article = Article.read(REAL)
    verbatim = [one for one in load_bank(resource("question_bank")).questions.values() if one.verbatim]
    assert len(verbatim) == 3
    for question in verbatim:
        assert article.count(question.stem) == 1
        assert all(article.count(option.text) for option in question.options)


@needs_article
@pytest.mark.parametrize("source_id", ARTICLES)
def test_every_digit_and_negation_of_the_bundled_quotations_matters(source_id: str) -> None:
    article = Article.read(ARTICLES[source_id])
    cited = [item.passage for one in load_bank(resource("question_bank")).questions.values() for item in one.cited]
    quotes = {passage.quote for passage in cited if passage.source_id == source_id}
    for quote in quotes:
        for number, character in enumerate(quote):
            if character.isdigit():
                changed = quote[:number] + str((int(character) + 1) % 10) + quote[number + 1 :]
                assert article.count(changed) == 0, changed
                assert article.count(quote[:number] + quote[number + 1 :]) == 0
        assert article.count(quote.replace(" not ", " ")) == (0 if " not " in quote else article.count(quote))
    assert len(quotes) > 10
