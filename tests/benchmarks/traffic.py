"""Many connections at once to the real server: each keeps its connection open and asks again once it has its answer."""

import http.client
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Asked:
    """One request: a GET, or, with a body, a POST of JSON."""

    path: str
    body: dict[str, Any] | None = None


@dataclass
class Visitor:
    """One connection, what it sends with every request, and what it asks for, one after the other."""

    headers: dict[str, str]
    requests: Iterator[Asked]
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    answered: list[Asked] = field(default_factory=list)

    def visit(self, origin: str, is_over: Callable[[], bool]) -> None:
        """Ask until it is over or nothing is left to ask. A failure is noted, and the next one is asked."""
        connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=PATIENCE_SECONDS)
        for asked in self.requests:
            if is_over():
                break
            began = perf_counter()
            try:
                status, body = self._ask(connection, asked)
            except (OSError, http.client.HTTPException) as error:
                self.errors.append(f"{asked.path}: {error!r}")
                connection.close()
                continue
            self.seconds.append(perf_counter() - began)
            if status == 200:
                self.answered.append(asked)
            else:
                self.errors.append(f"{asked.path}: {status} {body[:200]!r}")
        connection.close()

    def _ask(self, connection: http.client.HTTPConnection, asked: Asked) -> tuple[int, bytes]:
        if asked.body is None:
            connection.request("GET", asked.path, headers=self.headers)
        else:
            headers = self.headers | {"Content-Type": "application/json"}
            connection.request("POST", asked.path, json.dumps(asked.body), headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


@dataclass(frozen=True)
class Traffic:
    """What came of it. ``taken`` are the seconds of each answer, ascending; ``seconds`` those of the whole."""

    taken: list[float]
    errors: list[str]
    answered: list[Asked]
    seconds: float

    def milliseconds(self, part: float) -> float:
        """Return the time within which this part of the answers came: 0.95 for p95, 1 for the slowest."""
        if not self.taken:
            return 0.0
        return round(1000 * self.taken[min(int(part * len(self.taken)), len(self.taken) - 1)], 1)

    def row(self) -> dict[str, Any]:
        """Return what a table shows."""
        times = {
            name: self.milliseconds(part) for name, part in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1))
        }
        return {"per_second": round(len(self.taken) / self.seconds), "errors": len(self.errors), **times}


def drive(origin: str, visitors: Iterable[Visitor], *, seconds: float | None = None) -> Traffic:
    """Let all visitors ask at once, until they have nothing left or the time is over."""
    visitors = list(visitors)
    together = threading.Barrier(len(visitors) + 1)
    over = threading.Event()

    def visit(visitor: Visitor) -> None:
        together.wait()
        visitor.visit(origin, over.is_set)

    threads = [threading.Thread(target=visit, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    together.wait()
    began = perf_counter()
    if seconds is not None:
        over.wait(seconds)
        over.set()
    for thread in threads:
        thread.join()
    return Traffic(
        taken=sorted(each for visitor in visitors for each in visitor.seconds),
        errors=[each for visitor in visitors for each in visitor.errors],
        answered=[each for visitor in visitors for each in visitor.answered],
        seconds=perf_counter() - began,
    )
