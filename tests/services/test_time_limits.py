"""Time limits: the server's clock alone counts, what is saved is submitted, and an educator can give more."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, event, select, update

from cme.core import allowances
from cme.database import Database
from cme.errors import BadInput, NotFound, NotNow
from cme.models import Attempt, AuditEvent, Extension, OutboxMail, Person, Score
from cme.services import attempts, due_work, extensions
from tests.services.test_attempts import at_once
from tests.support.banks import activity, bank
from tests.support.cast import ALICE, BOB
from tests.support.clock import NOON
from tests.support.posttest import Taking, person, publish_bank
from tests.support.timed import after, end_of, extend, extend_seen, timed_bank

SECOND = timedelta(seconds=1)


@pytest.fixture
def alice(database: Database) -> Taking:
    publish_bank(database, timed_bank())
    return Taking(database, person(database, ALICE))


def submit_due(taking: Taking) -> int:
    with taking.database.writing() as session:
        return due_work.submit_due(session, now=taking.now)


def submit_if_over(taking: Taking, attempt_id: str) -> bool:
    with taking.database.writing() as session:
        return attempts.submit_if_over(session, person=taking.who, unsafe_attempt_id=attempt_id, now=taking.now)


def test_at_the_end_of_the_time_what_is_saved_is_submitted(alice: Taking) -> None:
    attempt_id = alice.start()
    alice.save(attempt_id, 1, "true")
    alice.now = after(30) + attempts.GRACE
    alice.save(attempt_id, 2, "false")  # was on its way
    assert submit_due(alice) == 0
    alice.now += SECOND
    with pytest.raises(NotNow, match="time for this attempt is over"):
        alice.save(attempt_id, 3, "late")
    assert submit_due(alice) == 1
    with alice.database.reading() as session:
        assert session.scalars(select(Score.numerator)).one() == 2
        assert session.scalars(select(Attempt.submitted_by)).one() == "deadline"


def test_a_page_whose_clock_ran_out_has_its_attempt_submitted_at_once(alice: Taking) -> None:
    attempt_id = alice.start()
    alice.now = after(30) - attempts.EARLY - SECOND
    assert not submit_if_over(alice, attempt_id)
    alice.now += SECOND
    assert submit_if_over(alice, attempt_id)
    assert submit_if_over(alice, attempt_id)
    with alice.database.reading() as session:
        assert session.scalars(select(Attempt.submitted_by)).one() == "deadline"
        assert len(session.scalars(select(Score.id)).all()) == 1


def meanwhile(database: Database, **values: object) -> None:
    """Let this happen to every attempt just before the next one is closed, as if another request had been first."""
    to_do = [update(Attempt).values(**values)]

    def first(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("UPDATE attempt SET submitted_at") and to_do:
            connection.execute(to_do.pop())

    event.listen(database.engine, "before_cursor_execute", first)


def test_an_attempt_that_is_given_more_time_at_that_moment_stays_open(alice: Taking) -> None:
    attempt_id = alice.start()
    meanwhile(alice.database, deadline_at=after(40))
    alice.now = after(30)
    assert not submit_if_over(alice, attempt_id)
    with alice.database.reading() as session:
        assert session.execute(select(Attempt.submitted_at, Attempt.deadline_at)).one() == (None, after(40))


def test_an_attempt_that_is_submitted_elsewhere_at_that_moment_is_submitted(alice: Taking) -> None:
    attempt_id = alice.start()
    meanwhile(alice.database, submitted_at=after(29), submitted_by="learner")
    alice.now = after(30)
    assert submit_if_over(alice, attempt_id)
    with alice.database.reading() as session:
        assert session.scalars(select(Attempt.submitted_by)).one() == "learner"


def test_nobody_is_reminded_of_a_time_limit(alice: Taking) -> None:
    alice.start()
    with alice.database.writing() as session:
        assert due_work.queue_reminders(session, now=after(5), origin="https://cme.example.org") == 0
        assert session.scalars(select(OutboxMail.id)).all() == []


def test_further_minutes_keep_an_attempt_open(alice: Taking) -> None:
    attempt_id = alice.start()
    assert extend(alice.database, attempt_id, 10) == after(40)
    assert extend(alice.database, attempt_id, 5) == after(45)
    alice.now = after(44)
    assert not submit_if_over(alice, attempt_id)
    assert submit_due(alice) == 0
    alice.save(attempt_id, 1, "true")
    with alice.database.reading() as session:
        rows = session.execute(select(Extension.former_deadline_at, Extension.deadline_at, Extension.minutes))
        assert rows.all() == [(after(30), after(40), 10), (after(40), after(45), 5)]
        events = session.scalars(select(AuditEvent.details).where(AuditEvent.action == "attempt.extended")).all()
        assert [each["minutes"] for each in events] == [10, 5]


def extensions_of(database: Database) -> list[tuple[datetime, int]]:
    with database.reading() as session:
        rows = session.execute(select(Extension.deadline_at, Extension.minutes).order_by(Extension.id))
        return [(row.deadline_at, row.minutes) for row in rows]


def test_the_same_wish_twice_is_fulfilled_once_and_answered_alike(alice: Taking) -> None:
    attempt_id = alice.start()
    for now in (NOON, NOON + SECOND):
        assert extend_seen(alice.database, attempt_id, after(30), now=now) == after(40)
    assert extensions_of(alice.database) == [(after(40), 10)]
    assert end_of(alice.database, attempt_id) == after(40)


def test_two_clicks_at_once_extend_once(alice: Taking) -> None:
    attempt_id = alice.start()
    person(alice.database, BOB)
    found = at_once(*[lambda: extend_seen(alice.database, attempt_id, after(30))] * 2)
    assert found == [after(40), after(40)]
    assert extensions_of(alice.database) == [(after(40), 10)]


@pytest.mark.parametrize("seen", [after(30), None])
def test_minutes_are_given_only_at_the_end_that_was_seen(alice: Taking, seen: datetime | None) -> None:
    attempt_id = alice.start()
    extend(alice.database, attempt_id, 10)
    with pytest.raises(BadInput, match="given more time since you opened this page"):
        extend_seen(alice.database, attempt_id, seen, 5)
    assert extensions_of(alice.database) == [(after(40), 10)]
    assert end_of(alice.database, attempt_id) == after(40)


@pytest.mark.parametrize("unless_extended", [True, False])
def test_minutes_given_since_the_deadline_was_read_count(alice: Taking, unless_extended: bool) -> None:
    """The second is the control: a submission that does not look again."""
    attempt_id = alice.start()
    with alice.database.reading() as session:
        read = attempts.get_attempt(session, person_id=alice.who.id, unsafe_attempt_id=attempt_id)
    extend(alice.database, attempt_id, 10)
    with alice.database.writing() as session:
        is_closed = attempts.close(
            session, read, by="deadline", actor="alice", now=after(30), unless_extended=unless_extended
        )
    assert is_closed != unless_extended


def test_an_extension_that_is_not_stored_is_seen(alice: Taking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extensions, "extended", lambda **given: given["deadline_at"] + SECOND)
    with pytest.raises(AssertionError):
        test_further_minutes_keep_an_attempt_open(alice)


def test_what_is_over_and_not_submitted_yet_is_opened_again(alice: Taking) -> None:
    attempt_id = alice.start()
    alice.now = after(32)
    assert extend(alice.database, attempt_id, 5, now=alice.now) == after(37)
    alice.save(attempt_id, 1, "true")


def test_what_is_submitted_cannot_be_extended(alice: Taking) -> None:
    attempt_id = alice.start()
    alice.submit(attempt_id)
    with pytest.raises(NotNow, match="submitted, so its time"):
        extend(alice.database, attempt_id)


def test_an_extension_and_a_submission_at_once_agree(alice: Taking) -> None:
    attempt_id = alice.start()
    alice.now = after(30) + attempts.GRACE + SECOND
    found = at_once(lambda: extend(alice.database, attempt_id, now=alice.now), lambda: submit_due(alice))
    with alice.database.reading() as session:
        attempt = session.scalars(select(Attempt)).one()
        was_extended = session.scalars(select(Extension.id)).all() != []
    assert was_extended is not isinstance(found[0], NotNow)
    assert (attempt.submitted_at is None) is was_extended


@pytest.mark.parametrize("minutes", [0, -5, extensions.MOST_MINUTES + 1])
def test_the_further_minutes_have_limits(alice: Taking, minutes: int) -> None:
    with pytest.raises(BadInput, match="from 1 to 600 minutes"):
        extend(alice.database, alice.start(), minutes)


def test_no_extension_outlasts_the_activity(database: Database) -> None:
    publish_bank(database, timed_bank(expires=NOON.date()))
    alice = Taking(database, person(database, ALICE))
    attempt_id = alice.start()
    midnight = allowances.closing_time(NOON.date())
    for _ in range(2):
        newest = extend(database, attempt_id, 600)
    assert newest == midnight
    with pytest.raises(BadInput, match="ends with its activity"):
        extend(database, attempt_id)


def test_what_has_no_time_limit_cannot_be_extended(database: Database) -> None:
    publish_bank(database, timed_bank(minutes=0, expires=NOON.date()))
    attempt_id = Taking(database, person(database, ALICE)).start()
    with pytest.raises(BadInput, match="no time limit"):
        extend(database, attempt_id)
    with database.reading() as session:
        assert extensions.list_running(session) == []
        with pytest.raises(NotFound):
            extensions.get_running(session, attempt_id)


def test_many_that_end_with_their_activity_alone_hide_none_that_has_a_time_limit(database: Database) -> None:
    timed = activity("timed")
    activities = (replace(timed, posttest=replace(timed.posttest, minutes=24 * 60)), activity(expires=NOON.date()))
    publish_bank(database, bank(activities=activities))
    alice = Taking(database, person(database, ALICE))
    alice.start()
    alice.activity_id = "timed"
    attempt_id = alice.start()
    with database.writing() as session:
        first = session.scalars(select(Attempt).where(Attempt.activity_id == "case")).one()
        same = {column.key: getattr(first, column.key) for column in Attempt.__mapper__.column_attrs}
        others = [Person(email=f"{number}@example.org", created_at=NOON) for number in range(extensions.MOST_SHOWN)]
        session.add_all(others)
        session.flush()
        own = {"id": None, "public_id": None}
        session.add_all(Attempt(**{**same, **own, "person_id": each.id}) for each in others)
    with database.reading() as session:
        assert [each.attempt_id for each in extensions.list_running(session)] == [attempt_id]


def test_running_attempts_are_listed_until_they_are_submitted(alice: Taking) -> None:
    attempt_id = alice.start()
    with alice.database.reading() as session:
        found = extensions.list_running(session)
        assert found == [extensions.get_running(session, attempt_id)]
        assert (found[0].learner, found[0].deadline_at) == (ALICE.email, after(30))
    alice.submit(attempt_id)
    with alice.database.reading() as session:
        assert extensions.list_running(session) == []
    with pytest.raises(NotFound):
        extend(alice.database, "none")
