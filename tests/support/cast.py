"""The same people everywhere: Alice learns, Bob teaches, Charlie is a stranger who learns too."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cme.database import Database
from cme.models import Person
from cme.services import accounts
from tests.page import PageClient
from tests.support.clock import NOON


@dataclass(frozen=True)
class Member:
    """Somebody of the cast, with or without a row yet."""

    email: str
    name: str
    role: str = "learner"
    profession: str = "physician"
    time_zone: str = "UTC"


ALICE = Member("alice@example.org", "Alice Learner")
BOB = Member("bob@example.org", "Bob Educator", role="educator")
CHARLIE = Member("charlie@example.org", "Charlie Stranger", profession="nurse")
CAST = (ALICE, BOB, CHARLIE)


def add(session: Session, member: Member, *, now: datetime = NOON) -> Person:
    """Insert a confirmed person without a password and return the row, flushed; the caller commits."""
    person = Person(
        email=member.email,
        password_hash=None,
        role=member.role,
        name=member.name,
        profession=member.profession,
        time_zone=member.time_zone,
        created_at=now,
        confirmed_at=now,
        closed_at=None,
    )
    session.add(person)
    session.flush()
    return person


def find(session: Session, member: Member) -> Person | None:
    """Return the row of somebody, if there is one."""
    return session.scalars(select(Person).where(Person.email == member.email)).one_or_none()


def person_id(database: Database, member: Member, *, now: datetime = NOON) -> int:
    """Return somebody's id, adding the row on first use."""
    with database.reading() as session:
        person = find(session, member)
    if person is not None:
        return person.id
    with database.writing() as session:
        return add(session, member, now=now).id


def sign_in(client: PageClient, member: Member) -> int:
    """Sign a browser in as the accounts service does after a password was right; return the person's id."""
    running = client.app.extensions["cme"]
    now = running.clock()
    found = person_id(running.database, member, now=now)
    with running.database.writing() as session:
        token = accounts.start_session(session, person_id=found, now=now)
    with client.flask.session_transaction(base_url=client.origin) as cookie:
        cookie.clear()
        cookie["_user_id"] = token  # where Flask-Login looks
        cookie["_fresh"] = True
    return found


def signed_in(client: PageClient, member: Member) -> PageClient:
    """Return a further browser of the same application, signed in as somebody."""
    other = PageClient(client.app)
    sign_in(other, member)
    return other
