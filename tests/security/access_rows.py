"""The table: who may have which route, what its address names, and what a good request to it is answered.

A route without a row, and a row without a route, fail the build.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from cme.services.evaluations import Intent, Met
from tests.security.access_world import PASSWORD
from tests.support.cast import ALICE, CHARLIE
from tests.support.timed import after
from tests.support.uploads import zip_of


class Audience(Enum):
    ANYBODY = "anybody"
    SIGNED_IN = "whoever is signed in"
    STAFF = "educators and administrators"


ANYBODY, SIGNED_IN, STAFF = Audience


@dataclass(frozen=True, kw_only=True)
class Row:
    """One route. ``names`` is what its address names; ``state`` is which of these the good request names."""

    audience: Audience
    names: str = ""  # attempt, certificate, upload: somebody's; all else: nobody's in particular
    state: str = ""
    good: int = 200
    good_signed_in: int = 0  # where it differs
    bad: int = 404  # somebody else's, or nothing at all
    fields: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, Any] | None = None
    file: bytes = b""  # sent with the fields

    def good_for(self, *, is_signed_in: bool) -> int:
        return self.good_signed_in if is_signed_in and self.good_signed_in else self.good


def _attempt(state: str, good: int = 200, **more: Any) -> Row:
    return Row(audience=SIGNED_IN, names="attempt", state=state, good=good, **more)


def _activity(audience: Audience, state: str, good: int = 200, **more: Any) -> Row:
    return Row(audience=audience, names="activity", state=state, good=good, **more)


def _link(state: str, good: int = 200, **more: Any) -> Row:
    return Row(audience=ANYBODY, names="link", state=state, good=good, bad=410, **more)


NEW = "a new and long password"
KEY = "k" * 20
SAVE = {"chosen": ["false"], "struck": [], "flagged": True, "sequence": 2, "key": KEY}
EVALUATION = {
    "objective_1": Met.PARTLY.value,
    "is_biased": "no",
    "bias": "",
    "intent": Intent.CONFIRMED.value,
    "change": "",
    "barriers": "Time.",
    "comments": "",
}
ALLOWANCE = {
    "email": CHARLIE.email,
    "cohort": "",
    "activity": "",
    "time_factor": "1.5",
    "is_untimed": "no",
    "extra_tries": "1",
    "reason": "Invented.",
}
OPEN_PAGE = Row(audience=ANYBODY)
OWN_PAGE = Row(audience=SIGNED_IN)
ROWS: dict[str, Row] = {
    "account.confirm": _link("confirm"),
    "account.confirm_submit": _link("confirm", 303),
    "account.confirm_again": OPEN_PAGE,
    "account.confirm_again_submit": Row(audience=ANYBODY, good=303, fields={"email": ALICE.email}),
    "account.forgotten": OPEN_PAGE,
    "account.forgotten_submit": Row(audience=ANYBODY, good=303, fields={"email": ALICE.email}),
    "account.mail_sent": OPEN_PAGE,
    "account.password": OWN_PAGE,
    "account.password_submit": Row(  # Alice alone has a password; the others are told that it is not theirs
        audience=SIGNED_IN, good=400, fields={"present": "not the present one", "password": NEW}
    ),
    "account.present": OPEN_PAGE,
    "account.profile": OWN_PAGE,
    "account.profile_submit": Row(
        audience=SIGNED_IN, good=303, fields={"name": "Another Name", "profession": "nurse", "time_zone": "UTC"}
    ),
    "account.set_password": _link("password"),
    "account.set_password_submit": _link("password", 303, fields={"password": NEW}),
    "account.sign_in": Row(audience=ANYBODY, good_signed_in=303),
    "account.sign_in_submit": Row(
        audience=ANYBODY, good=303, fields={"email": ALICE.email, "password": PASSWORD, "next": "/my/activities"}
    ),
    "account.sign_out_submit": Row(audience=ANYBODY, good=303),
    "account.sign_up": Row(audience=ANYBODY, good_signed_in=303),
    "account.sign_up_done": OPEN_PAGE,
    "account.sign_up_submit": Row(
        audience=ANYBODY, good=303, fields={"name": "Grace New", "email": "grace@example.org", "password": NEW}
    ),
    "educator.activities": Row(audience=STAFF),
    "educator.activity": _activity(STAFF, "failed"),
    "educator.allowances": Row(audience=STAFF),
    "educator.allowances_submit": Row(audience=STAFF, good=303, fields=ALLOWANCE),
    "educator.banks": Row(audience=STAFF),
    "educator.banks_submit": Row(audience=STAFF, good=303, file=zip_of()),
    "educator.cohort": Row(audience=STAFF, names="cohort"),
    "educator.cohort_submit": Row(audience=STAFF, names="cohort", good=303, fields={"addresses": ALICE.email}),
    "educator.cohorts_submit": Row(audience=STAFF, good=303, fields={"name": "Another cohort"}),
    "educator.extension": Row(audience=STAFF, names="running"),
    "educator.extension_submit": Row(
        audience=STAFF,
        names="running",
        good=303,
        fields={"minutes": "10", "reason": "Invented.", "seen": after(30).isoformat()},
    ),
    "educator.flag": Row(audience=STAFF, names="flag"),
    "educator.flag_submit": Row(audience=STAFF, names="flag", good=303, fields={"answer": "Invented."}),
    "educator.flags": Row(audience=STAFF),
    "educator.member_submit": Row(audience=STAFF, names="cohort", good=303, fields={"email": CHARLIE.email}),
    "educator.publication": Row(audience=STAFF, names="bank", state="tests"),
    "educator.publication_submit": Row(
        audience=STAFF, names="bank", state="tests", good=303, fields={"digest": "{earlier}"}
    ),
    "educator.rules": Row(audience=STAFF),
    "educator.tries_submit": _activity(
        STAFF, "failed", 303, fields={"email": CHARLIE.email, "tries": "1", "reason": "Invented."}
    ),
    "educator.upload": Row(audience=STAFF, names="upload"),
    "educator.upload_submit": Row(audience=STAFF, names="upload", good=303, fields={"digest": "{uploaded}"}),
    "learner.article": Row(audience=SIGNED_IN, names="source"),
    "learner.attempt": _attempt("open", 303),
    "learner.certificate": Row(audience=SIGNED_IN, names="certificate"),
    "learner.certificate_pdf": Row(audience=SIGNED_IN, names="certificate"),
    "learner.check": _attempt("open"),
    "learner.claim": _attempt("evaluated"),
    "learner.claim_submit": _attempt("evaluated", 303, fields={"name": "Somebody, MD"}),
    "learner.evaluation": _attempt("passed"),
    "learner.evaluation_submit": _attempt("passed", 303, fields=EVALUATION),
    "learner.flag": _attempt("certified"),
    "learner.flag_submit": _attempt("certified", 303, fields={"thing": "question", "reason": "Invented."}),
    "learner.misses": OWN_PAGE,
    "learner.practice": _activity(SIGNED_IN, "certified"),
    "learner.practice_submit": _activity(SIGNED_IN, "certified", 303, fields={"response": "true"}),
    "learner.pretest": _attempt("pretest"),
    "learner.question": _attempt("open"),
    "learner.question_submit": _attempt("open", 303, fields={"response": "false", "sequence": "2", "key": KEY}),
    "learner.result": _attempt("certified"),
    "learner.save_submit": _attempt("open", json=SAVE),
    "learner.standing": OWN_PAGE,
    "learner.start_submit": _activity(
        SIGNED_IN, "untouched", 303, fields={"acknowledged": "y", "content_hash": "{content_hash}"}
    ),
    "learner.submit_submit": _attempt("open", 303),
    "learner.transcript": OWN_PAGE,
    "outbox.mails": OPEN_PAGE,  # to this very machine
    "preview.activity": _activity(STAFF, "failed"),
    "preview.answered": Row(audience=STAFF, names="question"),
    "preview.evidence": Row(audience=STAFF, names="question"),
    "preview.index": Row(audience=STAFF, names="shelf"),
    "preview.question": Row(audience=STAFF, names="question"),
    "public.accessibility": OPEN_PAGE,
    "public.activity": _activity(ANYBODY, "untouched"),
    "public.catalogue": OPEN_PAGE,
    "public.health": OPEN_PAGE,
    "public.privacy": OPEN_PAGE,
    "styleguide.components": OPEN_PAGE,  # in development
    "static": Row(audience=ANYBODY, names="file"),
    "verification.certificate": Row(audience=ANYBODY, names="code"),
    "verification.form": OPEN_PAGE,
}


def unlisted(app: Flask, rows: Mapping[str, Row] = ROWS) -> list[str]:
    """Return the routes without a row, the rows without a route, and the routes that take a method too many."""
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    odd = {f"{rule.endpoint} takes {sorted(rule.methods or ())}" for rule in app.url_map.iter_rules() if _is_odd(rule)}
    return sorted((routes ^ rows.keys()) | odd)


def _is_odd(rule: Rule) -> bool:
    """What is called ``x`` shows and ``x_submit`` acts: neither does both."""
    usual = {"POST"} if rule.endpoint.endswith("_submit") else {"GET", "HEAD"}
    return rule.methods != {*usual, "OPTIONS"}
