"""Clients that save over HTTP as the page's script does, keep a log of what was acknowledged, and retry."""

import json
import random
import secrets
import threading
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPException
from typing import Any

from tests.chaos.killed_site import OPTIONS, Learner

SECONDS_TO_ANSWER = 20


def seeded(seed: float) -> random.Random:
    """Return a source of chance that can be repeated."""
    return random.Random(seed)  # noqa: S311  nothing here is secret


@dataclass(frozen=True)
class Save:
    """One save as a client sends it, and as the database must hold it."""

    attempt_id: str
    position: int
    sequence: int
    key: str
    chosen: tuple[str, ...]
    struck: tuple[str, ...]
    is_flagged: bool

    @property
    def path(self) -> str:
        return f"/attempts/{self.attempt_id}/questions/{self.position}/save"

    def body(self) -> bytes:
        sent = {"chosen": self.chosen, "struck": self.struck, "flagged": self.is_flagged}
        return json.dumps(sent | {"sequence": self.sequence, "key": self.key}).encode()


@dataclass
class Client:
    """One learner's browser. ``pending`` was sent but never answered; ``complaints`` may never hold anything."""

    learner: Learner
    address: tuple[str, int]
    chance: random.Random
    acknowledged: dict[Save, bytes] = field(default_factory=dict)
    pending: Save | None = None
    complaints: list[str] = field(default_factory=list)
    sequences: dict[int, int] = field(default_factory=dict)

    def save_until_cut_off(self, go: threading.Barrier, enough: threading.Event | None = None) -> None:
        """Connect, wait for the others, then save one after another until the server is gone, or it is enough."""
        connection = self.connect()
        try:
            go.wait(SECONDS_TO_ANSWER)
            while not self.complaints and not (enough and enough.is_set()):
                self.pending = save = self._next()
                self._send(connection, save)
                self.pending = None
        except (OSError, HTTPException):
            return
        finally:
            connection.close()

    def save_in(self, connection: HTTPConnection, attempt_id: str, position: int = 0, chosen: str = "") -> None:
        """Save once, whatever comes, or this option. Raises OSError or HTTPException if no answer came."""
        save = replace(self._next(position), attempt_id=attempt_id)
        self._send(connection, replace(save, chosen=(chosen,)) if chosen else save)

    def retry(self) -> None:
        """Send again what was not answered, and what was answered last: that must get the same answer."""
        last = next(reversed(self.acknowledged), None)
        connection = self.connect()
        try:
            if last is not None:
                self._repeat(connection, last)
            if self.pending is not None:
                self._send(connection, self.pending)
                self._repeat(connection, self.pending)
                self.pending = None
        finally:
            connection.close()

    def connect(self) -> HTTPConnection:
        connection = HTTPConnection(*self.address, timeout=SECONDS_TO_ANSWER)
        connection.connect()
        return connection

    def post(self, connection: HTTPConnection, path: str, body: bytes, kind: str) -> tuple[int, bytes, str]:
        """Return status, body and redirect."""
        headers = self.learner.headers | {"Content-Type": kind, "Accept": "application/json"}
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers.get("Location", "")

    def _send(self, connection: HTTPConnection, save: Save) -> None:
        status, answer, _ = self.post(connection, save.path, save.body(), "application/json")
        if status == 200 and _says(answer, save):
            self.acknowledged[save] = answer
        else:
            self.complaints.append(f"{save} was answered {status} {answer[:300]!r}")

    def _repeat(self, connection: HTTPConnection, save: Save) -> None:
        status, answer, _ = self.post(connection, save.path, save.body(), "application/json")
        if (status, answer) != (200, self.acknowledged.get(save)):
            self.complaints.append(f"{save} was answered {self.acknowledged.get(save)!r}, then {status} {answer!r}")

    def _next(self, position: int = 0) -> Save:
        position = position or self.chance.choice(list(OPTIONS))
        sequence = self.sequences[position] = self.sequences.get(position, 0) + 1
        options = OPTIONS[position]
        return Save(
            attempt_id=self.learner.attempt_id,
            position=position,
            sequence=sequence,
            key=secrets.token_urlsafe(18),
            chosen=tuple(self.chance.sample(options, self.chance.choice((0, 1, 1, 1)))),
            struck=tuple(sorted(self.chance.sample(options, self.chance.choice((0, 1, 2))))),
            is_flagged=self.chance.random() < 0.3,
        )


def _says(answer: bytes, save: Save) -> bool:
    """Say whether an answer tells that just this is stored."""
    told: dict[str, Any] = json.loads(answer)
    stored = (tuple(told["chosen"]), tuple(told["struck"]), told["flagged"], told["sequence"])
    return stored == (save.chosen, save.struck, save.is_flagged, save.sequence)
