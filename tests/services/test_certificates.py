"""Reading certificates: one's own, anybody's by code, and the transcript."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cme.core.certificates import ALPHABET
from cme.database import Database
from cme.errors import NotFound
from cme.services import credit
from cme.services.accounts import SignedIn
from cme.services.certificates import get_certificate, get_document, transcript, unclaimed, verify
from tests.support.banks import activity, bank
from tests.support.cast import ALICE, CHARLIE
from tests.support.certificates import UNKNOWN_CODE, evaluate, issue
from tests.support.clock import NOON
from tests.support.posttest import Taking, person, publish_bank

YEARS = {
    "first-case": datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
    "second-case": datetime(2027, 1, 1, 0, 0, tzinfo=UTC),
}


@pytest.fixture
def alice(database: Database) -> SignedIn:
    publish_bank(database, bank(activities=tuple(activity(each) for each in ("case", *YEARS))))
    return person(database, ALICE)


@pytest.fixture
def far_from_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's own clock shows Tokyo's time, nine hours ahead of UTC."""
    with monkeypatch.context() as changed:
        changed.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def code(database: Database, alice: SignedIn) -> str:
    attempt = Taking(database, alice).take()
    evaluate(database, alice, attempt)
    return issue(database, alice, attempt)


def test_a_code_shows_what_was_printed_to_anybody(database: Database, alice: SignedIn, code: str) -> None:
    with database.reading() as session:
        found = verify(session, f" {code.lower()} ")
        assert found is not None
        assert found == get_certificate(session, person_id=alice.id, unsafe_code=code)
        assert found.facts.verification_url.endswith(code)
        assert alice.email not in repr(found)


def test_no_neighbour_of_a_code_opens_anything(database: Database, code: str) -> None:
    with database.reading() as session:
        assert verify(session, UNKNOWN_CODE) is None
        for place, written in enumerate(code):
            for letter in ALPHABET if written != "-" else "":
                if letter != written:
                    assert verify(session, code[:place] + letter + code[place + 1 :]) is None


def test_a_certificate_is_its_owners_alone(database: Database, code: str) -> None:
    stranger = person(database, CHARLIE)
    with database.reading() as session:
        for reads in (get_certificate, get_document):
            for which in (code, UNKNOWN_CODE, "nonsense"):
                with pytest.raises(NotFound):
                    reads(session, person_id=stranger.id, unsafe_code=which)
        assert transcript(session, person_id=stranger.id) == []
        assert unclaimed(session, person_id=stranger.id) == []


def test_each_of_several_certificates_opens_by_its_own_code(database: Database, alice: SignedIn, code: str) -> None:
    attempt = Taking(database, alice, activity_id="first-case").take()
    evaluate(database, alice, attempt)
    second = issue(database, alice, attempt)
    with database.reading() as session:
        for which, activity_id in ((code, "case"), (second, "first-case")):
            assert get_certificate(session, person_id=alice.id, unsafe_code=which).facts.activity_id == activity_id
            pdf, facts = get_document(session, person_id=alice.id, unsafe_code=which)
            assert (facts.code, pdf[:5]) == (which, b"%PDF-")
        with pytest.raises(NotFound):
            get_certificate(session, person_id=alice.id, unsafe_code=UNKNOWN_CODE)
        with pytest.raises(NotFound):
            get_document(session, person_id=alice.id, unsafe_code=UNKNOWN_CODE)


@pytest.mark.usefixtures("far_from_utc")
def test_the_transcript_goes_by_year_newest_first(database: Database, alice: SignedIn, code: str) -> None:
    codes = {}
    for activity_id, now in YEARS.items():
        attempt = Taking(database, alice, now=now, activity_id=activity_id).take()
        evaluate(database, alice, attempt)
        codes[activity_id] = issue(database, alice, attempt)
    with database.writing() as session:
        credit.revoke_certificate(session, unsafe_code=code, reason="A slip.", actor="command", now=NOON)
    with database.reading() as session:
        years = transcript(session, person_id=alice.id)
    assert [year.year for year in years] == [2027, 2026]
    assert [each.facts.code for each in years[0].certificates] == [codes["second-case"]]
    assert [each.facts.code for each in years[1].certificates] == [codes["first-case"], code]
    assert [each.facts.code for each in years[1].holding] == [codes["first-case"]]
    assert [year.minutes for year in years] == [15, 15]


def test_within_a_year_the_order_is_that_of_completion_not_of_claiming(database: Database, alice: SignedIn) -> None:
    taken = {"second-case": NOON + timedelta(hours=1), "case": NOON, "first-case": NOON}
    for activity_id, now in taken.items():
        attempt = Taking(database, alice, now=now, activity_id=activity_id).take()
        evaluate(database, alice, attempt)
        issue(database, alice, attempt)
    with database.reading() as session:
        (year,) = transcript(session, person_id=alice.id)
    assert [each.facts.activity_id for each in year.certificates] == ["second-case", "first-case", "case"]


def test_what_waits_to_be_claimed_is_ones_own_newest_first(database: Database, alice: SignedIn, code: str) -> None:
    stranger = person(database, CHARLIE)
    Taking(database, stranger).take()
    first = Taking(database, alice, activity_id="first-case", now=NOON - timedelta(hours=1)).take()
    second = Taking(database, alice, activity_id="second-case").take()
    with database.reading() as session:
        assert [each.attempt_id for each in unclaimed(session, person_id=alice.id)] == [second, first]


def test_what_is_passed_but_not_claimed_is_listed(database: Database, alice: SignedIn, code: str) -> None:
    Taking(database, alice, activity_id="first-case").fail()
    attempt = Taking(database, alice, activity_id="second-case").take()
    with database.reading() as session:
        (found,) = unclaimed(session, person_id=alice.id)
    assert (found.attempt_id, found.is_evaluated, found.submitted_at) == (attempt, False, NOON)
    assert found.activity_title == "Reading a case with a finding"
    evaluate(database, alice, attempt)
    with database.reading() as session:
        assert [each.is_evaluated for each in unclaimed(session, person_id=alice.id)] == [True]
    issue(database, alice, attempt)
    with database.reading() as session:
        assert unclaimed(session, person_id=alice.id) == []
