"""Everybody there is, each with things in every state, in one database that is put back after each change.

Six people own the same things: two learners, an educator, an administrator, one whose account is closed and one who
never confirmed an address. The last two, and browsers whose sign-in has ended, expired or was made up, must be
strangers to the site even though rows of theirs exist.
"""

import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import update

from cme.app import create_app
from cme.config import Settings
from cme.content.bank import load_bank
from cme.core.certificates import certificate_code
from cme.core.questions import Question
from cme.core.sources import OPEN_LICENCE
from cme.database import Database
from cme.models import Person
from cme.services import (
    accounts,
    bank_uploads,
    cohorts,
    flag_queue,
    flags,
    one_time_links,
    passwords,
    practice,
    publishing,
)
from cme.services.catalogue import get_activity
from cme.services.one_time_links import Purpose
from tests.content.tiny import TINY
from tests.security.snapshots import Snapshot
from tests.support.banks import FOUR, PASSAGE, QUESTIONS, SOURCE, TRUE_FALSE, activity, bank, question
from tests.support.cast import ALICE, BOB, CHARLIE, Member
from tests.support.certificates import evaluate, issue
from tests.support.clock import NOON, SettableClock
from tests.support.posttest import Taking, person, publish_bank
from tests.support.uploads import zip_of

DORA = Member("dora@example.org", "Dora Administrator", role="admin")
EVE = Member("eve@example.org", "Eve Closed")
FRANK = Member("frank@example.org", "Frank Unconfirmed")
OWNERS = {
    "learner": ALICE,
    "stranger": CHARLIE,
    "educator": BOB,
    "administrator": DORA,
    "closed account": EVE,
    "unconfirmed": FRANK,
}
ADMITTED = ("learner", "stranger", "educator", "administrator")
STAFF = ("educator", "administrator")
# Nobody, for all the cookies and rows there may be.
SHUT_OUT = ("anonymous", "closed account", "unconfirmed", "signed out", "expired", "made up")
ROLES = (*ADMITTED, *SHUT_OUT)

PASSWORD = "correct horse battery"
STATES = ("open", "failed", "passed", "evaluated", "certified", "pretest")


def _questions(*names: str) -> tuple[Question, ...]:
    keys = ((TRUE_FALSE, "true"), (TRUE_FALSE, "false"), (FOUR, "late"))
    return tuple(question(name, texts, key) for name, (texts, key) in zip(names, keys, strict=True))


OTHERS = _questions("fourth", "fifth", "sixth")
PRACTISED = _questions("seventh", "eighth", "ninth")  # of no posttest that anybody can still take
RETIRED = activity("retired", OTHERS)
ACTIVITIES = (
    activity("open"),
    *(activity(name, OTHERS) for name in ("failed", "passed", "evaluated", "untouched")),
    activity("certified", PRACTISED),
    activity("pretest", OTHERS, has_pretest=True),
    replace(activity("timed", OTHERS), posttest=replace(activity("timed", OTHERS).posttest, minutes=30)),
)


@dataclass
class Things:
    """What one person owns: an attempt in each state, a certificate, an answer given in practice, an upload."""

    attempts: dict[str, str] = field(default_factory=dict)
    certificate: str = ""
    practice_response: str = ""
    upload: str = ""


@dataclass
class World:
    """The application, what everybody owns, and the links that were mailed."""

    settings: Settings
    database: Database
    clock: SettableClock
    app: Flask
    things: dict[str, Things]
    links: dict[str, str]
    sign_ins: dict[str, str]
    content_hash: str
    flag: str
    cohort: str
    running: str  # an attempt with a time limit
    digests: dict[str, str]  # of the impact of what is uploaded, and of an earlier publication
    snapshot: Snapshot

    @property
    def kind(self) -> str:
        return "SQLite" if self.database.is_sqlite else "PostgreSQL"

    def another_app(self, settings: Settings | None = None) -> Flask:
        """Return a further application on the same database, to break something in."""
        return quiet_app(settings or self.settings, self.database, self.clock)


def quiet_app(settings: Settings, database: Database, clock: SettableClock) -> Flask:
    """Return the application as the server runs it: faults become pages, and are never raised at the caller."""
    app = create_app(settings, database=database, clock=clock)
    assert not app.testing
    assert not app.config["PROPAGATE_EXCEPTIONS"]
    return app


def build(database: Database, folder: Path, url: str) -> World:
    """Publish, let everybody act, then close and unconfirm whose turn it is."""
    settings = Settings(
        data_dir=folder,
        database_url=url,
        secret_key="for the tests alone " * 2,
        question_bank="none",
        fulltext_dir=_articles(folder),
    )
    questions = (*QUESTIONS, *OTHERS, *PRACTISED)
    for activities in ((*ACTIVITIES, RETIRED), ACTIVITIES):
        made = bank(questions=questions, activities=activities)
        publish_bank(database, replace(made, sources={SOURCE.id: replace(SOURCE, rights_basis=OPEN_LICENCE)}))
    clock = SettableClock()
    things = {role: _act(database, member) for role, member in OWNERS.items()}
    links, sign_ins = _links(database), _sign_ins(database)
    with database.writing() as session:
        session.execute(update(Person).where(Person.email == EVE.email).values(closed_at=NOON))
        session.execute(update(Person).where(Person.email == FRANK.email).values(confirmed_at=None))
    with database.reading() as session:
        content_hash = get_activity(session, "untouched").content_hash
    flag, digests = _flag(database, things["learner"].attempts["certified"]), _digests(database)
    cohort, running = _cohort(database), Taking(database, person(database, ALICE), activity_id="timed").start()
    app, snapshot = quiet_app(settings, database, clock), Snapshot.of(database)
    named = (content_hash, flag, cohort, running, digests)
    return World(settings, database, clock, app, things, links, sign_ins, *named, snapshot)


