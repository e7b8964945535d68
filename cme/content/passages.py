"""Compare every quotation of a source with the text of its article."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

from cme.content.documents import Location
from cme.content.draft import Draft, SourceRecord
from cme.content.files import of_file, reason
from cme.content.fulltext import Article, Found
from cme.content.fulltext_files import chosen, fulltexts_in
from cme.content.near_miss import Near
from cme.content.problems import Problem, Severity
from cme.content.repeated import tell_places
from cme.content.rule import Rule
from cme.content.schema import PassageEntry
from cme.content.suggestions import did_you_mean
from cme.core.sources import Quotation

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
        "Name a file with UTF-8 text or JATS XML.",
    ),
    Rule(
        "fulltext-folder",
        Severity.ERROR,
        "The folder of full texts cannot be opened.",
        "Quotations that should be compared with their articles would not be.",
        "Name a folder that can be read, or none.",
    ),
    Rule(
        "fulltext-twice",
        Severity.WARNING,
        "The folder of full texts has two files for one source.",
        "Only one of them is compared, and the two may differ.",
        "Delete the one that is not meant.",
    ),
    Rule(
        "quote-not-found",
        Severity.ERROR,
        "A quote is not in the article.",
        "A quotation that the article does not contain must not be published.",
        "Copy the words from the article; the message shows the nearest, and which differ.",
    ),
    Rule(
        "quote-drifted",
        Severity.ERROR,
        "A quote, or its context, was found in the last version of the article, and is not in this one.",
        "Nobody changed the quotation: the article was corrected, or its text extracted in another way.",
        "Look what became of the words in the article; copy them anew, and see whether the questions still hold.",
    ),
    Rule(
        "quote-repeated",
        Severity.WARNING,
        "A quote stands in more than one place of the article.",
        "A reader could look it up in the wrong place.",
        "Give a context that says which one is meant; where a context is given and repeats too, it is an info.",
        (Severity.INFO,),
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


class Quoted(Protocol):
    """Words of an article and those that stand directly before and after: an author's entry, or a published passage."""

    @property
    def quote(self) -> str: ...
    @property
    def context_before(self) -> str: ...
    @property
    def context_after(self) -> str: ...


@dataclass
class Comparison:
    """Every problem found, how many quotations were compared, by the id of the source, and where each stands.

    ``places`` is by the passage's id as evidence names it.
    """

    problems: list[Problem] = field(default_factory=list)
    quotations: dict[str, int] = field(default_factory=dict)
    places: dict[str, Quotation] = field(default_factory=dict)


Earlier: TypeAlias = Mapping[tuple[str, str], str]


def compare(
    draft: Draft, fulltexts: Mapping[str, Path], folder: Path | None = None, earlier: Earlier | None = None
) -> Comparison:
    """Find quotations that are not in their article, for the sources whose article is given.

    ``fulltexts`` has the path of an article by the id of its source; ``folder`` holds files called after sources.
    ``earlier`` has, by a passage's id and words of it, the hash of the article's text in which they were once found.
    """
    comparison = Comparison()
    sources = {source.id: source for source in draft.sources}
    in_folder, problems = fulltexts_in(folder, sources) if folder is not None else ({}, [])
    comparison.problems += problems
    for source_id, path in chosen(fulltexts, in_folder).items():
        source = sources.get(source_id)
        if source is None:
            if "sources" not in draft.unread:  # else it may stand in the file that cannot be read
                hint = did_you_mean(source_id, sources) or f" The bank has {', '.join(sorted(sources)) or 'none'}."
                message = f'There is no source "{source_id}" in the bank.{hint}'
                comparison.problems.append(of_file(path, "fulltext-source", message))
            continue
        article = _article(source_id, path, comparison)
        if article is not None:
            _in_source(source, article, comparison, earlier or {})
    return comparison


def _article(source_id: str, path: Path, comparison: Comparison) -> Article | None:
    try:
        return Article.read(path)
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        message = f'The text of "{source_id}" cannot be read ({why}). Name a file with UTF-8 text or JATS XML.'
        comparison.problems.append(of_file(path, "fulltext-unreadable", message))
        return None


def _in_source(source: SourceRecord, article: Article, comparison: Comparison, earlier: Earlier) -> None:
    passages = source.value.passages if source.value is not None else []
    comparison.quotations[source.id] = len(passages)
    for number, passage in enumerate(passages):
        name = f"{source.id}#{passage.id}"
        places = _places(article, passage)
        drifted = {
            words
            for words in words_of(passage).values()
            if earlier.get((name, words), article.digest) != article.digest
        }
        comparison.problems += _doubts(source, ("passages", number), passage, article, places, drifted)
        if places:
            first = places[0]
            comparison.places[name] = Quotation(
                start=first.start, end=first.end, places=len(places), text_hash=article.digest
            )


def _places(article: Article, passage: Quoted) -> list[Found]:
    return article.places(passage.quote, before=passage.context_before, after=passage.context_after)


def _doubts(
    source: SourceRecord,
    place: Location,
    passage: PassageEntry,
    article: Article,
    places: list[Found],
    drifted: Collection[str],
) -> Iterator[Problem]:
    if len(places) > 1:
        has_context = bool(passage.context_before or passage.context_after)
        severity = Severity.INFO if has_context else Severity.WARNING
        message = tell_places([article.words_around(place) for place in places], has_context=has_context)
        yield source.problem((*place, "quote"), "quote-repeated", message, severity=severity)
    if places:
        return
    missing = {name: words for name, words in words_of(passage).items() if not article.count(words)}
    for name, words in missing.items():
        rule = "quote-not-found" if name == "quote" else "context-not-found"
        message = f"The {name} is not in the article."
        if words in drifted:
            rule = "quote-drifted"
            message = f"The {name} has not changed but the article has: found in the last version, not in this one."
        yield source.problem((*place, name), rule, f"{message} {_nearest(article, words)}")
    if not missing:
        message = "The quote and its context are in the article, but not side by side. Quote words that adjoin."
        yield source.problem((*place, "quote"), "context-not-adjoining", message)


def words_of(passage: Quoted) -> dict[str, str]:
    """Return what a passage prints of its article, by the name under which it is written."""
    told = {"quote": passage.quote, "context_before": passage.context_before, "context_after": passage.context_after}
    return {name: words for name, words in told.items() if words}


def _nearest(article: Article, quotation: str) -> str:
    near = article.nearest(quotation)
    if near is None:
        return "Nothing in it is like it. Copy the words from the article."
    return f'Did you mean: "{near.excerpt}"? {_told(near)}'


def _told(near: Near) -> str:
    parts = [
        f"the article has {_quoted(article)} where the quote has {_quoted(quoted)}"
        for article, quoted in near.differences[:3]
    ]
    if not parts:
        return "Only what adjoins differs: start and end with whole words and numbers, and leave out reference numbers."
    more = " …" if len(near.differences) > 3 else ""
    return f"There {'; '.join(parts)}{more}."


def _quoted(words: str) -> str:
    return f'"{words}"' if words else "nothing"
