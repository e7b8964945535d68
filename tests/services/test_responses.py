"""Saves: append-only, idempotent, in order, of one's own attempt and its own options."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cme.database import Database
from cme.errors import BadInput, KeyReused, NotNow, SaveConflict
from cme.models import Response, Score
from cme.services import responses
from cme.services.responses import Answer
from tests.services.test_attempts import at_once
from tests.support.banks import SECRET
from tests.support.cast import ALICE, Member
from tests.support.posttest import Taking, person, publish_bank


@pytest.fixture
def alice(database: Database) -> Taking:
    publish_bank(database)
    return Taking(database, person(database, ALICE))


def stored(taking: Taking, attempt_id: str, position: int = 1) -> tuple[str, ...]:
    with taking.database.reading() as session:
        found = responses.newest_saved(
            session, person_id=taking.who.id, unsafe_attempt_id=attempt_id, position=position
        )
    return found.answer.chosen if found is not None else ()


def count(taking: Taking) -> int:
    with taking.database.reading() as session:
        return session.scalars(select(func.count()).select_from(Response)).one()


def test_a_repeated_save_answers_as_the_first_time_and_stores_nothing(alice: Taking) -> None:
    attempt_id = alice.start()
    first = alice.save(attempt_id, 1, "true")
    assert alice.save(attempt_id, 1, "true") == first
    assert count(alice) == 1


def test_a_key_with_another_body_is_refused(alice: Taking) -> None:
    attempt_id = alice.start()
    alice.save(attempt_id, 1, "true", key="the-same-key-twice")
    with pytest.raises(KeyReused):
        alice.save(attempt_id, 1, "false", sequence=2, key="the-same-key-twice")
    assert stored(alice, attempt_id) == ("true",)


def test_an_older_save_never_overwrites_a_later_one(alice: Taking) -> None:
    attempt_id = alice.start()
    alice.save(attempt_id, 1, "true", sequence=5)
    for sequence in (1, 4, 5):
        with pytest.raises(SaveConflict):
            alice.save(attempt_id, 1, "false", sequence=sequence)
    assert stored(alice, attempt_id) == ("true",)


def test_a_repeat_is_answered_even_after_the_submission(alice: Taking) -> None:
    attempt_id = alice.start()
    first = alice.save(attempt_id, 1, "true")
    alice.submit(attempt_id)
    assert alice.save(attempt_id, 1, "true") == first
    with pytest.raises(NotNow, match="submitted"):
        alice.save(attempt_id, 1, "false", sequence=2)


def test_a_repeat_whose_first_look_missed_it_is_answered_all_the_same(
    alice: Taking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL the first save can be stored while the look for it waits behind a submission."""
    attempt_id = alice.start()
    first = alice.save(attempt_id, 1, "true")
    alice.submit(attempt_id)
    look = responses._get_question

    def blind(session: Session, person_id: int, unsafe_attempt_id: str, position: int, _key: str) -> Any:
        return look(session, person_id, unsafe_attempt_id, position, "another key than any")

    monkeypatch.setattr(responses, "_get_question", blind)
    assert alice.save(attempt_id, 1, "true") == first
    with pytest.raises(NotNow):
        alice.save(attempt_id, 1, "false", sequence=2)
    assert count(alice) == 1


@pytest.mark.parametrize("chosen", ["late", "maybe", "first", "TRUE", "true\x00", "x" * 5000])
def test_an_option_of_another_question_is_refused(alice: Taking, chosen: str) -> None:
    attempt_id = alice.start()
    with pytest.raises(BadInput):
        alice.save(attempt_id, 1, chosen)
    assert count(alice) == 0


@pytest.mark.parametrize("sequence", [0, -1, 10_001])
def test_a_senseless_number_is_refused(alice: Taking, sequence: int) -> None:
    attempt_id = alice.start()
    with pytest.raises(BadInput):
        alice.save(attempt_id, 1, "true", sequence=sequence)


@pytest.mark.parametrize("key", ["short", "x" * 65, "with a\nline break", "ключключключключ"])
def test_a_senseless_key_is_refused(alice: Taking, key: str) -> None:
    attempt_id = alice.start()
    with pytest.raises(BadInput):
        alice.save(attempt_id, 1, "true", key=key)


def test_several_options_of_a_single_choice_are_refused(alice: Taking) -> None:
    attempt_id = alice.start()
    with alice.database.writer() as session, pytest.raises(BadInput, match="one option"):
        responses.save(
            session,
            person_id=alice.who.id,
            unsafe_attempt_id=attempt_id,
            position=1,
            answer=Answer(chosen=("true", "false")),
            sequence=1,
            idempotency_key="k" * 16,
            now=alice.now,
        )


def test_the_same_save_twice_at_once_is_stored_once(alice: Taking) -> None:
    attempt_id = alice.start()
    found = at_once(*[lambda: alice.save(attempt_id, 1, "true")] * 4)
    assert len(set(map(str, found))) == 1, found
    assert count(alice) == 1


def test_two_devices_at_once_get_one_saved_and_one_told(alice: Taking) -> None:
    attempt_id = alice.start()
    found = at_once(lambda: alice.save(attempt_id, 1, "true"), lambda: alice.save(attempt_id, 1, "false"))
    assert sorted(type(each).__name__ for each in found) == ["SaveConflict", "Saved"]
    assert count(alice) == 1


def test_a_submission_and_a_save_at_once_agree(alice: Taking) -> None:
    attempt_id = alice.start()
    found = at_once(lambda: alice.save(attempt_id, 1, "true"), lambda: alice.submit(attempt_id))
    with alice.database.reading() as session:
        earned = session.scalars(select(Score.numerator)).one()
    was_saved = not isinstance(found[0], NotNow)
    assert earned == int(was_saved)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(1, 7)))
def test_the_highest_acknowledged_number_is_what_is_stored(published: Database, order: list[int]) -> None:
    taking = Taking(published, person(published, Member(f"learner-{uuid4()}@example.org", "Somebody")))
    attempt_id = taking.start()
    highest = 0
    for sequence in order:
        try:
            taking.save(attempt_id, 1, "true" if sequence % 2 else "false", sequence=sequence)
            assert sequence > highest
            highest = sequence
        except SaveConflict:
            assert sequence < highest
    assert stored(taking, attempt_id) == ("true" if highest % 2 else "false",)


@pytest.fixture
def published(sqlite_url: str) -> Iterator[Database]:
    database = Database(sqlite_url)
    publish_bank(database)
    yield database
    database.engine.dispose()


def test_an_open_attempt_holds_nothing_of_a_key(alice: Taking) -> None:
    attempt_id = alice.start()
    with alice.database.reading() as session:
        found = responses.open_attempt(session, person_id=alice.who.id, unsafe_attempt_id=attempt_id)
    assert SECRET not in repr(found)
    assert "is_key" not in repr(found)


def test_the_first_unanswered_question_is_next(alice: Taking) -> None:
    attempt_id = alice.start()
    alice.save(attempt_id, 1, "true")
    alice.save(attempt_id, 3, "late")
    with alice.database.reading() as session:
        found = responses.open_attempt(session, person_id=alice.who.id, unsafe_attempt_id=attempt_id)
    assert (found.next_position, found.answered, found.flagged) == (2, 2, 0)
    assert found.steps[2].chosen_text == "Late finding"
