"""Allowances: applied at the start and to the tries, the newest in force, nearest first, kept for ever."""

from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select

from cme.database import Database
from cme.errors import BadInput, NotFound, NotNow
from cme.models import Allowance, Attempt, AuditEvent
from cme.services import allowances, catalogue, cohorts, educating, granting
from cme.services.granting import Said
from tests.services.test_attempts import at_once
from tests.support.cast import ALICE, BOB, CHARLIE
from tests.support.clock import NOON
from tests.support.posttest import Taking, person, publish_bank
from tests.support.timed import after, allow, timed_bank

LONGER = Said(time_factor=Fraction(3, 2))


@pytest.fixture
def alice(database: Database) -> Taking:
    publish_bank(database, timed_bank())
    return Taking(database, person(database, ALICE))


def cohort(database: Database, name: str, *emails: str) -> str:
    who = person(database, BOB)
    with database.writing() as session:
        made = cohorts.make_cohort(session, educator=who, name=name, now=NOON)
        if emails:
            cohorts.add_members(session, educator=who, unsafe_cohort_id=made, addresses="\n".join(emails), now=NOON)
    return made


def end(taking: Taking) -> datetime | None:
    attempt_id = taking.start()
    with taking.database.reading() as session:
        return session.scalars(select(Attempt.deadline_at).where(Attempt.public_id == attempt_id)).one()


def tries(taking: Taking) -> int:
    with taking.database.reading() as session:
        activity = catalogue.get_activity(session, "case")
        where = catalogue.standing(session, person_id=taking.who.id, activity=activity, now=taking.now)
        return where.history.tries_left


def test_without_an_allowance_the_time_limit_holds(alice: Taking) -> None:
    assert end(alice) == after(30)


def test_a_factor_lengthens_the_time_of_what_is_begun_afterwards(alice: Taking) -> None:
    charlie = Taking(alice.database, person(alice.database, CHARLIE))
    assert end(charlie) == after(30)
    allow(alice.database, LONGER, email=ALICE.email)
    allow(alice.database, LONGER, email=CHARLIE.email)
    assert (end(alice), end(charlie)) == (after(45), after(30))


def test_untimed_leaves_the_end_of_the_activity_alone(alice: Taking) -> None:
    allow(alice.database, Said(is_untimed=True), email=ALICE.email)
    assert end(alice) is None


def test_the_newest_for_the_same_person_and_activity_is_in_force(alice: Taking) -> None:
    allow(alice.database, Said(is_untimed=True, time_factor=Fraction(2)), email=ALICE.email)
    allow(alice.database, LONGER, email=ALICE.email)
    assert end(alice) == after(45)
    with alice.database.reading() as session:
        assert [each.said for each in granting.list_in_force(session)] == [LONGER]
        assert len(session.scalars(select(Allowance.id)).all()) == 2


def test_saying_nothing_withdraws(alice: Taking) -> None:
    allow(alice.database, LONGER, email=ALICE.email)
    allow(alice.database, Said(), email=ALICE.email)
    assert end(alice) == after(30)
    with alice.database.reading() as session:
        assert granting.list_in_force(session) == []


def test_the_person_comes_before_the_cohort_and_the_activity_before_all(alice: Taking) -> None:
    group = cohort(alice.database, "Extra time", ALICE.email)
    allow(alice.database, Said(time_factor=Fraction(4), extra_tries=3), unsafe_cohort_id=group)
    allow(alice.database, Said(time_factor=Fraction(3)), unsafe_cohort_id=group, unsafe_activity_id="case")
    allow(alice.database, Said(time_factor=Fraction(2)), email=ALICE.email)
    assert tries(alice) == 2 + 3
    assert end(alice) == after(60)


def test_a_cohort_counts_while_one_is_in_it(alice: Taking) -> None:
    bob, group = person(alice.database, BOB), cohort(alice.database, "Extra time", ALICE.email)
    allow(alice.database, Said(extra_tries=1), unsafe_cohort_id=group)
    assert tries(alice) == 3
    with alice.database.writing() as session:
        for expected in (True, False):
            removed = cohorts.remove_member(
                session, educator=bob, unsafe_cohort_id=group, email="Alice@example.org", now=NOON
            )
            assert removed is expected
    assert tries(alice) == 2


def test_tries_granted_one_by_one_are_added(alice: Taking) -> None:
    allow(alice.database, Said(extra_tries=2), email=ALICE.email, unsafe_activity_id="case")
    bob = person(alice.database, BOB)
    with alice.database.writing() as session:
        for _ in range(2):
            educating.grant_tries(
                session,
                educator=bob,
                unsafe_activity_id="case",
                email=ALICE.email,
                tries=1,
                reason="Fire alarm",
                origin="https://cme.example.org",
                now=NOON,
            )
    assert tries(alice) == 2 + 2 + 2
    for _ in range(6):
        alice.fail()
    with pytest.raises(NotNow, match="used all your tries"):
        alice.start()


