"""An answered question laid open: each option, pair or item with its rationale, and its evidence as numbered notes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from cme.core.corrections import Correction
from cme.core.questions import TYPED, Option, Prompt, Question
from cme.core.sources import Evidence, Source


@dataclass(frozen=True, kw_only=True)
class Note:
    """Evidence with its number on the page; a passage met before is named by the number it had then."""

    number: int
    evidence: Evidence
    source: Source
    is_repeated: bool
    is_readable: bool = False  # the article can be read here, with the passage marked


@dataclass(frozen=True, kw_only=True)
class ReviewedOption:
    """An option with what was made of it; of a typed answer, one that was foreseen.

    The last four differ from their defaults where the key was corrected.
    """

    option: Option
    is_chosen: bool
    notes: tuple[Note, ...]
    accepted: str = ""  # of a typed answer: the numbers or spellings that are taken for it
    worth: str = ""  # what choosing it counted, "+1", where parts of the answer are counted
    is_key_now: bool = False
    key_until: datetime | None = None  # it was the key, and is none since then
    is_offered: bool = True  # False = a new key that the attempt was not shown
    is_amended: bool = False  # rationale and evidence are those of the correction


@dataclass(frozen=True, kw_only=True)
class ReviewedPair:
    """A prompt with the option it was matched with ("" = none) and the right one."""

    prompt: Prompt
    chosen: str
    right: str
    chosen_id: str
    notes: tuple[Note, ...]
    worth: str = ""
    was: str = ""  # the right one before the key was corrected,
    until: datetime | None = None  # until then
    is_amended: bool = False

    @property
    def is_right(self) -> bool:
        return self.chosen_id == self.prompt.match


@dataclass(frozen=True, kw_only=True)
class ReviewedItem:
    """An item of an order: its right place, and the one it was given (0 = none)."""

    place: int
    option: Option
    given: int
    notes: tuple[Note, ...]
    worth: str = ""
    was: int = 0  # its right place before the key was corrected,
    until: datetime | None = None  # until then
    is_amended: bool = False

    @property
    def is_right(self) -> bool:
        return self.given == self.place


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """The newest correction of a question's key: what explains the question from then on."""

    at: datetime
    question: Question  # the revision that corrected it
    revision_id: int
    key_until: Mapping[str, datetime]  # by part of the key: what was one before and is none any more
    policy_words: str
    corrections: tuple[Correction, ...] = ()  # all since the attempt began, oldest first


@dataclass(frozen=True, kw_only=True)
class Peers:
    """What learners answered to a question in their first try. ``shares`` go by part, as ``Scoring.parts``."""

    count: int  # of learners who answered
    shares: Mapping[str, Fraction]

    def share(self, part: str) -> Fraction:
        return self.shares.get(part, Fraction(0))


@dataclass(frozen=True, kw_only=True)
class Doubted:
    """What a learner may doubt of a question: something with its evidence. ``label`` is "option a", "pair 2"."""

    id: str
    label: str
    notes: tuple[Note, ...]
    is_silent: bool
    is_amended: bool


@dataclass(frozen=True, kw_only=True)
class ReviewedQuestion:
    """A question with everything: only for attempts that may be seen whole, and for its authors."""

    position: int
    question: Question
    options: tuple[ReviewedOption, ...]  # in the order shown; of pairs, those that belong to no prompt
    mark: Fraction
    objective: int  # its number among the activity's objectives, from 1; 0 = none of them
    amendment: Amendment | None = None  # the key was corrected after the attempt began
    pairs: tuple[ReviewedPair, ...] = ()
    items: tuple[ReviewedItem, ...] = ()  # in the right order
    given: str = ""  # the answer in words; "" = none
    reading: str = ""  # how a typed answer was read
    arithmetic: str = ""  # how the mark comes about
    peers: Peers | None = None

    @property
    def doubtable(self) -> Iterator[Doubted]:
        """All that carries evidence, in the order of the page."""
        for place, pair in enumerate(self.pairs, start=1):
            prompt = pair.prompt
            yield Doubted(
                id=prompt.id,
                label=f"pair {place}",
                notes=pair.notes,
                is_silent=bool(prompt.silent),
                is_amended=pair.is_amended,
            )
        kind = "answer" if self.question.type in TYPED else "option"
        told: list[tuple[ReviewedOption | ReviewedItem, str]] = [
            *((each, f"{kind} {letter(place)}") for place, each in enumerate(self.options, start=1)),
            *((each, f"item {each.place}") for each in self.items),
        ]
        for one, label in told:
            option = one.option
            yield Doubted(
                id=option.id, label=label, notes=one.notes, is_silent=bool(option.silent), is_amended=one.is_amended
            )


def letter(place: int) -> str:
    """1 is a, 2 is b, 27 is aa."""
    rest, last = divmod(place - 1, 26)
    return (letter(rest) if rest else "") + chr(ord("a") + last)


class Numbering:
    """Gives each passage of a page one number, in the order in which they are met."""

    def __init__(self, sources: Mapping[str, Source], readable: frozenset[str] = frozenset()) -> None:
        self._sources, self._readable = sources, readable
        self._numbers: dict[str, int] = {}

    def note(self, evidence: Evidence) -> Note:
        """Return the evidence with its passage's number, a new one where the passage is met for the first time."""
        passage = evidence.passage
        is_repeated = passage.id in self._numbers
        return Note(
            number=self._numbers.setdefault(passage.id, len(self._numbers) + 1),
            evidence=evidence,
            source=self._sources[passage.source_id],
            is_repeated=is_repeated,
            is_readable=passage.source_id in self._readable,
        )

    def notes(self, evidence: Sequence[Evidence]) -> tuple[Note, ...]:
        return tuple(self.note(each) for each in evidence)


def review_options(question: Question, chosen: Sequence[str], numbering: Numbering) -> Iterator[ReviewedOption]:
    """Yield the question's options in their order, each with what was chosen and its notes."""
    for option in question.options:
        yield ReviewedOption(option=option, is_chosen=option.id in chosen, notes=numbering.notes(option.evidence))
