"""What an educator may grant, and what is refused in one sentence."""

import pytest

from cme.database import Database
from cme.errors import BadInput, NotFound
from cme.services import educating
from cme.services.educating import MOST_TRIES
from tests.support.cast import ALICE, BOB
from tests.support.clock import NOON
from tests.support.posttest import Taking, person, publish_bank


def grant(database: Database, tries: int = 1, email: str = "", activity_id: str = "case") -> educating.Granted:
    educator = person(database, BOB)
    with database.writing() as session:
        return educating.grant_tries(
            session,
            educator=educator,
            unsafe_activity_id=activity_id,
            email=email or person(database, ALICE).email,
            tries=tries,
            reason="Interrupted by a call.",
            origin="https://cme.example.org",
            now=NOON,
        )


def test_the_number_of_further_tries_has_limits(database: Database) -> None:
    publish_bank(database)
    for tries in (0, -1, MOST_TRIES + 1):
        with pytest.raises(BadInput, match=rf"^Grant from 1 to {MOST_TRIES} tries\.$"):
            grant(database, tries)
    assert grant(database, MOST_TRIES).tries_left == 2 + MOST_TRIES


def test_nothing_is_granted_to_nobody_or_for_nothing(database: Database) -> None:
    publish_bank(database)
    with pytest.raises(BadInput, match=r"^No learner has the address nobody@example\.org\. Check its spelling"):
        grant(database, email="nobody@example.org")
    with pytest.raises(NotFound):
        grant(database, activity_id="nothing")


def test_who_has_passed_needs_no_further_try(database: Database) -> None:
    publish_bank(database)
    alice = person(database, ALICE)
    Taking(database, alice).take()
    with pytest.raises(BadInput, match=f"^{alice.email} has passed this posttest already, so there is nothing"):
        grant(database)
