"""Errors become pages, or JSON for scripts: one sentence, a status, never a traceback."""

import logging
import secrets
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from werkzeug.exceptions import HTTPException, SecurityError

from cme.errors import (
    BadInput,
    BankError,
    CmeError,
    ComeBackLater,
    DatabaseError,
    KeyReused,
    NotAllowed,
    NotFound,
    NotNow,
    PrintError,
    SaveConflict,
    TooBusy,
    TooManyTries,
    cause_of,
)

log = logging.getLogger(__name__)

STATUS: dict[type[CmeError], int] = {
    BadInput: 400,
    NotAllowed: 403,
    NotFound: 404,
    NotNow: 409,
    BankError: 409,  # an earlier publication that cannot be read any more
    SaveConflict: 409,
    KeyReused: 422,
    TooManyTries: 429,
    TooBusy: 503,
    PrintError: 503,
    DatabaseError: 503,
}
WORDS: dict[int, tuple[str, str]] = {
    400: ("That request was not understood", "Go back, reload the page and try again."),
    403: (
        "Not for this account",
        "Your account may not do this. Sign in with another account, or ask an administrator.",
    ),
    404: ("Page not found", "There is nothing at this address, or it is not yours. Check the address."),
    405: ("Not in this way", "This address cannot be opened like that. Start again from the page with the form."),
    408: (
        "That took too long",
        "The connection went silent, so nothing was saved. Send it again.",
    ),
    409: ("Not now", "This cannot be done at the moment."),
    413: ("Too large", "What was sent is too large, so it was not read. Send less than {megabytes} MB."),
    415: ("That request was not understood", "It was sent in a form this address does not read."),
    422: ("That request was not understood", "It contradicts an earlier one. Reload the page and try again."),
    429: ("Too many tries", "Wait a quarter of an hour and try again."),
    500: ("Something went wrong here", "The fault is ours. Nothing you saved is lost. Try again in a moment."),
    503: ("Not available for a moment", "Nothing you saved is lost. Try again in a moment."),
}

BARE = (
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
    "<body><main><h1>{title}</h1><p>{message}</p></main></body></html>\n"
)


def init_app(app: Flask) -> None:
    app.register_error_handler(CmeError, _known)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(BlockingIOError, lambda _error: answer(408))  # the connection went silent
    app.register_error_handler(Exception, _unforeseen)


def _where() -> str:
    """Name the route, not the address: an address may hold a one-time link."""
    return f"{request.method} {request.url_rule.rule if request.url_rule is not None else '(no route)'}"


def wants_json() -> bool:
    return request.is_json or request.accept_mimetypes.best == "application/json"


def answer(status: int, message: str = "", *, reference: str = "") -> Response:
    """Return the error as a page, or as JSON to a script."""
    status = status if status in WORDS else (400 if status < 500 else 500)
    title, usual = WORDS[status]
    message = message or usual.format(megabytes=(request.max_content_length or 0) // 1_000_000)
    if wants_json():
        response = jsonify(error=message, reference=reference or None)
    else:
        response = make_response(_page(title=title, message=message, status=status, reference=reference))
    response.status_code = status
    return response


def _page(**words: Any) -> str:
    """Render the error's page; without the layout where that fails too, or the host is none of ours.

    Where not even a template can be read (a disk that is gone), the two sentences stand alone.
    """
    for name in ("errors/plain.html",) if g.get("has_foreign_host") else ("errors/error.html", "errors/plain.html"):
        try:
            return render_template(name, **words)
        except Exception:
            log.exception("the page of an error failed: %s", _where())
    return BARE.format(title=escape(words["title"]), message=escape(words["message"]))


def _reference() -> str:
    return secrets.token_hex(4)


def _known(error: CmeError) -> Response:
    status, reference = _status(error), ""
    if status >= 500:
        reference = _reference()
        log.error("reference %s: %s: %s", reference, _where(), cause_of(error))
    response = answer(status, str(error), reference=reference)
    return come_back_later(response, error) if isinstance(error, ComeBackLater) else response


def come_back_later(page: str | Response, error: ComeBackLater) -> Response:
    """Return the page with the error's status and, for programs, when to come back."""
    response = make_response(page)
    response.status_code = _status(error)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _status(error: CmeError) -> int:
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def _forged(_error: CSRFError) -> Response:
    return answer(
        400,
        "This page was opened before you signed in or out, so it was not accepted. Go back, reload the page, "
        "and send it again. Nothing that was saved is lost.",
    )


def _http(error: HTTPException) -> Response:
    if isinstance(error, SecurityError):
        g.has_foreign_host = True
        return answer(400, "This site does not answer to the host name in that request.")
    if error.code is not None and error.code < 400:
        return make_response(error.get_response())
    response = answer(error.code or 500)
    if error.code == 405:
        response.headers["Allow"] = error.get_response().headers.get("Allow", "")
    return response


def _unforeseen(error: Exception) -> Response:
    """Log the fault under a reference that the page shows; the page tells nothing else of it."""
    reference = _reference()
    log.exception("reference %s: %s", reference, _where(), exc_info=error)
    return answer(500, reference=reference)
