"""What an educator may write in each kind of file, declared once.

A field without a default must be there. Every other name is refused, with a suggestion. Rules that need more
than one value (an answer key, a reference) are in ``rules_*``.
"""

from collections.abc import Iterator
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
    Number,
    PassageReference,
    Pmid,
    Text,
    Unit,
    WordCount,
    Year,
    fault,
    one_of,
    text_of,
)
from cme.content.schema_posttest import PosttestEntry
from cme.core.questions import QuestionType
from cme.core.scoring import ScoringRule


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
    """An option; of a typed answer one that is foreseen. What each type of question needs is in ``rules_types``."""

    id: Id
    text: Line
    accept: list[Line] = Field(default_factory=list, max_length=100)
    value: Number | None = None
    tolerance: Number | None = None
    ends: list[Number] = Field(default_factory=list, alias="range", min_length=2, max_length=2)
    correct: Boolean = False
    locked: Boolean = False
    weight: Number | None = None
    rationale: Text = ""
    evidence: list[EvidenceEntry] = Field(default_factory=list)
    silent: Line = ""


class PromptEntry(Entry):
    id: Id
    text: Text
    match: Id
    rationale: Text
    evidence: list[EvidenceEntry] = Field(default_factory=list)
    silent: Line = ""


class UnitEntry(Entry):
    name: Unit
    times: Number | None = None


class StimulusEntry(Entry):
    """What several questions of the bank have in common."""

    id: Id
    title: Line
    text: Text
    sequential: Boolean = False


class ReviewEntry(Entry):
    by: Line
    on: Day


def _nobody(value: Any) -> Any:
    return None if isinstance(value, str) and text_of(value) == "none" else value


class QuestionEntry(Entry):
    id: Id
    type: Annotated[str, PlainValidator(one_of("value-choice", *QuestionType))]
    scoring: Annotated[str, PlainValidator(one_of("value-choice", *ScoringRule))] = ""
    stimulus: Id = ""
    unfolds: Text = ""
    objective: Id
    topics: list[Line] = Field(min_length=1)
    stem: Text
    read_again: Text
    verbatim: Line = ""
    units: list[UnitEntry] = Field(default_factory=list, max_length=26)
    shuffle: Boolean | None = None
    prompts: list[PromptEntry] = Field(default_factory=list, max_length=26)
    options: list[OptionEntry] = Field(max_length=26)
    reviewed: Annotated[ReviewEntry | None, BeforeValidator(_nobody)]
    difficulty: Annotated[str, PlainValidator(one_of("value-choice", "easy", "medium", "hard"))] = ""
    notes: Text = ""
    lint_ignore: list[IgnoredRuleEntry] = Field(default_factory=list)


def evidence_of(question: QuestionEntry) -> Iterator[tuple[tuple[str | int, ...], EvidenceEntry]]:
    """Yield each piece of evidence of a question with where it stands below it, in the order of a page."""
    for number, prompt in enumerate(question.prompts):
        for place, evidence in enumerate(prompt.evidence):
            yield ("prompts", number, "evidence", place), evidence
    for number, option in enumerate(question.options):
        for place, evidence in enumerate(option.evidence):
            yield ("options", number, "evidence", place), evidence


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
