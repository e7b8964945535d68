"""A fault in any view, and the database failing under any statement, ends in our own words and one line in the log."""

import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NoReturn

import psycopg
from flask import Flask
from sqlalchemy import event
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from cme.database import Database
from cme.paths import resource
from cme.web.errors import WORDS
from cme.writers_queue import BUSY
from tests.security.access_rows import ANYBODY, ROWS, SIGNED_IN
from tests.security.access_world import World
from tests.security.visits import Visitors, good_case, path_of
from tests.support.figures import Figure, record

CANARY = "canary-of-a-fault"
LEAKS = re.compile(
    rf"{CANARY}|Traceback|\.py\b|\bline \d|SELECT |INSERT |UPDATE |[A-Za-z]+Error\b|Exception|/tmp/|[Pp]ython"
    rf"|[Ss][Qq][Ll]|psycopg|[Ww]erkzeug|[Ff]lask|[Jj]inja|[Gg]unicorn|{re.escape(str(resource('templates').parent))}"
)
REFERENCE = re.compile(r"reference (?:<strong>)?([0-9a-f]{8})\b")
SCRIPT = {"Accept": "application/json"}


class Log(logging.Handler):
    """What the log says of one request."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, line: logging.LogRecord) -> None:
        self.lines.append(logging.Formatter().format(line))


@contextmanager
def logged() -> Iterator[Log]:
    log = Log()
    logging.getLogger().addHandler(log)
    try:
        yield log
    finally:
        logging.getLogger().removeHandler(log)


@dataclass
class Failing:
    """The database fails at its ``at``-th statement, as the driver would say it."""

    database: Database
    at: int
    error: type[Exception]
    asked: int = 0

    def __enter__(self) -> "Failing":
        event.listen(self.database.engine.dialect, "do_execute", self.fail)
        event.listen(self.database.engine.dialect, "do_execute_no_params", self.fail)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.database.engine.dialect, "do_execute", self.fail)
        event.remove(self.database.engine.dialect, "do_execute_no_params", self.fail)

    def fail(self, *_: object) -> None:
        self.asked += 1
        if self.asked == self.at:
            raise self.error(f"disk I/O error in /srv/{CANARY}.sqlite3")


@dataclass
class Tally:
    """What was asked and what was wrong with the answers."""

    count: int = 0
    wrong: list[str] = field(default_factory=list)

    def look(self, where: str, answer: TestResponse, log: Log, status: int) -> None:
        self.count += 1
        self.wrong += [f"{where}: {fault}" for fault in faults(answer, log, status)]


def faults(answer: TestResponse, log: Log, status: int) -> list[str]:
    """Say what is wrong with the answer to a fault: not our words, or more than them; not once in the log."""
    said = answer.get_data(as_text=True)
    found = [f"{answer.status_code}, not {status}"] if answer.status_code != status else []
    words = BUSY if status == 503 else WORDS[status][1]
    if words not in said and answer.request.method != "HEAD":
        found.append("not in our words")
    if leak := LEAKS.search(said) or LEAKS.search(str(answer.headers)):
        found.append(f"tells {leak.group()}")
    shown = REFERENCE.findall(said) or ([answer.json["reference"]] if answer.json else [])
    if len(shown) != 1 or len(log.lines) != 1 or f"reference {shown[0]}" not in log.lines[0]:
        found.append(f"references {shown} in the page, the log has {len(log.lines)} lines")
    elif CANARY not in log.lines[0]:
        found.append("the log does not say why")
    return found


def role_of(rule: Rule) -> str:
    return {ANYBODY: "anonymous", SIGNED_IN: "learner"}.get(ROWS[rule.endpoint].audience, "educator")


def requests(visitors: Visitors) -> Iterator[tuple[Rule, str, str, dict[str, str]]]:
    """Give each route with the path, the method, and the headers of a page and of a script."""
    for rule in visitors.rules():
        path = good_case(visitors.world, rule, role_of(rule)).path
        if rule.endpoint == "static":
            path = path_of(rule, "missing.css")  # one that is there is served before the application
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            is_script = ROWS[rule.endpoint].json is not None
            for headers in ({}, SCRIPT):
                yield rule, method, path, SCRIPT if is_script else headers


def break_views(visitors: Visitors, app: Flask, tally: Tally) -> None:
    """Raise in every view."""
    for rule, method, path, headers in requests(visitors):
        working = app.view_functions[rule.endpoint]
        app.view_functions[rule.endpoint] = _raise
        with logged() as log:
            answer = visitors.send(role_of(rule), method, rule, path, headers=headers)
        app.view_functions[rule.endpoint] = working
        tally.look(f"{method} {rule.endpoint}", answer, log, 500)


def _raise(**_: object) -> NoReturn:
    raise RuntimeError(CANARY)


def break_statements(visitors: Visitors, tally: Tally, *, most: int) -> None:
    """Let the database fail at the first statement of every request, at the second, and so on."""
    driver: Any = sqlite3 if visitors.world.database.is_sqlite else psycopg
    for rule, method, path, headers in requests(visitors):
        for error, status in ((driver.OperationalError, 503), (driver.DatabaseError, 500)):
            for at in range(1, most + 1):
                with logged() as log, Failing(visitors.world.database, at, error) as failing:
                    answer = visitors.send(role_of(rule), method, rule, path, headers=headers)
                if failing.asked < at:
                    visitors.world.snapshot.restore()
                    break
                tally.look(f"{method} {rule.endpoint}, statement {at}, {error.__name__}", answer, log, status)
                visitors.world.snapshot.restore()


def test_no_fault_tells_anything(worlds: list[World]) -> None:
    tally, is_full = Tally(), len(worlds) > 1
    for world in worlds:
        visitors = Visitors(world.another_app(), world)
        break_views(visitors, visitors.app, tally)
        break_statements(visitors, tally, most=100 if is_full else 1)
        tally.wrong += visitors.faults
    record(
        Figure(
            proof="Access",
            what="planted faults that told anything, or were not in the log once",
            goal="0",
            measured=f"{len(tally.wrong)} of {tally.count:,}",
            is_met=not tally.wrong,
            is_full=is_full,
            size=f"every route: in the view, and at {'every' if is_full else 'its first'} statement",
            control="the debugger's page is seen, and a fault that is not logged",
        )
    )
    assert tally.wrong == []


def test_a_page_that_tells_is_seen(world: World) -> None:
    app = world.another_app()
    del app.error_handler_spec[None][None][Exception]
    app.register_error_handler(Exception, lambda error: (f"RuntimeError: {error}", 500))
    tally = Tally()
    break_views(Visitors(app, world), app, tally)
    assert any(f"tells {CANARY}" in fault or "tells RuntimeError" in fault for fault in tally.wrong)
    assert any("the log has 0 lines" in fault for fault in tally.wrong)
