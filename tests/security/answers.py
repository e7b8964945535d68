"""What must be true of every answer, and what two answers must share to be alike."""

import re
from dataclasses import dataclass
from http.cookies import SimpleCookie

from werkzeug.test import TestResponse

from cme.app import YEAR

TOKEN = re.compile(rb'(name="csrf_token"[^>]*value=")[^"]+')
CONTENT_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
PLAIN = {
    "X-Content-Type-Options": ("nosniff",),
    "X-Frame-Options": ("DENY",),
    "Referrer-Policy": ("same-origin", "no-referrer"),
    "Cross-Origin-Opener-Policy": ("same-origin",),
    "Cross-Origin-Resource-Policy": ("same-origin",),
}
COOKIES = {True: "__Host-cme", False: "cme"}


@dataclass(frozen=True)
class Alike:
    """An answer with what must differ made equal: the token of its forms, the cookie's value, the id asked for."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, answer: TestResponse, asked: str) -> "Alike":
        body = TOKEN.sub(rb"\1TOKEN", answer.get_data()).replace(asked.encode(), b"ID")
        headers = tuple(
            sorted((name, _masked(name, value).replace(asked, "ID")) for name, value in answer.headers.items())
        )
        return cls(answer.status_code, headers, body)


def _masked(name: str, value: str) -> str:
    return re.sub(r"=[^;]+", "=VALUE", value, count=1) if name == "Set-Cookie" else value


def header_faults(answer: TestResponse, *, is_https: bool) -> list[str]:
    """Say which header of an answer is missing, twice there, or weaker than it must be; and which cookie."""
    faults = [f"{name} stands there {count} times" for name, count in _repeated(answer).items()]
    policy = dict(
        part.strip().partition(" ")[::2] for part in answer.headers.get("Content-Security-Policy", "").split(";")
    )
    if policy != CONTENT_POLICY:
        faults.append(f"Content-Security-Policy is {answer.headers.get('Content-Security-Policy')}")
    for name, allowed in PLAIN.items():
        if answer.headers.get(name) not in allowed:
            faults.append(f"{name} is {answer.headers.get(name)}")
    if "camera=()" not in answer.headers.get("Permissions-Policy", ""):
        faults.append("Permissions-Policy is missing")
    expected = f"max-age={YEAR}" if is_https else None
    if answer.headers.get("Strict-Transport-Security") != expected:
        faults.append(f"Strict-Transport-Security is {answer.headers.get('Strict-Transport-Security')}")
    if not answer.headers.get("Cache-Control"):
        faults.append("Cache-Control is missing")
    if (answer.mimetype or "").startswith("text/") and answer.mimetype_params.get("charset", "").lower() != "utf-8":
        faults.append(f"Content-Type is {answer.content_type}")
    return faults + cookie_faults(answer, is_https=is_https)


def _repeated(answer: TestResponse) -> dict[str, int]:
    names = [name.lower() for name, _ in answer.headers.items()]
    return {name: names.count(name) for name in names if names.count(name) > 1 and name not in ("set-cookie", "vary")}


def cookie_faults(answer: TestResponse, *, is_https: bool) -> list[str]:
    """Say what is wrong with each Set-Cookie: name, Path, HttpOnly, SameSite, Secure, no Domain."""
    faults = []
    for value in answer.headers.getlist("Set-Cookie"):
        for name, cookie in SimpleCookie(value).items():
            flags = (cookie["path"], bool(cookie["httponly"]), cookie["samesite"], bool(cookie["secure"]))
            if flags != ("/", True, "Lax", is_https) or cookie["domain"]:
                faults.append(f"cookie {name} has flags {value.partition(';')[2]}")
            if name != COOKIES[is_https]:
                faults.append(f"a cookie is called {name}")
    return faults
