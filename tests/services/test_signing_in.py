"""Signing in by address and password, on the service."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event, select, update

from cme.database import Database
from cme.errors import TooManyTries
from cme.models import Person, SignInTry
from cme.services import accounts, passwords, signing_in
from cme.services.signing_in import Entered, Refusal
from cme.services.throttle import TRIES_PER_ACCOUNT, Throttle
from tests.support.cast import ALICE, person_id
from tests.support.clock import NOON

PASSWORD = "correct horse battery"


@pytest.fixture
def alice(database: Database) -> int:
    """Alice, with a password."""
    found = person_id(database, ALICE)
    with database.writing() as session:
        session.execute(update(Person).values(password_hash=passwords.hashed(PASSWORD)))
    return found


def sign_in(
    database: Database,
    password: str = PASSWORD,
    *,
    email: str = ALICE.email,
    former: str | None = None,
    minutes: int = 0,
) -> Entered | Refusal:
    now = NOON + timedelta(minutes=minutes)
    throttle = Throttle("a secret of the tests", "192.0.2.1", now)
    return signing_in.sign_in(database, email=email, password=password, throttle=throttle, former_token=former, now=now)


def test_the_right_password_enters(database: Database, alice: int) -> None:
    outcome = sign_in(database, email=" Alice@Example.org ")
    assert isinstance(outcome, Entered)
    with database.reading() as session:
        found = accounts.find_signed_in(session, outcome.token, now=NOON)
    assert found is not None
    assert found.id == alice


def test_the_former_session_of_the_browser_ends(database: Database, alice: int) -> None:
    first = sign_in(database)
    assert isinstance(first, Entered)
    sign_in(database, former=first.token)
    with database.reading() as session:
        assert accounts.find_signed_in(session, first.token, now=NOON) is None


@pytest.mark.parametrize(
    ("email", "password"),
    [(ALICE.email, "wrong"), (ALICE.email, ""), ("bob@example.org", PASSWORD), ("no address", PASSWORD)],
)
def test_anything_else_is_wrong(database: Database, alice: int, email: str, password: str) -> None:
    assert sign_in(database, password, email=email) is Refusal.WRONG


def test_without_a_password_nobody_enters(database: Database) -> None:
    person_id(database, ALICE)
    assert sign_in(database, "") is Refusal.WRONG


def test_only_the_right_password_hears_of_confirmation(database: Database, alice: int) -> None:
    with database.writing() as session:
        session.execute(update(Person).values(confirmed_at=None))
    assert sign_in(database) is Refusal.UNCONFIRMED
    assert sign_in(database, "wrong") is Refusal.WRONG


def test_known_and_unknown_addresses_cost_the_same_statements(database: Database, alice: int) -> None:
    counts = []
    for email in (ALICE.email, "nobody@example.org"):
        statements: list[str] = []

        def note(_c: object, _k: object, text: str, *_rest: object, into: list[str] = statements) -> None:
            into.append(text)

        event.listen(database.engine, "before_cursor_execute", note)
        sign_in(database, "wrong", email=email)
        event.remove(database.engine, "before_cursor_execute", note)
        counts.append(statements)
    assert counts[0] == counts[1]


def test_ten_wrong_tries_then_not_even_the_right_password(database: Database, alice: int) -> None:
    for _ in range(TRIES_PER_ACCOUNT):
        sign_in(database, "wrong")
    with pytest.raises(TooManyTries):
        sign_in(database)
    assert isinstance(sign_in(database, minutes=15), Entered)


def test_the_try_is_durable_before_the_password_is_looked_at(
    database: Database, alice: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut short in the hash, as by a kill: the try stays counted."""

    def killed(*_arguments: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("argon2.PasswordHasher.verify", killed)
    with pytest.raises(KeyboardInterrupt):
        sign_in(database)
    with database.reading() as session:
        assert session.scalars(select(SignInTry.succeeded_at)).all() == [None]


def test_an_old_hash_is_made_anew(database: Database, alice: int) -> None:
    older = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with database.writing() as session:
        session.execute(update(Person).values(password_hash=older))
    assert isinstance(sign_in(database), Entered)
    with database.reading() as session:
        stored = session.scalars(select(Person.password_hash)).one()
    assert stored is not None
    assert not passwords.needs_rehash(stored)
    assert isinstance(sign_in(database), Entered)


def test_a_password_changed_meanwhile_lets_nobody_in(
    database: Database, alice: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old password is verified; before the session starts, the owner's new one is committed."""
    verify = PasswordHasher.verify

    def slow(hasher: PasswordHasher, stored: str, password: bytes) -> bool:
        found = verify(hasher, stored, password)
        with database.writing() as session:
            session.execute(update(Person).values(password_hash="the owner's new one"))
        return found

    monkeypatch.setattr("argon2.PasswordHasher.verify", slow)
    assert sign_in(database) is Refusal.WRONG
