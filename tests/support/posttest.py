"""A published activity and people who take it, through the services that the pages call."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cme.core.bank import Bank
from cme.database import Database
from cme.services import attempts, catalogue, pretests, responses
from cme.services.accounts import SignedIn
from cme.services.publishing import Report, publish
from cme.services.responses import Answer, Saved
from tests.support.banks import KEYS, bank
from tests.support.cast import Member, person_id
from tests.support.clock import NOON


def publish_bank(database: Database, made: Bank | None = None, *, origin: str = "start", **options: Any) -> Report:
    with database.writing() as session:
        return publish(session, made or bank(), origin=origin, published_by=origin, now=NOON, **options)


def person(database: Database, member: Member) -> SignedIn:
    """Return somebody of the cast as the services are told of them."""
    from cme.models import Person

    found = person_id(database, member)
    with database.reading() as session:
        row = session.get_one(Person, found)
    return SignedIn(
        id=row.id,
        pseudonym=row.pseudonym,
        email=row.email,
        name=row.name,
        profession=row.profession,
        role=row.role,
        time_zone=row.time_zone,
    )


@dataclass
class Taking:
    """One person taking one activity; each call is a transaction of its own."""

    database: Database
    who: SignedIn
    now: datetime = NOON
    activity_id: str = "case"

    def start(self) -> str:
        with self.database.writing() as session:
            found = catalogue.get_activity(session, self.activity_id)
            return attempts.start(
                session,
                person=self.who,
                unsafe_activity_id=self.activity_id,
                content_hash=found.content_hash,
                now=self.now,
            )

    def start_pretest(self) -> str:
        with self.database.writing() as session:
            found = catalogue.get_activity(session, self.activity_id)
            return pretests.start_pretest(
                session,
                person=self.who,
                unsafe_activity_id=self.activity_id,
                content_hash=found.content_hash,
                now=self.now,
            )

    def take_pretest(self, chosen: dict[int, str] | None = None) -> str:
        """Take the pretest; by default with every key, which would be a pass if it were a try."""
        attempt_id = self.start_pretest()
        for position, option_id in (KEYS if chosen is None else chosen).items():
            self.save(attempt_id, position, option_id)
        self.submit(attempt_id)
        return attempt_id

    def save(self, attempt_id: str, position: int, chosen: str, sequence: int = 1, key: str = "") -> Saved:
        answer = Answer(chosen=(chosen,) if chosen else ())
        with self.database.writing() as session:
            return responses.save(
                session,
                person_id=self.who.id,
                unsafe_attempt_id=attempt_id,
                position=position,
                answer=answer,
                sequence=sequence,
                idempotency_key=key or f"key-{position}-{sequence}-{chosen}".ljust(16, "-"),
                now=self.now,
            )

    def submit(self, attempt_id: str) -> None:
        with self.database.writing() as session:
            attempts.submit(session, person=self.who, unsafe_attempt_id=attempt_id, now=self.now)

    def take(self, chosen: dict[int, str] | None = None) -> str:
        """Start, answer and submit; by default with every key."""
        attempt_id = self.start()
        for position, option_id in (KEYS if chosen is None else chosen).items():
            self.save(attempt_id, position, option_id)
        self.submit(attempt_id)
        return attempt_id

    def fail(self) -> str:
        return self.take({1: "false", 2: "false", 3: "both"})
