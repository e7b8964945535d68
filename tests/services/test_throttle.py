"""How often somebody may try, counted where every process sees it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cme.database import Database
from cme.errors import TooManyTries
from cme.models import SignInTry
from cme.services import throttle
from cme.services.one_time_links import FORGOTTEN_LIFETIME
from cme.services.throttle import Kind, Throttle, network
from tests.support.clock import NOON

SECRET = "a secret of the tests"
ALICE, BOB = "alice@example.org", "bob@example.org"


def at(minutes: float = 0, *, address: str = "192.0.2.1", secret: str = SECRET) -> Throttle:
    return Throttle(secret, address, NOON + timedelta(minutes=minutes))


def exhaust(session: Session, account: str = ALICE, kind: Kind = Kind.SIGN_IN) -> None:
    for _ in range(throttle.TRIES_PER_ACCOUNT):
        at().admit(session, kind, account)


def test_ten_tries_and_no_eleventh(session: Session) -> None:
    exhaust(session)
    with pytest.raises(TooManyTries, match=r"Try again in 1 minute\. To get in now, choose a new password by mail"):
        at(14.9).admit(session, Kind.SIGN_IN, ALICE)


def test_however_the_address_is_typed(session: Session) -> None:
    exhaust(session)
    with pytest.raises(TooManyTries):
        at().admit(session, Kind.SIGN_IN, " ALICE@Example.org ")


def test_from_wherever_it_is_tried(session: Session) -> None:
    exhaust(session)
    with pytest.raises(TooManyTries):
        at(address="198.51.100.7").admit(session, Kind.SIGN_IN, ALICE)


def test_after_a_quarter_of_an_hour_they_are_forgotten(session: Session) -> None:
    exhaust(session)
    at(15).admit(session, Kind.SIGN_IN, ALICE)


def test_refused_tries_do_not_lengthen_the_wait(session: Session) -> None:
    exhaust(session)
    for _ in range(5):
        with pytest.raises(TooManyTries):
            at(10).admit(session, Kind.SIGN_IN, ALICE)
    at(15).admit(session, Kind.SIGN_IN, ALICE)


def test_others_and_other_kinds_are_not_touched(session: Session) -> None:
    exhaust(session)
    at(address="198.51.100.7").admit(session, Kind.SIGN_IN, BOB)
    for kind in set(Kind) - {Kind.SIGN_IN}:
        at().admit(session, kind, ALICE)


@pytest.mark.parametrize(
    ("kind", "most"),
    [
        (Kind.SIGN_IN, throttle.TRIES_PER_ADDRESS),
        (Kind.PRESENT_PASSWORD, throttle.TRIES_PER_ADDRESS),
        (Kind.FORGOTTEN, throttle.LINKS_PER_ADDRESS),
    ],
)
def test_a_network_address_has_so_many(session: Session, kind: Kind, most: int) -> None:
    for number in range(most):
        at().admit(session, kind, f"person{number}@example.org")
    with pytest.raises(TooManyTries):
        at().admit(session, kind, BOB)
    at().admit(session, Kind.SIGN_UP, BOB)  # each kind counts by itself
    at(address="198.51.100.7").admit(session, kind, BOB)


def test_where_many_come_from_one_address_it_may_have_more(session: Session) -> None:
    wide = Throttle(SECRET, "192.0.2.1", NOON, tries_per_address=200)
    for number in range(200):
        wide.admit(session, Kind.SIGN_IN, f"person{number}@example.org")
    with pytest.raises(TooManyTries):
        wide.admit(session, Kind.SIGN_IN, BOB)


def test_a_slip_before_the_right_password_leaves_the_address_alone(session: Session) -> None:
    """Thirty people behind one address mistype once and then get it right; a stranger's tries stay counted."""
    for number in range(30):
        person = f"person{number}@example.org"
        at().admit(session, Kind.SIGN_IN, person)
        at().succeeded(session, at().admit(session, Kind.SIGN_IN, person))
    for number in range(throttle.TRIES_PER_ADDRESS):
        at().succeeded(session, at().admit(session, Kind.SIGN_IN, ALICE))
        at().admit(session, Kind.SIGN_IN, f"victim{number}@example.org")
    with pytest.raises(TooManyTries):
        at().admit(session, Kind.SIGN_IN, BOB)


def test_right_passwords_do_not_count(session: Session) -> None:
    """A ward of a hundred people behind one address signs in; each of them more than ten times."""
    for number in range(throttle.TRIES_PER_ADDRESS + throttle.TRIES_PER_ACCOUNT):
        found = at().admit(session, Kind.SIGN_IN, ALICE if number % 2 else BOB)
        at().succeeded(session, found)


def test_a_right_password_gives_no_other_try_back(session: Session) -> None:
    for _ in range(throttle.TRIES_PER_ACCOUNT - 1):
        at().admit(session, Kind.SIGN_IN, ALICE)
    at().succeeded(session, at().admit(session, Kind.SIGN_IN, ALICE))
    at().admit(session, Kind.SIGN_IN, ALICE)
    with pytest.raises(TooManyTries):
        at().admit(session, Kind.SIGN_IN, ALICE)


def test_two_processes_count_together(database_url: str) -> None:
    """Parallel tries through two Database objects: ten are admitted, whoever comes first."""
    databases = [Database(database_url), Database(database_url)]

    def try_once(number: int) -> bool:
        try:
            with databases[number % 2].writing() as session:
                at().admit(session, Kind.SIGN_IN, ALICE)
        except TooManyTries:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        admitted = list(pool.map(try_once, range(24)))
    for database in databases:
        database.engine.dispose()
    assert sum(admitted) == throttle.TRIES_PER_ACCOUNT


def test_three_mails_in_half_an_hour_of_each_kind(session: Session) -> None:
    def may(minute: float, kind: Kind = Kind.FORGOTTEN, account: str = ALICE) -> bool:
        return at(minute).may_mail(session, kind, account)

    assert [may(number) for number in range(4)] == [True] * 3 + [False]
    assert may(0, account=BOB)
    assert may(0, Kind.CONFIRMATION)
    assert not may(29)
    assert may(30)


def test_whoever_gets_no_mail_has_a_link_that_works() -> None:
    assert throttle.MAIL_WINDOW <= FORGOTTEN_LIFETIME


def test_mails_are_no_tries(session: Session) -> None:
    for minute in range(0, 5 * 60, 12):
        at(minute).may_mail(session, Kind.FORGOTTEN, ALICE)
    exhaust(session)


def test_only_keyed_hashes_are_kept(session: Session) -> None:
    at().admit(session, Kind.SIGN_IN, ALICE)
    at().admit(session, Kind.FORGOTTEN, ALICE)
    at(secret="another secret").admit(session, Kind.SIGN_IN, ALICE)
    rows = session.scalars(select(SignInTry)).all()
    assert len({row.account for row in rows}) == 3
    assert len({row.address for row in rows}) == 3, "kinds and secrets count apart"
    assert [row for row in rows if "alice" in row.account or "192." in row.address or len(row.account) != 64] == []


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_what_counts_as_one_network_address(address: str, counted_as: str) -> None:
    assert network(address) == counted_as


def test_purge_keeps_what_a_window_still_reaches(session: Session) -> None:
    at(-121).admit(session, Kind.SIGN_IN, ALICE)
    at(-61).may_mail(session, Kind.FORGOTTEN, ALICE)
    assert throttle.purge(session, now=NOON) == 1
    assert len(session.scalars(select(SignInTry)).all()) == 1
