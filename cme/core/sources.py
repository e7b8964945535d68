"""What questions rest on: sources, short passages of them, and evidence. Frozen; dates and ids as written."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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
OPEN_LICENCE = "open-licence"


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
