"""One of the two processes: it meets the other before each round, then makes its call through the real application."""

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cme.app import create_app
from cme.database import Database
from cme.errors import BankError, CmeError
from cme.services import due_work, publishing
from cme.web.errors import STATUS
from tests.chaos.browsers import Browsers
from tests.chaos.races.faults import plant
from tests.chaos.races.rounds import Answer, Call, Round, rival
from tests.conftest import make_settings
from tests.support.clock import SettableClock

LONGEST_WAIT = 60  # seconds for the other process, which may have ended
LONGEST_BODY = 2000  # of an answer, to be judged and shown
_slots: list[Any] = []


def use(slots: Any) -> None:
    """Take the shared numbers of the rounds that each side has come to; the process pool calls it first."""
    _slots.append(slots)


class Racer:
    """The application in this process, and the browsers that are signed in to it."""

    def __init__(self, url: str, data_dir: Path, is_faulty: bool) -> None:
        self.database = Database(url)
        self.clock = SettableClock()
        settings = make_settings(data_dir, url)
        self.browsers = Browsers(create_app(settings, database=self.database, clock=self.clock))
        if is_faulty:
            plant(self.database)

    def ready(self, call: Call) -> Callable[[], Answer]:
        """Do all that comes before the race; what is returned is the call itself."""
        self.clock.now = call.now
        if call.path:
            environ = self.browsers.environ(call)
            return lambda: self.browsers.send(environ)
        if call.bank is not None:
            made = rival(*call.bank)
            return lambda: self._publish(made, call)
        return lambda: self._do_due_work(call)

    def _publish(self, made: Any, call: Call) -> Answer:
        def publish() -> bytes:
            with self.database.writing() as session:
                report = publishing.publish(session, made, origin="command", published_by="command", now=call.now)
            return json.dumps([report.outcome, report.number]).encode()

        return _told(publish)

    def _do_due_work(self, call: Call) -> Answer:
        def work() -> bytes:
            with self.database.writing() as session:
                count = due_work.submit_due(session, now=call.now)
            return str(count).encode()

        return _told(work)


def _told(act: Callable[[], bytes]) -> Answer:
    """Answer for what is no request as the pages would: with the status of the error."""
    try:
        return Answer(status=200, body=act())
    except CmeError as error:
        status = 409 if isinstance(error, BankError) else STATUS.get(type(error), 500)
        return Answer(status=status, body=str(error).encode())
    except Exception as error:
        return Answer(status=500, body=repr(error).encode())


def race(side: int, url: str, data_dir: Path, rounds: Sequence[Round], is_faulty: bool) -> list[Answer]:
    """Play one side of all rounds and return its answers."""
    racer = Racer(url, data_dir, is_faulty)
    try:
        return [_play(racer, side, step, each.calls[side]) for step, each in enumerate(rounds)]
    finally:
        racer.database.engine.dispose()


def _play(racer: Racer, side: int, step: int, call: Call) -> Answer:
    act = racer.ready(call)
    _meet(side, step)
    met = time.perf_counter()
    while time.perf_counter() < met + call.wait:
        pass  # to sleep would be too coarse
    began = time.perf_counter()
    answer = act()
    return replace(answer, body=answer.body[:LONGEST_BODY], began=began, ended=time.perf_counter())


def _meet(side: int, step: int) -> None:
    """Wait until the other process has come to this step too. It spins, for a lock would wake one before the other."""
    slots = _slots[0]
    slots[side] = step + 1
    patience = time.perf_counter() + LONGEST_WAIT
    while slots[1 - side] <= step:
        if time.perf_counter() > patience:
            raise TimeoutError(f"The other process did not come to round {step}.")
        os.sched_yield()
