"""No request that changes something comes from another site: browsers say where from, and the page has a token."""

import hmac
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, session
from flask_wtf.csrf import CSRFProtect, generate_csrf
from itsdangerous import BadData

from cme.errors import NotAllowed
from cme.web import glue
from cme.web.signing import TokenSerializer

FIELD, HEADER = "csrf_token", "X-CSRFToken"
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
FOREIGN = "This was sent from another site, so it was not accepted. Open the page on this site and send it from there."


def init_app(app: Flask) -> None:
    app.before_request(refuse_other_sites)
    Tokens(app)


class Tokens(CSRFProtect):  # type: ignore[misc]  # untyped library
    """Flask-WTF's tokens. What a script and a page need is done here with a signer that is kept.

    Only what this accepts is done; whatever else there is to say of a request, Flask-WTF says.
    """

    def init_app(self, app: Flask) -> None:
        super().init_app(app)
        self._serializer = TokenSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")
        app.jinja_env.globals[FIELD] = self.token
        app.context_processor(lambda: {FIELD: self.token})

    def protect(self, apply_exemptions: bool = False) -> None:
        if request.method in SAFE:
            return
        if self._is_script_of_ours():
            g.csrf_valid = True  # as Flask-WTF tells its forms
        else:
            super().protect(apply_exemptions)

    def _is_script_of_ours(self) -> bool:
        """Say whether the header that scripts send holds this browser's token; the body need not be searched then."""
        sent, known = request.headers.get(HEADER), session.get(FIELD)
        if not sent or not isinstance(known, str):
            return False
        try:
            found = self._serializer.loads(sent, max_age=current_app.config["WTF_CSRF_TIME_LIMIT"])
        except BadData:
            return False
        return isinstance(found, str) and hmac.compare_digest(known.encode(), found.encode())

    def token(self) -> str:
        """Return the token that this page's forms carry."""
        made: str | None = g.get(FIELD)
        if made is None and isinstance(known := session.get(FIELD), str):
            made = g.csrf_token = self._serializer.dumps(known)  # where Flask-WTF looks for it
        return made or generate_csrf()


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
    return origin == "null" or origin == glue.settings().origin or _is_this_host(origin)


def _is_this_host(origin: str) -> bool:
    """Say whether an origin is the host asked, which is one that we answer to."""
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:
        return False
