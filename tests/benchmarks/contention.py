"""Two server processes, 32 connections, all saving at once on SQLite: each acknowledged save is stored once, and soon.

SQLite has one writer at a time. Whoever waits by its busy handler sleeps and tries again, and may be overtaken for
seconds; the writers' queue lets them in as they came.
"""

import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from cme.models import Attempt, AttemptQuestion, Response
from tests.benchmarks.served import COMMAND, Served, served
from tests.benchmarks.traffic import Asked, Traffic, Visitor, drive
from tests.support.databases import opened
from tests.support.figures import Figure, record

PROCESSES, CONNECTIONS = 2, 32
MOST_SECONDS = 1.0
PLANTED = (sys.executable, "-m", "tests.benchmarks.planted")
SAVE = re.compile(r"/attempts/([^/]+)/questions/(\d+)/save")

Stored = tuple[str, int, int, str, tuple[str, ...]]


@dataclass(frozen=True)
class Outcome:
    """What came of many saves: each list is empty where all is well."""

    traffic: Traffic
    lost: list[Stored]
    repeated: list[Stored]
    unasked: list[Stored]

    @property
    def slowest(self) -> float:
        return self.traffic.taken[-1]

    @property
    def is_sound(self) -> bool:
        return not (self.traffic.errors or self.lost or self.repeated or self.unasked)

    def __str__(self) -> str:
        return (
            f"{len(self.traffic.answered)} saves acknowledged in {self.traffic.seconds:.1f} s, "
            f"slowest {self.slowest:.2f} s; "
            f"{len(self.traffic.errors)} errors {self.traffic.errors[:3]}, {len(self.lost)} lost, "
            f"{len(self.repeated)} stored twice, {len(self.unasked)} stored that nobody was told of"
        )


def contend(folder: Path, url: str, saves: int, *, planted: str = "") -> Outcome:
    """Send ``saves`` saves through a server of two processes; ``planted`` names a fault of planted.py."""
    command = (*PLANTED, planted) if planted else COMMAND
    with served(folder, url, CONNECTIONS, command=command, processes=PROCESSES) as site:
        traffic = drive(site.server.origin, _visitors(site, saves))
    stored = Counter(_stored(url))
    acknowledged = {_told(asked) for asked in traffic.answered}
    return Outcome(
        traffic=traffic,
        lost=sorted(acknowledged - stored.keys()),
        repeated=sorted(each for each, times in stored.items() if times > 1),
        unasked=sorted(stored.keys() - acknowledged),
    )


def _visitors(site: Served, saves: int) -> list[Visitor]:
    each = saves // len(site.learners)
    more = saves % len(site.learners)
    return [
        Visitor(learner.headers, learner.saves(most=each + (number < more)))
        for number, learner in enumerate(site.learners)
    ]


def _told(asked: Asked) -> Stored:
    found = SAVE.fullmatch(asked.path)
    assert found is not None
    assert asked.body is not None
    body = asked.body
    return found[1], int(found[2]), body["sequence"], body["key"], tuple(body["chosen"])


def _stored(url: str) -> list[Stored]:
    statement = (
        select(
            Attempt.public_id,
            AttemptQuestion.position,
            Response.sequence,
            Response.idempotency_key,
            Response.chosen,
        )
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .join(Response, Response.attempt_question_id == AttemptQuestion.id)
    )
    with opened(url) as database, database.reading() as session:
        return [(*row[:4], tuple(row.chosen)) for row in session.execute(statement)]


def keep(found: Outcome, *, is_full: bool, control: str = "") -> None:
    """Record the figures. How long the slowest took counts only at full size, on a machine that is left alone."""
    size = f"{PROCESSES} processes, {CONNECTIONS} connections, {len(found.traffic.taken):,} saves, SQLite"
    wrong = len(found.lost) + len(found.repeated) + len(found.unasked)
    record(
        Figure(
            proof="Speed",
            what="saves at once: errors, and acknowledged saves not stored exactly once",
            goal="0",
            measured=f"{len(found.traffic.errors) + wrong} of {len(found.traffic.answered):,}",
            is_met=found.is_sound,
            is_full=is_full,
            size=size,
        )
    )
    if is_full:
        record(
            Figure(
                proof="Speed",
                what="saves at once: the slowest",
                goal=f"≤ {MOST_SECONDS:g} s",
                measured=f"{found.slowest:.2f} s",
                is_met=found.slowest <= MOST_SECONDS,
                is_full=True,
                size=size,
                control=control,
            )
        )
