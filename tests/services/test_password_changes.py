"""One-time links and the passwords set through them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cme.database import Database
from cme.errors import NotNow
from cme.models import AccountToken, Person
from cme.services import accounts, one_time_links, password_changes, registration
from cme.services.one_time_links import Purpose
from tests.support.accounts import LINKS, THROTTLE, actions, later, link_token, mails, person, written
from tests.support.cast import ALICE, CHARLIE, add
from tests.support.clock import NOON


class TestLinks:
    def issue(self, session: Session, purpose: Purpose, minutes: int = 30) -> str:
        lifetime = timedelta(minutes=minutes)
        return one_time_links.issue(
            session, person_id=add(session, ALICE).id, purpose=purpose, lifetime=lifetime, now=NOON
        )

    def test_a_link_works_once(self, session: Session) -> None:
        token = self.issue(session, Purpose.CONFIRM)
        registration.confirm_address(session, token, now=NOON)
        with pytest.raises(NotNow, match="used already or has expired"):
            registration.confirm_address(session, token, now=NOON)

    def test_a_link_expires(self, session: Session) -> None:
        token = self.issue(session, Purpose.PASSWORD)
        assert one_time_links.find_email(session, token, purpose=Purpose.PASSWORD, now=later(minutes=29)) is not None
        assert one_time_links.find_email(session, token, purpose=Purpose.PASSWORD, now=later(minutes=30)) is None
        with pytest.raises(NotNow):
            one_time_links.use(session, token, purpose=Purpose.PASSWORD, now=later(minutes=30))

    def test_a_link_serves_its_purpose_only(self, session: Session) -> None:
        token = self.issue(session, Purpose.CONFIRM)
        assert one_time_links.find_email(session, token, purpose=Purpose.PASSWORD, now=NOON) is None
        with pytest.raises(NotNow):
            password_changes.set_password(session, token, password_hash="new", links=LINKS, now=NOON)

    def test_only_its_hash_is_stored(self, session: Session) -> None:
        token = self.issue(session, Purpose.PASSWORD)
        stored = session.scalars(select(AccountToken.token_hash)).one()
        assert token not in stored
        with pytest.raises(NotNow):
            one_time_links.use(session, stored, purpose=Purpose.PASSWORD, now=NOON)

    def test_of_many_uses_at_once_one_has_an_effect(self, database: Database) -> None:
        with database.writing() as session:
            token = self.issue(session, Purpose.PASSWORD)

        def use(number: int) -> bool:
            try:
                with database.writing() as session:
                    password_changes.set_password(session, token, password_hash=f"hash {number}", links=LINKS, now=NOON)
            except NotNow:
                return False
            return True

        with ThreadPoolExecutor(6) as pool:
            outcomes = list(pool.map(use, range(6)))
        assert sum(outcomes) == 1
        with database.reading() as session:
            assert person(session).password_hash == f"hash {outcomes.index(True)}"
            assert actions(session).count("password.changed") == 1


class TestPasswords:
    def test_setting_one_ends_all_sessions_and_links(self, session: Session) -> None:
        alice, charlie = add(session, ALICE), add(session, CHARLIE)
        theirs = [accounts.start_session(session, person_id=alice.id, now=NOON) for _ in range(3)]
        other = accounts.start_session(session, person_id=charlie.id, now=NOON)
        for _ in range(2):
            password_changes.request_reset(session, email=ALICE.email, links=LINKS, throttle=THROTTLE, now=NOON)
        first, second = (link_token(letter.body, "set-password") for letter in mails(session))
        password_changes.set_password(session, first, password_hash="new", links=LINKS, now=NOON)
        assert [token for token in theirs if accounts.find_signed_in(session, token, now=NOON)] == []
        assert accounts.find_signed_in(session, other, now=NOON) is not None
        with pytest.raises(NotNow):
            password_changes.set_password(session, second, password_hash="newer", links=LINKS, now=NOON)

    def test_changing_one_starts_a_new_session(self, session: Session) -> None:
        alice = add(session, ALICE)
        alice.password_hash = "present"
        old = accounts.start_session(session, person_id=alice.id, now=NOON)
        new = password_changes.change_password(
            session, person_id=alice.id, present_hash="present", password_hash="new", links=LINKS, now=NOON
        )
        assert accounts.find_signed_in(session, old, now=NOON) is None
        assert accounts.find_signed_in(session, new, now=NOON) is not None
        assert mails(session)[-1].subject == "Your password was changed"
        assert actions(session) == ["password.changed"]

    def test_a_change_that_came_between_wins(self, session: Session) -> None:
        alice = add(session, ALICE)
        session.execute(update(Person).values(password_hash="newer"))
        with pytest.raises(NotNow):
            password_changes.change_password(
                session, person_id=alice.id, present_hash="present", password_hash="new", links=LINKS, now=NOON
            )

    def test_an_unknown_address_is_told_by_mail_alone(self, session: Session) -> None:
        password_changes.request_reset(session, email=ALICE.email, links=LINKS, throttle=THROTTLE, now=NOON)
        [letter] = mails(session)
        assert letter.subject == "No account with this address"
        assert session.scalar(select(func.count()).select_from(AccountToken)) == 0

    def test_an_unknown_address_costs_as_much_as_a_known_one(self, session: Session) -> None:
        add(session, ALICE)

        def ask(email: str) -> None:
            password_changes.request_reset(session, email=email, links=LINKS, throttle=THROTTLE, now=NOON)

        assert written(session, lambda: ask(ALICE.email)) == written(session, lambda: ask(CHARLIE.email))
