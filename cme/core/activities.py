"""What an activity is: its front matter, who offers it, and the rules of its posttest."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from cme.core.questions import IgnoredRule


@dataclass(frozen=True, kw_only=True)
class Objective:
    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a posttest: ``pick`` of its questions are asked, all of them where that is their number.

    ``spread`` takes as many as possible of each objective, topic or difficulty; "" takes any. ``is_shuffled``: in
    another order for each try.
    """

    question_ids: tuple[str, ...]
    pick: int
    title: str = ""
    spread: str = ""
    is_shuffled: bool = False


class RevealPreset(StrEnum):
    """What is shown of a try. All but the last end in showing everything once no try is left or one is passed."""

    STANDARD = "standard"  # a fail: the score, where to read again, wrong questions where that gives no key away
    SCORE_ONLY = "score-only"  # a fail: the score and where to read again, never which question was wrong
    AFTER_CLOSING = "after-closing"  # as score-only, and everything only after the activity's last day


@dataclass(frozen=True, kw_only=True)
class Posttest:
    """The rules of an activity's test. ``pass_mark`` is a share of the questions; ``attempts`` counts tries.

    ``question_ids`` are all that may be asked. ``sections`` says how they are drawn; none = all, in their order.
    ``minutes`` is the time limit, 0 = untimed.
    """

    question_ids: tuple[str, ...]
    pass_mark: Fraction
    attempts: int
    cooldown_hours: int
    sections: tuple[Section, ...] = ()
    minutes: int = 0
    reveal: RevealPreset = RevealPreset.STANDARD

    @property
    def length(self) -> int:
        """How many questions a try has."""
        return sum(section.pick for section in self.sections) if self.sections else len(self.question_ids)

    def section_title(self, question_id: str) -> str:
        """Return the title of the section that a question stands in; "" where it has none."""
        return next((section.title for section in self.sections if question_id in section.question_ids), "")


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
    has_pretest: bool = False  # the questions of the first try are asked before reading too, without feedback

    @property
    def minutes(self) -> int:
        return self.minutes_to_read + self.minutes_to_answer

    def objective_number(self, objective_id: str) -> int:
        """Return the place of an objective, from 1; 0 where it is none of this activity."""
        ids = [objective.id for objective in self.objectives]
        return ids.index(objective_id) + 1 if objective_id in ids else 0
