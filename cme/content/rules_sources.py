"""Rules about one source: how much may be quoted, and whether it still stands.

60 words each and 800 in all are the figures of the STM permissions guidelines, counted here in whole words
with the context that is shown; a source under an open licence may be quoted at any length in all.
"""

from collections.abc import Iterator

from cme.content.draft import SourceRecord
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.schema import SourceEntry

LONGEST_QUOTE = 60
MOST_WORDS = 800
MANY_WORDS = 400

RULES = (
    Rule(
        "source-retracted",
        Severity.ERROR,
        "A source is retracted.",
        "Nothing may be taught from an article that its journal has withdrawn.",
        "Take its activities out of the bank, or correct the status.",
    ),
    Rule(
        "quotation-long",
        Severity.ERROR,
        "A passage has more than 60 words with its context.",
        "Short quotations are what publishers permit without asking.",
        "Quote less.",
    ),
    Rule(
        "quotation-total",
        Severity.ERROR,
        "The passages of a source have more than 800 words in all, or more than 400 for a warning.",
        "Short quotations are what publishers permit without asking.",
        "Quote less, or leave out passages that no question needs.",
        also=(Severity.WARNING,),
    ),
)


def source_problems(record: SourceRecord) -> Iterator[Problem]:
    """Find what is wrong inside one source that the schema could read."""
    source = record.value
    if source is None:
        return
    if source.status == "retracted":
        message = "The source is retracted. Take its activities out of the bank, or correct the status."
        yield record.problem(("status",), "source-retracted", message)
    for number, passage in enumerate(source.passages):
        if passage.words > LONGEST_QUOTE:
            message = (
                f'Passage "{passage.id}" has {passage.words} words with its context; '
                f"{LONGEST_QUOTE} are allowed. Quote less."
            )
            yield record.problem(("passages", number, "quote"), "quotation-long", message)
    if source.rights.basis == "short-quotation":
        yield from _in_all(record, source)


def _in_all(record: SourceRecord, source: SourceEntry) -> Iterator[Problem]:
    words = sum(passage.words for passage in source.passages)
    if words > MOST_WORDS:
        message = f"The passages have {words} words in all; {MOST_WORDS} are allowed for a source. Quote less."
        yield record.problem(("passages",), "quotation-total", message)
    elif words > MANY_WORDS:
        message = f"The passages have {words} words in all; from {MANY_WORDS} on, ask whether all are needed."
        yield record.problem(("passages",), "quotation-total", message, severity=Severity.WARNING)
