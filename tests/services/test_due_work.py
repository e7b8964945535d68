"""Deadlines and reminders fall due whether or not anybody visits."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from cme.database import Database
from cme.errors import NotNow
from cme.models import Attempt, OutboxMail, Score
from cme.services import due_work
from cme.services.responses import Answer, save
from tests.support.banks import bank
from tests.support.cast import ALICE, CHARLIE
from tests.support.clock import NOON
from tests.support.databases import opened
from tests.support.posttest import Taking, person, publish_bank

LAST_DAY = date(2026, 12, 1)
END = datetime(2026, 12, 2, tzinfo=UTC)


@pytest.fixture
def alice(database: Database) -> Taking:
    publish_bank(database, bank(expires=LAST_DAY))
    return Taking(database, person(database, ALICE))


def do(database: Database, now: datetime) -> tuple[int, int]:
    with database.writing() as session:
        submitted = due_work.submit_due(session, now=now)
    with database.writing() as session:
        reminded = due_work.queue_reminders(session, now=now, origin="http://127.0.0.1:8000")
    return submitted, reminded


def test_at_the_deadline_what_is_saved_is_submitted(alice: Taking) -> None:
    attempt_id = alice.start()
    alice.save(attempt_id, 1, "true")
    assert do(alice.database, END) == (0, 0)
    alice.now = END + timedelta(seconds=4)
    alice.save(attempt_id, 2, "false")  # was on its way
    alice.now = END + timedelta(seconds=6)
    with pytest.raises(NotNow):
        alice.save(attempt_id, 3, "late")
    assert do(alice.database, alice.now)[0] == 1
    assert do(alice.database, alice.now)[0] == 0
    with alice.database.reading() as session:
        assert session.scalars(select(Score.numerator)).one() == 2
        assert session.scalars(select(Attempt.submitted_by)).one() == "deadline"


def test_an_attempt_that_somebody_is_saving_is_left_for_the_next_time(postgresql_url: str) -> None:
    """Otherwise learner and worker could each wait for what the other has locked: PostgreSQL calls it a deadlock."""
    now = END + timedelta(seconds=6)
    with opened(postgresql_url) as database:
        publish_bank(database, bank(expires=LAST_DAY))
        alice, charlie = (Taking(database, person(database, each)) for each in (ALICE, CHARLIE))
        attempt_id = alice.start()
        charlie.start()
        with database.writer() as saving:
            answer = Answer(chosen=("true",))
            save(
                saving,
                person_id=alice.who.id,
                unsafe_attempt_id=attempt_id,
                position=1,
                answer=answer,
                sequence=1,
                idempotency_key="a key of the test",
                now=END,
            )
            assert do(database, now)[0] == 1  # the other one's
            saving.commit()
        assert do(database, now)[0] == 1
        assert do(database, now)[0] == 0


def test_an_attempt_without_a_deadline_is_left_alone(database: Database) -> None:
    publish_bank(database)
    Taking(database, person(database, ALICE)).start()
    assert do(database, NOON + timedelta(days=3650)) == (0, 0)


def test_one_reminder_a_week_before_the_deadline(alice: Taking) -> None:
    attempt_id = alice.start()
    assert do(alice.database, END - timedelta(days=7, seconds=1)) == (0, 0)
    assert do(alice.database, END - timedelta(days=7)) == (0, 1)
    assert do(alice.database, END - timedelta(days=6)) == (0, 0)
    with alice.database.reading() as session:
        mail = session.scalars(select(OutboxMail)).one()
    assert mail.recipient == ALICE.email
    assert f"http://127.0.0.1:8000/attempts/{attempt_id}\n" in mail.body


def test_one_reminder_of_a_certificate_not_taken(alice: Taking) -> None:
    attempt_id = alice.take()
    charlie = Taking(alice.database, person(alice.database, CHARLIE))
    charlie.fail()
    assert do(alice.database, NOON + timedelta(days=2)) == (0, 0)
    assert do(alice.database, NOON + timedelta(days=3)) == (0, 1)
    assert do(alice.database, NOON + timedelta(days=4)) == (0, 0)
    with alice.database.reading() as session:
        mail = session.scalars(select(OutboxMail)).one()
    assert (mail.recipient, attempt_id in mail.body) == (ALICE.email, True)
