"""Faults that show only when the quotations are compared with the article's text."""

from collections.abc import Mapping

from tests.banks.fault import Fault

ARTICLE = """Case Summary
The patient took inven-
tinib.1,2 On day 3, the patient did not respond.3

The mass measured 13.4 cm. He then stopped.
"""


def _told(old: str, new: str, *told: str, article: str | bytes = ARTICLE) -> Fault:
    return Fault("source", old, new, told, articles={"paper.txt": article})


def _given(told: str, articles: Mapping[str, str | bytes], **named: str) -> Fault:
    """Return a fault that is not in the bank but in the articles given."""
    return Fault("source", "case report", "case reports", [told], articles=articles, named=named)


_QUOTE = "quote: The mass measured 13.4 cm."

FAULTS: dict[str, Fault] = {
    "a number altered": _told(_QUOTE, "quote: ‸The mass measured 1.34 cm.", "quote-not-found"),
    "a word left out": _told(
        "quote: On day 3, the patient did not", "quote: ‸On day 3, the patient did", "quote-not-found"
    ),
    "a word put in": _told(_QUOTE, "quote: ‸The large mass measured 13.4 cm.", "quote-not-found"),
    "three dots": _told(_QUOTE, "quote: ‸The mass … 13.4 cm.", "quote-not-found"),
    "cut inside a number": _told(_QUOTE, "quote: ‸The mass measured 13", "quote-not-found"),
    "cut inside a word": _told(_QUOTE, "quote: ‸he mass measured 13.4 cm.", "quote-not-found"),
    "two passages joined": _told(
        _QUOTE, "quote: ‸The patient took inventinib. The mass measured 13.4 cm.", "quote-not-found"
    ),
    "a context that is not there": _told(
        "took inventinib", "took nothing", "sources/paper.yaml:27:21 context-not-found"
    ),
    "a context from elsewhere": _told(
        _QUOTE, "quote: ‸The mass measured 13.4 cm.\n    context_after: Case Summary", "context-not-adjoining"
    ),
    "a quote that stands there twice": _told(
        "title: A case with a finding",
        "title: A case with two findings",
        "sources/paper.yaml:32:12 warning quote-repeated",
        article=f"{ARTICLE}The mass measured 13.4 cm.\n",
    ),
    "an article that is no text": _given("../articles/paper.txt:1:1 fulltext-unreadable", {"paper.txt": b"\xff\xfe"}),
    "an article named that is no text": _given(
        "../articles/paper.txt:1:1 fulltext-unreadable", {"paper.txt": b"\xff\xfe"}, paper="paper.txt"
    ),
    "an article named that is not there": _given("../articles/none.txt:1:1 fulltext-unreadable", {}, paper="none.txt"),
    "the article of another source": _given(
        "../articles/paper.txt:1:1 fulltext-source", {"paper.txt": ARTICLE}, papers="paper.txt"
    ),
    "two articles of one source": _given(
        "../articles/paper.md:1:1 warning fulltext-twice", {"paper.txt": ARTICLE, "paper.md": ARTICLE}
    ),
    "no folder of articles": _given("../articles:1:1 fulltext-folder", {}),
}