def _cohort(database: Database) -> str:
    """Make a cohort with Charlie in it, which is every educator's."""
    bob, charlie = person(database, BOB), person(database, CHARLIE)
    with database.writing() as session:
        made = cohorts.make_cohort(session, educator=bob, name="Extra time", now=NOON)
        cohorts.add_members(session, educator=bob, unsafe_cohort_id=made, addresses=charlie.email, now=NOON)
    return made


def _articles(folder: Path) -> Path:
    """Return a folder with the text of the article, which may be read here and holds what uploads quote of it."""
    quoted = [evidence.passage for made in load_bank(TINY).questions.values() for evidence in made.cited]
    told = [f"{each.context_before} {each.quote} {each.context_after}" for each in (PASSAGE, *quoted)]
    found = folder / "articles"
    found.mkdir(exist_ok=True)
    (found / f"{SOURCE.id}.txt").write_text("Case Summary\n\n" + "\n\n".join(told), "utf-8")
    return found


def _digests(database: Database) -> dict[str, str]:
    with database.reading() as session:
        made = {"uploaded": load_bank(TINY), "earlier": publishing.load_publication(session, "tests", 1)}
        return {name: publishing.plan(session, bank, origin="web").digest for name, bank in made.items()}


def _flag(database: Database, attempt_id: str) -> str:
    """Let Alice doubt a question; return the flag, which is every educator's to answer."""
    who = person(database, ALICE)
    with database.writing() as session:
        flags.raise_flag(
            session,
            person=who,
            unsafe_attempt_id=attempt_id,
            position=2,
            unsafe_thing=flags.QUESTION,
            reason="Invented.",
            now=NOON,
        )
        return flag_queue.list_open(session)[0].id


def _act(database: Database, member: Member) -> Things:
    who, things = person(database, member), Things()
    for state in STATES:
        taking = Taking(database, who, activity_id=state)
        if state == "pretest":
            things.attempts[state] = taking.take_pretest({})
        elif state == "open":
            things.attempts[state] = taking.start()
            taking.save(things.attempts[state], 1, "true")
        else:
            things.attempts[state] = taking.fail() if state == "failed" else taking.take()
    for state in ("evaluated", "certified"):
        evaluate(database, who, things.attempts[state])
    things.certificate = issue(database, who, things.attempts["certified"], f"{member.name}, MD")
    with database.writing() as session:
        found = practice.practice_question(
            session, person_id=who.id, unsafe_activity_id="certified", position=1, now=NOON
        )
        chosen = (found.question.options[0].id,)
        things.upload = bank_uploads.keep(
            session, person_id=who.id, content=zip_of(), name="bank.zip", bank_id="", now=NOON
        )
        things.practice_response = practice.answer(session, person_id=who.id, question=found, chosen=chosen, now=NOON)
    return things


def _links(database: Database) -> dict[str, str]:
    """Return one-time links: good ones of both kinds, one used and one expired. Alice also gets a password."""
    who, password_hash = person(database, ALICE), passwords.hashed(PASSWORD)
    with database.writing() as session:
        session.execute(update(Person).where(Person.id == who.id).values(password_hash=password_hash))

        def issued(purpose: Purpose, hours: int = 1) -> str:
            span = timedelta(hours=hours)
            return one_time_links.issue(session, person_id=who.id, purpose=purpose, lifetime=span, now=NOON)

        found = {
            "confirm": issued(Purpose.CONFIRM),
            "password": issued(Purpose.PASSWORD),
            "expired": issued(Purpose.PASSWORD, hours=-1),
            "used": issued(Purpose.PASSWORD),
        }
        one_time_links.use(session, found["used"], purpose=Purpose.PASSWORD, now=NOON)
    return found


def _sign_ins(database: Database) -> dict[str, str]:
    tokens = {}
    with database.writing() as session:
        for role, member in OWNERS.items():
            found = person_in(session, member)
            tokens[role] = accounts.start_session(session, person_id=found, now=NOON)
        alice = person_in(session, ALICE)
        tokens["signed out"] = accounts.start_session(session, person_id=alice, now=NOON)
        accounts.end_session(session, tokens["signed out"], now=NOON)
        tokens["expired"] = accounts.start_session(session, person_id=alice, now=NOON - accounts.SESSION_LIFETIME)
    return tokens | {"made up": accounts.new_token()}


def person_in(session: Any, member: Member) -> int:
    return int(session.query(Person.id).filter(Person.email == member.email).scalar())


def absent(kind: str) -> str:
    """Return an id of the right form that nobody has."""
    if kind == "certificate":
        return certificate_code(secrets.token_bytes(17))
    return secrets.token_urlsafe(32 if kind == "link" else 16)


@dataclass(frozen=True)
class Browser:
    """What one browser sends with each request: the cookie of a role, and the token that goes with it."""

    cookie: str
    token: str


def browser_of(app: Flask, world: World, role: str) -> Browser:
    """Return the browser of somebody, as if the cookie had been set and a page with a form been opened."""
    raw = f"{role:-<40}"
    content: dict[str, object] = {"csrf_token": raw}
    if role != "anonymous":
        content |= {"_user_id": world.sign_ins[role], "_fresh": True}
    with app.test_request_context(base_url=world.settings.origin):
        session["csrf_token"] = raw
        token = generate_csrf()
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return Browser(f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(content)}", token)
