"""Learners who take a posttest again and again over HTTP and write down what they sent and what was acknowledged."""

import http.client
import json
import re
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.support.accounts import PASSWORD

KEPT_OPEN = 5.0  # seconds
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SAVES_PER_QUESTION = 8
OPTIONS = {1: ("true", "false"), 2: ("true", "false"), 3: ("early", "both", "neither")}  # never passed, so never over


@dataclass(frozen=True)
class Save:
    """One save as it was sent."""

    attempt: str
    position: int
    sequence: int
    key: str
    chosen: tuple[str, ...]
    is_flagged: bool


@dataclass
class Log:
    """What was sent, and when (on the monotonic clock) its acknowledgement was read; learners write while ``gate`` is
    open."""

    sent: list[Save] = field(default_factory=list)
    saved: list[tuple[float, Save]] = field(default_factory=list)
    started: list[tuple[float, str]] = field(default_factory=list)
    submitted: list[tuple[float, str]] = field(default_factory=list)
    slowest: float = 0.0
    gate: threading.Event = field(default_factory=threading.Event)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def acknowledge(self, save: Save, begun: float) -> None:
        with self.changed:
            ended = time.monotonic()
            self.saved.append((ended, save))
            self.slowest = max(self.slowest, ended - begun)
            self.changed.notify_all()

    def wait_for(self, more: int) -> None:
        """Return when so many more saves were acknowledged than there are now."""
        with self.changed:
            wanted = len(self.saved) + more
            assert self.changed.wait_for(lambda: len(self.saved) >= wanted, timeout=60), "the learners stand still"


class Browser:
    """A signed-in connection to one server: its cookie, its CSRF token, nothing more."""

    def __init__(self, origin: str, cookie: str = "") -> None:
        self._connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=30)
        self._used_at = time.monotonic()
        self.cookie = cookie
        self.token = ""

    def ask(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Return status and body; where there is a Location, that is the body."""
        if time.monotonic() - self._used_at > KEPT_OPEN:
            self._connection.close()  # the server may have closed it by now; it opens again by itself
        self._used_at = time.monotonic()
        cookie = {"Cookie": self.cookie} if self.cookie else {}
        self._connection.request(method, path, body.encode() if body else None, {**cookie, **(headers or {})})
        answer = self._connection.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name == "Set-Cookie" and value.startswith("cme="):
                self.cookie = value.partition(";")[0]
        return answer.status, (answer.getheader("Location") or "").encode() or content

    def page(self, path: str) -> str:
        """Return a page, and keep the token of its form."""
        status, body = self.ask("GET", path)
        assert status == 200, (status, path, body[:200])
        text = body.decode()
        if found := re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text):
            self.token = found[1]
        return text

    def send(self, path: str, **fields: str) -> str:
        """Send a form; return where it leads."""
        status, body = self.ask("POST", path, urlencode({"csrf_token": self.token, **fields}), FORM)
        assert status == 303, (status, path, body[-2000:])
        return body.decode()

    def sign_in(self, email: str) -> None:
        self.page("/account/sign-in")
        self.send("/account/sign-in", email=email, password=PASSWORD)

    def save(self, save: Save) -> int:
        body: dict[str, Any] = {"chosen": list(save.chosen), "struck": [], "flagged": save.is_flagged}
        body |= {"sequence": save.sequence, "key": save.key}
        headers = {"Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": self.token}
        path = f"/attempts/{save.attempt}/questions/{save.position}/save"
        return self.ask("POST", path, json.dumps(body), headers)[0]

    def close(self) -> None:
        self._connection.close()


class Learner(threading.Thread):
    """Starts, saves and submits until it is told to stop; ``failure`` is what ended it before."""

    def __init__(self, origin: str, email: str, log: Log) -> None:
        super().__init__(name=email, daemon=True)
        self.browser = Browser(origin)
        self.browser.sign_in(email)
        self._log = log
        self._stopping = threading.Event()
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._take()
        except BaseException as error:
            self.failure = error
        finally:
            self.browser.close()

    def stop(self) -> None:
        self._stopping.set()
        self._log.gate.set()

    def _take(self) -> None:
        page = self.browser.page("/activities/case")
        found = re.search(r'name="content_hash"[^>]*value="([^"]+)"', page)
        assert found, page
        where = self.browser.send("/activities/case/start", content_hash=found[1], acknowledged="y")
        attempt = where.rpartition("/")[2]
        self._log.started.append((time.monotonic(), attempt))
        for number in range(SAVES_PER_QUESTION * len(OPTIONS)):
            self._log.gate.wait()
            if self._stopping.is_set():
                return
            self._save(attempt, number)
        self.browser.send(f"/attempts/{attempt}/submit")
        self._log.submitted.append((time.monotonic(), attempt))

    def _save(self, attempt: str, number: int) -> None:
        position, sequence = number % len(OPTIONS) + 1, number // len(OPTIONS) + 1
        options = OPTIONS[position]
        chosen = options[sequence % len(options)]
        save = Save(attempt, position, sequence, f"{attempt}-{number:04}", (chosen,), sequence % 2 == 0)
        self._log.sent.append(save)
        begun = time.monotonic()
        status = self.browser.save(save)
        assert status == 200, (status, save)
        self._log.acknowledge(save, begun)
