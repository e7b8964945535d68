"""Markdown around an article's words is no part of them; a sign that may belong to them stays."""

import pytest

from cme.content.fulltext import Article
from cme.content.markdown_text import without_markdown
from tests.content.article import SOURCES

READS = {
    "(*ALK*) gene": "(ALK) gene",
    "TPM3-*ALK* and *EML4-ALK*-positive": "TPM3-ALK and EML4-ALK-positive",
    "**Not** given; ***never*** given": "Not given; never given",
    "a **very *small* dose**": "a very small dose",
    "_In vitro_ and __in vivo__": "In vitro and in vivo",
    "## Case Summary ##\nThe patient": "Case Summary\nThe patient",
    'see [the trial](https://example.org/a_(b) "Title") and ![a scan](scan.png)': "see the trial and a scan",
    "region.^{1,2} Then": "region.<sup>1,2</sup> Then",
    "region.^3^ Then": "region.<sup>3</sup> Then",
    "H_{2}O": "H2O",
    "5 \\* 3 \\< 20": "5 * 3 < 20",
    "| Dose | n |\n|------|:-:|\n| 5 mg | 3 |": " Dose   n \n\n 5 mg   3 ",
}
STAYS = [
    "HLA-A*02:01 and HLA-B*07:02 were found",
    "27* of 31* patients; *P < .05",
    "* a bullet * and another",
    "snake_case_name and _start",
    "10^6 cells and 2^10",
    "a | b",
    "#1 of 3",
    "[12] and [13]",
    "- a dash at the start",
]


@pytest.mark.parametrize(("written", "read"), READS.items(), ids=READS)
def test_marks_are_taken_away(written: str, read: str) -> None:
    assert without_markdown(written) == read


@pytest.mark.parametrize("text", STAYS)
def test_what_may_belong_to_the_text_stays(text: str) -> None:
    assert without_markdown(text) == text


def test_hostile_marks_are_read_in_time() -> None:
    for sign in ("*", "_", "[", "|", "^{", "#", "![", "\\", "](", "*a", "[a](", "|-", " ", "<sup>"):
        Article(sign * 20_000)


def test_raised_numbers_may_be_left_out_and_powers_may_not() -> None:
    article = Article("Cases of *ALK* loss.^{1,2} We gave 10^{6} cells.^{3}")

    assert article.count("Cases of ALK loss. We gave 10⁶ cells.") == 1
    assert article.count("We gave 106 cells.") == 0
    assert article.count("We gave 10 cells.") == 0


NEJM = SOURCES / "001_1d0b3b62c33bcae4.txt"
ABSTRACT = SOURCES / "002_a56ed5b6c7362214.txt"


@pytest.mark.skipif(not NEJM.is_file(), reason=f"the article's text is not at {NEJM}")
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Crizotinib in ALK-Rearranged Inflammatory", "Crizotinib in ALK-Rearranged Myofibroblastic"),
        ("approximately 50% of IMTs. ALK aneuploidy has also", "approximately 60% of IMTs. ALK aneuploidy has also"),
        ("activate ALK. ALK expression reliably correlates", "activate ALK. ALK expression correlates"),
        ("occurs regardless of ALK expression.", "occurs regardless of ALK1 expression."),
        ("cancers with EML4-ALK rearrangements.", "cancers with EML-ALK rearrangements."),
        ("AE1:AE3, S-100, CD21, CD35, clusterin", "AE1:AE3, S-100, CD21, CD36, clusterin"),
        ("Combined ¹⁸F-fluorodeoxyglucose positron-emission", "Combined ¹⁹F-fluorodeoxyglucose positron-emission"),
        ("and has not had aminotransferase elevations", "and has had aminotransferase elevations"),
        ("Criteria in Solid Tumors (RECIST) (Fig. 2)", "Criteria in Solid Tumors (RECIST) (Fig. 3)"),
    ],
)
def test_quotations_of_an_article_in_markdown(right: str, wrong: str) -> None:
    article = Article.read(NEJM)

    assert article.count(right) == 1
    assert article.count(wrong) == 0


@pytest.mark.skipif(not ABSTRACT.is_file(), reason=f"the abstract is not at {ABSTRACT}")
def test_quotations_of_an_abstract() -> None:
    article = Article.read(ABSTRACT)

    assert article.count("Both harbored RANBP2-ALK fusions and responded to alternative ALK inhibitors") == 1
    assert article.count("Both harbored RANBP-ALK fusions and responded to alternative ALK inhibitors") == 0
    assert article.count("is 0.75 ± 0.15% and 0.83 ± 0.15%, respectively") == 1
    assert article.count("is 0.75 ± 0.15% and 0.38 ± 0.15%, respectively") == 0
