"""An answered question laid open: each option with its rationale, and its evidence as notes that are numbered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from cme.core.questions import Option, Question
from cme.core.sources import Evidence, Source


@dataclass(frozen=True, kw_only=True)
class Note:
    """Evidence with its number on the page; a passage met before is named by the number it had then."""

    number: int
    evidence: Evidence
    source: Source
    is_repeated: bool


@dataclass(frozen=True, kw_only=True)
class ReviewedOption:
    """An option with what was made of it. The last four differ from their defaults where the key was corrected."""

    option: Option
    is_chosen: bool
    notes: tuple[Note, ...]
    is_key_now: bool = False
    key_until: datetime | None = None  # it was the key, and is none since then
    is_offered: bool = True  # False = a new key that the attempt was not shown
    is_amended: bool = False  # rationale and evidence are those of the correction


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """The newest correction of a question's key: what explains the options from then on."""

    at: datetime
    question: Question  # the revision that corrected it
    revision_id: int
    key_until: Mapping[str, datetime]  # by option id: what was a key before and is none any more
    policy_words: str


@dataclass(frozen=True, kw_only=True)
class ReviewedQuestion:
    """A question with everything: only for attempts that may be seen whole, and for its authors."""

    position: int
    question: Question
    options: tuple[ReviewedOption, ...]  # in the order shown
    mark: Fraction
    objective: int  # its number among the activity's objectives, from 1; 0 = none of them
    amendment: Amendment | None = None  # the key was corrected after the attempt began


class Numbering:
    """Gives each passage of a page one number, in the order in which they are met."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._numbers: dict[str, int] = {}

    def note(self, evidence: Evidence) -> Note:
        """Return the evidence with its passage's number, a new one where the passage is met for the first time."""
        passage = evidence.passage
        is_repeated = passage.id in self._numbers
        number = self._numbers.setdefault(passage.id, len(self._numbers) + 1)
        return Note(number=number, evidence=evidence, source=self._sources[passage.source_id], is_repeated=is_repeated)


def review_options(question: Question, chosen: tuple[str, ...], numbering: Numbering) -> Iterator[ReviewedOption]:
    """Yield the question's options in their order, each with what was chosen and its notes."""
    for option in question.options:
        yield ReviewedOption(
            option=option,
            is_chosen=option.id in chosen,
            notes=tuple(numbering.note(evidence) for evidence in option.evidence),
        )


def amended_options(
    question: Question, amendment: Amendment, chosen: tuple[str, ...], numbering: Numbering
) -> Iterator[ReviewedOption]:
    """Yield the options as shown, explained as the correction explains them; last the new keys that were not shown.

    An option keeps the words it was shown with; one that the new revision lacks keeps its old explanation too.
    """
    newer = {option.id: option for option in amendment.question.options}
    shown = {option.id for option in question.options}
    added = tuple(option for option in amendment.question.options if option.is_key and option.id not in shown)
    merged = tuple(
        replace(newer[option.id], text=option.text) if option.id in newer else replace(option, is_key=False)
        for option in question.options
    )
    for each in review_options(replace(question, options=merged + added), chosen, numbering):
        yield replace(
            each,
            is_key_now=each.option.is_key,
            key_until=amendment.key_until.get(each.option.id),
            is_offered=each.option.id in shown,
            is_amended=each.option.id in newer,
        )
