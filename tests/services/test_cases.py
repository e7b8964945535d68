"""Sequential cases: going on locks an answer for good, and nothing of a later part is told before."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from cme.core.cases import Part
from cme.core.questions import OpenQuestion
from cme.database import Database
from cme.errors import BadInput, NotFound, NotNow, PartClosed
from cme.models import Attempt, AuditEvent
from cme.services import cases, flags, responses, results
from cme.services.responses import OpenAttempt
from tests.services.test_attempts import at_once
from tests.support.cases import CASE, RIGHT, TOLD_LATER, case_bank
from tests.support.cast import ALICE, CHARLIE
from tests.support.posttest import Taking, person, publish_bank

LATER = (*TOLD_LATER, *(question.stem for question in CASE[2:]))


@pytest.fixture
def alice(database: Database) -> Taking:
    publish_bank(database, case_bank())
    return Taking(database, person(database, ALICE))


def go_on(taking: Taking, attempt_id: str, position: int) -> None:
    with taking.database.writing() as session:
        cases.go_on(session, person=taking.who, unsafe_attempt_id=attempt_id, position=position, now=taking.now)


def look(taking: Taking, attempt_id: str) -> OpenAttempt:
    with taking.database.reading() as session:
        return responses.open_attempt(session, person_id=taking.who.id, unsafe_attempt_id=attempt_id)


def locked(taking: Taking) -> list[int]:
    with taking.database.reading() as session:
        return session.scalars(select(Attempt.locked)).one()


def test_nothing_of_a_later_part_is_told_before_the_earlier_are_locked(alice: Taking) -> None:
    attempt_id = alice.start()
    alice.save(attempt_id, 2, "early")
    found = look(alice, attempt_id)
    assert not [told for told in LATER if told in repr(found)]
    assert [step.stem for step in found.steps[2:]] == ["Part 2 of 3, not open yet", "Part 3 of 3, not open yet"]
    assert [(step.is_open, step.is_locked) for step in found.steps] == [(True, False)] * 2 + [(False, False)] * 2
    go_on(alice, attempt_id, 2)
    found = look(alice, attempt_id)
    assert [told for told in LATER if told in repr(found)] == [TOLD_LATER[0], CASE[2].stem]
    assert [(step.is_open, step.is_locked) for step in found.steps[1:]] == [(True, True), (True, False), (False, False)]


def _nothing_is_withheld(question: OpenQuestion, _part: Part) -> OpenQuestion:
    return question


def test_a_part_that_is_not_withheld_is_seen(alice: Taking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responses, "withheld", _nothing_is_withheld)
    assert [told for told in LATER if told in repr(look(alice, alice.start()))] == list(LATER)


def test_a_locked_part_takes_no_save(alice: Taking) -> None:
    attempt_id = alice.start()
    first = alice.save(attempt_id, 2, "late")
    go_on(alice, attempt_id, 2)
    with pytest.raises(PartClosed, match="locked"):
        alice.save(attempt_id, 2, "early", sequence=2)
    assert alice.save(attempt_id, 2, "late") == first  # a repeat, as after a submission
    assert look(alice, attempt_id).steps[1].chosen_text == "Late finding"


def test_a_part_that_is_not_open_takes_no_save(alice: Taking) -> None:
    attempt_id = alice.start()
    for position in (3, 4):
        with pytest.raises(PartClosed, match="not open yet"):
            alice.save(attempt_id, position, "false" if position == 3 else "both")
        with pytest.raises(PartClosed, match="not open yet"):
            go_on(alice, attempt_id, position)
    assert locked(alice) == []


def test_what_stands_alone_is_never_locked(alice: Taking) -> None:
    attempt_id = alice.start()
    alice.save(attempt_id, 1, "false")
    with pytest.raises(BadInput, match="no part of a case"):
        go_on(alice, attempt_id, 1)
    alice.save(attempt_id, 1, "true", sequence=2)


def test_a_part_without_an_answer_is_not_locked(alice: Taking) -> None:
    attempt_id = alice.start()
    with pytest.raises(NotNow, match="Answer this question first"):
        go_on(alice, attempt_id, 2)
    alice.save(attempt_id, 2, "early")
    alice.save(attempt_id, 2, "", sequence=2)
    with pytest.raises(NotNow, match="Answer this question first"):
        go_on(alice, attempt_id, 2)


def test_going_on_twice_is_going_on_once(alice: Taking) -> None:
    attempt_id = alice.start()
    alice.save(attempt_id, 2, "early")
    found = at_once(*[lambda: go_on(alice, attempt_id, 2)] * 3)
    assert found == [None] * 3
    go_on(alice, attempt_id, 2)
    assert locked(alice) == [2]
    with alice.database.reading() as session:
        events = session.execute(
            select(AuditEvent.subject, AuditEvent.details).where(AuditEvent.action == "case.went-on")
        )
        assert events.all() == [(attempt_id, {"position": 2})]


def test_the_last_part_stays_open_to_the_end(alice: Taking) -> None:
    attempt_id = alice.start()
    for position in (2, 3, 4):
        alice.save(attempt_id, position, RIGHT[position])
        go_on(alice, attempt_id, position)
    assert locked(alice) == [2, 3]
    alice.save(attempt_id, 4, "late", sequence=2)


def test_a_save_and_going_on_at_once_agree(alice: Taking) -> None:
    attempt_id = alice.start()
    alice.save(attempt_id, 2, "late")
    found = at_once(lambda: alice.save(attempt_id, 2, "early", sequence=2), lambda: go_on(alice, attempt_id, 2))
    assert found[1] is None
    kept = "Late finding" if isinstance(found[0], PartClosed) else "Early finding"
    assert look(alice, attempt_id).steps[1].chosen_text == kept


def test_somebody_elses_case_is_not_found(alice: Taking) -> None:
    attempt_id = alice.start()
    charlie = Taking(alice.database, person(alice.database, CHARLIE))
    for taking, position in ((charlie, 2), (alice, 9), (alice, 0)):
        with pytest.raises(NotFound):
            go_on(taking, attempt_id, position)


def test_a_submitted_case_does_not_go_on(alice: Taking) -> None:
    attempt_id = alice.start()
    alice.save(attempt_id, 2, "early")
    alice.submit(attempt_id)
    with pytest.raises(NotNow, match="submitted"):
        go_on(alice, attempt_id, 2)


def test_the_part_that_is_open_is_next(alice: Taking) -> None:
    attempt_id = alice.start()
    alice.save(attempt_id, 1, "true")
    alice.save(attempt_id, 2, "early")
    assert look(alice, attempt_id).next_position == 2
    go_on(alice, attempt_id, 2)
    assert look(alice, attempt_id).next_position == 3


def test_after_a_fail_what_was_never_opened_is_still_not_told(alice: Taking) -> None:
    attempt_id = alice.take({1: "false", 2: "late"})
    with alice.database.reading() as session:
        found = results.result(session, person_id=alice.who.id, unsafe_attempt_id=attempt_id, now=alice.now)
        assert [each.stem for each in found.read_again[2:]] == ["Part 2 of 3, not opened", "Part 3 of 3, not opened"]
        with pytest.raises(PartClosed, match="not been opened"):
            flags.doubtable(session, person_id=alice.who.id, unsafe_attempt_id=attempt_id, position=3, now=alice.now)


def test_of_an_open_attempt_a_part_that_is_not_open_cannot_be_doubted(alice: Taking) -> None:
    attempt_id = alice.start()
    with alice.database.reading() as session, pytest.raises(PartClosed, match="not been opened"):
        flags.doubtable(session, person_id=alice.who.id, unsafe_attempt_id=attempt_id, position=4, now=alice.now)


def _nothing_is_locked(*_given: Any) -> None:
    """Refuse nothing, whatever is locked."""


def _no_answer_is_needed(*_given: Any) -> bool:
    return True


@pytest.mark.parametrize(
    ("module", "name", "broken", "test"),
    [
        (responses, "_refusal", _nothing_is_locked, test_a_locked_part_takes_no_save),
        (responses, "_refusal", _nothing_is_locked, test_a_part_that_is_not_open_takes_no_save),
        (cases, "_is_answered", _no_answer_is_needed, test_a_part_without_an_answer_is_not_locked),
    ],
)
def test_a_broken_build_is_found_out(
    alice: Taking, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, broken: Callable[..., Any], test: Any
) -> None:
    monkeypatch.setattr(module, name, broken)
    with pytest.raises(pytest.fail.Exception):
        test(alice)
