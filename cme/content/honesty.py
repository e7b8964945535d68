"""What a posttest is worth, told honestly: how likely it is passed unread, and how long it takes.

For the check, the preview and the educator's page. The numbers hold for the rules of today: after a failed try the
learner sees the score, and which questions were wrong where ``core.access`` lets them be named.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from cme.core.access import answers_to_choose_from, may_name_wrong
from cme.core.activities import Activity, Posttest, Section
from cme.core.bank import Bank
from cme.core.blind_strategies import BlindScores, blind_scores
from cme.core.guessed_marks import guesses
from cme.core.guessed_posttests import Pool, chance_in_all, chance_once
from cme.core.guessing import BUDGET, Budget, Chance
from cme.core.questions import TYPED, Question, QuestionType
from cme.core.scoring import ScoringRule, needed_to_pass
from cme.core.study_time import mean_difficulty, mergener_minutes

MOST_STEPS = 2 * BUDGET  # for a whole bank; then bounds are given
TOO_LIKELY = _ONE_PERCENT = Fraction(1, 100)
_TEN_PERCENT = Fraction(1, 10)
FAR_OFF = Fraction(1, 4)  # of the declared minutes


@dataclass(frozen=True, kw_only=True)
class TimeEstimate:
    """Mergener's estimate. ``is_assumed``: not every question says how hard it is, so medium was taken."""

    words: int
    difficulty: Fraction
    is_assumed: bool
    minutes: int  # 0 where the text is too short for the formula


@dataclass(frozen=True, kw_only=True)
class ActivityHonesty:
    """The numbers of one activity."""

    activity_id: str
    questions: int  # in a try
    needed: int
    tries: int
    names_wrong: bool  # a failed try shows which questions were wrong
    is_drawn: bool  # a try asks some of its questions
    earns_parts: bool  # a question can earn less than all
    assumed: str  # of what is likely, in the words of a sentence
    chance_once: Chance
    chance_in_all: Chance
    blind: BlindScores
    declared_minutes: int
    estimate: TimeEstimate | None
    uncounted: tuple[str, ...]  # sources without a number of words, for want of which there is no estimate

    @property
    def is_guessing_likely(self) -> bool:
        """Whether one in a hundred, or more, pass unread; where only bounds are known, surely so."""
        return self.chance_in_all.least >= TOO_LIKELY

    @property
    def is_passed_blindly(self) -> bool:
        return self.blind.best >= self.needed

    @property
    def is_time_far_off(self) -> bool:
        """Whether estimate and declared minutes differ by more than a quarter of the declared."""
        if self.estimate is None or self.estimate.minutes <= 0:
            return False
        return abs(self.estimate.minutes - self.declared_minutes) > FAR_OFF * self.declared_minutes

    def sentences(self) -> tuple[str, ...]:
        """Return the numbers in words, a sentence each."""
        return (self.pass_mark(), self.guessing(), self.blindness(), self.time())

    def as_data(self) -> dict[str, Any]:
        """Return the numbers for other programs: fractions as text, such as 1/16."""
        return {
            "activity": self.activity_id,
            "questions": self.questions,
            "needed": self.needed,
            "tries": self.tries,
            "passed_unread_in_one_try": _bounds(self.chance_once),
            "passed_unread_in_all_tries": _bounds(self.chance_in_all),
            "ticking_all": str(self.blind.every_option),
            "ticking_none": str(self.blind.no_option),
            "longest_option": str(self.blind.longest_option),
            "first_option": str(self.blind.first_option),
            "minutes_declared": self.declared_minutes,
            "minutes_mergener": None if self.estimate is None else self.estimate.minutes,
            "sentences": list(self.sentences()),
        }

    def pass_mark(self) -> str:
        """Say the pass mark as a number of questions."""
        if self.earns_parts:
            return f"To pass, {self.needed} of {self.questions} points must be earned; parts of a point count."
        return f"To pass, {self.needed} of {self.questions} questions must be right."

    def guessing(self) -> str:
        """Say how likely somebody passes who has not read the article, and on what that rests."""
        chances = f"{_chance(self.chance_once)} in one try"
        assumed = [self.assumed]
        if self.tries > 1:
            chances += f" and {_chance(self.chance_in_all)} in {self.tries} tries"
            shown = "each question named wrong" if self.names_wrong else "the score"
            assumed.append(f"{shown} after a failed try is put to the best use")
        drawn = ", whichever questions are drawn" if self.is_drawn else ""
        told = f"Somebody who has not read the article passes with a probability of {chances}{drawn}"
        return f"{told}, if {' and '.join(assumed)}."

    def blindness(self) -> str:
        """Say what strategies score that look at no question."""
        blind = self.blind
        drawn = ", on average over what is drawn" if self.is_drawn else ""
        return (
            f"Of {self.questions}{drawn}, ticking every option scores {_number(blind.every_option)}, ticking none "
            f"{_number(blind.no_option)}, always the longest option {_number(blind.longest_option)}, always the first "
            f"{_number(blind.first_option)}{' (passes)' if self.is_passed_blindly else ''}."
        )

    def time(self) -> str:
        """Say Mergener's estimate beside the declared minutes."""
        declared = f"{self.declared_minutes} minutes are declared"
        if self.estimate is None:
            sources = ", ".join(self.uncounted)
            return f"{declared}; for Mergener's estimate, write words: (how many the article has) in {sources}."
        one = self.estimate
        basis = f"{one.words:,} words, {self.questions} questions, difficulty {_number(one.difficulty)} of 5"
        basis += " assumed" if one.is_assumed else ""
        if one.minutes <= 0:
            return f"{declared}; Mergener's formula gives no time for so short a text ({basis})."
        return f"{declared}; Mergener's formula gives {one.minutes} ({basis})."


