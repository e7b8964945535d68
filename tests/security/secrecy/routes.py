"""What is asked of every route: a line for each method of the URL map, and a route without one fails the build."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask import Flask

from cme.paths import resource
from tests.security.secrecy.asking import NOBODYS, Asked, Line, get, post, url_of
from tests.security.secrecy.banks import BANK, NAMING, PLAIN
from tests.security.secrecy.planted import SOUGHT
from tests.security.secrecy.twin import Twin
from tests.support.cast import ALICE
from tests.support.certificates import UNKNOWN_CODE
from tests.support.uploads import zip_of

TOKEN_OF_NOBODY = "x" * 43


def hash_of(activity_id: str) -> Callable[[Twin], str]:
    return lambda twin: str(twin.values["hashes"].get(activity_id, "none"))


ATTEMPT: dict[str, Any] = {"attempt_id": "$attempt_id"}
MINE_AND_NOBODYS: list[Any] = ["$attempt_id", "$first_id", NOBODYS]
EVALUATION = {"objective_1": "yes", "is_biased": "no", "intent": "confirmed", "barriers": "Time."}
KEY = "form-key-0123456789"


def _question_forms() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    for position, option_id in ((1, "false"), (2, "true"), (3, "late"), (4, "early")):
        fields = {"response": option_id, "sequence": "4", "key": KEY, "go": "check"}
        yield f"answer {position}", {**ATTEMPT, "position": position}, fields
    first = {**ATTEMPT, "position": 1}
    yield "nothing", first, {}
    yield "conflict", first, {"response": "false", "sequence": "1", "key": KEY}
    yield "foreign option", first, {"response": "early", "sequence": "4", "key": KEY}
    yield "no such question", {**ATTEMPT, "position": 99}, {"response": "true", "sequence": "1", "key": KEY}


def _flag_forms() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Doubt the question; then, by guessing, what only the evidence would name."""
    third = {**ATTEMPT, "position": 3}
    for name, thing in (("question", "question"), ("silence", "early/"), ("evidence", "late/paper#guessed")):
        yield name, third, {"thing": thing, "reason": "Invented."}
    yield "nothing", third, {}


def _saves(twin: Twin) -> Iterator[Asked]:
    def body(option_id: str, sequence: int = 4, key: str = KEY, **more: Any) -> dict[str, Any]:
        return {"chosen": [option_id], "struck": [], "flagged": False, "sequence": sequence, "key": key} | more

    saved = "key-1-1-true----"  # what the state's own save of the first question carried
    bodies: tuple[tuple[str, int, dict[str, Any]], ...] = (
        ("right or wrong", 1, body("true")),
        ("wrong or right", 1, body("false")),
        ("second", 2, body("false")),
        ("third", 3, body("both")),
        ("struck", 4, body("early", struck=["late"], flagged=True)),
        ("repeated", 1, body("true", 1, saved)),
        ("key reused", 1, body("false", 1, saved)),
        ("conflict", 1, body("false", 1)),
        ("foreign option", 1, body("early")),
        ("too far ahead", 1, body("true", 5000)),
        ("incomplete", 1, {"chosen": []}),
        ("of the wrong form", 1, body("true", flagged="no")),
        ("no such question", 99, body("true")),
    )
    attempt_id = twin.values.get("attempt_id", NOBODYS)
    for name, position, content in bodies:
        url = url_of(twin, "learner.save_submit", attempt_id=attempt_id, position=position)
        yield Asked("POST", "learner.save_submit", name, url, json=content)
    url = url_of(twin, "learner.save_submit", attempt_id=attempt_id, position=1)
    yield Asked("POST", "learner.save_submit", "without a token", url, json=body("true"), has_token=False)
    yield Asked("POST", "learner.save_submit", "no JSON", url, body=b"{", headers={"Content-Type": "application/json"})
    yield Asked("POST", "learner.save_submit", "not a script's", url, data={"chosen": "true"})
    yield Asked("POST", "learner.save_submit", "too large", url, json=body("x" * 20_000))


def _static(twin: Twin) -> Iterator[Asked]:
    folder = Path(str(resource("static")))
    for path in sorted(folder.rglob("*.*")):
        name = path.relative_to(folder).as_posix()
        yield Asked("GET", "static", name, f"/static/{name}")
    yield Asked("GET", "static", "missing", f"/static/{NOBODYS}.css")
    del twin


