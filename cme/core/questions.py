"""What the question bank is made of: sources, passages, evidence, options, questions, activities.

The words are those of the YAML, the tables and the pages. Everything is frozen; dates and ids are as the
educator wrote them. An ``OpenQuestion`` has no field for a key, a rationale or evidence, so a page made from
it cannot leak one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction


class QuestionType(StrEnum):
    SINGLE = "single"
    TRUE_FALSE = "true-false"


class Relation(StrEnum):
    """How a passage bears on an option, after scite's classes: by rhetorical function, not sentiment."""

    SUPPORTS = "supports"  # states or entails the option
    CONTRASTS = "contrasts"  # is evidence against the option
    QUALIFIES = "qualifies"  # limits the claim: one case, children only, later superseded
    MENTIONS = "mentions"  # background; never enough for a key


class SourceStatus(StrEnum):
    CURRENT = "current"
    CORRECTED = "corrected"
    CONCERN = "expression-of-concern"
    RETRACTED = "retracted"


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A short verbatim quotation with its place in the source.

    ``context_before`` and ``context_after`` are verbatim too and adjoin the quote; ``place`` says where in the
    section it stands ("paragraph 1"); ``basis`` says what the statement rests on ("Statement citing
    reference 2"), where that differs from the source's own design.
    """

    id: str  # "source-id#passage-id", unique in the bank
    source_id: str
    section: str
    place: str
    quote: str
    context_before: str = ""
    context_after: str = ""
    basis: str = ""


@dataclass(frozen=True, kw_only=True)
class Quotation:
    """Where a passage stands in the normalised text of its article, which has the SHA-256 ``text_hash``.

    ``start`` and ``end`` are offsets in characters, as in W3C's text position selector: of the first of the ``places``
    where the same words stand in the same context.
    """

    start: int
    end: int
    places: int
    text_hash: str


@dataclass(frozen=True, kw_only=True)
class SincePublication:
    """What medicine learned or did after the article appeared."""

    date: date
    note: str
    reference: str
    doi: str = ""


SHORT_QUOTATION = "short-quotation"


@dataclass(frozen=True, kw_only=True)
class Source:
    """An article: enough to cite it, link it and judge it; never its text."""

    id: str
    type: str
    title: str
    authors: tuple[str, ...]
    journal: str
    year: int
    volume: str
    issue: str
    pages: str
    doi: str
    pmid: str
    design: str  # "case report"
    design_note: str  # what such a design can and cannot show
    peer_reviewed: bool
    rights: str
    status: SourceStatus
    status_checked: date | None
    since_publication: tuple[SincePublication, ...]
    words: int = 0  # of the article, without title, authors and references; 0 = not counted
    rights_basis: str = SHORT_QUOTATION  # or "open-licence": then it may be quoted at any length


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One passage and its relation to one option. ``note`` says in a few words how the one bears on the other."""

    passage: Passage
    relation: Relation
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Option:
    """An option with all that is known about it. ``silent`` is the reason why no passage bears on it, or ""."""

    id: str
    text: str
    is_key: bool
    rationale: str
    evidence: tuple[Evidence, ...]
    silent: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenOption:
    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class OpenQuestion:
    """A question as it may be shown while its attempt is open: by its type it cannot carry a key."""

    id: str
    type: QuestionType
    stem: str
    options: tuple[OpenOption, ...]  # in the order written, or, on a page, in the order shown
    shuffle: bool
    objective: str
    topics: tuple[str, ...]
    read_again: str  # where to read after a fail: "Case Summary, last paragraph: …"; tells nothing of the key
    verbatim: str  # citation, where wording is the publisher's own
    reviewed: str  # "" = not yet clinician-reviewed, else "name, date"


@dataclass(frozen=True, kw_only=True)
class IgnoredRule:
    """A rule of the check that an educator set aside, with the reason; kept with what is published."""

    rule: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question with its key, rationales and evidence."""

    id: str
    type: QuestionType
    stem: str
    options: tuple[Option, ...]
    shuffle: bool
    objective: str
    topics: tuple[str, ...]
    read_again: str  # written by the educator, required; never derived from the evidence, which tells the key
    verbatim: str
    reviewed: str
    difficulty: str = ""  # as its author expects it: easy, medium, hard, or "" = not said
    notes: str = ""  # for educators; no page of a learner shows them
    lint_ignore: tuple[IgnoredRule, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """Ids of the correct options."""
        return frozenset(option.id for option in self.options if option.is_key)

    @property
    def key_texts(self) -> tuple[str, ...]:
        """Texts of the correct options, in the order written."""
        return tuple(option.text for option in self.options if option.is_key)

    def opened(self) -> OpenQuestion:
        """Return what a learner may see before answering."""
        return OpenQuestion(
            id=self.id,
            type=self.type,
            stem=self.stem,
            options=tuple(OpenOption(id=option.id, text=option.text) for option in self.options),
            shuffle=self.shuffle,
            objective=self.objective,
            topics=self.topics,
            read_again=self.read_again,
            verbatim=self.verbatim,
            reviewed=self.reviewed,
        )


@dataclass(frozen=True, kw_only=True)
class Objective:
    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Posttest:
    """The rules of an activity's test. ``pass_mark`` is a share of the questions; ``attempts`` counts tries."""

    question_ids: tuple[str, ...]
    pass_mark: Fraction
    attempts: int
    cooldown_hours: int


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody named in the front matter, with disclosures ("" = nothing to disclose)."""

    name: str
    role: str
    disclosure: str


@dataclass(frozen=True, kw_only=True)
class Provider:
    """Who offers the activities. Nobody is accredited by this software; the bundled provider is not accredited."""

    id: str
    name: str
    contact: str
    statement: str  # the sentence on accreditation that pages and certificates print


@dataclass(frozen=True, kw_only=True)
class Activity:
    """What a learner must be told before starting, and the posttest."""

    id: str
    title: str
    short_title: str
    summary: str
    source_ids: tuple[str, ...]
    topics: tuple[str, ...]
    practice_gap: str
    audience: str
    objectives: tuple[Objective, ...]
    faculty: tuple[Person, ...]
    commercial_support: str
    how_to_complete: str
    minutes_to_read: int
    minutes_to_answer: int
    technical_needs: str
    privacy: str
    rights: str
    bibliography: tuple[str, ...]
    posttest: Posttest
    released: date | None
    reviewed: date | None
    expires: date | None  # last day, UTC; required only where credit is offered
    credit: tuple[str, ...] = ()  # always empty: no accredited provider is supported yet
    lint_ignore: tuple[IgnoredRule, ...] = ()

    @property
    def minutes(self) -> int:
        return self.minutes_to_read + self.minutes_to_answer


@dataclass(frozen=True, kw_only=True)
class Bank:
    """A whole question bank that passed its checks; what publishing takes.

    ``quotations`` has, by passage id, where each quotation was found, as far as full texts were at hand. It is no part
    of what is published under a digest: the same bank checked on a machine without full texts is the same bank.
    ``uncited`` are the passages that no option cites yet; all others stand with the options that do.
    """

    id: str
    provider: Provider
    sources: dict[str, Source]
    questions: dict[str, Question]
    activities: dict[str, Activity]
    uncited: tuple[Passage, ...] = ()
    quotations: Mapping[str, Quotation] = field(default_factory=dict, compare=False)