def test_an_allowance_for_one_activity_changes_no_other(alice: Taking) -> None:
    with alice.database.reading() as session:
        found = allowances.allowances_of(session, person_id=alice.who.id, activity_ids=["case", "another"])
        assert found["case"] == found["another"]
    allow(alice.database, LONGER, email=ALICE.email, unsafe_activity_id="case")
    with alice.database.reading() as session:
        found = allowances.allowances_of(session, person_id=alice.who.id, activity_ids=["case", "another"])
    assert [found[name].time_factor for name in ("case", "another")] == [Fraction(3, 2), Fraction(1)]


def test_an_allowance_is_audited_without_its_reason_or_a_name(alice: Taking) -> None:
    allow(alice.database, LONGER, email=ALICE.email)
    with alice.database.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "allowance.granted")).one()
        assert event.subject == alice.who.pseudonym
        assert event.details == {"activity": None, "time_factor": "3/2", "is_untimed": None, "extra_tries": None}


@pytest.mark.parametrize(
    ("said", "whose", "words"),
    [
        (LONGER, {}, "one of the two"),
        (LONGER, {"email": ALICE.email, "unsafe_cohort_id": "x"}, "one of the two"),
        (LONGER, {"email": "nobody@example.org"}, r"No learner has the address nobody@example\.org"),
        (LONGER, {"unsafe_cohort_id": "x"}, "no such cohort"),
        (Said(time_factor=Fraction(1, 2)), {"email": ALICE.email}, "from 1 to 10"),
        (Said(time_factor=Fraction(21, 2)), {"email": ALICE.email}, "from 1 to 10"),
        (Said(extra_tries=-1), {"email": ALICE.email}, "from 0 to 10"),
        (Said(extra_tries=11), {"email": ALICE.email}, "from 0 to 10"),
    ],
)
def test_what_cannot_be_granted_is_told(alice: Taking, said: Said, whose: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        allow(alice.database, said, **whose)


def test_nothing_is_granted_for_an_activity_that_is_none(alice: Taking) -> None:
    with pytest.raises(NotFound):
        allow(alice.database, LONGER, email=ALICE.email, unsafe_activity_id="none")


@pytest.mark.parametrize(
    ("typed", "factor"), [("1.5", "3/2"), (" 1,5 ", "3/2"), ("3/2", "3/2"), ("1", "1"), ("10", "10"), ("4 / 3", "4/3")]
)
def test_a_factor_is_read_exactly(typed: str, factor: str) -> None:
    assert granting.read_factor(typed) == Fraction(factor)


@pytest.mark.parametrize("typed", ["", "0.9", "10.01", "1/0", "x", "-2", "1e1", "150 %", "1.5.5", "9" * 5000, "٣"])
def test_what_is_no_factor_is_told(typed: str) -> None:
    with pytest.raises(BadInput, match=r"such as 1\.5 or 3/2"):
        granting.read_factor(typed)


def test_a_cohort_is_made_once(alice: Taking) -> None:
    person(alice.database, BOB)
    found = at_once(lambda: cohort(alice.database, "Group"), lambda: cohort(alice.database, " Group "))
    assert sorted(type(each).__name__ for each in found) == ["BadInput", "str"]
    for name in ("", " ", "x" * 101):
        with pytest.raises(BadInput, match="a name of at most"):
            cohort(alice.database, name)


def test_members_are_added_once_and_the_unknown_are_named(alice: Taking) -> None:
    bob, group = person(alice.database, BOB), cohort(alice.database, "Group", ALICE.email)
    charlie = person(alice.database, CHARLIE)
    with alice.database.writing() as session:
        sent = f"{ALICE.email}, {charlie.email.upper()};nobody@example.org\n{charlie.email}"
        added = cohorts.add_members(session, educator=bob, unsafe_cohort_id=group, addresses=sent, now=NOON)
        assert added == cohorts.Added(added=1, present=1, unknown=("nobody@example.org",))
        assert cohorts.get_cohort(session, group)[1] == [ALICE.email, CHARLIE.email]
        assert [(each.name, each.members) for each in cohorts.list_cohorts(session)] == [("Group", 2)]
        for addresses in ("", " \n", " ".join(f"{number}@example.org" for number in range(501))):
            with pytest.raises(BadInput, match="from 1 to 500 addresses"):
                cohorts.add_members(session, educator=bob, unsafe_cohort_id=group, addresses=addresses, now=NOON)
        with pytest.raises(NotFound):
            cohorts.get_cohort(session, "none")


def _first_is_in_force(rows: object) -> list[object]:
    return list(rows)[:1]  # type: ignore[call-overload,no-any-return]


def test_an_allowance_that_is_not_the_newest_is_seen(alice: Taking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowances, "newest_each", _first_is_in_force)
    with pytest.raises(AssertionError):
        test_the_newest_for_the_same_person_and_activity_is_in_force(alice)