SIGN_UP = {"name": "Fay", "email": "fay@example.org", "password": ""}
GRANT = {"email": ALICE.email, "tries": "1", "reason": "Fire alarm"}
ALLOWANCE = {"email": ALICE.email, "time_factor": "3/2", "extra_tries": "1", "reason": "As agreed"}
NO_ALLOWANCE = ALLOWANCE | {"email": "nobody@example.org"}
TABLE: dict[tuple[str, str], Line] = {
    ("GET", "account.confirm"): get("account.confirm", token=["$confirm", TOKEN_OF_NOBODY]),
    ("POST", "account.confirm_submit"): post(
        "account.confirm_submit", ("good", {"token": "$confirm"}, {}), ("nobody's", {"token": TOKEN_OF_NOBODY}, {})
    ),
    ("GET", "account.confirm_again"): get("account.confirm_again"),
    ("POST", "account.confirm_again_submit"): post(
        "account.confirm_again_submit", ("empty", {}, {}), ("known", {}, {"email": ALICE.email})
    ),
    ("GET", "account.forgotten"): get("account.forgotten"),
    ("POST", "account.forgotten_submit"): post(
        "account.forgotten_submit", ("empty", {}, {}), ("known", {}, {"email": ALICE.email})
    ),
    ("GET", "account.mail_sent"): get("account.mail_sent"),
    ("GET", "account.password"): get("account.password"),
    ("POST", "account.password_submit"): post("account.password_submit", ("empty", {}, {})),
    ("GET", "account.present"): get("account.present"),
    ("GET", "account.profile"): get("account.profile"),
    ("POST", "account.profile_submit"): post(
        "account.profile_submit",
        ("empty", {}, {}),
        ("changed", {}, {"name": "A. Learner", "profession": "nurse", "time_zone": "Europe/Berlin"}),
    ),
    ("GET", "account.set_password"): get("account.set_password", token=["$password", TOKEN_OF_NOBODY]),
    ("POST", "account.set_password_submit"): post(
        "account.set_password_submit", ("too short", {"token": "$password"}, {"password": "short"})
    ),
    ("GET", "account.sign_in"): get("account.sign_in", query=["", f"?next=/activities/{PLAIN}"]),
    ("POST", "account.sign_in_submit"): post("account.sign_in_submit", ("empty", {}, {"next": "/my/activities"})),
    ("POST", "account.sign_out_submit"): post("account.sign_out_submit", ("out", {}, {})),
    ("GET", "account.sign_up"): get("account.sign_up"),
    ("GET", "account.sign_up_done"): get("account.sign_up_done"),
    ("POST", "account.sign_up_submit"): post("account.sign_up_submit", ("no password", {}, SIGN_UP)),
    ("GET", "educator.activities"): get("educator.activities"),
    ("GET", "educator.activity"): get("educator.activity", activity_id=[PLAIN, NAMING, NOBODYS]),
    ("GET", "educator.allowances"): get("educator.allowances"),
    ("POST", "educator.allowances_submit"): post(
        "educator.allowances_submit", ("granted", {}, ALLOWANCE), ("empty", {}, {}), ("to nobody", {}, NO_ALLOWANCE)
    ),
    ("GET", "educator.banks"): get("educator.banks"),
    ("POST", "educator.banks_submit"): post(
        "educator.banks_submit",
        ("another bank", {}, {"file": lambda _twin: (io.BytesIO(zip_of()), "bank.zip")}),
        ("no bank", {}, {"file": lambda _twin: (io.BytesIO(b"eggs: 3"), "recipe.yaml")}),
        ("nothing", {}, {}),
    ),
    ("GET", "educator.cohort"): get("educator.cohort", cohort_id=[NOBODYS]),
    ("POST", "educator.cohort_submit"): post(
        "educator.cohort_submit", ("nobody's", {"cohort_id": NOBODYS}, {"addresses": ALICE.email})
    ),
    ("POST", "educator.cohorts_submit"): post(
        "educator.cohorts_submit", ("made", {}, {"name": "A"}), ("empty", {}, {})
    ),
    ("GET", "educator.extension"): get("educator.extension", attempt_id=["$attempt_id", NOBODYS]),
    ("POST", "educator.extension_submit"): post(
        "educator.extension_submit",
        ("without a limit", ATTEMPT, {"minutes": "5", "reason": "Fire alarm"}),
        ("nobody's", {"attempt_id": NOBODYS}, {"minutes": "5", "reason": "Fire alarm"}),
    ),
    ("POST", "educator.member_submit"): post(
        "educator.member_submit", ("nobody's", {"cohort_id": NOBODYS}, {"email": ALICE.email})
    ),
    ("GET", "educator.publication"): get("educator.publication", bank_id=["twins", "twins", NOBODYS], number=[1, 9, 1]),
    ("POST", "educator.publication_submit"): post(
        "educator.publication_submit",
        ("unseen", {"bank_id": "twins", "number": 1}, {"digest": "guessed"}),
        ("nobody's", {"bank_id": NOBODYS, "number": 1}, {"digest": "guessed"}),
    ),
    ("GET", "educator.rules"): get("educator.rules"),
    ("GET", "educator.upload"): get("educator.upload", upload_id=[NOBODYS]),
    ("POST", "educator.upload_submit"): post(
        "educator.upload_submit", ("nobody's", {"upload_id": NOBODYS}, {"digest": "guessed"})
    ),
    ("GET", "educator.flag"): get("educator.flag", flag_id=["$flag_id", NOBODYS]),
    ("POST", "educator.flag_submit"): post(
        "educator.flag_submit",
        ("answered", {"flag_id": "$flag_id"}, {"answer": "Looked into."}),
        ("empty", {"flag_id": "$flag_id"}, {}),
        ("nobody's", {"flag_id": NOBODYS}, {"answer": "Looked into."}),
    ),
    ("GET", "educator.flags"): get("educator.flags"),
    ("POST", "educator.tries_submit"): post(
        "educator.tries_submit",
        ("granted", {"activity_id": PLAIN}, GRANT),
        ("empty", {"activity_id": PLAIN}, {}),
        ("no such learner", {"activity_id": PLAIN}, GRANT | {"email": "nobody@example.org"}),
        ("nobody's", {"activity_id": NOBODYS}, GRANT),
    ),
    ("GET", "learner.article"): get("learner.article", source_id=["paper", NOBODYS]),
    ("GET", "learner.attempt"): get("learner.attempt", attempt_id=MINE_AND_NOBODYS),
    ("GET", "learner.certificate"): get("learner.certificate", code=["$code", UNKNOWN_CODE]),
    ("GET", "learner.certificate_pdf"): get("learner.certificate_pdf", code=["$code", UNKNOWN_CODE]),
    ("GET", "learner.check"): get("learner.check", attempt_id=MINE_AND_NOBODYS),
    ("GET", "learner.claim"): get("learner.claim", attempt_id=MINE_AND_NOBODYS),
    ("POST", "learner.claim_submit"): post(
        "learner.claim_submit", ("no name", ATTEMPT, {"name": ""}), ("named", ATTEMPT, {"name": "Alice Learner, MD"})
    ),
    ("GET", "learner.evaluation"): get("learner.evaluation", attempt_id=MINE_AND_NOBODYS),
    ("POST", "learner.evaluation_submit"): post(
        "learner.evaluation_submit", ("empty", ATTEMPT, {}), ("sent", ATTEMPT, EVALUATION)
    ),
    ("GET", "learner.flag"): get(
        "learner.flag", attempt_id=["$attempt_id"] * 3 + ["$first_id", NOBODYS], position=[1, 3, 99, 1, 1]
    ),
    ("POST", "learner.flag_submit"): post("learner.flag_submit", *_flag_forms()),
    ("GET", "learner.misses"): get("learner.misses"),
    ("GET", "learner.practice"): get(
        "learner.practice",
        activity_id=[PLAIN, PLAIN, PLAIN, PLAIN, NAMING, NOBODYS],
        position=[1, 3, 3, 99, 1, 1],
        query=["", "", "?response=$response", "", "", ""],
    ),
    ("POST", "learner.practice_submit"): post(
        "learner.practice_submit",
        ("nothing", {"activity_id": PLAIN, "position": 1}, {}),
        ("answered", {"activity_id": PLAIN, "position": 1}, {"response": "true"}),
        ("of another activity", {"activity_id": NAMING, "position": 1}, {"response": "early"}),
        ("foreign option", {"activity_id": PLAIN, "position": 3}, {"response": "true"}),
    ),
    ("GET", "learner.pretest"): get("learner.pretest", attempt_id=MINE_AND_NOBODYS),
    ("GET", "learner.question"): get(
        "learner.question",
        attempt_id=["$attempt_id"] * 5 + ["$first_id", NOBODYS],
        position=[1, 2, 3, 4, 99, 1, 1],
    ),
    ("POST", "learner.question_submit"): post("learner.question_submit", *_question_forms()),
    ("GET", "learner.result"): get("learner.result", attempt_id=MINE_AND_NOBODYS),
    ("POST", "learner.save_submit"): _saves,
    ("GET", "learner.standing"): get("learner.standing"),
    ("POST", "learner.start_submit"): post(
        "learner.start_submit",
        ("not acknowledged", {"activity_id": PLAIN}, {"content_hash": hash_of(PLAIN)}),
        ("acknowledged", {"activity_id": PLAIN}, {"acknowledged": "y", "content_hash": hash_of(PLAIN)}),
        ("pretest", {"activity_id": PLAIN}, {"acknowledged": "y", "content_hash": hash_of(PLAIN), "go": "pretest"}),
        ("another", {"activity_id": NAMING}, {"acknowledged": "y", "content_hash": hash_of(NAMING)}),
        ("outdated", {"activity_id": PLAIN}, {"acknowledged": "y", "content_hash": "0" * 64}),
    ),
    ("POST", "learner.submit_submit"): post("learner.submit_submit", ("once", ATTEMPT, {})),
    ("GET", "learner.transcript"): get("learner.transcript"),
    ("GET", "outbox.mails"): get("outbox.mails"),
    ("GET", "preview.activity"): get("preview.activity", shelf=[BANK] * 3, activity_id=[PLAIN, NAMING, NOBODYS]),
    ("GET", "preview.answered"): get(
        "preview.answered",
        shelf=[BANK] * 5,
        name=["q1", "q3", "q3", "q4", NOBODYS],
        query=["?response=true", "?response=late", "", "?response=true", ""],
    ),
    ("GET", "preview.evidence"): get("preview.evidence", shelf=[BANK, BANK, BANK], name=["q1", "q3", NOBODYS]),
    ("GET", "preview.index"): get("preview.index", shelf=[BANK, f"{BANK}~1", f"{BANK}~99", "nothing.x", NOBODYS]),
    ("GET", "preview.question"): get("preview.question", shelf=[BANK, BANK, BANK], name=["q1", "q3", NOBODYS]),
    ("GET", "public.accessibility"): get("public.accessibility"),
    ("GET", "public.activity"): get("public.activity", activity_id=[PLAIN, NAMING, NOBODYS]),
    ("GET", "public.catalogue"): get(
        "public.catalogue", query=["", f"?q={SOUGHT}", "?q=reading", "?topic=finding&order=shortest", "?order=title"]
    ),
    ("GET", "public.health"): get("public.health"),
    ("GET", "public.privacy"): get("public.privacy"),
    ("GET", "styleguide.components"): get("styleguide.components"),
    ("GET", "static"): _static,
    ("GET", "verification.certificate"): get("verification.certificate", code=["$code", UNKNOWN_CODE, "mistyped"]),
    ("GET", "verification.form"): get("verification.form", query=["", "?code=", f"?code={UNKNOWN_CODE}"]),
}


