"""Every request of the table: each route, method, role and owner, with what it should be answered."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.security.access_rows import ROWS, Audience, Row
from tests.security.access_world import ADMITTED, STAFF, Browser, Things, World, absent, browser_of
from tests.security.answers import header_faults

VARIABLE = {
    "attempt": "attempt_id",
    "certificate": "code",
    "code": "code",
    "activity": "activity_id",
    "bank": "bank_id",
    "upload": "upload_id",
    "flag": "flag_id",
    "cohort": "cohort_id",
    "running": "attempt_id",
    "question": "name",
    "shelf": "shelf",
    "link": "token",
    "file": "filename",
}
MALFORMED = ("%00", "%FF%FE", "nobody", "x" * 2000, "%27%20OR%201=1--", "%F0%9F%92%A9", "..")
WRITTEN = ("activity", "question", "shelf", "source")  # named by educators, not by chance
BANK = "tests"  # what the world publishes
NOBODYS = ("signed out", "expired", "made up")  # one of another's things is enough for these
PART = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")


@dataclass(frozen=True)
class Case:
    """An address and whose it is: ``own`` stands for whatever should be answered well."""

    whose: str  # own, another's, absent, malformed
    path: str
    asked: str = "-"  # the id in it


@dataclass
class Visitors:
    """Browsers of everybody, at one application."""

    app: Flask
    world: World
    browsers: dict[str, Browser] = field(default_factory=dict)
    addresses: Iterator[int] = field(default_factory=lambda: count(1))
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)  # of headers and cookies, in any answer

    def browser(self, role: str) -> Browser:
        if role not in self.browsers:
            self.browsers[role] = browser_of(self.app, self.world, role)
        return self.browsers[role]

    def ask(self, role: str, method: str, path: str, *, token: str | None = None, **more: Any) -> TestResponse:
        """Send one request with this role's cookie and, unless told another, its token."""
        browser, number = self.browser(role), next(self.addresses)
        sent = {"Cookie": browser.cookie, **more.pop("headers", {})}
        token = browser.token if token is None else token
        if method not in ("GET", "HEAD", "OPTIONS") and token:
            sent["X-CSRFToken"] = token
        settings = self.app.extensions["cme"].settings
        answer = self.app.test_client(use_cookies=False).open(
            path,
            method=method,
            base_url=more.pop("base_url", settings.origin),
            headers=sent,
            buffered=True,
            # Nobody is slowed down for what somebody else did before: each request comes from an address of its own.
            environ_overrides={"REMOTE_ADDR": more.pop("address", "") or _address(number)},
            **more,
        )
        self.statuses[answer.status_code] += 1
        faults = header_faults(answer, is_https=settings.is_https)
        self.faults += [f"{role}: {method} {path} ({answer.status_code}): {fault}" for fault in faults]
        return answer

    def send(self, role: str, method: str, rule: Rule, path: str, **more: Any) -> TestResponse:
        """Send the good request to a route, with the fields of its row if the method takes any."""
        row = ROWS[rule.endpoint]
        if method == "POST" and row.json is not None:
            more |= {"json": dict(row.json)}
        elif method == "POST":
            known = {"content_hash": self.world.content_hash, **self.world.digests}
            more |= {"data": {name: value.format(**known) for name, value in row.fields.items()}}
            if row.file:
                more["data"]["file"] = (io.BytesIO(row.file), "bank.zip")
        return self.ask(role, method, path, **more)

    def rules(self) -> list[Rule]:
        return sorted(self.app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))


def _address(number: int) -> str:
    return f"127.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def path_of(rule: Rule, named: str = "") -> str:
    """Return the rule's address with ``named`` as it is, however odd; what is beside it is there."""
    beside = {"position": "1", "number": "1"} | ({"shelf": BANK} if len(PART.findall(rule.rule)) > 1 else {})
    return PART.sub(lambda part: beside.get(part.group(1), named), rule.rule)


def owner(world: World, role: str) -> Things:
    """Return whose things are a role's own; a browser that is nobody's tries Alice's."""
    return world.things.get(role, world.things["learner"])


def good_case(world: World, rule: Rule, role: str) -> Case:
    row, things = ROWS[rule.endpoint], owner(world, role)
    named = {
        "": "",
        "attempt": things.attempts.get(row.state, ""),
        "certificate": things.certificate,
        "code": world.things["learner"].certificate,
        "activity": row.state,
        "bank": row.state,
        "upload": things.upload,
        "flag": world.flag,
        "cohort": world.cohort,
        "running": world.running,
        "question": "first",
        "source": "paper",
        "shelf": BANK,
        "link": world.links.get(row.state, ""),
        "file": "css/look.css",
    }[row.names]
    return Case("own", path_of(rule, named), named or "-")


def cases(world: World, rule: Rule, role: str) -> list[Case]:
    """Return the addresses of one route to try as one role; an absent one comes before those it is compared with."""
    row = ROWS[rule.endpoint]
    found = [good_case(world, rule, role)]
    if not row.names:
        return found
    missing = "missing" if row.names in WRITTEN else absent(row.names)  # as long as what it is compared with
    found.append(Case("absent", path_of(rule, missing), missing))
    others = _others(world, row, role)[: 1 if role in NOBODYS else None]
    found += [Case("another's", path_of(rule, each), each) for each in others]
    malformed = MALFORMED if role in ("learner", "educator", "anonymous") else ()
    return found + [Case("malformed", path_of(rule, each), each) for each in malformed]


def _others(world: World, row: Row, role: str) -> list[str]:
    them = world.things["stranger" if role == "learner" else "learner"]
    if row.names == "attempt":
        return list(them.attempts.values())
    return {
        "certificate": [them.certificate],
        "upload": [them.upload],
        "link": [world.links["used"], world.links["expired"]],
        "activity": ["retired"],
    }.get(row.names, [])


def is_admitted(row: Row, role: str) -> bool:
    return {
        Audience.ANYBODY: True,
        Audience.SIGNED_IN: role in ADMITTED,
        Audience.STAFF: role in STAFF,
    }[row.audience]


def expected(row: Row, role: str, method: str, case: Case) -> set[int]:
    """Return the status that the table asks for; more than one only for a NUL or dots in the address."""
    if not is_admitted(row, role):
        is_script = method == "POST" and row.json is not None
        return {404} if role in ADMITTED else {401} if is_script else {303}
    if row.names == "file" and method == "OPTIONS":
        return {405} if case.whose == "own" else {200}  # a file that is there answers before the application
    if case.asked == "..":
        return {row.bad, 404}  # dots lead out of the route, where nothing is
    if method == "OPTIONS":
        return {200}
    if case.whose == "own":
        return {row.good_for(is_signed_in=role in ADMITTED)}
    return {row.bad, 400} if case.asked == "%00" else {row.bad}
