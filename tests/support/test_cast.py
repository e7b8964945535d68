"""The cast can be added and signed in on both kinds of database."""

from sqlalchemy import select

from cme.database import Database
from cme.models import Person
from cme.services import accounts
from tests.page import PageClient
from tests.support.cast import ALICE, BOB, CAST, CHARLIE, person_id, sign_in, signed_in
from tests.support.clock import NOON


def test_everybody_is_added_once(database: Database) -> None:
    first = [person_id(database, member) for member in CAST]
    assert first == [person_id(database, member) for member in CAST]
    with database.reading() as session:
        assert sorted(session.scalars(select(Person.role))) == ["educator", "learner", "learner"]


def test_a_browser_is_signed_in_as_the_service_does(client: PageClient) -> None:
    sign_in(client, ALICE)
    with client.flask.session_transaction(base_url=client.origin) as cookie:
        token = cookie["_user_id"]
    with client.app.extensions["cme"].database.reading() as session:
        found = accounts.find_signed_in(session, token, now=NOON)
    assert found is not None
    assert found.email == ALICE.email
    assert client.get("/").find_all("form", action="/account/sign-out") != []


def test_two_browsers_are_two_people(client: PageClient) -> None:
    assert sign_in(client, BOB) != sign_in(signed_in(client, CHARLIE), ALICE)
