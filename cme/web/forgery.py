"""No request that changes something comes from another site: browsers say where from, and the page has a token."""

from urllib.parse import urlsplit

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect

from cme.errors import NotAllowed
from cme.web import glue

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
FOREIGN = "This was sent from another site, so it was not accepted. Open the page on this site and send it from there."


def init_app(app: Flask) -> None:
    app.before_request(refuse_other_sites)
    CSRFProtect(app)


def refuse_other_sites() -> None:
    """Refuse what a browser says another site sent. Raises NotAllowed.

    In front of the token, should one ever leak. Sec-Fetch-Site cannot be forged by a page; browsers that do not
    send it send Origin, which "null" makes unknown, as from our own pages without a referrer (W3C Fetch Metadata,
    RFC 6454). What sends neither is no browser, and has the token to show.
    """
    if request.method not in SAFE and not _is_from_here():
        raise NotAllowed(FOREIGN)


def _is_from_here() -> bool:
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin", "null")
    if site is not None:
        return site in ("same-origin", "none")
    return origin in ("null", glue.settings().origin) or _is_this_host(origin)


def _is_this_host(origin: str) -> bool:
    """Say whether an origin is the host asked, which is one that we answer to."""
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:
        return False
