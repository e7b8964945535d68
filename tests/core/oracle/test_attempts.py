"""Whole attempts, saved and submitted as by the pages: each stored mark and the sum are those of the oracle."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from random import Random

import pytest
from sqlalchemy import select

from cme.core.activities import Section
from cme.database import Database
from cme.models import Attempt, Score
from cme.services import responses
from cme.services.responses import Answer
from tests.core.oracle.adapter import as_question
from tests.core.oracle.comparing import SEED, Marker, broken
from tests.core.oracle.generating import KINDS, questions, seeded
from tests.core.oracle.oracle import Asked, worth
from tests.core.oracle.sending import response
from tests.support.banks import activity, bank
from tests.support.cast import Member
from tests.support.databases import opened
from tests.support.figures import Figure, record
from tests.support.posttest import Taking, person, publish_bank

PER_BANK, PER_TRY, PASS_MARK = 8 * len(KINDS), 10, Fraction(9, 20)
SMALL, FULL = 15, 1_000
Posed = tuple[Database, dict[str, Asked]]
Sent = dict[int, tuple[Asked, tuple[str, ...]]]


@dataclass(frozen=True)
class Marked:
    """An attempt: what was sent to the question at each position, and what was stored of its marks."""

    sent: Sent
    marks: dict[int, Fraction]
    total: Fraction
    is_passed: bool

    def is_as(self, marker: Marker) -> bool:
        """Say whether another scorer comes to the same marks, the same sum and the same decision."""
        marks = {position: marker(asked, words) for position, (asked, words) in self.sent.items()}
        total = sum(marks.values(), Fraction(0))
        return (marks, total, total >= ceil(PASS_MARK * len(marks))) == (self.marks, self.total, self.is_passed)


@pytest.fixture
def posed(sqlite_url: str) -> Iterator[Posed]:
    """Give a database with a bank of questions of every kind, and what the oracle knows of each."""
    known = {f"asked-{number}": asked for number, asked in enumerate(questions(SEED, PER_BANK))}
    made = tuple(as_question(asked, question_id) for question_id, asked in known.items())
    section = Section(question_ids=tuple(known), pick=PER_TRY, is_shuffled=True)
    whole = activity(questions=made, pass_mark=PASS_MARK)
    whole = replace(whole, posttest=replace(whole.posttest, sections=(section,)))
    with opened(sqlite_url) as database:
        publish_bank(database, bank(questions=made, activities=(whole,)))
        yield database, known


def take(database: Database, known: dict[str, Asked], random: Random, number: int) -> Marked:
    """Let somebody new take the posttest, change some answers, and submit."""
    taking = Taking(database, person(database, Member(f"learner-{number}@example.org", "Some Learner")))
    attempt_id = taking.start()
    with database.reading() as session:
        steps = responses.open_attempt(session, person_id=taking.who.id, unsafe_attempt_id=attempt_id).steps
    sent: Sent = {}
    for step in random.sample(steps, len(steps)):
        asked = known[step.question.id]
        sent[step.position] = (asked, ())
        for sequence in range(1, random.choice((1, 2, 2, 2, 3))):
            words = response(random, asked, only_sound=True)
            with database.writing() as session:
                responses.save(
                    session,
                    person_id=taking.who.id,
                    unsafe_attempt_id=attempt_id,
                    position=step.position,
                    answer=Answer(chosen=words),
                    sequence=sequence,
                    idempotency_key=f"key-{step.position}-{sequence}".ljust(16, "-"),
                    now=taking.now,
                )
            sent[step.position] = (asked, words)
    taking.submit(attempt_id)
    return stored(database, attempt_id, sent)


def stored(database: Database, attempt_id: str, sent: Sent) -> Marked:
    """Return an attempt as its score tells it."""
    of_attempt = select(Score).join(Attempt, Attempt.id == Score.attempt_id).where(Attempt.public_id == attempt_id)
    with database.reading() as session:
        score = session.scalars(of_attempt).one()
        marks = {int(position): Fraction(*mark) for position, mark in score.marks.items()}
        return Marked(sent, marks, Fraction(score.numerator, score.denominator), score.is_passed)


def run(posed: Posed, attempts: int) -> list[Marked]:
    random = seeded(SEED)
    return [take(*posed, random, number) for number in range(attempts)]


def check(found: list[Marked], *, is_full: bool) -> None:
    different = [each for each in found if not each.is_as(worth)]
    assert different == []
    assert all(sum(each.marks.values()) == each.total for each in found)
    assert not any(replace(each, total=each.total + Fraction(1, 1000)).is_as(worth) for each in found)
    assert not any(replace(each, is_passed=not each.is_passed).is_as(worth) for each in found)
    without_parts = broken("without_parts", [('if asked.rule == "partial"', "if False")])
    caught = sum(not each.is_as(without_parts) for each in found)
    if is_full:  # what few attempts draw is left to chance
        assert caught > 0
        assert {each.is_passed for each in found} == {True, False}
    record(
        Figure(
            proof="Scoring",
            what="attempts whose stored marks, sum or decision differ from those of the scorer written apart",
            goal="0",
            measured=f"{len(different)} of {len(found):,}",
            is_met=not different,
            is_full=is_full,
            size=f"{len(found):,} attempts of {PER_TRY} questions drawn from {PER_BANK}, SQLite",
            control=f"no part of pairs and places: {caught} of {len(found):,} attempts differ",
        )
    )


def test_a_few_attempts(posed: Posed) -> None:
    check(run(posed, SMALL), is_full=False)


@pytest.mark.slow
def test_a_thousand_attempts(posed: Posed) -> None:
    check(run(posed, FULL), is_full=True)
