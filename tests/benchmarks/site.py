"""The product as the benchmark meets it: the bundled bank; Alice in a posttest, Charlie saving, Bob past his."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select

from cme.app import create_app
from cme.content.bank import load_bank
from cme.core.bank import Bank
from cme.core.certificates import CertificateFacts, facts_from_document
from cme.database import Database
from cme.migration import upgrade
from cme.models import Certificate
from cme.paths import resource
from cme.services.evaluations import Met
from tests.benchmarks.wsgi import Body, Browser
from tests.conftest import make_settings
from tests.page import PageClient
from tests.support.cast import ALICE, BOB, CHARLIE, Member, signed_in
from tests.support.certificates import ANSWERS, evaluate, issue
from tests.support.clock import NOON, SettableClock
from tests.support.posttest import Taking, person, publish_bank

SHOWN = 3  # the position of the question that is looked at
SAVED_BY_PRODUCT, SAVED_BY_FLOOR = 1, 2  # positions of an attempt that nobody looks at: both true or false


@dataclass
class Site:
    """The running product on one database, and what the cases ask of it."""

    app: Flask
    database: Database
    database_url: str
    secret_key: str
    alice: Browser
    bob: Browser
    charlie: Browser
    alice_attempt: str
    bob_attempt: str
    charlie_attempt: str
    certificate_code: str
    certificate_facts: CertificateFacts
    sequences: dict[int, int] = field(default_factory=dict)

    def next_save(self, position: int) -> Body:
        """Return the body of one more save, as the script sends it."""
        self.sequences[position] = sequence = self.sequences.get(position, 0) + 1
        chosen = "true" if sequence % 2 else "false"
        key = secrets.token_urlsafe(18)
        return {"chosen": [chosen], "struck": [], "flagged": False, "sequence": sequence, "key": key}


@contextmanager
def running_site(url: str, data_dir: Path) -> Iterator[Site]:
    """Give the product on the empty database at ``url``."""
    settings = make_settings(data_dir, url)
    database = Database(url)
    try:
        upgrade(database)
        app = create_app(settings, database=database, clock=SettableClock())
        yield _furnished(app, database, url, settings.secret_key)
    finally:
        database.engine.dispose()


def _furnished(app: Flask, database: Database, url: str, secret_key: str) -> Site:
    made = bundled_bank()
    publish_bank(database, made)
    (activity_id,) = made.activities
    keys = _keys(made)
    taking = {member: Taking(database, person(database, member), activity_id=activity_id) for member in _CAST}
    alice, bob, charlie = (look_around(app, member) for member in _CAST)
    alice_attempt, charlie_attempt = taking[ALICE].start(), taking[CHARLIE].start()
    for position, option_id in keys.items():
        taking[ALICE].save(alice_attempt, position, option_id)
    bob_attempt = taking[BOB].take(keys)
    code, facts = _certificate(database, taking[BOB], made, bob_attempt)
    return Site(
        app=app,
        database=database,
        database_url=url,
        secret_key=secret_key,
        alice=alice,
        bob=bob,
        charlie=charlie,
        alice_attempt=alice_attempt,
        bob_attempt=bob_attempt,
        charlie_attempt=charlie_attempt,
        certificate_code=code,
        certificate_facts=facts,
    )


_CAST = (ALICE, BOB, CHARLIE)


def bundled_bank() -> Bank:
    """Return the bundled bank with one activity, released before the day on which the clock of the tests stands still.

    The one whose questions were printed with their article: what is measured with it can be compared over time.
    """
    made = load_bank(resource("question_bank"))
    activity = replace(made.activities["alk-alcl-crizotinib"], released=NOON.date())
    return replace(
        made,
        activities={activity.id: activity},
        questions={each: made.questions[each] for each in activity.posttest.question_ids},
        sources={each: made.sources[each] for each in activity.source_ids},
    )


def _keys(made: Bank) -> dict[int, str]:
    """Return the right option of each position of the only activity."""
    (activity,) = made.activities.values()
    questions = [made.questions[each] for each in activity.posttest.question_ids]
    keys = [next(option.id for option in each.options if option.is_key) for each in questions]
    return dict(enumerate(keys, start=1))


def look_around(app: Flask, member: Member) -> Browser:
    """Return a browser that has looked at a page, so that its cookie and CSRF token are what they will stay."""
    client = signed_in(PageClient(app), member)
    client.get("/")
    cookie = client.flask.get_cookie(app.config["SESSION_COOKIE_NAME"], domain=urlsplit(client.origin).hostname or "")
    assert cookie is not None
    headers = {"Cookie": f"{cookie.key}={cookie.value}", "X-CSRFToken": client.token}
    return Browser(app, client.origin, headers)


def _certificate(database: Database, taking: Taking, made: Bank, attempt_id: str) -> tuple[str, CertificateFacts]:
    (activity,) = made.activities.values()
    answers = replace(ANSWERS, objectives={each.id: Met.PARTLY for each in activity.objectives})
    evaluate(database, taking.who, attempt_id, answers)
    code = issue(database, taking.who, attempt_id)
    with database.reading() as session:
        document = session.scalars(select(Certificate.facts).where(Certificate.code == code)).one()
    return code, facts_from_document(document)
