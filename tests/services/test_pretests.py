"""A pretest asks what the first try asks, tells nothing, and nobody takes it for a try."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from cme.core.activities import Section
from cme.core.bank import Bank
from cme.core.corrections import KeyPolicy
from cme.core.questions import Question
from cme.database import Database
from cme.errors import NoResult, NotFound, NotNow
from cme.models import Attempt, AuditEvent, OutboxMail, Score
from cme.services import (
    catalogue,
    certificates,
    due_work,
    educating,
    evaluations,
    flag_queue,
    flags,
    pretests,
    publishing,
    results,
)
from cme.services.catalogue import Standing, State
from cme.services.marking import recompute
from tests.services.test_drawing import IDS, asked_in, pooled, right
from tests.support.banks import FOUR, QUESTIONS, activity, bank, question
from tests.support.cast import ALICE, BOB, CHARLIE
from tests.support.clock import NOON
from tests.support.posttest import Taking, person, publish_bank

ORIGIN = "http://127.0.0.1:8000"


@pytest.fixture
def alice(database: Database) -> Taking:
    return taking(database, bank(has_pretest=True))


def taking(database: Database, made: Bank) -> Taking:
    publish_bank(database, made)
    return Taking(database, person(database, ALICE))


def standing(who: Taking) -> Standing:
    with who.database.reading() as session:
        found = catalogue.get_activity(session, "case")
        return catalogue.standing(session, person_id=who.who.id, activity=found, now=who.now)


def test_a_pretest_with_every_key_is_no_try_and_no_pass(alice: Taking) -> None:
    attempt_id = alice.take_pretest()
    where = standing(alice)
    assert (where.state, where.history.tries, where.history.tries_left) == (State.NOT_STARTED, [], 2)
    assert not where.history.is_settled
    assert where.attempt_id is None
    with alice.database.reading() as session:
        score = session.scalars(select(Score)).one()
        assert (score.numerator, score.needed, score.is_passed) == (3, 4, False)
        assert "attempt.passed" not in session.scalars(select(AuditEvent.action)).all()
        with pytest.raises(NoResult):
            results.result(session, person_id=alice.who.id, unsafe_attempt_id=attempt_id, now=NOON)
        assert not results.is_shown_whole(session, person_id=alice.who.id, unsafe_attempt_id=attempt_id, now=NOON)
        assert certificates.unclaimed(session, person_id=alice.who.id) == []
        with pytest.raises((NotFound, NotNow)):
            evaluations.get_passed_attempt(session, person_id=alice.who.id, unsafe_attempt_id=attempt_id)
        attempt = session.scalars(select(Attempt)).one()
        assert [each.is_passed for each in recompute(session, attempt.id)] == [False]


def test_the_first_try_asks_the_same_in_the_same_order_and_later_ones_what_is_new(database: Database) -> None:
    made = pooled(Section(question_ids=IDS, pick=4, is_shuffled=True), has_pretest=True)
    alice = taking(database, made)
    before = asked_in(database, alice.take_pretest(right(4)))
    tries = [asked_in(database, alice.take(dict.fromkeys(range(1, 5), "both"))) for _ in range(2)]
    assert tries[0] == before
    assert set(tries[0]) & set(tries[1]) == set()
    with database.reading() as session:
        seeds = session.execute(select(Attempt.number, Attempt.seed).order_by(Attempt.number)).all()
    assert [row.number for row in seeds] == [0, 1, 2]
    assert seeds[0].seed == seeds[1].seed != seeds[2].seed


def test_a_first_try_goes_by_ones_own_pretest_of_that_activity(database: Database) -> None:
    activities = tuple(activity(each, has_pretest=True) for each in ("case", "other"))
    publish_bank(database, bank(activities=activities))
    for member in (ALICE, CHARLIE):
        for made in activities:
            who = Taking(database, person(database, member), activity_id=made.id)
            who.take_pretest()
            who.start()
    key = (Attempt.person_id, Attempt.activity_id, Attempt.seed)
    with database.reading() as session:
        pretests_of = session.execute(select(*key).where(Attempt.number == 0).order_by(*key)).all()
        firsts = session.execute(select(*key).where(Attempt.number == 1).order_by(*key)).all()
    assert firsts == pretests_of
    assert len({row.seed for row in firsts}) == 4


def test_a_pretest_is_taken_once_and_only_before_the_first_try(alice: Taking) -> None:
    assert alice.start_pretest() == alice.start_pretest()
    alice.take_pretest()
    with pytest.raises(NotNow, match="taken the pretest already"):
        alice.start_pretest()
    charlie = Taking(alice.database, person(alice.database, CHARLIE))
    charlie.start()
    with pytest.raises(NotNow, match="comes before the posttest"):
        charlie.start_pretest()
    charlie.take()
    with pytest.raises(NotNow, match="You have passed"):
        charlie.start_pretest()


def test_an_activity_without_a_pretest_has_none(database: Database) -> None:
    alice = taking(database, bank())
    assert not standing(alice).may_take_pretest
    with pytest.raises(NotNow, match="has no pretest"):
        alice.start_pretest()


def test_starting_the_posttest_ends_an_open_pretest_as_it_stands(alice: Taking) -> None:
    attempt_id = alice.start_pretest()
    alice.save(attempt_id, 1, "true")
    alice.take()
    where = standing(alice)
    assert where.pretest is not None
    assert [where.pretest.earned, where.pretest.possible] == [1, 3]
    assert (where.state, where.number) == (State.PASSED, 1)


@pytest.mark.parametrize("ending", ["passed", "tries used", "failed", "in progress"])
def test_the_score_is_told_beside_the_posttest_and_nowhere_before(alice: Taking, ending: str) -> None:
    alice.take_pretest({1: "true"})
    attempt_id = alice.take() if ending == "passed" else alice.fail()
    if ending == "tries used":
        alice.fail()
    elif ending == "in progress":
        alice.start()
    with alice.database.reading() as session:
        page = results.result(session, person_id=alice.who.id, unsafe_attempt_id=attempt_id, now=NOON)
    is_told = ending in ("passed", "tries used")
    assert (page.pretest is not None) is is_told
    if page.pretest is not None:
        assert [page.pretest.earned, page.earned] == [1, 3 if ending == "passed" else 1]


def test_a_pretest_is_its_owners_alone_and_has_a_page_only_once_submitted(alice: Taking) -> None:
    attempt_id = alice.start_pretest()
    charlie = person(alice.database, CHARLIE)
    with alice.database.reading() as session:
        with pytest.raises(NotNow):
            pretests.get_pretest(session, person_id=alice.who.id, unsafe_attempt_id=attempt_id, now=NOON)
        with pytest.raises(NotFound):
            pretests.get_pretest(session, person_id=charlie.id, unsafe_attempt_id=attempt_id, now=NOON)
    alice.submit(attempt_id)
    try_id = alice.fail()
    with alice.database.reading() as session:
        page = pretests.get_pretest(session, person_id=alice.who.id, unsafe_attempt_id=attempt_id, now=NOON)
        assert page.standing.history.tries_left == 1
        with pytest.raises(NotFound):
            pretests.get_pretest(session, person_id=alice.who.id, unsafe_attempt_id=try_id, now=NOON)


def test_educators_count_tries_alone(alice: Taking) -> None:
    alice.take_pretest()
    with alice.database.reading() as session:
        use = educating.list_use(session)[0]
    assert (use.learners, use.submitted, use.passed) == (0, 0, 0)
    alice.fail()
    with alice.database.reading() as session:
        use = educating.list_use(session)[0]
    assert (use.learners, use.submitted, use.passed) == (1, 1, 0)


def test_a_deadline_closes_a_pretest_and_nobody_is_reminded_of_it(database: Database) -> None:
    alice = taking(database, bank(has_pretest=True, expires=date(2026, 11, 21)))
    alice.start_pretest()
    with database.writing() as session:
        assert due_work.queue_reminders(session, now=NOON, origin=ORIGIN) == 0
        assert due_work.submit_due(session, now=NOON + timedelta(days=3)) == 1
        assert due_work.queue_reminders(session, now=NOON + timedelta(days=9), origin=ORIGIN) == 0
        assert session.scalars(select(OutboxMail)).all() == []


def test_a_corrected_key_marks_a_pretest_again_without_counting_or_telling_it(alice: Taking) -> None:
    alice.take_pretest({1: "true", 2: "false", 3: "both"})
    corrected = bank(questions=(*QUESTIONS[:2], replace_key("both")), has_pretest=True)
    with alice.database.reading() as session:
        impact = publishing.plan(session, corrected, origin="command")
    assert impact.changed_keys[0].needed is False
    assert (impact.changed_keys[0].attempts_marked, impact.changed_keys[0].attempts_in_flight) == (0, 0)
    report = publish_bank(alice.database, corrected, origin="command", address=ORIGIN)
    assert report.impact.rows == ()
    with alice.database.reading() as session:
        scores = session.execute(select(Score.number, Score.numerator, Score.is_passed).order_by(Score.number)).all()
        assert [tuple(row) for row in scores] == [(1, 2, False), (2, 3, False)]
        assert session.scalars(select(OutboxMail)).all() == []


def test_where_tries_are_marked_again_their_pretest_is_marked_by_the_same_policy(alice: Taking) -> None:
    alice.take_pretest()
    alice.take()
    corrected = bank(questions=(*QUESTIONS[:2], replace_key("both")), has_pretest=True)
    report = publish_bank(alice.database, corrected, origin="command", otherwise=KeyPolicy.OLD_AND_NEW, address=ORIGIN)
    assert report.impact.changed_keys[0].attempts_marked == 1
    with alice.database.reading() as session:
        assert len(session.scalars(select(Score)).all()) == 2, "both keep what they earned"


def test_an_open_pretest_is_no_attempt_in_flight(alice: Taking) -> None:
    alice.start_pretest()
    with alice.database.reading() as session:
        impact = publishing.plan(session, bank(questions=QUESTIONS[:2], has_pretest=True), origin="command")
    assert impact.attempts_in_flight == 0


def test_a_doubt_raised_in_a_pretest_shows_no_evidence_and_its_answer_is_withheld(alice: Taking) -> None:
    attempt_id = alice.take_pretest()
    with alice.database.writing() as session:
        found = flags.doubtable(session, person_id=alice.who.id, unsafe_attempt_id=attempt_id, position=3, now=NOON)
        assert [thing.name for thing in found.things] == [flags.QUESTION]
        flags.raise_flag(
            session,
            person=alice.who,
            unsafe_attempt_id=attempt_id,
            position=3,
            unsafe_thing=flags.QUESTION,
            reason="Invented.",
            now=NOON,
        )
        flag_id = flag_queue.list_open(session)[0].id
    bob = person(alice.database, BOB)
    with alice.database.writing() as session:
        flag_queue.resolve(
            session, educator=bob, unsafe_flag_id=flag_id, answer="It tells the key.", origin=ORIGIN, now=NOON
        )
        mails = [mail.body for mail in session.scalars(select(OutboxMail))]
    assert len(mails) == 1
    assert "tells the key" not in mails[0]


def replace_key(key: str) -> Question:
    return question("third", {option.id: option.text for option in QUESTIONS[2].options}, key)


REWORDED = question("third", {option.id: option.text for option in QUESTIONS[2].options}, "late", stem="Seen late?")


@pytest.mark.parametrize(
    ("revised", "repeated"),
    [
        (QUESTIONS, 3),
        ((*QUESTIONS[:2], replace(QUESTIONS[2], shuffle=True, topics=("another",))), 3),
        ((*QUESTIONS[:2], REWORDED), 2),
        (QUESTIONS[1:], 2),
        ((question("new", FOUR, "late"),), 0),
    ],
    ids=["as it was", "in another order", "reworded", "one less", "another"],
)
def test_the_comparison_knows_which_questions_were_asked_before(
    alice: Taking, revised: tuple[Question, ...], repeated: int
) -> None:
    alice.take_pretest()
    publish_bank(alice.database, bank(questions=revised, has_pretest=True, attempts=1))
    attempt_id = alice.take({})
    with alice.database.reading() as session:
        page = results.result(session, person_id=alice.who.id, unsafe_attempt_id=attempt_id, now=NOON)
    assert page.pretest is not None
    assert page.repeated == repeated


def test_a_pretest_that_asked_what_another_posttest_can_still_ask_is_held_back(alice: Taking) -> None:
    alice.take_pretest()
    activities = (activity(questions=QUESTIONS[1:], has_pretest=True), activity("other", QUESTIONS[:1]))
    publish_bank(alice.database, bank(activities=activities))
    attempt_id = alice.take({1: "false", 2: "late"})
    other = Taking(alice.database, alice.who, activity_id="other")
    for is_told in (False, True):
        with alice.database.reading() as session:
            page = results.result(session, person_id=alice.who.id, unsafe_attempt_id=attempt_id, now=NOON)
        assert page.questions
        assert (page.pretest is not None) is is_told
        if not is_told:
            other.take({1: "true"})
