"""Addresses, sessions and profiles."""

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from cme.database import Database
from cme.errors import BadInput, NotFound
from cme.models import AccountToken, SignIn
from cme.services import accounts, one_time_links
from cme.services.one_time_links import Purpose
from tests.support.accounts import later, person
from tests.support.cast import ALICE, BOB, add
from tests.support.clock import NOON


class TestAddresses:
    @pytest.mark.parametrize(
        ("typed", "stored"),
        [
            ("Alice@Example.ORG", "alice@example.org"),
            ("  alice+cme@example.org ", "alice+cme@example.org"),
            ("alice@Bücher.example", "alice@xn--bcher-kva.example"),
        ],
    )
    def test_one_form_is_stored(self, typed: str, stored: str) -> None:
        assert accounts.clean_address(typed) == stored

    @pytest.mark.parametrize(
        "typed",
        ["", "alice", "alice@", "@example.org", "a b@example.org", "alice@example", "a@b@example.org", "a\n@x.org",
         "alice@example.org\nBcc: x@example.net", "alice@[127.0.0.1]", "\u202ealice@example.org", "a" * 400 + "@x.org"],
    )  # fmt: skip
    def test_what_is_no_address_is_refused(self, typed: str) -> None:
        with pytest.raises(BadInput, match=r"name@example\.org"):
            accounts.clean_address(typed)


class TestSessions:
    def test_a_token_finds_its_person(self, session: Session) -> None:
        alice = add(session, ALICE)
        token = accounts.start_session(session, person_id=alice.id, now=NOON)
        found = accounts.find_signed_in(session, token, now=NOON)
        assert found is not None
        assert dataclasses.asdict(found) == {
            "id": alice.id,
            "pseudonym": alice.pseudonym,
            "email": ALICE.email,
            "name": ALICE.name,
            "profession": ALICE.profession,
            "role": "learner",
            "time_zone": "UTC",
        }
        assert not found.is_educator

    def test_only_its_hash_is_stored(self, session: Session) -> None:
        token = accounts.start_session(session, person_id=add(session, ALICE).id, now=NOON)
        stored = session.scalars(select(SignIn.token_hash)).one()
        assert len(token) == 43
        assert token not in stored
        assert accounts.find_signed_in(session, stored, now=NOON) is None

    def test_it_ends_after_twelve_hours_however_busy(self, session: Session) -> None:
        token = accounts.start_session(session, person_id=add(session, ALICE).id, now=NOON)
        assert accounts.find_signed_in(session, token, now=later(hours=11.99)) is not None
        assert accounts.find_signed_in(session, token, now=later(hours=12)) is None

    def test_ending_one_leaves_the_others(self, session: Session) -> None:
        alice = add(session, ALICE)
        first, second = (accounts.start_session(session, person_id=alice.id, now=NOON) for _ in range(2))
        accounts.end_session(session, first, now=NOON)
        assert accounts.find_signed_in(session, first, now=NOON) is None
        assert accounts.find_signed_in(session, second, now=NOON) is not None

    def test_a_closed_account_is_signed_out(self, session: Session) -> None:
        alice = add(session, ALICE)
        token = accounts.start_session(session, person_id=alice.id, now=NOON)
        alice.closed_at = NOON
        session.flush()
        assert accounts.find_signed_in(session, token, now=NOON) is None
        assert accounts.find_account(session, ALICE.email) is None

    @pytest.mark.parametrize("token", ["", "x", "\ud800", "x" * 100_000])
    def test_nonsense_is_nobody(self, session: Session, token: str) -> None:
        assert accounts.find_signed_in(session, token, now=NOON) is None

    def test_finding_somebody_is_one_statement(self, database: Database) -> None:
        with database.writing() as session:
            token = accounts.start_session(session, person_id=add(session, ALICE).id, now=NOON)
        statements: list[str] = []
        event.listen(database.engine, "before_cursor_execute", lambda _c, _k, text, *_: statements.append(text))
        with database.reading() as session:
            accounts.find_signed_in(session, token, now=NOON)
        assert len([text for text in statements if text.startswith("SELECT")]) == 1

    def test_roles_widen(self, session: Session) -> None:
        token = accounts.start_session(session, person_id=add(session, BOB).id, now=NOON)
        bob = accounts.find_signed_in(session, token, now=NOON)
        assert bob is not None
        assert bob.is_educator
        assert [bob.may_act_as(role) for role in accounts.ROLES] == [True, True, False]

    def test_purge_keeps_what_lives(self, session: Session) -> None:
        alice = add(session, ALICE)
        accounts.start_session(session, person_id=alice.id, now=later(days=-40))
        one_time_links.issue(
            session, person_id=alice.id, purpose=Purpose.CONFIRM, lifetime=timedelta(days=7), now=later(days=-40)
        )
        token = accounts.start_session(session, person_id=alice.id, now=NOON)
        accounts.purge(session, now=NOON)
        assert accounts.find_signed_in(session, token, now=NOON) is not None
        assert session.scalar(select(func.count()).select_from(SignIn)) == 1
        assert session.scalar(select(func.count()).select_from(AccountToken)) == 0


class TestProfile:
    def test_it_is_changed(self, session: Session) -> None:
        alice = add(session, ALICE)
        accounts.update_profile(
            session, person_id=alice.id, name="Alice B. Learner", profession="nurse", time_zone="Europe/Berlin"
        )
        changed = person(session)
        assert (changed.name, changed.profession, changed.time_zone) == ("Alice B. Learner", "nurse", "Europe/Berlin")

    @pytest.mark.parametrize(
        "wrong",
        [{"name": ""}, {"name": "x" * 201}, {"profession": "wizard"}, {"time_zone": "Mars/Base"}, {"time_zone": ""}],
    )
    def test_what_is_not_on_offer_is_refused(self, session: Session, wrong: dict[str, str]) -> None:
        alice = add(session, ALICE)
        good = {"name": "Alice", "profession": "nurse", "time_zone": "UTC"}
        with pytest.raises(BadInput):
            accounts.update_profile(session, person_id=alice.id, **(good | wrong))

    def test_nobody_has_none(self, session: Session) -> None:
        with pytest.raises(NotFound):
            accounts.update_profile(session, person_id=99, name="X", profession="", time_zone="UTC")
