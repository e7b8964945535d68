"""Two devices on one question: their saves are held up, repeated, overtaken, altered, as networks and tabs do it.

Each device talks to a server of its own, both on one database. What every reply and the stored rows must be is told
by a model that knows nothing but what was acknowledged.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from cme.app import create_app
from cme.database import Database
from cme.models import Attempt, AttemptQuestion, Response, Score
from tests.chaos.browsers import Browsers
from tests.chaos.races.rounds import Answer, Call, taken
from tests.chaos.races.stage import Learner, Prepared, write
from tests.conftest import make_settings
from tests.support.banks import KEYS
from tests.support.clock import SettableClock
from tests.support.databases import opened
from tests.support.posttest import publish_bank

POSITION = 1
COLUMNS = (Response.sequence, Response.idempotency_key, Response.chosen, Response.struck, Response.is_flagged)
OPTIONS = ("true", "false", "")
CHANGES = st.tuples(st.integers(0, 1), st.sampled_from(OPTIONS), st.sampled_from(OPTIONS), st.booleans())
AT_ONCE = 200  # learners written together


@dataclass(frozen=True)
class Message:
    """A save as one device sends it, under a number and a key of its own."""

    sequence: int
    key: str
    chosen: str
    struck: str
    is_flagged: bool

    @property
    def body(self) -> dict[str, Any]:
        return self.answer | {"sequence": self.sequence, "key": self.key}

    @property
    def answer(self) -> dict[str, Any]:
        """What is said, without number and key."""
        struck = [self.struck] if self.struck and self.struck != self.chosen else []
        return {"chosen": [self.chosen] if self.chosen else [], "struck": struck, "flagged": self.is_flagged}

    @property
    def form(self) -> dict[str, str]:
        fields = {"response": self.chosen, "sequence": str(self.sequence), "key": self.key, "go": str(POSITION)}
        fields |= {"struck": self.struck} if self.struck else {}
        return fields | ({"flagged": "y"} if self.is_flagged else {})


@dataclass
class Site:
    """Two servers on one database, and learners who have begun."""

    database: Database
    servers: tuple[Browsers, Browsers]
    clock: SettableClock
    counts: Counter[str] = field(default_factory=Counter)
    _numbers: Iterator[int] = field(default_factory=count)
    _waiting: list[Learner] = field(default_factory=list)

    def next_learner(self) -> Learner:
        if not self._waiting:
            names = [f"saver-{number}" for number, _ in zip(self._numbers, range(AT_ONCE), strict=False)]
            self._waiting = [Learner(name, [Prepared(f"attempt-of-{name}", {})]) for name in names]
            write(self.database, self._waiting)
        return self._waiting.pop()


@contextmanager
def site(url: str, data_dir: Path) -> Iterator[Site]:
    """Give the site on a fresh database."""
    clock, settings = SettableClock(), make_settings(data_dir, url)
    with opened(url) as here, opened(url) as there:
        publish_bank(here, taken())
        first, second = (Browsers(create_app(settings, database=each, clock=clock)) for each in (here, there))
        yield Site(here, (first, second), clock)


@dataclass(frozen=True)
class Stored:
    """A save that was acknowledged, and the very bytes of the reply to a script, once there was one."""

    message: Message
    at: str  # time of day


class Saves(RuleBasedStateMachine):
    """What may happen to the saves of one question, and what must come of it."""

    site: Site

    @initialize(changes=st.lists(CHANGES, min_size=3, max_size=6))
    def begin(self, changes: list[tuple[int, str, str, bool]]) -> None:
        """Begin with some changes made on either device, none of which has arrived."""
        self.learner = self.site.next_learner()
        self.attempt_id = self.learner.tries[0].public_id
        self.stored: list[Stored] = []
        self.replies: dict[str, bytes] = {}  # by key
        self.sent: list[Message] = []  # each may still be under way, or come again
        self.sequences = [0, 0]  # of the newest save that each device knows
        self.is_submitted = False
        self.site.counts["interleavings"] += 1
        for change in changes:
            self.change(*change)

    @rule(change=CHANGES)
    def change_and_arrive(self, change: tuple[int, str, str, bool]) -> None:
        """Change the answer on a device, and have it saved at once."""
        self.change(*change)
        self.arrive(self.sent[-1], change[0])

    @rule(data=st.data(), device=st.integers(0, 1))
    def arrive_late_or_again(self, data: st.DataObject, device: int) -> None:
        self.arrive(data.draw(st.sampled_from(self.sent)), device)

    @rule(data=st.data(), device=st.integers(0, 1))
    def arrive_as_form(self, data: st.DataObject, device: int) -> None:
        """Send a save as the page without a script does."""
        self.arrive_in_form(data.draw(st.sampled_from(self.sent)), device)

    @precondition(lambda self: self.stored)
    @rule(data=st.data(), device=st.integers(0, 1), later=st.integers(0, 2), is_form=st.booleans())
    def arrive_altered(self, data: st.DataObject, device: int, later: int, is_form: bool) -> None:
        """Send another body under a key that was used."""
        used = data.draw(st.sampled_from(self.stored)).message
        changes: dict[str, Any] = {"sequence": used.sequence + later} if later else {"is_flagged": not used.is_flagged}
        send = self.arrive_in_form if is_form else self.arrive
        send(replace(used, **changes), device)

    @rule(device=st.integers(0, 1))
    def reload(self, device: int) -> None:
        """Load the page anew: the device goes on from what is stored."""
        path = f"/attempts/{self.attempt_id}/questions/{POSITION}"
        call = Call(now=self.site.clock.now, token=self.learner.pseudonym, path=path)
        browsers = self.site.servers[device]
        answer = browsers.send(browsers.environ(call, "GET"))
        if self.is_submitted:
            assert (answer.status, answer.location) == (303, f"/attempts/{self.attempt_id}/result")
            return
        found = re.search(rb'name="sequence"[^>]*value="(\d+)"', answer.body)
        assert found is not None
        newest = self.newest.message.sequence if self.newest else 0
        assert int(found[1]) == newest + 1
        self.sequences[device] = newest

    @rule(minutes=st.integers(1, 3))
    def wait(self, minutes: int) -> None:
        self.site.clock.advance(minutes=minutes)

    @precondition(lambda self: len(self.stored) >= 2 or self.is_submitted)
    @rule(device=st.integers(0, 1))
    def submit(self, device: int) -> None:
        answer = self.send(device, "/submit", form={})
        assert (answer.status, answer.location) == (303, f"/attempts/{self.attempt_id}/result")
        self.is_submitted = True

    @invariant()
    def what_is_stored_was_acknowledged(self) -> None:
        """Compare every row with the model; the highest sequence is in force by what the tables mean."""
        with self.site.database.reading() as session:
            rows = session.execute(
                select(
                    Response.sequence, Response.idempotency_key, Response.chosen, Response.struck, Response.is_flagged
                )
                .join(AttemptQuestion, AttemptQuestion.id == Response.attempt_question_id)
                .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
                .where(Attempt.public_id == self.attempt_id)
                .order_by(Response.id)
            ).all()
        stored = [(*row[:2], {"chosen": row[2], "struck": row[3], "flagged": row[4]}) for row in rows]
        assert stored == [(each.message.sequence, each.message.key, each.message.answer) for each in self.stored]

    def teardown(self) -> None:
        """Submit, if nobody did, and compare the marks with the newest acknowledged answer, whatever comes too late."""
        if not hasattr(self, "attempt_id"):
            return
        self.submit(0)
        self.stragglers_arrive()
        self.what_is_stored_was_acknowledged()
        with self.site.database.reading() as session:
            of_attempt = select(Score.marks).join(Attempt, Attempt.id == Score.attempt_id)
            marks = session.scalars(of_attempt.where(Attempt.public_id == self.attempt_id)).one()
        is_right = self.newest is not None and self.newest.message.chosen == KEYS[POSITION]
        assert marks[str(POSITION)] == [int(is_right), 1]

    # What follows is the model and the sending, and no step of its own.

    def stragglers_arrive(self) -> None:
        """Let a save that never arrived, one that did, and one altered come after the submission, in either form.

        In every interleaving: steps that are drawn seldom come to all of this, and what is drawn changes with the
        numbers that stand anywhere in the product (Hypothesis draws from them).
        """
        known = {each.message.key for each in self.stored}
        late = [message for message in self.sent if message.key not in known][:1]
        again = [each.message for each in self.stored][:1]
        for message in (*late, *again, *(replace(each, is_flagged=not each.is_flagged) for each in again)):
            self.arrive_in_form(message, 1)
            self.arrive(message, 0)

    def change(self, device: int, chosen: str, struck: str, is_flagged: bool) -> None:
        self.sequences[device] += 1
        key = f"key-{len(self.sent)}-of-device-{device}"
        self.sent.append(Message(self.sequences[device], key, chosen, struck, is_flagged))

    @property
    def newest(self) -> Stored | None:
        return max(self.stored, key=lambda each: each.message.sequence, default=None)

    def outcome(self, message: Message) -> str:
        """Say what must come of a save that arrives now."""
        for each in self.stored:
            if each.message.key == message.key:
                is_same = (each.message.sequence, each.message.answer) == (message.sequence, message.answer)
                return "repeated" if is_same else "key reused"
        if self.is_submitted:
            return "closed"
        return "conflict" if self.newest and self.newest.message.sequence >= message.sequence else "saved"

    def keep(self, message: Message) -> None:
        self.stored.append(Stored(message, f"{self.site.clock.now:%H:%M}"))

    def arrive(self, message: Message, device: int) -> None:
        """Send a save as a script does, and hold the reply against the model."""
        outcome = self.outcome(message)
        answer = self.send(device, f"/questions/{POSITION}/save", body=message.body)
        self.site.counts[f"script: {outcome}"] += 1
        status = {"saved": 200, "repeated": 200, "key reused": 422, "conflict": 409, "closed": 409}[outcome]
        assert answer.status == status, (outcome, answer)
        told = json.loads(answer.body)
        if outcome == "saved":
            self.keep(message)
        if status == 200:
            assert told == self.shown(next(each for each in self.stored if each.message.key == message.key))
            assert answer.body == self.replies.setdefault(message.key, answer.body)
        elif outcome == "conflict":
            assert self.newest is not None
            assert told["newest"] == self.shown(self.newest)
        else:
            assert set(told) == {"error", "reference"}

    def arrive_in_form(self, message: Message, device: int) -> None:
        """Send a save as a form, and hold the answer against the model."""
        newest = self.newest
        standing = newest.message.answer if newest else {"chosen": [], "struck": [], "flagged": False}
        is_news = message.answer != standing
        outcome = self.outcome(message) if is_news else "nothing new"
        answer = self.send(device, f"/questions/{POSITION}", form=message.form)
        self.site.counts[f"form: {outcome}"] += 1
        page, attempt = f"/attempts/{self.attempt_id}/questions/{POSITION}", f"/attempts/{self.attempt_id}"
        right = {"key reused": (422, ""), "conflict": (409, ""), "closed": (303, attempt)}.get(outcome, (303, page))
        assert (answer.status, answer.location) == right, (outcome, answer)
        if outcome == "saved":
            self.keep(message)

    def shown(self, stored: Stored) -> dict[str, Any]:
        return stored.message.answer | {"sequence": stored.message.sequence, "saved": stored.at}

    def send(self, device: int, path: str, **sent: Any) -> Answer:
        browsers, token = self.site.servers[device], self.learner.pseudonym
        call = Call(now=self.site.clock.now, token=token, path=f"/attempts/{self.attempt_id}{path}", **sent)
        self.site.counts["requests"] += 1
        return browsers.send(browsers.environ(call))
