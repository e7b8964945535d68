"""What somebody scores who never reads a question: ticks everything, nothing, the longest or the first option."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cme.core.questions import Question
from cme.core.scoring import mark


@dataclass(frozen=True, kw_only=True)
class BlindScores:
    """The score of each strategy; a mean where several options are as long, or where the order is shuffled."""

    every_option: Fraction
    no_option: Fraction
    longest_option: Fraction
    first_option: Fraction

    @property
    def best(self) -> Fraction:
        return max(self.every_option, self.no_option, self.longest_option, self.first_option)


def blind_scores(questions: Sequence[Question]) -> BlindScores:
    """Mark the four strategies as a learner's responses would be marked."""
    return BlindScores(
        every_option=_total(mark(one.keys, [option.id for option in one.options]) for one in questions),
        no_option=_total(mark(one.keys, []) for one in questions),
        longest_option=_total(_mean(one, _longest(one)) for one in questions),
        first_option=_total(_mean(one, _first(one)) for one in questions),
    )


def _total(marks: Iterable[Fraction]) -> Fraction:
    return sum(marks, Fraction(0))


def _longest(question: Question) -> list[str]:
    most = max(len(option.text) for option in question.options)
    return [option.id for option in question.options if len(option.text) == most]


def _first(question: Question) -> list[str]:
    ids = [option.id for option in question.options]
    return ids if question.shuffle else ids[:1]


def _mean(question: Question, chosen: list[str]) -> Fraction:
    """Return the mean mark of choosing one of these options alone."""
    return _total(mark(question.keys, [one]) for one in chosen) / len(chosen)
