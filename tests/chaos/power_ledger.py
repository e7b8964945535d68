"""What was acknowledged when, read from the trace itself, and what an image holds of it.

The moment of an acknowledgement is the begin of the call that sends the answer's first bytes: nobody can have known
earlier. From then on all rows that the request wrote must be in every image.
"""

import json
import re
import sqlite3
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from tests.chaos.killed_ledger import RESPONSES
from tests.chaos.power_trace import Call

Key = tuple[Hashable, ...]
Facts = dict[Key, Hashable]
REQUEST = re.compile(rb"POST (/\S+) HTTP/1\.1\r\n.*?\r\n\r\n(.*)", re.DOTALL)
PLACE = re.compile(rb"\r\nLocation: (\S+)\r\n")
SAVE = re.compile(r"/attempts/([\w-]+)/questions/(\d+)/save")
STEP = re.compile(r"/attempts/([\w-]+)/(submit|evaluation|certificate)")
ACTIONS = {"submit": "attempt.submitted", "evaluation": "evaluation.submitted", "certificate": "certificate.issued"}
QUERIES = {
    "attempt": "SELECT public_id, seed, started_at, question_count, needed FROM attempt",
    "submit": """SELECT attempt.public_id, submitted_at, submitted_by, numerator, denominator, is_passed, marks
                 FROM attempt JOIN score ON score.attempt_id = attempt.id""",
    "evaluation": """SELECT attempt.public_id, answers, evaluation.submitted_at
                     FROM attempt JOIN evaluation ON evaluation.attempt_id = attempt.id""",
    "certificate": """SELECT attempt.public_id, code, facts, document_sha256, pdf FROM attempt
                      JOIN certificate ON certificate.attempt_id = attempt.id
                      JOIN certificate_document ON certificate_document.certificate_id = certificate.id""",
    "audit": "SELECT action || ' ' || subject, number, hash, actor, details, happened_at FROM audit_event",
}


@dataclass(frozen=True)
class Promise:
    """From ``moment`` on, these facts must be there."""

    moment: int
    keys: tuple[Key, ...]


def promises(calls: Iterable[Call]) -> list[Promise]:
    """Return what the server acknowledged, in order: an accepted POST on each connection by the answer to it."""
    asked: dict[str, bytes] = {}
    found: list[Promise] = []
    for call in calls:
        if not call.handle.startswith("socket:"):
            continue
        if call.name == "recvfrom":
            asked[call.handle] = asked.get(call.handle, b"") + call.data[: call.result]
            continue
        request = REQUEST.search(asked.pop(call.handle, b""))
        if request is not None and (keys := _keys(request[1].decode(), request[2], call.data)):
            found.append(Promise(call.began, keys))
    return sorted(found, key=lambda promise: promise.moment)


def _keys(path: str, body: bytes, answer: bytes) -> tuple[Key, ...]:
    status = answer[9:12]
    if (save := SAVE.fullmatch(path)) and status == b"200":
        sent = json.loads(body)
        said = (_text(sent["chosen"]), _text(sent["struck"]), int(sent["flagged"]))
        return (("response", save[1], int(save[2]), sent["sequence"], sent["key"], *said),)
    if (step := STEP.fullmatch(path)) and status == b"303":
        return ((step[2], step[1]), ("audit", f"{ACTIONS[step[2]]} {step[1]}"))
    if path.endswith("/start") and status == b"303" and (place := PLACE.search(answer)):
        attempt_id = place[1].decode().rsplit("/", 1)[-1]
        return (("attempt", attempt_id), ("audit", f"attempt.started {attempt_id}"))
    return ()


def facts(connection: sqlite3.Connection) -> Facts:
    """Return all that the database holds of what can be promised."""
    found: Facts = {}
    for attempt_id, position, sequence, key, chosen, struck, is_flagged in connection.execute(RESPONSES):
        said = (_text(json.loads(chosen)), _text(json.loads(struck)), is_flagged)
        found["response", attempt_id, position, sequence, key, *said] = True
    for kind, query in QUERIES.items():
        for name, *values in connection.execute(query):
            found[kind, name] = tuple(values)
    return found


def _text(texts: list[str]) -> str:
    return " ".join(texts)
