"""Compare every quotation of a source with the text of its article."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cme.content.documents import Location
from cme.content.draft import Draft, SourceRecord
from cme.content.files import of_file, reason
from cme.content.fulltext import Article, Near
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.schema import PassageEntry
from cme.content.suggestions import did_you_mean

RULES = (
    Rule(
        "fulltext-source",
        Severity.ERROR,
        "An article is given for a source that the bank does not have.",
        "Nothing would be compared with it.",
        "Write the source's id as the message suggests.",
    ),
    Rule(
        "fulltext-unreadable",
        Severity.ERROR,
        "The article's text cannot be read.",
        "Nothing could be compared with it.",
        "Name a UTF-8 text file.",
    ),
    Rule(
        "quote-not-found",
        Severity.ERROR,
        "A quote is not in the article.",
        "A quotation that the article does not contain must not be published.",
        "Copy the words from the article; the message shows the nearest, and which differ.",
    ),
    Rule(
        "quote-repeated",
        Severity.INFO,
        "A quote stands more than once in the article.",
        "A reader could look it up in the wrong place.",
        "Give a context that says which one is meant.",
    ),
    Rule(
        "context-not-found",
        Severity.ERROR,
        "A context is not in the article.",
        "It is printed as the article's own words.",
        "Copy the words from the article.",
    ),
    Rule(
        "context-not-adjoining",
        Severity.ERROR,
        "Quote and context are both in the article, but not side by side.",
        "Put together they would say what the article does not.",
        "Quote words that adjoin.",
    ),
)


@dataclass
class Comparison:
    """Every problem found, and how many quotations were compared, by the id of the source."""

    problems: list[Problem] = field(default_factory=list)
    quotations: dict[str, int] = field(default_factory=dict)


def compare(draft: Draft, fulltexts: Mapping[str, Path]) -> Comparison:
    """Find quotations that are not in their article, for the sources whose article is given."""
    comparison = Comparison()
    sources = {source.id: source for source in draft.sources}
    for source_id, path in fulltexts.items():
        source = sources.get(source_id)
        if source is None:
            if "sources" not in draft.unread:  # else it may stand in the file that cannot be read
                hint = did_you_mean(source_id, sources) or f" The bank has {', '.join(sorted(sources)) or 'none'}."
                message = f'There is no source "{source_id}" in the bank.{hint}'
                comparison.problems.append(of_file(path, "fulltext-source", message))
            continue
        try:
            article = Article.read(path)
        except (OSError, ValueError) as error:
            why = reason(error) if isinstance(error, OSError) else str(error)
            message = f'The text of "{source_id}" cannot be read ({why}). Name a UTF-8 text file.'
            comparison.problems.append(of_file(path, "fulltext-unreadable", message))
            continue
        comparison.problems += _in_source(source, article)
        comparison.quotations[source_id] = len(source.value.passages) if source.value is not None else 0
    return comparison


def _in_source(source: SourceRecord, article: Article) -> Iterator[Problem]:
    for number, passage in enumerate(source.value.passages if source.value is not None else ()):
        yield from _in_passage(source, ("passages", number), passage, article)


def _in_passage(source: SourceRecord, place: Location, passage: PassageEntry, article: Article) -> Iterator[Problem]:
    found = article.count(passage.quote)
    if not found:
        message = f"The quote is not in the article. {_nearest(article, passage.quote)}"
        yield source.problem((*place, "quote"), "quote-not-found", message)
    elif found > 1 and not (passage.context_before or passage.context_after):
        message = f"The quote stands {found} times in the article; a context would say which one is meant."
        yield source.problem((*place, "quote"), "quote-repeated", message, severity=Severity.INFO)
    missing = False
    for name, context in (("context_before", passage.context_before), ("context_after", passage.context_after)):
        if context and not article.count(context):
            missing = True
            message = f"The {name} is not in the article. {_nearest(article, context)}"
            yield source.problem((*place, name), "context-not-found", message)
    if found and not missing and not article.count(_whole(passage)):
        message = "The quote and its context are in the article, but not side by side. Quote words that adjoin."
        yield source.problem((*place, "quote"), "context-not-adjoining", message)


def _whole(passage: PassageEntry) -> str:
    return " ".join(part for part in (passage.context_before, passage.quote, passage.context_after) if part)


def _nearest(article: Article, quotation: str) -> str:
    near = article.nearest(quotation)
    if near is None:
        return "Nothing in it is like it. Copy the words from the article."
    return f'Did you mean: "{near.text}"? {_told(near)}'


def _told(near: Near) -> str:
    parts = [
        f"the article has {_quoted(article)} where the quote has {_quoted(quoted)}"
        for article, quoted in near.differences[:3]
    ]
    more = " …" if len(near.differences) > 3 else ""
    return f"There {'; '.join(parts)}{more}."


def _quoted(words: str) -> str:
    return f'"{words}"' if words else "nothing"
