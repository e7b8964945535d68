"""One request straight into an application, as a server would make it, without a server or a test client."""

import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder

Environ = dict[str, Any]
Body = dict[str, Any]


@dataclass
class Browser:
    """An application and the headers that one browser sends."""

    app: Flask
    origin: str
    headers: dict[str, str] = field(default_factory=dict)

    def environ(self, path: str, body: Body | None = None) -> Environ:
        """Return what a server would hand over: a GET, or, with a body, a POST of JSON."""
        builder = EnvironBuilder(
            path,
            base_url=self.origin,
            method="GET" if body is None else "POST",
            headers=list(self.headers.items()),
            json=body,
            environ_overrides={"REMOTE_ADDR": "127.0.0.1"},
        )
        return builder.get_environ()

    def fetch(self, path: str, body: Body | None = None) -> bytes:
        """Return the answer's body. Raises AssertionError unless the answer is 200."""
        return send(self.app, self.environ(path, body))


def send(app: Flask, environ: Environ) -> bytes:
    """Run one request to its end. Raises AssertionError unless the answer is 200: a fast refusal is no result."""
    statuses: list[str] = []

    def start_response(status: str, headers: object, error: object = None) -> Callable[[bytes], object]:
        statuses.append(status)
        return io.BytesIO().write

    answer: Iterable[bytes] = app(environ, start_response)
    body = b"".join(answer)
    close = getattr(answer, "close", None)
    if close is not None:
        close()
    assert statuses[-1].startswith("200"), f"{environ['PATH_INFO']}: {statuses[-1]} {body[:300]!r}"
    return body


def same_again(environ: Environ) -> Callable[[], Environ]:
    """Return what makes one more request like this one, a GET."""
    return lambda: environ | {"wsgi.input": io.BytesIO()}


def with_body(environ: Environ, next_body: Callable[[], Body]) -> Callable[[], Environ]:
    """Return what makes one more such POST, each with a body of its own."""

    def make() -> Environ:
        body = json.dumps(next_body()).encode()
        return environ | {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}

    return make
