"""A real server whose passwords are watched, people with passwords, and plain HTTP clients against it."""

import http.client
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from sqlalchemy import select

from cme.models import OutboxMail, Person
from cme.services import passwords
from tests.security.sign_in_watched import LOOKED_AT
from tests.support.clock import NOON
from tests.support.databases import opened
from tests.support.server import Server, serving

REPOSITORY = Path(__file__).parents[2]
PASSWORD = "correct horse battery"
CSRF = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


@contextmanager
def watched(folder: Path, url: str, *, fault: str = "", **settings: str) -> Iterator[Server]:
    """Give a running server behind one trusted proxy, of two processes unless told otherwise."""
    given = {
        "CME_DATABASE_URL": url,
        "CME_QUESTION_BANK": "none",
        "CME_TRUSTED_PROXIES": "1",
        "CME_WEB_PROCESSES": "2",
        "PYTHONPATH": str(REPOSITORY),
        "SIGN_IN_FOLDER": str(folder),
        "SIGN_IN_FAULT": fault,
    }
    folder.mkdir(parents=True, exist_ok=True)
    command = (sys.executable, "-m", "tests.security.sign_in_watched")
    with serving(folder, command=command, **(given | settings)) as server:
        yield server


def looked_at(folder: Path) -> list[str]:
    """Return the beginnings and ends of work on passwords, in the order in which they were written."""
    path = folder / LOOKED_AT
    return path.read_text("ascii").splitlines() if path.exists() else []


def most_at_once(lines: list[str]) -> int:
    """Return how many hashes ran at the same time, over all processes."""
    running = most = 0
    for line in lines:
        running += 1 if line.endswith("begins") else -1
        most = max(most, running)
    return most


@cache
def password_hash() -> str:
    """Return a hash of PASSWORD, made once."""
    return passwords.hashed(PASSWORD)


def add_people(url: str, *emails: str) -> None:
    """Add confirmed people whose password is PASSWORD."""
    with opened(url) as database, database.writing() as session:
        session.add_all(
            Person(email=email, password_hash=password_hash(), name="Alice", created_at=NOON, confirmed_at=NOON)
            for email in emails
        )


def mailed(url: str, recipient: str, start: str) -> list[str]:
    """Return the links beginning with ``start`` that wait for or went to this address, newest first."""
    newest_first = select(OutboxMail.body).where(OutboxMail.recipient == recipient).order_by(OutboxMail.id.desc())
    with opened(url) as database, database.reading() as session:
        bodies = session.scalars(newest_first).all()
    return [line for body in bodies for line in body.splitlines() if line.startswith(start)]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Browser:
    """One connection with its cookie. ``address`` is what the trusted proxy says of it."""

    origin: str
    address: str = "192.0.2.1"
    timeout: float = 60
    cookie: str = ""
    token: str = ""
    forged: str = ""  # what the client itself writes into X-Forwarded-For, before the proxy adds to it
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form, with the token of the last page that had one."""
        return self._ask("POST", path, urlencode(fields | {"csrf_token": self.token}))

    def sign_in(self, email: str, password: str = PASSWORD) -> Answer:
        if not self.token:
            self.get("/account/sign-in")
        return self.post("/account/sign-in", {"email": email, "password": password})

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        forwarded = f"{self.forged}, {self.address}" if self.forged else self.address
        headers = {"X-Forwarded-For": forwarded, "Cookie": self.cookie}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self._connection is None:
            self._connection = http.client.HTTPConnection(urlsplit(self.origin).netloc, timeout=self.timeout)
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        text = response.read().decode("utf-8")
        if response.will_close:
            self.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            self.cookie = cookie.partition(";")[0]
        if found := CSRF.search(text):
            self.token = found[1]
        return Answer(response.status, dict(response.headers.items()), text)
