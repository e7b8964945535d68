"""Practice takes every type of question; what was missed comes back until it is answered right."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cme.core.corrections import KeyPolicy
from cme.core.questions import Question
from cme.core.responses import full_answer
from cme.database import Database
from cme.errors import BadInput, NotFound
from cme.models import PracticeResponse, Score
from cme.services import catalogue, misses, practice
from cme.services.misses import Calibration, MissesPage
from tests.support.banks import FOUR, KEYS, QUESTIONS, activity, bank, question
from tests.support.cases import TOLD_LATER, case_bank
from tests.support.cast import ALICE, CHARLIE
from tests.support.clock import NOON
from tests.support.corrections import correct, rekeyed
from tests.support.every_type import every_type_bank
from tests.support.posttest import Taking, person, publish_bank

LATER = NOON + timedelta(days=100)  # the bank with every type is released by then


@pytest.fixture
def alice(database: Database) -> Taking:
    publish_bank(database)
    return Taking(database, person(database, ALICE))


def get(who: Taking, position: int) -> practice.PracticeQuestion:
    with who.database.reading() as session:
        return practice.practice_question(
            session, person_id=who.who.id, unsafe_activity_id=who.activity_id, position=position, now=who.now
        )


def practise(who: Taking, position: int, *chosen: str, certainty: int | None = None) -> practice.Feedback:
    """Answer in practice, and return what is shown of it. The clock goes on by a minute."""
    who.now += timedelta(minutes=1)
    found = get(who, position)
    with who.database.writing() as session:
        response_id = practice.answer(
            session, person_id=who.who.id, question=found, chosen=chosen, now=who.now, certainty=certainty
        )
    with who.database.reading() as session:
        return practice.feedback(session, person_id=who.who.id, question=found, unsafe_response_id=response_id)


def page(who: Taking) -> MissesPage:
    with who.database.reading() as session:
        return misses.my_misses(session, person_id=who.who.id, now=who.now)


def missed(who: Taking) -> list[tuple[str, int]]:
    return [(miss.activity.id, miss.position) for miss in page(who).misses]


def used_up(database: Database) -> tuple[Taking, dict[str, Question]]:
    """Return somebody who has no tries left at an activity with every type, and its questions by id."""
    made = every_type_bank()
    publish_bank(database, made)
    found = next(iter(made.activities.values()))
    who = Taking(database, person(database, ALICE), activity_id=found.id, now=LATER)
    for _ in range(found.posttest.attempts):
        who.submit(who.start())
    return who, dict(made.questions)


def test_every_type_is_practised_and_its_full_answer_is_right(database: Database) -> None:
    who, questions = used_up(database)
    seen = set()
    for position in range(1, get(who, 1).count + 1):
        shown = get(who, position).question
        found = practise(who, position, *full_answer(questions[shown.id]))
        assert found.is_correct, shown.type
        assert found.reviewed.mark == 1
        seen.add(shown.type)
        for bad in ((), ("nobody's option", "nobody's option", "three too many words")):
            with pytest.raises(BadInput):
                practise(who, position, *bad)
    assert len(seen) == 8
    assert missed(who) == [], "each was answered right after it was missed in the tries"


def test_what_was_not_answered_in_the_last_try_is_a_miss(database: Database) -> None:
    who, _ = used_up(database)
    assert len(missed(who)) == get(who, 1).count


def test_an_order_is_shown_alike_each_time_and_never_by_its_ids(database: Database) -> None:
    who, _ = used_up(database)
    for position in range(1, get(who, 1).count + 1):
        shown = [get(who, position).question for _ in range(2)]
        assert shown[0] == shown[1]
        if shown[0].type.value == "ordering":
            assert [each.id for each in shown[0].options] != sorted(each.id for each in shown[0].options)


def test_a_part_of_a_case_is_practised_with_what_was_told_before_it(database: Database) -> None:
    publish_bank(database, case_bank())
    who = Taking(database, person(database, ALICE))
    who.take({})
    who.take({})
    assert [get(who, position).told for position in (1, 2, 3, 4)] == [(), (), TOLD_LATER[:1], TOLD_LATER]


def test_misses_come_from_tries_that_are_shown_whole_and_go_once_answered_right(alice: Taking) -> None:
    alice.take({1: "true", 2: "true"})
    assert missed(alice) == [], "a try is left: nothing may be told"
    alice.take({1: "false", 2: "false", 3: "late"})
    assert missed(alice) == [("case", 1)], "the last answer alone counts"
    practise(alice, 1, "false")
    practise(alice, 3, "both")
    assert missed(alice) == [("case", 1), ("case", 3)]
    practise(alice, 1, "true")
    assert missed(alice) == [("case", 3)]


def test_misses_are_ones_own(alice: Taking) -> None:
    charlie = Taking(alice.database, person(alice.database, CHARLIE))
    for who in (alice, charlie):
        who.take()
    practise(alice, 3, "both")
    assert (missed(alice), missed(charlie)) == ([("case", 3)], [])


def test_no_miss_is_told_of_a_try_one_of_whose_questions_can_still_be_asked(database: Database) -> None:
    """With the score beside it, naming the one wrong question would tell that the other answer is right."""
    shared = (activity(), activity("other", QUESTIONS[:1]))
    publish_bank(database, bank(activities=shared, pass_mark=1))
    alice = Taking(database, person(database, ALICE))
    for _ in range(2):
        alice.take(KEYS | {2: "true"})
    assert missed(alice) == []
    other = Taking(database, alice.who, activity_id="other")
    other.take({1: "true"})
    assert missed(alice) == [("case", 2)]


def test_a_pretest_names_no_miss(database: Database) -> None:
    publish_bank(database, bank(has_pretest=True))
    alice = Taking(database, person(database, ALICE))
    alice.take_pretest({})
    alice.take()
    assert missed(alice) == []


def test_certain_and_wrong_comes_first_and_certainty_is_counted(alice: Taking) -> None:
    alice.take()
    practise(alice, 1, "false")
    practise(alice, 2, "true", certainty=1)
    practise(alice, 3, "both", certainty=3)
    assert missed(alice) == [("case", 3), ("case", 2), ("case", 1)]
    practise(alice, 3, "late", certainty=3)
    assert page(alice).calibration == (
        Calibration(certainty=3, answered=2, right=1),
        Calibration(certainty=2, answered=0, right=0),
        Calibration(certainty=1, answered=1, right=0),
    )


@pytest.mark.parametrize("certainty", [0, 4, -1])
def test_there_are_three_certainties(alice: Taking, certainty: int) -> None:
    alice.take()
    with pytest.raises(BadInput, match="how sure"):
        practise(alice, 1, "true", certainty=certainty)


def test_certainty_touches_neither_mark_nor_score(alice: Taking) -> None:
    alice.take()
    with alice.database.reading() as session:
        before = session.execute(select(Score.numerator, Score.is_passed)).all()
    found = [practise(alice, 3, "late", certainty=each).is_correct for each in (None, 1, 2, 3)]
    assert found == [True] * 4
    with alice.database.reading() as session:
        assert session.execute(select(Score.numerator, Score.is_passed)).all() == before
        assert list(session.scalars(select(PracticeResponse.certainty))) == [None, 1, 2, 3]


def test_feedback_is_its_owners_alone(alice: Taking) -> None:
    charlie = Taking(alice.database, person(alice.database, CHARLIE))
    for who in (alice, charlie):
        who.take()
    found = get(alice, 1)
    with alice.database.writing() as session:
        response_id = practice.answer(session, person_id=alice.who.id, question=found, chosen=("true",), now=alice.now)
    with alice.database.reading() as session, pytest.raises(NotFound):
        practice.feedback(session, person_id=charlie.who.id, question=found, unsafe_response_id=response_id)


def test_a_revised_question_keeps_its_miss(alice: Taking) -> None:
    alice.take()
    practise(alice, 3, "both")
    revised = (*QUESTIONS[:2], question("third", FOUR, "late", stem="Asked in other words?"))
    publish_bank(alice.database, bank(questions=revised))
    assert missed(alice) == [("case", 3)]
    with alice.database.reading() as session:
        assert catalogue.get_activity(session, "case").question_count == 3


def test_after_a_correction_the_present_key_says_what_was_missed(alice: Taking) -> None:
    alice.take()
    practise(alice, 1, "true", certainty=3)
    practise(alice, 2, "true", certainty=1)
    assert missed(alice) == [("case", 2)]
    correct(alice.database, KeyPolicy.LEAVE_SCORES)  # of the first question, to "false"
    assert missed(alice) == [("case", 1), ("case", 2)]
    practise(alice, 1, "false", certainty=3)
    assert missed(alice) == [("case", 2)]
    right = {each.certainty: (each.answered, each.right) for each in page(alice).calibration}
    assert right == {3: (2, 1), 2: (0, 0), 1: (1, 0)}
    correct(alice.database, KeyPolicy.LEAVE_SCORES, bank())
    assert missed(alice) == [("case", 1), ("case", 2)]


def test_while_a_question_can_be_asked_again_no_mark_tells_of_its_new_key(alice: Taking) -> None:
    alice.take()
    practise(alice, 1, "true", certainty=3)
    before = page(alice).calibration
    both = (activity(), activity("other", QUESTIONS[:1]))
    correct(alice.database, KeyPolicy.LEAVE_SCORES, rekeyed(activities=both))
    assert page(alice) == MissesPage(misses=(), calibration=before, may_practise=True)


def test_what_is_asked_no_more_still_says_how_certainty_and_being_right_agree(alice: Taking) -> None:
    alice.take()
    practise(alice, 1, "true", certainty=3)
    before = page(alice).calibration
    publish_bank(alice.database, bank(questions=QUESTIONS[1:]))
    assert page(alice).calibration == before