def elsewhere(twin: Twin) -> Iterator[Asked]:
    """Ask for what no route gives: an unknown address, a wrong method, a foreign host, too much, an odd header."""
    attempt_id = twin.values.get("attempt_id", NOBODYS)
    question = url_of(twin, "learner.question", attempt_id=attempt_id, position=1)
    yield Asked("GET", "none", "unknown address", "/wp-login.php")
    yield Asked("GET", "none", "within the attempt", f"/attempts/{attempt_id}/key")
    yield Asked("DELETE", "none", "wrong method", question)
    yield Asked("PUT", "none", "wrong method on the result", url_of(twin, "learner.result", attempt_id=attempt_id))
    yield Asked("HEAD", "none", "head of a question", question)
    yield Asked("OPTIONS", "none", "options of a question", question)
    yield Asked("GET", "none", "for a script", question, headers={"Accept": "application/json"})
    yield Asked("GET", "none", "in part", question, headers={"Range": "bytes=0-99", "If-None-Match": "*"})
    yield Asked("GET", "none", "foreign host", question, headers={"Host": "evil.example"})
    yield Asked("POST", "none", "too large", question, body=b"x" * 1_100_000)


def missing_lines(app: Flask) -> set[tuple[str, str]]:
    """Return the routes of the URL map that have no line, and the lines that have no route."""
    routes = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    return routes ^ set(TABLE)
