"""What a try draws from the sections of a posttest is pinned, stored in its order, and asks first what is new."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from sqlalchemy import select

from cme.core.activities import Section
from cme.core.bank import Bank
from cme.core.questions import Option, QuestionType, Stimulus
from cme.database import Database
from cme.models import ActivityQuestion, Attempt, AttemptQuestion, QuestionRevision
from cme.services import catalogue, practice
from cme.services.questions import still_asked
from tests.support.banks import FOUR, activity, bank, question
from tests.support.cast import ALICE
from tests.support.clock import NOON
from tests.support.posttest import Taking, person, publish_bank

HARD = ("q0", "q1", "q2", "q3")
POOL = tuple(question(f"q{n}", FOUR, "late", difficulty="hard" if n < 4 else "easy") for n in range(8))
IDS = tuple(each.id for each in POOL)


def pooled(*sections: Section, questions: Iterable[object] = POOL, **changes: object) -> Bank:
    """Return a bank whose one activity draws from these sections."""
    found = tuple(questions)
    made = activity(questions=found, attempts=3, **changes)  # type: ignore[arg-type]
    asked = tuple(dict.fromkeys(each for section in sections for each in section.question_ids))
    rules = replace(made.posttest, question_ids=asked, sections=sections)
    return bank(questions=found, activities=(replace(made, posttest=rules),))  # type: ignore[arg-type]


def asked_in(database: Database, attempt_id: str) -> list[str]:
    """Return the ids of the questions of an attempt, by position."""
    with database.reading() as session:
        statement = (
            select(QuestionRevision.question_id)
            .join(AttemptQuestion, AttemptQuestion.question_revision_id == QuestionRevision.id)
            .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
            .where(Attempt.public_id == attempt_id)
            .order_by(AttemptQuestion.position)
        )
        return list(session.scalars(statement))


def taking(database: Database, made: Bank) -> Taking:
    publish_bank(database, made)
    return Taking(database, person(database, ALICE))


def right(count: int) -> dict[int, str]:
    return dict.fromkeys(range(1, count + 1), "late")


def wrong(count: int) -> dict[int, str]:
    return dict.fromkeys(range(1, count + 1), "both")


def test_a_try_asks_as_many_as_are_picked_and_is_marked_out_of_them(database: Database) -> None:
    alice = taking(database, pooled(Section(question_ids=IDS, pick=3)))
    with database.reading() as session:
        found = catalogue.get_activity(session, "case")
        assert (found.question_count, found.needed) == (3, 3)
        assert len(session.scalars(select(ActivityQuestion.id)).all()) == len(POOL), "all of the pool is published"
    attempt_id = alice.take(right(3))
    with database.reading() as session:
        attempt = session.scalars(select(Attempt)).one()
        assert (attempt.question_count, attempt.needed) == (3, 3)
        where = catalogue.standing(session, person_id=alice.who.id, activity=found, now=NOON)
    assert [where.earned, where.possible, where.history.is_passed] == [3, 3, True]
    assert len(set(asked_in(database, attempt_id))) == 3


def test_a_further_try_asks_what_was_not_seen_yet(database: Database) -> None:
    alice = taking(database, pooled(Section(question_ids=IDS, pick=4, is_shuffled=True)))
    first, second = (asked_in(database, alice.take(wrong(4))) for _ in range(2))
    assert set(first) | set(second) == set(IDS)
    third = asked_in(database, alice.start())
    assert len(set(third)) == 4


def test_sections_keep_their_order_and_spread_over_difficulty(database: Database) -> None:
    sections = (
        Section(question_ids=IDS[2:], pick=4, spread="difficulty", is_shuffled=True),
        Section(question_ids=IDS[:2], pick=1),
    )
    alice = taking(database, pooled(*sections))
    found = asked_in(database, alice.start())
    assert set(found[:4]) <= set(IDS[2:])
    assert sum(each in HARD for each in found[:4]) == 2
    assert found[4] in IDS[:2]


def test_questions_of_one_stimulus_stand_together(database: Database) -> None:
    film = Stimulus(id="film", title="A film", text="What is shown.")
    questions = tuple(replace(each, stimulus=film) if each.id in ("q1", "q4", "q6") else each for each in POOL)
    alice = taking(database, pooled(Section(question_ids=IDS, pick=8, is_shuffled=True), questions=questions))
    found = asked_in(database, alice.start())
    place = found.index("q1")
    assert found[place : place + 3] == ["q1", "q4", "q6"]


def test_items_to_be_ordered_are_stored_as_shown_and_not_as_their_ids_stand(database: Database) -> None:
    items = tuple(Option(id=each, text=each, is_key=False, rationale="Why.", evidence=()) for each in "abc")
    ordering = replace(POOL[0], type=QuestionType.ORDERING, options=items)
    alice = taking(database, bank(questions=(ordering,)))
    alice.start()
    with database.reading() as session:
        order = session.scalars(select(AttemptQuestion.option_order)).one()
    assert sorted(order) == ["a", "b", "c"]
    assert order != ["a", "b", "c"]


@pytest.mark.parametrize("is_settled", [False, True])
def test_every_question_of_the_pool_counts_as_still_askable_until_the_posttest_is_settled(
    database: Database, is_settled: bool
) -> None:
    alice = taking(database, pooled(Section(question_ids=IDS, pick=2)))
    if is_settled:
        alice.take(right(2))
    else:
        alice.take(wrong(2))
    with database.reading() as session:
        released = frozenset({"case"} if is_settled else ())
        asked = still_asked(session, person_id=alice.who.id, released=released)
        published = catalogue.get_activity(session, "case")
        where = catalogue.standings(session, person_id=alice.who.id, activities=[published], now=NOON)
        open_ = practice.practisable(session, person_id=alice.who.id, standings=where)
    assert asked == (frozenset() if is_settled else frozenset(IDS))
    assert [each.id for _, each in open_.get("case", [])] == (list(IDS) if is_settled else [])