def honesty(bank: Bank) -> list[ActivityHonesty]:
    """Return the numbers of every activity, in the bank's order."""
    return list(_each(bank))


def _each(bank: Bank) -> Iterator[ActivityHonesty]:
    known: dict[tuple[object, ...], Chance] = {}
    left = MOST_STEPS
    for activity in bank.activities.values():
        rules = activity.posttest
        sections = sections_asked(bank, rules)
        questions = [bank.questions[each] for each in rules.question_ids]
        pools = tuple(_pool(several, pick) for several, pick in sections)
        needed = needed_to_pass(rules.pass_mark, rules.length)
        names_wrong = may_name_wrong(most_answers(sections), is_asked_elsewhere=False, preset=rules.reveal)
        shape = (pools, needed, rules.attempts, names_wrong)
        if shape not in known:
            budget = Budget(min(BUDGET, max(0, left)))
            before = budget.steps
            known[shape] = chance_in_all(pools, needed, rules.attempts, names_wrong=names_wrong, budget=budget)
            left -= before - max(0, budget.steps)
        words = _words(bank, activity)
        yield ActivityHonesty(
            activity_id=activity.id,
            questions=rules.length,
            needed=needed,
            tries=rules.attempts,
            names_wrong=names_wrong,
            is_drawn=any(pool.is_drawn for pool in pools),
            earns_parts=any(_earns_parts(each) for each in questions),
            assumed=_assumed(questions),
            chance_once=chance_once(pools, needed),
            chance_in_all=known[shape],
            blind=blind_scores(sections),
            declared_minutes=activity.minutes,
            estimate=None if 0 in words.values() else _estimate(sum(words.values()), questions, rules.length),
            uncounted=tuple(source for source, number in words.items() if not number),
        )


def sections_asked(bank: Bank, rules: Posttest) -> list[tuple[list[Question], int]]:
    """Return the questions of each section and how many of them are asked; one section where none is written."""
    sections = rules.sections or (Section(question_ids=rules.question_ids, pick=len(rules.question_ids)),)
    return [([bank.questions[each] for each in section.question_ids], section.pick) for section in sections]


def most_answers(sections: Iterable[tuple[list[Question], int]]) -> list[int]:
    """Return between how many answers one chooses, of the questions that have most in a try."""
    counts = [(sorted(answers_to_choose_from(each.opened()) for each in several), pick) for several, pick in sections]
    return [count for of_section, pick in counts for count in of_section[-pick:]]


def _earns_parts(question: Question) -> bool:
    guessed = guesses(question)
    return question.scoring is ScoringRule.WEIGHTS or (bool(guessed.most) and not guessed.ways)


def _pool(questions: Iterable[Question], pick: int) -> Pool:
    """Return the guesses at some questions in an order of their own: the same kinds make the same pool."""
    guessed = [guesses(question) for question in questions]
    return Pool(guesses=tuple(sorted(guessed, key=lambda each: (each.ways, each.most, each.best))), pick=pick)


def _assumed(questions: Iterable[Question]) -> str:
    types = {question.type for question in questions}
    assumed = "every option is as likely to be the key"
    if not types <= {QuestionType.SINGLE, QuestionType.TRUE_FALSE}:
        assumed = "every possible key is as likely"
    return f"{assumed}, no typed answer is guessed" if types & TYPED else assumed


def _words(bank: Bank, activity: Activity) -> dict[str, int]:
    return {source: bank.sources[source].words for source in activity.source_ids}


def _estimate(words: int, questions: list[Question], length: int) -> TimeEstimate:
    difficulties = [question.difficulty for question in questions]
    difficulty = mean_difficulty(difficulties)
    return TimeEstimate(
        words=words,
        difficulty=difficulty,
        is_assumed=not all(difficulties),
        minutes=max(0, mergener_minutes(words, length, difficulty)),
    )


def _bounds(chance: Chance) -> dict[str, str]:
    return {"least": str(chance.least), "most": str(chance.most)}


def _chance(chance: Chance) -> str:
    least, most = percentage(chance.least), percentage(chance.most)
    return least if least == most else f"between {least} and {most}"


def percentage(share: Fraction) -> str:
    """Return a share for reading: two digits that count, rounded half up, and never 0 or 100 for what is neither."""
    if 0 < share < Fraction(1, 10_000):
        return "less than 0.01 %"
    if Fraction(999, 1000) < share < 1:
        return "more than 99.9 %"
    digits = 0 if share in (0, 1) else 2 if share < _ONE_PERCENT else 1 if share < _TEN_PERCENT else 0
    if 1 - _TEN_PERCENT < share < 1:
        digits = 1
    rounded = floor(share * 100 * 10**digits + Fraction(1, 2))
    return f"{Decimal(rounded).scaleb(-digits)} %"


def _number(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):.1f}"
