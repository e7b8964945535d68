"""Browsers that are signed in, sending requests straight into the application, as a server would hand them over."""

import io
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from werkzeug.test import EnvironBuilder

from tests.chaos.races.rounds import Answer, Call


class Browsers:
    """Any number of browsers of one application: who sends a call is told by its token."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.origin: str = app.extensions["cme"].settings.origin
        self.raw_token, self.csrf_token = _csrf(app)
        self._last = ("", "")

    def environ(self, call: Call, method: str = "POST") -> dict[str, Any]:
        """Return what a server would hand over for a call that is a request."""
        return EnvironBuilder(
            call.path,
            base_url=self.origin,
            method=method,
            headers=[("Cookie", self._cookie(call.token)), ("X-CSRFToken", self.csrf_token)],
            json=call.body,
            data=call.form if call.body is None and method == "POST" else None,
            environ_overrides={"REMOTE_ADDR": "127.0.0.1"},
        ).get_environ()

    def _cookie(self, token: str) -> str:
        """Return the cookie of whoever is signed in with this token: made once for all calls in a row."""
        if token != self._last[0]:
            browser = self.app.test_client()
            with browser.session_transaction(base_url=self.origin) as cookie:
                cookie["_user_id"], cookie["_fresh"] = token, True  # as Flask-Login has them
                cookie["csrf_token"] = self.raw_token
            name = self.app.config["SESSION_COOKIE_NAME"]
            held = browser.get_cookie(name, domain=urlsplit(self.origin).hostname or "")
            assert held is not None
            self._last = token, f"{held.key}={held.value}"
        return self._last[1]

    def send(self, environ: dict[str, Any]) -> Answer:
        """Run one request to its end."""
        heard: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> Any:
            heard.append((status, headers))
            return io.BytesIO().write

        answer: Iterable[bytes] = self.app(environ, start_response)
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        status, headers = heard[-1]
        return Answer(status=int(status[:3]), location=dict(headers).get("Location", ""), body=body)


def _csrf(app: Flask) -> tuple[str, str]:
    """Return what a browser's cookie and its pages hold against forged requests."""
    with app.test_request_context():
        signed: str = generate_csrf()
        return session["csrf_token"], signed
