"""Requests about several kinds of addresses, interleaved at random, and how well their times tell the kinds apart."""

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from flask import Flask
from sqlalchemy import event
from werkzeug.test import Client

from cme.models import Person
from tests.security.sign_in_world import CSRF, PASSWORD, password_hash
from tests.support.clock import NOON, SettableClock

UNKNOWN = "unknown"
GROUPS: dict[str, dict[str, object]] = {  # what is stored of each kind of address
    "known": {"password_hash": True, "confirmed_at": NOON},
    "unconfirmed": {"password_hash": True},
    "closed": {"password_hash": True, "confirmed_at": NOON, "closed_at": NOON},
    "without a password": {"confirmed_at": NOON},
}
FIELDS: dict[str, dict[str, str]] = {  # each address is sent with these besides itself
    "/account/sign-in": {"password": "a wrong password"},
    "/account/forgotten": {},
    "/account/confirm": {},
    "/account/sign-up": {"name": "Alice", "password": PASSWORD},
}
MOVING = re.compile(r"person[\w.-]*@example\.org|" + CSRF.pattern)


@dataclass(frozen=True)
class Sample:
    """One answer: all that can be told from it, and the seconds until it was there."""

    answer: tuple[object, ...]
    seconds: float
    statements: tuple[str, ...]


class Prober:
    """Asks one address after the other, each for the first time, each from a network address of its own."""

    def __init__(self, app: Flask, clock: SettableClock) -> None:
        self._app, self._clock, self._number = app, clock, 0
        self._origin: str = app.extensions["cme"].settings.origin
        self._client: Client = app.test_client()
        self._statements: list[str] = []
        self._database = app.extensions["cme"].database
        event.listen(self._database.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        self._statements.append(statement.split(None, 1)[0])

    def addresses(self, group: str, count: int) -> list[str]:
        """Return so many new addresses, stored as the group says."""
        self._number += count
        found = [f"person{number:06}@example.org" for number in range(self._number - count, self._number)]
        if group != UNKNOWN:
            stored = GROUPS[group] | ({"password_hash": password_hash()} if "password_hash" in GROUPS[group] else {})
            with self._database.writing() as session:
                session.add_all(Person(email=email, name="Alice", created_at=NOON, **stored) for email in found)
        return found

    def ask(self, path: str, email: str) -> Sample:
        """Send the form of ``path`` about an address."""
        self._clock.advance(minutes=1)  # what was counted before gets out of the way
        peer = {"REMOTE_ADDR": f"10.{self._number % 250}.{hash(email) % 250}.1"}
        page = self._client.get(path, base_url=self._origin).get_data(as_text=True)
        found = CSRF.search(page)
        data = FIELDS[path] | {"email": email, "csrf_token": found[1] if found else ""}
        self._statements.clear()
        start = time.perf_counter()
        answer = self._client.post(path, data=data, base_url=self._origin, environ_base=peer)
        body = answer.get_data()
        seconds = time.perf_counter() - start
        headers = tuple((name, value) for name, value in answer.headers.items() if name != "Set-Cookie")
        cookies = sorted(cookie.partition("=")[0] for cookie in answer.headers.getlist("Set-Cookie"))
        text = MOVING.sub("", body.decode("utf-8"))
        return Sample((answer.status_code, headers, tuple(cookies), text), seconds, tuple(self._statements))


def interleaved(
    prober: Prober, path: str, groups: list[str], count: int, ask: Callable[[str, str], Sample] | None = None
) -> dict[str, list[Sample]]:
    """Ask ``count`` times about each group, the groups in another random order each time."""
    addresses = {group: iter(prober.addresses(group, count)) for group in groups}
    chance, found = random.Random(9), {group: [] for group in groups}  # type: ignore[var-annotated]  # noqa: S311
    for _ in range(count):
        for group in chance.sample(groups, len(groups)):
            found[group].append((ask or prober.ask)(path, next(addresses[group])))
    return found


def area(first: list[float], second: list[float]) -> float:
    """Return the area under the ROC curve (Mann–Whitney U ÷ n²) of telling two samples apart, 0.5 or more."""
    ranked = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    ranks = sum(rank for rank, (_, group) in enumerate(ranked, start=1) if group == 0)
    found = (ranks - len(first) * (len(first) + 1) / 2) / (len(first) * len(second))
    return max(found, 1 - found)


def margin(first: int, second: int, sigmas: float) -> float:
    """Return how far the area strays by chance alone where there is nothing to tell apart."""
    return sigmas * sqrt((first + second + 1) / (12 * first * second))
