"""What somebody scores who never reads a question: ticks everything, nothing, the longest or the first option.

For pairs, the longest or first option is given to every prompt; items are put into the order of their length, or left
in that in which they are shown. Not every option of these, nor of a single choice, can be taken, and nothing is typed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import factorial, prod

from cme.core.question_scoring import scoring_of
from cme.core.questions import PAIRED, TYPED, Question, QuestionType
from cme.core.scoring import Scoring


@dataclass(frozen=True, kw_only=True)
class BlindScores:
    """The score of each strategy; a mean where several options are as long, or where chance shuffles or draws."""

    every_option: Fraction
    no_option: Fraction
    longest_option: Fraction
    first_option: Fraction

    @property
    def best(self) -> Fraction:
        return max(self.every_option, self.no_option, self.longest_option, self.first_option)


def blind_scores(sections: Iterable[tuple[Sequence[Question], int]]) -> BlindScores:
    """Mark the four strategies as a learner's responses would be marked.

    So many questions of each section are drawn, each as likely as another.
    """
    totals = [Fraction(0)] * 4
    for questions, pick in sections:
        share = Fraction(pick, len(questions))
        for question in questions:
            totals = [
                total + share * mark if mark else total for total, mark in zip(totals, _marks(question), strict=True)
            ]
    every, none, longest, first = totals
    return BlindScores(every_option=every, no_option=none, longest_option=longest, first_option=first)


def _marks(question: Question) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """Return what each strategy earns at one question: every option, none, the longest, the first."""
    scoring = scoring_of(question)
    ids = [option.id for option in question.options] if _is_choice(question) else []
    return scoring.mark(ids), scoring.mark([]), _longest(question, scoring), _first(question, scoring)


def _is_choice(question: Question) -> bool:
    """Say whether every option can be ticked, or is marked as if it could."""
    return question.type not in PAIRED | TYPED and question.type is not QuestionType.ORDERING


def _total(marks: Iterable[Fraction]) -> Fraction:
    return sum(marks, Fraction(0))


def _longest(question: Question, scoring: Scoring) -> Fraction:
    lengths = [len(option.text) for option in question.options]
    if question.type is QuestionType.ORDERING:
        return _ordered(scoring, [sorted(lengths, reverse=True).index(length) for length in lengths])
    return _mean(question, scoring, [option.id for option in question.options if len(option.text) == max(lengths)])


def _first(question: Question, scoring: Scoring) -> Fraction:
    ids = [option.id for option in question.options]
    if question.type is QuestionType.ORDERING:
        return _ordered(scoring, [0] * len(ids))  # items are always shuffled
    if not question.shuffle or question.options[0].is_locked:
        return _mean(question, scoring, ids[:1])
    return _mean(question, scoring, [option.id for option in question.options if not option.is_locked])


def _mean(question: Question, scoring: Scoring, chosen: Sequence[str]) -> Fraction:
    """Return the mean mark of choosing one of these options alone, or for each prompt."""
    if question.type in TYPED:
        return Fraction(0)
    if scoring.is_whole and not question.prompts:  # soon counted, for the many questions of one choice
        return Fraction(sum(scoring.key == {one} for one in chosen), len(chosen))
    words = [[f"{prompt.id} {one}" for prompt in question.prompts] or [one] for one in chosen]
    return _total(scoring.mark(each) for each in words) / len(chosen)


def _ordered(scoring: Scoring, ranks: Sequence[int]) -> Fraction:
    """Return the mean mark of items in the order of their ranks, those of one rank in any order.

    ``ranks`` has the first place that each item may come to; so many places follow as items have that rank.
    """
    many = [ranks.count(rank) for rank in ranks]
    fits = [rank <= place < rank + number for place, (rank, number) in enumerate(zip(ranks, many, strict=True))]
    if scoring.is_whole:
        ways = prod(factorial(ranks.count(rank)) for rank in set(ranks))
        return Fraction(all(fits), ways)
    return _total(Fraction(fit, number) for fit, number in zip(fits, many, strict=True)) / len(ranks)
