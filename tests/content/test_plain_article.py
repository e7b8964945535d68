"""Reading an article quickly gives what reading it plainly gives."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cme.content import folding
from cme.content.fulltext import Article, _occurrences
from cme.content.markdown_text import without_markdown
from cme.content.reference_marks import mark_references
from tests.content import plain_article
from tests.content.article import INVENTED

PARTS = ["al", "a", "K", "lymphoma", "caspase", "fig", "12", "3", "4,5", "7-9", ".", ",", "+", "-", "–", "—", "(", ")"]
SIGNS = [
    "[",
    "]",
    "%",
    '"',
    "'",
    "“",
    "’",
    "`",
    " ",
    " ",
    "\n",
    "|",
    "---",
    "#",
    "*",
    "_",
    "^",
    "\\",
    "½",
    "௰",
    "³",
    "é",
]
MARKS = [folding.RAISED, folding.MAYBE_HYPHEN, folding.BROKEN_HYPHEN, "\u00ad", "﹣", "İ", "³"]
TEXTS = st.lists(st.sampled_from(PARTS + SIGNS + MARKS), max_size=40).map("".join)
WORDS = st.lists(st.sampled_from(["x", "y", "xy", "-", " ", "1", ".", "(", ")"]), min_size=1, max_size=5).map("".join)
FEW = settings(max_examples=500, deadline=None)


@FEW
@given(TEXTS)
@example("Foo et al4 found fusokinin7 (for safety)3, K+.5 and 12ALK1. Then a.3 In caspase3 b.4 in c.5")
@example("௰.3 ½.3 x௰4")
def test_references_are_marked_alike(text: str) -> None:
    text = " ".join(text.split())
    assert mark_references(text) == plain_article.marked(text)


@FEW
@given(TEXTS)
def test_typography_is_folded_alike(text: str) -> None:
    assert folding.fold_quotation(text) == plain_article.folded(text)
    assert [match.span() for match in folding._LINE_END.finditer(text)] == plain_article.line_ends(text)


@FEW
@given(TEXTS)
def test_markdown_is_taken_away_alike(text: str) -> None:
    assert without_markdown(text) == plain_article.without_markdown(text)


def test_markdown_is_looked_for_only_where_it_may_be() -> None:
    plain = "No sign of it here, only words (and a number, 12.5 %) - or a dash."
    assert without_markdown(plain) == plain_article.without_markdown(plain) == plain


@FEW
@given(TEXTS | st.lists(WORDS, max_size=8).map(" ".join), TEXTS | WORDS, st.integers(0, 60), st.integers(1, 12))
@example("drug-\ndrug drug-drug drugdrug", "drug-drug", 0, 9)
@example("x1 x1 x[1] x", "x1", 0, 2)
def test_quotations_are_found_alike(text: str, other: str, start: int, length: int) -> None:
    article = Article(text)
    for words in (other, text[start : start + length], article._text[start : start + length]):
        quoted = folding.fold_quotation(words)
        assert list(article._found(quoted)) == plain_article.places(article, quoted)


def test_a_quotation_whose_letters_stand_elsewhere_too_is_looked_up_by_its_pattern() -> None:
    article = Article(INVENTED)
    assert len(article._exactly("inventinib") or []) == article.count("inventinib") == 2
    assert article._exactly("13.4 cm mass") is not None
    assert article._exactly("lymphoma") is None  # once broken at the end of a line
    assert article._exactly("12") is None  # no letters to go by


def test_one_that_trusts_the_exact_words_alone_is_seen() -> None:
    article = Article(INVENTED)
    trusting = list(_occurrences("lymphoma", article._text))
    assert len(trusting) != len(plain_article.places(article, "lymphoma"))
