"""Start, submit, mark: the rules hold, and one of two clicks has one effect."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, update

from cme.database import Database
from cme.errors import NotFound, NotNow
from cme.models import Acknowledgement, Attempt, AttemptQuestion, AuditEvent, Score
from cme.services import attempts, audit, catalogue, educating
from tests.support.banks import FOUR, QUESTIONS, bank, question
from tests.support.cast import ALICE, BOB, CHARLIE
from tests.support.clock import NOON
from tests.support.posttest import Taking, person, publish_bank


@pytest.fixture
def alice(database: Database) -> Taking:
    publish_bank(database)
    return Taking(database, person(database, ALICE))


def at_once(*calls: object) -> list[object]:
    """Run calls in threads that start together; return what each gave or raised."""
    barrier, found = Barrier(len(calls)), [None] * len(calls)

    def run(place: int) -> None:
        barrier.wait()
        try:
            found[place] = calls[place]()  # type: ignore[operator]
        except Exception as error:
            found[place] = error  # type: ignore[call-overload]

    threads = [Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(found)


def test_a_start_pins_revision_questions_denominator_and_acknowledgement(alice: Taking) -> None:
    attempt_id = alice.start()
    with alice.database.reading() as session:
        attempt = session.scalars(select(Attempt).where(Attempt.public_id == attempt_id)).one()
        acknowledged = session.get_one(Acknowledgement, attempt.acknowledgement_id)
        published = catalogue.get_activity(session, "case")
        orders = session.scalars(select(AttemptQuestion.option_order).order_by(AttemptQuestion.position)).all()
    assert (attempt.number, attempt.question_count, attempt.needed) == (1, 3, 3)
    assert len(bytes.fromhex(attempt.seed)) == 16
    assert (acknowledged.content_hash, acknowledged.acknowledged_at) == (published.content_hash, NOON)
    assert orders == [["true", "false"], ["true", "false"], ["early", "late", "both", "neither"]]


def test_the_order_shown_is_stored_and_differs_between_attempts(database: Database) -> None:
    shuffled = question("fourth", FOUR | {str(n): f"Option {n}" for n in range(6)}, "late", shuffle=True)
    publish_bank(database, bank(questions=(shuffled,)))
    for member in (ALICE, CHARLIE):
        Taking(database, person(database, member)).start()
    with database.reading() as session:
        orders = [tuple(order) for order in session.scalars(select(AttemptQuestion.option_order))]
    assert len(set(orders)) == 2
    assert len({frozenset(order) for order in orders}) == 1


def test_a_locked_option_is_shown_where_it_was_written(database: Database) -> None:
    made = question("fourth", {str(n): f"Option {n}" for n in range(6)} | FOUR, "late", shuffle=True)
    options = tuple(replace(one, is_locked=one.id in ("0", "neither")) for one in made.options)
    publish_bank(database, bank(questions=(replace(made, options=options),)))
    Taking(database, person(database, ALICE)).start()
    with database.reading() as session:
        order = session.scalars(select(AttemptQuestion.option_order)).one()
    written = [one.id for one in options]
    assert (order[0], order[-1], sorted(order)) == ("0", "neither", sorted(written))
    assert order != written


def test_starting_again_finds_the_try_in_progress(alice: Taking) -> None:
    assert alice.start() == alice.start()


def test_a_try_in_progress_is_found_again_after_the_last_day(database: Database) -> None:
    publish_bank(database, bank(expires=date(2026, 12, 1)))
    alice = Taking(database, person(database, ALICE))
    attempt_id = alice.start()
    alice.now = datetime(2026, 12, 2, tzinfo=UTC)
    assert alice.start() == attempt_id


def test_an_outdated_acknowledgement_is_refused(alice: Taking) -> None:
    words = "This activity was revised while you were reading. Read the page again, then start."
    with alice.database.writer() as session, pytest.raises(NotNow, match=f"^{words}$"):
        attempts.start(session, person=alice.who, unsafe_activity_id="case", content_hash="old", now=NOON)


def test_an_unknown_activity_is_not_found(alice: Taking) -> None:
    with alice.database.writer() as session, pytest.raises(NotFound):
        attempts.start(session, person=alice.who, unsafe_activity_id="none", content_hash="", now=NOON)


def test_a_pass_is_marked_exactly_and_audited(alice: Taking) -> None:
    attempt_id = alice.take()
    with alice.database.reading() as session:
        score = session.scalars(select(Score)).one()
        events = session.execute(select(AuditEvent.action, AuditEvent.subject, AuditEvent.actor)).all()[1:]
        assert list(audit.broken_links(session)) == []
    assert (score.numerator, score.denominator, score.possible, score.needed, score.is_passed) == (3, 1, 3, 3, True)
    assert (score.number, score.reason, score.marked_at) == (1, "submitted", NOON)
    assert score.marks == {"1": [1, 1], "2": [1, 1], "3": [1, 1]}
    actions = ["attempt.started", "attempt.submitted", "attempt.passed"]
    assert events == [(action, attempt_id, alice.who.pseudonym) for action in actions]


def test_the_log_tells_how_a_posttest_ended(alice: Taking) -> None:
    alice.take({1: "true"})
    alice.take()
    with alice.database.reading() as session:
        statement = select(AuditEvent.action, AuditEvent.details).order_by(AuditEvent.number)
        told = [tuple(row) for row in session.execute(statement) if row.action.startswith("attempt.")]
    assert told == [
        ("attempt.started", {"activity": "case", "revision": 1, "number": 1}),
        ("attempt.submitted", {"by": "learner", "earned": "1", "possible": 3, "needed": 3}),
        ("attempt.started", {"activity": "case", "revision": 1, "number": 2}),
        ("attempt.submitted", {"by": "learner", "earned": "3", "possible": 3, "needed": 3}),
        ("attempt.passed", {"activity": "case"}),
    ]


@pytest.mark.parametrize(("seconds", "by"), [(0, "learner"), (1, "deadline")])
def test_what_is_submitted_after_the_deadline_counts_as_submitted_by_it(alice: Taking, seconds: int, by: str) -> None:
    attempt_id = alice.start()
    with alice.database.writing() as session:
        session.execute(update(Attempt).values(deadline_at=NOON + timedelta(minutes=10)))
    alice.now = NOON + timedelta(minutes=10, seconds=seconds)
    alice.submit(attempt_id)
    with alice.database.reading() as session:
        assert session.scalars(select(Attempt.submitted_by)).one() == by


def test_only_the_first_to_close_an_attempt_marks_it(alice: Taking) -> None:
    attempt_id = alice.start()
    with alice.database.writing() as session:
        found = attempts.get_attempt(session, person_id=alice.who.id, unsafe_attempt_id=attempt_id)
        closings = [attempts.close(session, found, by="learner", actor="somebody", now=NOON) for _ in range(2)]
    assert closings == [True, False]


def test_unanswered_questions_earn_nothing(alice: Taking) -> None:
    alice.take({1: "true"})
    with alice.database.reading() as session:
        score = session.scalars(select(Score)).one()
    assert (score.numerator, score.possible, score.is_passed) == (1, 3, False)


def test_the_last_saved_answer_counts(alice: Taking) -> None:
    attempt_id = alice.start()
    alice.save(attempt_id, 1, "false", sequence=1)
    alice.save(attempt_id, 1, "true", sequence=2)
    alice.submit(attempt_id)
    with alice.database.reading() as session:
        assert session.scalars(select(Score.numerator)).one() == 1


def test_submitting_twice_marks_once(alice: Taking) -> None:
    attempt_id = alice.take()
    alice.submit(attempt_id)
    with alice.database.reading() as session:
        assert len(session.scalars(select(Score.id)).all()) == 1


def test_tries_run_out_and_an_educator_grants_further_ones(alice: Taking) -> None:
    alice.fail()
    alice.fail()
    with pytest.raises(NotNow, match="used all your tries"):
        alice.start()
    with alice.database.writing() as session:
        granted = educating.grant_tries(
            session,
            educator=person(alice.database, BOB),
            unsafe_activity_id="case",
            email="Alice@Example.org",
            tries=1,
            reason="Fire alarm",
            origin="http://127.0.0.1:8000",
            now=NOON,
        )
    assert (granted.tries_left, granted.has_seen_keys) == (1, True)
    alice.take()
    with pytest.raises(NotNow, match="You have passed"):
        alice.start()


def test_a_cooldown_and_an_expiry_hold(database: Database) -> None:
    publish_bank(database, bank(cooldown_hours=24, expires=date(2026, 12, 1)))
    alice = Taking(database, person(database, ALICE))
    alice.fail()
    with pytest.raises(NotNow, match="waiting time"):
        alice.start()
    alice.now = NOON + timedelta(hours=24)
    alice.fail()
    charlie = Taking(database, person(database, CHARLIE), now=datetime(2026, 12, 2, tzinfo=UTC))
    with pytest.raises(NotNow, match="expired"):
        charlie.start()


def test_a_stranger_finds_nothing(alice: Taking) -> None:
    attempt_id = alice.start()
    charlie = Taking(alice.database, person(alice.database, CHARLIE))
    for unsafe_id in (attempt_id, "absent"):
        with pytest.raises(NotFound):
            charlie.submit(unsafe_id)
        with pytest.raises(NotFound):
            charlie.save(unsafe_id, 1, "true")


def test_two_starts_at_once_begin_one_attempt(alice: Taking) -> None:
    found = at_once(alice.start, alice.start, alice.start)
    assert len(set(found)) == 1
    with alice.database.reading() as session:
        assert len(session.scalars(select(Attempt.id)).all()) == 1


def test_whoever_lost_the_race_to_begin_is_led_to_the_try_of_the_winner(alice: Taking) -> None:
    """The database decides such races on PostgreSQL alone, so what follows is asked for directly as well."""
    lost = "Another try was begun and submitted at the same moment. Look at its result first."
    bob = Taking(alice.database, person(alice.database, BOB))
    bob.start()
    with alice.database.reading() as session, pytest.raises(NotNow, match=f"^{lost}$"):
        attempts._open_attempt(session, alice.who.id, "case")
    attempt_id = alice.start()
    with alice.database.reading() as session:
        assert attempts._open_attempt(session, alice.who.id, "case") == attempt_id
        with pytest.raises(NotNow):
            attempts._open_attempt(session, alice.who.id, "another")
    with alice.database.writer() as session:
        activity = catalogue.get_activity(session, "case")
        assert attempts.begin(session, alice.who, activity, number=1, now=NOON) == attempt_id
    alice.submit(attempt_id)
    with alice.database.reading() as session, pytest.raises(NotNow):
        attempts._open_attempt(session, alice.who.id, "case")


def test_two_submissions_at_once_mark_once(alice: Taking) -> None:
    attempt_id = alice.start()
    alice.save(attempt_id, 1, "true")
    assert at_once(*[lambda: alice.submit(attempt_id)] * 3) == [None] * 3
    with alice.database.reading() as session:
        assert len(session.scalars(select(Score.id)).all()) == 1
        assert list(audit.broken_links(session)) == []


def test_an_attempt_keeps_its_revisions_when_the_bank_changes(alice: Taking) -> None:
    attempt_id = alice.start()
    rekeyed = (question("first", {"true": "True", "false": "False"}, "false", stem="Turned round?"), *QUESTIONS[1:2])
    publish_bank(alice.database, bank(questions=rekeyed))
    for position, chosen in {1: "true", 2: "false", 3: "late"}.items():
        alice.save(attempt_id, position, chosen)
    alice.submit(attempt_id)
    with alice.database.reading() as session:
        score = session.scalars(select(Score)).one()
    assert (score.numerator, score.denominator, score.possible, score.is_passed) == (3, 1, 3, True)
