"""Check a certificate by its code: open to anybody, and to no search engine."""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from cme.core.certificates import LETTERS, normalise_code
from cme.errors import TooManyTries
from cme.services import certificates
from cme.web.glue import get_session, now

verification = Blueprint("verification", __name__)

MOST_CHECKS = 30
PERIOD = timedelta(minutes=1)
MOST_ADDRESSES = 10_000
LONGEST_CODE = 100


class Checks:
    """Counts the checks of the last minute by address.

    In the memory of this process: several server processes each allow as many. That only slows down a person who
    guesses; what keeps certificates apart from guessing is that a code has 130 random bits.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._recent: dict[str, deque[datetime]] = {}

    def count(self, address: str, moment: datetime) -> None:
        """Count one check. Raises TooManyTries if there were too many within the last minute."""
        with self._lock:
            if len(self._recent) >= MOST_ADDRESSES:
                self._forget(moment)
            recent = self._recent.setdefault(address, deque())
            while recent and recent[0] <= moment - PERIOD:
                recent.popleft()
            if len(recent) >= MOST_CHECKS:
                raise TooManyTries("That was too many codes within a minute. Wait a minute, then check the next one.")
            recent.append(moment)

    def _forget(self, moment: datetime) -> None:
        """Drop the addresses that have been quiet; if none has, all of them."""
        kept = {address: recent for address, recent in self._recent.items() if recent[-1] > moment - PERIOD}
        self._recent = kept if len(kept) < MOST_ADDRESSES else {}


@verification.record
def _start_counting(state: BlueprintSetupState) -> None:
    state.app.extensions["cme_checks"] = Checks()


@verification.after_request
def keep_private(response: Response) -> Response:
    """Keep names out of search engines, caches and other sites' logs."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@verification.get("/verify")
def form() -> ResponseReturnValue:
    typed = request.args.get("code", "").strip()[:LONGEST_CODE]
    if typed:
        return redirect(url_for("verification.certificate", code=normalise_code(typed) or typed), 303)
    return render_template("verification/form.html", is_empty="code" in request.args)


@verification.get("/verify/<code>")
def certificate(code: str) -> ResponseReturnValue:
    _count_check()
    typed = code[:LONGEST_CODE]
    found = certificates.verify(get_session(), typed)
    page = render_template(
        "verification/certificate.html",
        certificate=found,
        facts=found.facts if found is not None else None,
        typed=typed,
        is_mistyped=normalise_code(typed) is None,
        letters=sum(letter.isalnum() for letter in typed),
        whole=LETTERS + 1,
    )
    return page, 200 if found is not None else 404


def _count_check() -> None:
    checks: Checks = current_app.extensions["cme_checks"]
    checks.count(request.remote_addr or "", now())
