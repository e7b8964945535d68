"""Static files compressed on their way, once each: style sheets and scripts shrink to a third.

Pages are left as they are: what is compressed beside something a stranger may choose tells its length, and so, guess
by guess, the token against forgery (BREACH, 2013). A proxy in front may know better.
"""

import gzip
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/static/"
KINDS = ("text/css", "text/javascript", "application/javascript", "image/svg+xml")
MOST_KEPT = 200  # files; a release has some dozens


def with_compressed_files(inner: "WSGIApplication") -> "WSGIApplication":
    """Answer for text files below /static/ with gzip, where the browser takes it and asks for the whole file."""
    kept: dict[tuple[str, str], bytes] = {}

    def outer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if not _may_compress(environ):
            return inner(environ, start_response)
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
            told.append((status, headers))
            return lambda _data: None

        found = inner(environ, start)
        status, headers = told[0]
        named = {name.lower(): value for name, value in headers}
        if not status.startswith("200") or not named.get("content-type", "").startswith(KINDS):
            start_response(status, headers)
            return found
        body = _compressed(kept, (environ["PATH_INFO"], named.get("etag", "")), found)
        left = [each for each in headers if each[0].lower() not in ("content-length", "etag", "vary", "accept-ranges")]
        added = [("Content-Encoding", "gzip"), ("Content-Length", str(len(body))), ("Vary", "Accept-Encoding")]
        start_response(status, [*left, *added])
        return [body]

    return outer


def _may_compress(environ: "WSGIEnvironment") -> bool:
    is_file = environ.get("PATH_INFO", "").startswith(PREFIX) and environ.get("REQUEST_METHOD") == "GET"
    return is_file and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") and "HTTP_RANGE" not in environ


def _compressed(kept: dict[tuple[str, str], bytes], name: tuple[str, str], found: Iterable[bytes]) -> bytes:
    try:
        body = kept.get(name)
        if body is None:
            body = gzip.compress(b"".join(found), mtime=0)
            if name[1] and len(kept) < MOST_KEPT:
                kept[name] = body
        return body
    finally:
        getattr(found, "close", lambda: None)()
