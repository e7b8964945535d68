"""An answered question laid open: each option with its rationale, and its evidence as notes that are numbered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from cme.core.questions import Evidence, Option, Question, Source


@dataclass(frozen=True, kw_only=True)
class Note:
    """Evidence with its number on the page; a passage met before is named by the number it had then."""

    number: int
    evidence: Evidence
    source: Source
    is_repeated: bool


@dataclass(frozen=True, kw_only=True)
class ReviewedOption:
    option: Option
    is_chosen: bool
    notes: tuple[Note, ...]


@dataclass(frozen=True, kw_only=True)
class ReviewedQuestion:
    """A question with everything: only for attempts that may be seen whole, and for its authors."""

    position: int
    question: Question
    options: tuple[ReviewedOption, ...]  # in the order shown
    mark: Fraction
    objective: int  # its number among the activity's objectives, from 1; 0 = none of them


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
