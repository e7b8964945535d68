"""What an educator may write in each kind of file, declared once.

A field without a default must be there. Every other name is refused, with a suggestion. Rules that need more
than one value (an answer key, a reference) are in ``rules_*``.
"""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator

from cme.content.entry import Entry
from cme.content.fields import (
    Boolean,
    Contact,
    Day,
    DayOrNothing,
    Doi,
    Id,
    Line,
    Minutes,
    PassageReference,
    Pmid,
    Text,
    WordCount,
    Year,
    fault,
    one_of,
    text_of,
)
from cme.content.schema_posttest import PosttestEntry

_TYPES = "Other types of question cannot be published yet."


class IgnoredRuleEntry(Entry):
    """A rule of writing or honesty that the educator sets aside, and why."""

    rule: Line
    reason: Line


class ProviderEntry(Entry):
    id: Id
    name: Line
    contact: Contact
    statement: Text


class ProviderFile(Entry):
    bank: Id
    provider: ProviderEntry


class RightsEntry(Entry):
    basis: Annotated[str, PlainValidator(one_of("value-choice", "short-quotation", "open-licence"))]
    note: Line


class SinceEntry(Entry):
    date: Day
    note: Text
    reference: Line
    doi: Doi = ""


class PassageEntry(Entry):
    id: Id
    section: Line
    place: Line
    context_before: Text = ""
    quote: Text
    context_after: Text = ""
    basis: Line = ""

    @property
    def words(self) -> int:
        return sum(len(text.split()) for text in (self.context_before, self.quote, self.context_after))


class SourceEntry(Entry):
    id: Id
    type: Annotated[str, PlainValidator(one_of("value-choice", "journal-article"))]
    title: Line
    authors: list[Line] = Field(min_length=1)
    journal: Line
    year: Year
    volume: Line
    issue: Line = ""
    pages: Line
    words: WordCount = 0
    doi: Doi = ""
    pmid: Pmid = ""
    design: Line
    design_note: Text
    peer_reviewed: Boolean
    rights: RightsEntry
    status: Annotated[
        str, PlainValidator(one_of("value-choice", "current", "corrected", "expression-of-concern", "retracted"))
    ]
    status_checked: DayOrNothing = None
    since_publication: list[SinceEntry] = Field(default_factory=list)
    passages: list[PassageEntry]


class EvidenceEntry(Entry):
    passage: PassageReference
    relation: Annotated[str, PlainValidator(one_of("value-choice", "supports", "contrasts", "qualifies", "mentions"))]
    note: Line = ""


class OptionEntry(Entry):
    id: Id
    text: Line
    correct: Boolean = False
    rationale: Text
    evidence: list[EvidenceEntry] = Field(default_factory=list)
    silent: Line = ""


class ReviewEntry(Entry):
    by: Line
    on: Day


def _nobody(value: Any) -> Any:
    return None if isinstance(value, str) and text_of(value) == "none" else value


class QuestionEntry(Entry):
    id: Id
    type: Annotated[str, PlainValidator(one_of("value-choice", "single", "true-false", why=_TYPES))]
    objective: Id
    topics: list[Line] = Field(min_length=1)
    stem: Text
    read_again: Text
    verbatim: Line = ""
    shuffle: Boolean
    options: list[OptionEntry] = Field(min_length=2, max_length=26)
    reviewed: Annotated[ReviewEntry | None, BeforeValidator(_nobody)]
    difficulty: Annotated[str, PlainValidator(one_of("value-choice", "easy", "medium", "hard"))] = ""
    notes: Text = ""
    lint_ignore: list[IgnoredRuleEntry] = Field(default_factory=list)


class ObjectiveEntry(Entry):
    id: Id
    text: Line


class PersonEntry(Entry):
    name: Line
    role: Line
    disclosure: Text = ""


class DatesEntry(Entry):
    released: Day
    reviewed: DayOrNothing = None
    expires: DayOrNothing = None


def _no_credit(value: Any) -> str:
    if isinstance(value, str) and text_of(value) == "none":
        return "none"
    raise fault("credit-unsupported", "Credit cannot be published yet; write only credit: none.")


class ActivityEntry(Entry):
    id: Id
    title: Line
    short_title: Line
    summary: Text
    sources: list[Id] = Field(min_length=1)
    topics: list[Line] = Field(min_length=1)
    practice_gap: Text
    audience: Text
    objectives: list[ObjectiveEntry] = Field(min_length=1)
    faculty: list[PersonEntry]
    commercial_support: Line
    how_to_complete: Text
    minutes_to_read: Minutes
    minutes_to_answer: Minutes
    pretest: Boolean = False
    posttest: PosttestEntry
    credit: Annotated[str, PlainValidator(_no_credit)]
    dates: DatesEntry
    technical_needs: Text
    privacy: Text
    rights: Text
    bibliography: list[Line] = Field(min_length=1)
    lint_ignore: list[IgnoredRuleEntry] = Field(default_factory=list)
