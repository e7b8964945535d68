"""An attempt in progress as its pages show it, question by question: no key can be in it."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from cme.core import responses
from cme.core.cases import Part
from cme.core.questions import OpenQuestion
from cme.services.attempts import AttemptFacts
from cme.services.records import ActivityContent


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a learner sends for one question: the whole state of it, each time."""

    chosen: tuple[str, ...]  # in the words of ``core.responses``
    struck: tuple[str, ...] = ()
    is_flagged: bool = False

    def says_the_same(self, other: "Answer") -> bool:
        """Whether nothing is changed by saving the other: words of a response may come in another order."""
        return (set(self.chosen), self.struck, self.is_flagged) == (set(other.chosen), other.struck, other.is_flagged)


@dataclass(frozen=True, kw_only=True)
class Saved:
    """A response that is in the database. It may be called saved only after COMMIT."""

    answer: Answer
    sequence: int
    saved_at: datetime
    is_superseded: bool = field(default=False, compare=False)  # a repeated save, and a later one is in force


@dataclass(frozen=True, kw_only=True)
class Step:
    """A question of the attempt in the list of all. ``part`` is where it stands in a sequential case, if it does."""

    position: int
    stem: str  # of a part that is not open: which part it is, and no more
    question: OpenQuestion  # options in the order shown
    saved: Saved | None
    part: Part | None = None

    @property
    def is_answered(self) -> bool:
        return responses.is_answered(self.question, self._chosen)

    @property
    def is_flagged(self) -> bool:
        return self.saved is not None and self.saved.answer.is_flagged

    @property
    def chosen_text(self) -> str:
        """The response in words; "" for none."""
        return responses.in_words(self.question, self._chosen)

    @property
    def unfinished(self) -> str:
        """What is still open in a response that was begun, in one sentence; "" where nothing is."""
        return responses.unfinished(self.question, self._chosen)

    @property
    def is_open(self) -> bool:
        """Whether the question may be read: every part before it in its case is locked."""
        return self.part is None or self.part.is_open

    @property
    def is_locked(self) -> bool:
        return self.part is not None and self.part.is_locked

    @property
    def locks_on_next(self) -> bool:
        """Whether going on from here locks the answer for good."""
        return self.part is not None and self.part.locks_on_next

    @property
    def _chosen(self) -> tuple[str, ...]:
        return self.saved.answer.chosen if self.saved is not None else ()


@dataclass(frozen=True, kw_only=True)
class OpenAttempt:
    """An attempt in progress as its pages show it: no key can be in it."""

    facts: AttemptFacts
    content: ActivityContent
    revision: int
    steps: tuple[Step, ...]
    question_revisions: tuple[int, ...]

    @property
    def questions(self) -> tuple[OpenQuestion, ...]:
        return tuple(step.question for step in self.steps)

    @property
    def answered(self) -> int:
        return sum(step.is_answered for step in self.steps)

    @property
    def flagged(self) -> int:
        return sum(step.is_flagged for step in self.steps)

    @property
    def next_position(self) -> int:
        """The first question without an answer, or the last; of a case that has not gone on, the part that is open."""
        step = next((step for step in self.steps if not step.is_answered), self.steps[-1])
        return step.position if step.part is None or step.is_open else step.part.current


def withheld(question: OpenQuestion, part: Part) -> OpenQuestion:
    """Return a part that is not open: which part it is, and nothing else that belongs to it alone."""
    return replace(
        question,
        stem=not_open(part),
        options=(),
        prompts=(),
        units=(),
        unfolds="",
        objective="",
        topics=(),
        read_again="",
        verbatim="",
    )


def not_open(part: Part) -> str:
    return f"{part.words}, not open yet"
