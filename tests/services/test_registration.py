"""Signing up and confirming: what nobody can learn, and whose password is never made good."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cme.database import Database
from cme.models import AuditEvent, OutboxMail, Person
from cme.services import audit, password_changes, registration
from tests.support.accounts import LINKS, THROTTLE, actions, later, link_token, mails, person, register, written
from tests.support.cast import ALICE, BOB, add
from tests.support.clock import NOON


class TestRegistering:
    def test_a_new_person_waits_for_the_link(self, session: Session) -> None:
        register(session)
        alice = person(session)
        assert (alice.role, alice.confirmed_at, alice.password_hash) == ("learner", None, "first hash")
        [letter] = mails(session)
        assert letter.recipient == ALICE.email
        registration.confirm_address(session, link_token(letter.body, "confirm"), now=later(days=6))
        assert person(session).confirmed_at == later(days=6)
        assert actions(session) == ["person.registered", "person.confirmed"]

    def test_a_known_address_changes_nothing_and_its_owner_is_mailed(self, session: Session) -> None:
        alice = add(session, ALICE)
        register(session, password_hash="of a stranger")
        assert person(session).password_hash is None
        assert person(session).id == alice.id
        [letter] = mails(session)
        assert letter.subject == "You already have an account"
        link_token(letter.body, "set-password")

    def test_a_known_address_costs_as_much_as_an_unknown_one(self, session: Session) -> None:
        add(session, ALICE)
        costs = [written(session, lambda email=email: register(session, email)) for email in (ALICE.email, BOB.email)]  # type: ignore[misc]
        assert costs[0] == costs[1]

    def test_signing_up_twice_never_confirms_a_strangers_password(self, session: Session) -> None:
        """Mallory signs up with Alice's address first; Alice's own sign-up must not make Mallory's password good."""
        register(session, password_hash="of Mallory")
        register(session, password_hash="of Alice")
        token = link_token(mails(session)[1].body, "set-password")
        password_changes.set_password(session, token, password_hash="chosen now", links=LINKS, now=NOON)
        assert person(session).password_hash == "chosen now"
        assert person(session).confirmed_at == NOON

    def test_a_closed_account_stays_closed_and_its_owner_is_told(self, session: Session) -> None:
        add(session, ALICE).closed_at = NOON
        register(session)
        [letter] = mails(session)
        assert letter.subject == "The account with this address was closed"
        assert "/account/" not in letter.body
        assert (person(session).closed_at, person(session).password_hash) == (NOON, None)

    def test_two_at_the_same_moment_make_one_person(self, database: Database) -> None:
        def sign_up(_number: int) -> None:
            with database.writing() as session:
                register(session)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(sign_up, range(4)))
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(Person)) == 1
            assert len(mails(session)) == 3

    def test_nobody_gets_more_than_three_mails_of_a_kind(self, session: Session) -> None:
        for _ in range(4):
            register(session)
        assert len(mails(session)) == 3
        for _ in range(4):
            password_changes.request_reset(session, email=ALICE.email, links=LINKS, throttle=THROTTLE, now=NOON)
            registration.mail_confirmation_again(session, email=ALICE.email, links=LINKS, throttle=THROTTLE, now=NOON)
        assert len(mails(session)) == 9

    def test_the_audit_log_holds_no_address(self, session: Session) -> None:
        register(session)
        register(session)
        events = session.scalars(select(AuditEvent)).all()
        assert {event.subject for event in events} == {person(session).pseudonym}
        assert [event for event in events if "alice" in str(event.details).casefold()] == []
        assert list(audit.broken_links(session)) == []


class TestConfirmingAgain:
    def again(self, session: Session, email: str) -> OutboxMail:
        registration.mail_confirmation_again(session, email=email, links=LINKS, throttle=THROTTLE, now=NOON)
        return mails(session)[-1]

    def test_unconfirmed(self, session: Session) -> None:
        register(session)
        link_token(self.again(session, ALICE.email).body, "confirm")

    def test_confirmed(self, session: Session) -> None:
        add(session, ALICE)
        assert LINKS.sign_in in self.again(session, ALICE.email).body.splitlines()

    def test_unknown(self, session: Session) -> None:
        assert LINKS.sign_up in self.again(session, ALICE.email).body.splitlines()

    def test_without_a_password(self, session: Session) -> None:
        session.add(Person(email=ALICE.email, created_at=NOON))
        session.flush()
        link_token(self.again(session, ALICE.email).body, "set-password")
