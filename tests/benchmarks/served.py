"""The real server, ``cme serve`` with the settings it ships with, and learners in the middle of the posttest."""

import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from flask import Flask

from cme.app import create_app
from cme.clock import utc_now
from cme.database import Database
from cme.migration import upgrade
from tests.benchmarks.site import bundled_bank, look_around
from tests.benchmarks.traffic import Asked
from tests.conftest import make_settings
from tests.support.cast import Member
from tests.support.databases import opened
from tests.support.posttest import Taking, person, publish_bank
from tests.support.server import Server, serving

COMMAND = (sys.executable, "-m", "cme")
SAVED = (1, 2)  # positions at which true or false is asked


@dataclass(frozen=True)
class Learner:
    """Somebody signed in, with a try in progress; ``headers`` are what the browser sends."""

    headers: dict[str, str]
    attempt_id: str

    def views(self) -> Iterator[Asked]:
        while True:
            yield Asked(f"/attempts/{self.attempt_id}/questions/{SAVED[0]}")

    def saves(self, first: int = 1, most: int | None = None) -> Iterator[Asked]:
        """Save at both positions in turn, ``most`` times in all."""
        for number in count() if most is None else range(most):
            sequence, position = first + number // len(SAVED), SAVED[number % len(SAVED)]
            body = {
                "chosen": ["true" if sequence % 2 else "false"],
                "struck": [],
                "flagged": False,
                "sequence": sequence,
                "key": secrets.token_urlsafe(18),
            }
            yield Asked(f"/attempts/{self.attempt_id}/questions/{position}/save", body)


@dataclass(frozen=True)
class Served:
    """A running server and its learners."""

    server: Server
    learners: list[Learner]
    database_url: str


@contextmanager
def served(
    folder: Path, url: str, learners: int, *, command: tuple[str, ...] = COMMAND, processes: int | None = None
) -> Iterator[Served]:
    """Give a server on the empty database at ``url``; ``processes`` where not as many as it ships with."""
    settings = replace(make_settings(folder, url), secret_key=secrets.token_hex(32))
    with opened(url) as database:
        upgrade(database)
        found = _learners(database, create_app(settings, database=database), learners)
    more = {"CME_DATABASE_URL": url, "CME_SECRET_KEY": settings.secret_key, "CME_QUESTION_BANK": "none"}
    if processes is not None:
        more["CME_WEB_PROCESSES"] = str(processes)
    with serving(folder, command=command, **more) as server:
        yield Served(server, found, url)


def _learners(database: Database, app: Flask, number: int) -> list[Learner]:
    made = bundled_bank()
    publish_bank(database, made)
    (activity_id,) = made.activities
    found = []
    for each in range(number):
        member = Member(f"learner-{each}@example.org", f"Learner Number {each}")
        taking = Taking(database, person(database, member), now=utc_now(), activity_id=activity_id)
        found.append(Learner(look_around(app, member).headers, taking.start()))
    return found
