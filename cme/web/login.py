"""Who is signed in, who may enter, and where they go afterwards."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Blueprint, Flask, g, jsonify, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from cme.errors import NotFound
from cme.services import accounts
from cme.services.accounts import SignedIn
from cme.web import glue
from cme.web.errors import wants_json

SIGN_IN_NEEDED = "You are signed out. Sign in and try again; nothing that was saved is lost."
LONGEST_NEXT = 1000
# Only what our own addresses are made of. A percent sign, which could hide anything, is for the query alone.
LOCAL_ADDRESS = re.compile(r"/(?:[A-Za-z0-9_~.-]+/)*(?:[A-Za-z0-9_~.-]+)?(?:\?[A-Za-z0-9_~.=&%+-]*)?")


class _Browser(UserMixin):  # type: ignore[misc]  # untyped library
    """What Flask-Login puts into the cookie: the session's token, never the person's id."""

    def __init__(self, token: str) -> None:
        self.token = token

    def get_id(self) -> str:
        return self.token


class _Unbound(LoginManager):  # type: ignore[misc]  # untyped library
    """Flask-Login without its session protection: an address that changes with the mobile network is no theft."""

    def _session_protection_failed(self) -> bool:
        """Say no at once; Flask-Login hashes address and browser of each request before it asks whether to."""
        return False


def init_app(app: Flask) -> None:
    manager = _Unbound(app)
    manager.session_protection = None
    manager.user_loader(_find_person)
    app.context_processor(lambda: {"current_person": find_signed_in()})


def _find_person(token: str) -> SignedIn | None:
    """Load the person once; the page of an error in this very query must not run it again."""
    if g.get("is_sign_in_unreadable"):
        return None
    g.is_sign_in_unreadable = True
    if glue.is_reading():
        found = accounts.find_signed_in(glue.get_connection(), token, now=glue.now())
    else:  # outside the writers' queue, which nobody should hold before knowing who asks
        with glue.asking() as connection:
            found = accounts.find_signed_in(connection, token, now=glue.now())
    g.is_sign_in_unreadable = False
    return found


def find_signed_in() -> SignedIn | None:
    """Return the person who is signed in, if anybody is."""
    person = current_user._get_current_object()
    return person if isinstance(person, SignedIn) else None


def signed_in() -> SignedIn:
    """Return the person who is signed in. Raises NotFound if nobody is: such a view stands behind a guard."""
    person = find_signed_in()
    if person is None:
        raise NotFound
    return person


def session_token() -> str | None:
    """Return the token of the browser's present sign-in, good or not."""
    token: str | None = session.get("_user_id")
    return token


def start(token: str) -> None:
    """Put a new sign-in into the cookie and nothing else that was there: neither planted values nor CSRF token."""
    session.clear()
    login_user(_Browser(token))


def forget() -> None:
    """Empty the cookie."""
    logout_user()
    session.clear()


def guard(blueprint: Blueprint, role: str = "learner") -> None:
    """Close a whole blueprint to everybody who is signed out or may not act as ``role``."""
    blueprint.before_request(guarding(role))


def guarding(role: str) -> Callable[[], Response | None]:
    """Return the check that a guard makes: None for whoever may act as ``role``, else an answer, or NotFound."""

    def check() -> Response | None:
        person = find_signed_in()
        if person is None:
            return ask_to_sign_in()
        if not person.may_act_as(role):
            raise NotFound
        return None

    return check


def ask_to_sign_in() -> Response:
    """Send a person to the sign-in page and back again; tell a script in JSON."""
    if wants_json():
        response = jsonify(error=SIGN_IN_NEEDED, sign_in=url_for("account.sign_in"))
        response.status_code = 401
        return response
    return redirect(url_for("account.sign_in", next=_place() or None), 303)


def _place() -> str:
    """Return the page to come back to: this one, or for a form that was sent, the page it stood on."""
    if request.method in ("GET", "HEAD"):
        return safe_next(request.full_path.removesuffix("?"))
    parts = urlsplit(request.referrer or "")
    if f"{parts.scheme}://{parts.netloc}" != glue.settings().origin:
        return ""
    return safe_next(parts.path + (f"?{parts.query}" if parts.query else ""))


def safe_next(target: str | None) -> str:
    """Return ``target`` if it is an address of this site, path and query only; otherwise "".

    Browsers read ``//host``, ``/\\host``, ``/%09/host`` and much else as other sites, so what is allowed is listed
    rather than what is not (OWASP, Unvalidated Redirects and Forwards).
    """
    if not target or len(target) > LONGEST_NEXT or not LOCAL_ADDRESS.fullmatch(target):
        return ""
    if any(part in (".", "..") for part in target.partition("?")[0].split("/")):
        return ""
    return target
