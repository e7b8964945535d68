"""Random histories of beginning, submitting and correcting: each stored score is what an independent model says.

The model keeps, for each attempt and question, the answers that earn the mark, as the words of the policies say. It
shares no code with the product. What is stored must equal it, and what the product makes again from the responses.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select

from cme.core.bank import Bank
from cme.core.corrections import KeyPolicy
from cme.core.questions import Question
from cme.database import Database
from cme.errors import NotNow
from cme.models import Attempt, Score
from cme.services import marking
from cme.services.publishing import Outcome, publication
from tests.support.banks import FOUR, TRUE_FALSE, activity, bank, question
from tests.support.cast import Member
from tests.support.clock import NOON
from tests.support.databases import opened
from tests.support.figures import Figure, record
from tests.support.posttest import Taking, person, publish_bank

LEARNERS, STEPS, NEEDED = 4, 24, 2
ANYTHING = frozenset({"", *TRUE_FALSE, *FOUR})


@dataclass
class Modelled:
    """An attempt as the model has it: what earns the mark by position, the answers, and (sum, passed) of each score."""

    taking: Taking
    public_id: str
    accepted: dict[int, frozenset[str]]
    answers: dict[int, str]
    marks: list[int] = field(default_factory=list)
    scores: list[tuple[int, bool]] = field(default_factory=list)

    def mark(self) -> None:
        """Append a score, unless every mark stays as it is."""
        marks = [int(self.answers[position] in self.accepted[position]) for position in sorted(self.accepted)]
        if marks != self.marks:
            was_passed = any(is_passed for _, is_passed in self.scores)
            self.marks = marks
            self.scores.append((sum(marks), was_passed or sum(marks) >= NEEDED))


@dataclass
class History:
    """One bank and what happens to it, by a seed."""

    database: Database
    seed: int
    attempts: list[Modelled] = field(default_factory=list)
    corrections: int = 0
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311 - no secret
        self.keys = {1: "true", 2: "late", 3: "early"}
        self.options = {1: TRUE_FALSE, 2: FOUR, 3: FOUR}
        self.now = NOON
        publish_bank(self.database, self.bank(), origin="web")

    def bank(self) -> Bank:
        asked: tuple[Question, ...] = tuple(
            question(f"q{position}-{self.seed}", self.options[position], key) for position, key in self.keys.items()
        )
        offered = activity(f"case-{self.seed}", asked, pass_mark=Fraction(2, 3), attempts=9)
        return bank(bank_id=f"bank-{self.seed}", questions=asked, activities=(offered,))

    def run(self) -> None:
        for _ in range(STEPS):
            self.random.choice([self.begin, self.begin, self.submit, self.submit, self.correct])()

    def begin(self) -> None:
        number = self.random.randrange(LEARNERS)
        who = person(self.database, Member(f"{number}-{self.seed}@example.org", f"Learner {number}"))
        own = [each for each in self.attempts if each.taking.who.id == who.id]
        if any(not each.scores or each.scores[-1][1] for each in own):
            return  # in progress, or passed
        taking = Taking(self.database, who, now=self.now, activity_id=f"case-{self.seed}")
        try:
            public_id = taking.start()
        except NotNow as error:  # a broken build may take somebody for passed who is not
            self.refused.append(f"seed {self.seed}: {error}")
            return
        answers = {each: self.random.choice(["", *options]) for each, options in self.options.items()}
        for position, chosen in answers.items():
            taking.save(public_id, position, chosen)
        accepted = {position: frozenset({key}) for position, key in self.keys.items()}
        self.attempts.append(Modelled(taking, public_id, accepted, answers))

    def submit(self) -> None:
        if started := [each for each in self.attempts if not each.scores]:
            chosen = self.random.choice(started)
            chosen.taking.submit(chosen.public_id)
            chosen.mark()

    def correct(self) -> None:
        """Change one key or several, each by a policy of its own."""
        policies: dict[int, KeyPolicy] = {}
        old = dict(self.keys)
        for position in self.random.sample([1, 2, 3], self.random.choice([1, 1, 2])):
            others = [each for each in self.options[position] if each != old[position]]
            self.keys[position] = self.random.choice(others)
            policies[position] = self.random.choice(list(KeyPolicy))
        self.now += timedelta(minutes=1)
        named = {f"q{position}-{self.seed}": policy for position, policy in policies.items()}
        assert publish_bank(self.database, self.bank(), origin="web", policies=named).outcome is Outcome.PUBLISHED
        self.corrections += len(policies)
        for each in self.attempts:
            for position, policy in policies.items():
                each.accepted[position] = _accepted(each.accepted[position], policy, old[position], self.keys[position])
            if each.scores:
                each.mark()

    def faults(self) -> list[str]:
        """Say which attempts have other scores than the model, or than are made again."""
        found = list(self.refused)
        with self.database.reading() as session:
            for each in self.attempts:
                attempt = session.scalars(select(Attempt).where(Attempt.public_id == each.public_id)).one()
                rows = session.scalars(select(Score).where(Score.attempt_id == attempt.id).order_by(Score.number)).all()
                stored = [(row.numerator, row.is_passed) for row in rows]
                if stored != each.scores:
                    found.append(f"seed {self.seed}, {each.answers}: {stored}, not {each.scores}")
                again = [(int(each.result.earned), each.is_passed) for each in marking.recompute(session, attempt.id)]
                if again != stored:
                    found.append(f"seed {self.seed}, {each.answers}: {stored}, made again {again}")
        return found


def _accepted(before: frozenset[str], policy: KeyPolicy, old: str, new: str) -> frozenset[str]:
    return {
        KeyPolicy.NEW_KEY: frozenset({new}),
        KeyPolicy.OLD_AND_NEW: before | {old, new},
        KeyPolicy.FULL_CREDIT: ANYTHING,
        KeyPolicy.LEAVE_SCORES: before,
    }[policy]


def played(database: Database, seeds: Sequence[int]) -> list[History]:
    histories = [History(database, seed) for seed in seeds]
    for each in histories:
        each.run()
    return histories


@pytest.mark.parametrize("count", [8, pytest.param(200, marks=pytest.mark.slow)])
def test_every_score_is_what_the_corrections_say(database: Database, count: int) -> None:
    histories = played(database, range(count))
    faults = [fault for each in histories for fault in each.faults()]
    attempts = [attempt for each in histories for attempt in each.attempts]
    scores = sum(len(each.scores) for each in attempts)
    assert max(len(each.scores) for each in attempts) > 2, "histories in which nothing is marked again prove nothing"
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[database.engine.dialect.name]
    record(
        Figure(
            proof="Question bank",
            what=f"scores that differ from the model or from what is made again, {kind}",
            goal="0",
            measured=f"{len(faults)} of {scores}",
            is_met=not faults,
            is_full=count > 8,
            size=f"{count} random histories, {sum(each.corrections for each in histories)} corrections of keys, "
            f"{len(attempts)} attempts",
            control="3 of 3 broken builds caught",
        )
    )
    assert faults == []


def _newest_only(keys: Any, offered: Any, chosen: Any, corrections: Any) -> Fraction:
    return Fraction(_mark(keys, offered, chosen, list(corrections)[-1:]))


def _all_ever(self: Any, sheet: Any, question_id: str, _until: Any) -> Any:
    return self.by_question.get(question_id, ())


BUILD: tuple[Any, Any] = (marking, publication)  # Any: what is replaced here is not for others to touch
_mark = BUILD[0].mark_corrected
BROKEN: dict[str, tuple[Any, str, Any]] = {
    "only the newest correction counts": (marking, "mark_corrected", _newest_only),
    "corrections of before the attempt bear on it": (marking.Corrections, "_bearing_on", _all_ever),
    "scores are not appended": (publication, "write", None),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_build_is_caught(sqlite_url: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, name, replacement = BROKEN[fault]
    if replacement is None:
        write = BUILD[1].write

        def replacement(session: Any, made: Any, work: Any, *given: Any) -> None:
            write(session, made, replace(work, remarked=()), *given)

    monkeypatch.setattr(module, name, replacement)
    with opened(sqlite_url) as database:
        assert any(each.faults() for each in played(database, range(3)))
