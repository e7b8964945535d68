"""Signing up with and without a browser, and reading what was mailed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from cme.models import AuditEvent, OutboxMail, Person
from cme.services import registration
from cme.services.one_time_links import Links
from cme.services.throttle import Throttle
from tests.page import Page, PageClient
from tests.support.cast import ALICE
from tests.support.clock import NOON

LINKS = Links("https://cme.example.org")
FIRST_HASH = "first hash"
THROTTLE = Throttle("a secret of the tests", "192.0.2.1", NOON)


def later(**span: float) -> datetime:
    return NOON + timedelta(**span)


def register(session: Session, email: str = ALICE.email, password_hash: str = FIRST_HASH) -> None:
    registration.register(
        session, email=email, password_hash=password_hash, name="Alice", links=LINKS, throttle=THROTTLE, now=NOON
    )


def mails(session: Session) -> list[OutboxMail]:
    return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def link_token(text: str, path: str) -> str:
    """Return the token of the link that stands alone on a line."""
    start = f"{LINKS.origin}/account/{path}/"
    found = [line.removeprefix(start) for line in text.splitlines() if line.startswith(start)]
    assert len(found) == 1
    assert len(found[0]) == 43
    return found[0]


def person(session: Session, email: str = ALICE.email) -> Person:
    session.expire_all()
    return session.scalars(select(Person).where(Person.email == email)).one()


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.number)))


def written(session: Session, act: Callable[[], object]) -> int:
    """Return how many rows an act inserts: known and unknown addresses must cost the same."""
    inserted: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        inserted.extend([statement] if statement.startswith("INSERT") else [])

    event.listen(session.connection(), "before_cursor_execute", note)
    act()
    event.remove(session.connection(), "before_cursor_execute", note)
    return len(inserted)


PASSWORD = "correct horse battery"


def sign_up(client: PageClient, *, email: str = ALICE.email, password: str = PASSWORD, name: str = ALICE.name) -> Page:
    """Fill in the sign-up form and return the page that follows."""
    client.get("/account/sign-up")
    return client.submit("/account/sign-up", {"name": name, "email": email, "password": password})


def mailed_link(client: PageClient, path: str, *, last: int = 1) -> str:
    """Return the link in the last mail (or the one before) that leads to this part of /account/."""
    with client.app.extensions["cme"].database.reading() as session:
        body = mails(session)[-last].body
    found = [line for line in body.splitlines() if line.startswith(f"{client.origin}/account/{path}/")]
    assert len(found) == 1, body
    return found[0]


def confirm(client: PageClient) -> Page:
    """Open the confirmation link just mailed and press its button."""
    link = mailed_link(client, "confirm")
    client.get(link)
    return client.submit(urlsplit(link).path)


def sign_in(
    client: PageClient, *, email: str = ALICE.email, password: str = PASSWORD, status: int = 303, next_: str = ""
) -> Page:
    """Fill in the sign-in form and return the page that follows."""
    client.get("/account/sign-in" + (f"?next={quote(next_)}" if next_ else ""))
    return client.submit("/account/sign-in", {"email": email, "password": password}, status=status)


def joined(client: PageClient) -> PageClient:
    """Sign Alice up, confirm her address and sign her in."""
    sign_up(client)
    confirm(client)
    sign_in(client)
    return client
