"""What is asked: questions of every type, their options, prompts and scoring.

The words are those of the YAML, the tables and the pages. Everything is frozen. An ``OpenQuestion`` has no field for
a key, a rationale or evidence, so a page made from it cannot leak one.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from cme.core.scoring import ScoringRule
from cme.core.sources import Evidence


class QuestionType(StrEnum):
    SINGLE = "single"
    TRUE_FALSE = "true-false"
    MULTIPLE = "multiple"  # any number of options
    NUMERIC = "numeric"  # a number, with a unit beside it
    SHORT_TEXT = "short-text"  # a few words
    MATCHING = "matching"  # an option for each prompt
    EXTENDED_MATCHING = "extended-matching"  # the same, with vignettes as prompts and a long list of options
    ORDERING = "ordering"  # items brought into an order


CHOICES = frozenset({QuestionType.SINGLE, QuestionType.TRUE_FALSE, QuestionType.MULTIPLE})
TYPED = frozenset({QuestionType.NUMERIC, QuestionType.SHORT_TEXT})
PAIRED = frozenset({QuestionType.MATCHING, QuestionType.EXTENDED_MATCHING})


@dataclass(frozen=True, kw_only=True)
class Option:
    """An option with all that is known about it. ``silent`` is the reason why no passage bears on it, or "".

    Of a typed answer, an option is an answer that is foreseen: ``accepts`` are the spellings of a short text,
    ``least`` and ``most`` the numbers of a numeric one, in the first unit. Options of an ordering stand in the right
    order. ``weight`` is what the option is worth under ``ScoringRule.WEIGHTS``. ``is_locked``: it keeps its place where
    the others are shuffled.
    """

    id: str
    text: str
    is_key: bool
    rationale: str
    evidence: tuple[Evidence, ...]
    silent: str = ""
    is_locked: bool = False
    weight: Fraction | None = None
    accepts: tuple[str, ...] = ()
    least: Fraction | None = None
    most: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """What an option is matched with: ``match`` is the id of the right one."""

    id: str
    text: str
    match: str
    rationale: str
    evidence: tuple[Evidence, ...]
    silent: str = ""


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit that may be chosen beside a number: ``times`` the question's first unit."""

    name: str
    times: Fraction = Fraction(1)


@dataclass(frozen=True, kw_only=True)
class Stimulus:
    """What several questions have in common. Of a sequential case, answers are locked once the case goes on."""

    id: str
    title: str
    text: str
    is_sequential: bool = False


@dataclass(frozen=True, kw_only=True)
class OpenOption:
    id: str
    text: str
    is_locked: bool = False


@dataclass(frozen=True, kw_only=True)
class OpenPrompt:
    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class OpenQuestion:
    """A question as it may be shown while its attempt is open: by its type it cannot carry a key.

    Typed answers have no options here; those of an ordering are by id, so that their order tells nothing.
    """

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
    prompts: tuple[OpenPrompt, ...] = ()
    scoring: ScoringRule = ScoringRule.ALL_OR_NOTHING
    units: tuple[Unit, ...] = ()
    stimulus: Stimulus | None = None
    unfolds: str = ""  # what a sequential case tells from this question on


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
    prompts: tuple[Prompt, ...] = ()
    scoring: ScoringRule = ScoringRule.ALL_OR_NOTHING
    units: tuple[Unit, ...] = ()
    stimulus: Stimulus | None = None
    unfolds: str = ""

    @property
    def keys(self) -> frozenset[str]:
        """Ids of the correct options; none where order or pairs are the key."""
        return frozenset(option.id for option in self.options if option.is_key)

    @property
    def offered(self) -> frozenset[str]:
        """Ids of all options and prompts."""
        return frozenset([option.id for option in self.options] + [prompt.id for prompt in self.prompts])

    @property
    def key_texts(self) -> tuple[str, ...]:
        """The key in words: the correct options, the pairs, or the items in their order."""
        if self.type is QuestionType.ORDERING:
            return tuple(f"{place}. {option.text}" for place, option in enumerate(self.options, start=1))
        if self.type in PAIRED:
            texts = {option.id: option.text for option in self.options}
            return tuple(f"{prompt.text}: {texts[prompt.match]}" for prompt in self.prompts)
        return tuple(option.text for option in self.options if option.is_key)

    @property
    def cited(self) -> tuple[Evidence, ...]:
        """All evidence of the question, in the order written."""
        told = [option.evidence for option in self.options] + [prompt.evidence for prompt in self.prompts]
        return tuple(evidence for each in told for evidence in each)

    def opened(self) -> OpenQuestion:
        """Return what a learner may see before answering."""
        return OpenQuestion(
            id=self.id,
            type=self.type,
            stem=self.stem,
            options=self._open_options(),
            shuffle=self.shuffle,
            objective=self.objective,
            topics=self.topics,
            read_again=self.read_again,
            verbatim=self.verbatim,
            reviewed=self.reviewed,
            prompts=tuple(OpenPrompt(id=prompt.id, text=prompt.text) for prompt in self.prompts),
            scoring=self.scoring,
            units=self.units,
            stimulus=self.stimulus,
            unfolds=self.unfolds,
        )

    def _open_options(self) -> tuple[OpenOption, ...]:
        if self.type in TYPED:
            return ()
        shown = tuple(OpenOption(id=one.id, text=one.text, is_locked=one.is_locked) for one in self.options)
        return tuple(sorted(shown, key=lambda one: one.id)) if self.type is QuestionType.ORDERING else shown
