"""Sequential cases: going on locks the parts before, and a later part is not read until then."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from cme.core.questions import OpenQuestion


@dataclass(frozen=True, kw_only=True)
class Part:
    """Where a question stands in its sequential case, and what may be done with it now."""

    number: int  # within the case, from 1
    count: int
    position: int  # within the attempt, from 1
    current: int  # position of the part of this case that is open and not locked; of the last, once all are
    is_locked: bool
    is_open: bool  # may be read: every part before it is locked

    @property
    def words(self) -> str:
        """Part 2 of 3."""
        return f"Part {self.number} of {self.count}"

    @property
    def may_change(self) -> bool:
        return self.is_open and not self.is_locked

    @property
    def locks_on_next(self) -> bool:
        """Whether going on from here locks the answer. The last part stays open until the attempt is submitted."""
        return self.may_change and self.number < self.count


def case_parts(questions: Sequence[OpenQuestion], locked: Collection[int]) -> dict[int, Part]:
    """Return the parts of sequential cases by their position; ``locked`` are positions, all counted from 1.

    A case is a run of questions with the same sequential stimulus. Locks count up to the first part that has none.
    """
    return {part.position: part for positions in _cases(questions) for part in _parts(positions, locked)}


def _cases(questions: Sequence[OpenQuestion]) -> Iterator[list[int]]:
    before, positions = "", list[int]()
    for position, question in enumerate(questions, start=1):
        stimulus = question.stimulus
        case = stimulus.id if stimulus is not None and stimulus.is_sequential else ""
        if case != before and positions:
            yield positions
            positions = []
        if case:
            positions.append(position)
        before = case
    if positions:
        yield positions


def _parts(positions: Sequence[int], locked: Collection[int]) -> Iterator[Part]:
    current = next((position for position in positions if position not in locked), positions[-1])
    for number, position in enumerate(positions, start=1):
        yield Part(
            number=number,
            count=len(positions),
            position=position,
            current=current,
            is_locked=position < current or (position == current and position in locked),
            is_open=position <= current,
        )
