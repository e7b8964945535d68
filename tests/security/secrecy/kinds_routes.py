"""What is asked instead of the table's lines where a try asks questions of every type, or is drawn from a pool."""

from collections.abc import Iterator
from typing import Any

from tests.security.secrecy.asking import NOBODYS, Asked, Line, get, post, url_of
from tests.security.secrecy.banks import BANK
from tests.security.secrecy.kinds import KINDS, POOL
from tests.security.secrecy.routes import ATTEMPT, EVALUATION, KEY, MINE_AND_NOBODYS, TABLE, hash_of
from tests.security.secrecy.twin import Twin

POSITIONS = list(range(1, 10))
# By position: what is right here, what is right there, and what is no answer to the question.
WORDS: dict[int, tuple[list[str], ...]] = {
    1: (["early", "late"], ["late", "both", "neither"], ["first"]),
    2: (["early", "both"], ["late", "neither"], ["early late"]),
    3: (["7777200000", "unit g"], ["7777600000", "unit g"], ["5", "unit litre"]),
    4: (["alpha"], ["beta"], ["x" * 300]),
    5: (["first early", "second late", "third both"], ["first late", "second early", "third neither"], ["early"]),
    6: (["first neither", "second both"], ["first early", "second neither"], ["first early", "first late"]),
    7: (["1 early", "2 late", "3 both", "4 neither"], ["1 both", "2 neither", "3 early", "4 late"], ["5 early"]),
    8: (["early"], ["late"], ["true"]),
    9: (["both"], ["early"], ["true"]),
}
NAMES = ("right or wrong", "wrong or right", "no answer to it")


def _answers() -> Iterator[tuple[str, int, list[str]]]:
    for position, sent in WORDS.items():
        for name, words in zip(NAMES, sent, strict=True):
            yield f"{name} {position}", position, words


def _question_forms() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    for name, position, words in _answers():
        fields = {"response": words, "sequence": "2", "key": KEY, "go": "check"}
        yield name, {**ATTEMPT, "position": position}, fields
    for position in (8, 9):
        fields = {"response": ["early"], "sequence": "2", "key": KEY, "go": "lock"}
        yield f"go on from {position}", {**ATTEMPT, "position": position}, fields


def _saves(twin: Twin) -> Iterator[Asked]:
    attempt_id = twin.values.get("attempt_id", NOBODYS)
    for name, position, words in _answers():
        body = {"chosen": words, "struck": [], "flagged": True, "sequence": 2, "key": KEY}
        url = url_of(twin, "learner.save_submit", attempt_id=attempt_id, position=position)
        yield Asked("POST", "learner.save_submit", name, url, json=body)


def _practised() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    yield "nothing", {"activity_id": KINDS, "position": 1}, {}
    for name, position, words in _answers():
        yield name, {"activity_id": KINDS, "position": position}, {"response": words}
    yield "of the pool", {"activity_id": POOL, "position": 1}, {"response": ["early"]}


def _doubted() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Doubt the question; then, by guessing, what only the evidence of a foreseen answer or a prompt would name."""
    for name, position, thing in (
        ("question", 3, "question"),
        ("evidence", 3, "first/paper#guessed"),
        ("silence of a prompt", 5, "third/"),
        ("silence of an item", 7, "neither/"),
    ):
        yield name, {**ATTEMPT, "position": position}, {"thing": thing, "reason": "Invented."}


STARTED = {"acknowledged": "y", "content_hash": hash_of(POOL)}
OF_KINDS: dict[tuple[str, str], Line] = {
    ("GET", "educator.activity"): get("educator.activity", activity_id=[KINDS, POOL]),
    ("GET", "educator.extension"): TABLE[("GET", "educator.extension")],
    ("POST", "educator.extension_submit"): TABLE[("POST", "educator.extension_submit")],
    ("GET", "learner.attempt"): get("learner.attempt", attempt_id=MINE_AND_NOBODYS),
    ("GET", "learner.check"): get("learner.check", attempt_id=MINE_AND_NOBODYS),
    ("POST", "learner.evaluation_submit"): post("learner.evaluation_submit", ("sent", ATTEMPT, EVALUATION)),
    ("GET", "learner.flag"): get("learner.flag", attempt_id=["$attempt_id"] * 9, position=POSITIONS),
    ("POST", "learner.flag_submit"): post("learner.flag_submit", *_doubted()),
    ("GET", "learner.misses"): get("learner.misses"),
    ("GET", "learner.practice"): get(
        "learner.practice",
        activity_id=[KINDS] * 10 + [POOL],
        position=[*POSITIONS, 3, 1],
        query=[""] * 9 + ["?response=$response", ""],
    ),
    ("POST", "learner.practice_submit"): post("learner.practice_submit", *_practised()),
    ("GET", "learner.pretest"): get("learner.pretest", attempt_id=MINE_AND_NOBODYS),
    ("GET", "learner.question"): get("learner.question", attempt_id=["$attempt_id"] * 9, position=POSITIONS),
    ("POST", "learner.question_submit"): post("learner.question_submit", *_question_forms()),
    ("GET", "learner.result"): get("learner.result", attempt_id=MINE_AND_NOBODYS),
    ("POST", "learner.save_submit"): _saves,
    ("GET", "learner.standing"): get("learner.standing"),
    ("POST", "learner.start_submit"): post(
        "learner.start_submit",
        ("another try", {"activity_id": KINDS}, {"acknowledged": "y", "content_hash": hash_of(KINDS)}),
        ("of the pool", {"activity_id": POOL}, STARTED),
        ("pretest of the pool", {"activity_id": POOL}, STARTED | {"go": "pretest"}),
    ),
    ("POST", "learner.submit_submit"): post("learner.submit_submit", ("once", ATTEMPT, {})),
    ("GET", "learner.transcript"): get("learner.transcript"),
    ("GET", "preview.activity"): get("preview.activity", shelf=[BANK] * 2, activity_id=[KINDS, POOL]),
    ("GET", "preview.answered"): get(
        "preview.answered",
        shelf=[BANK] * 9,
        name=[f"k{position}" for position in POSITIONS],
        query=["?response=late"] * 3 + ["?response=beta", "?response=first+late", ""] + ["?response=1+late"] * 3,
    ),
    ("GET", "preview.evidence"): get(
        "preview.evidence", shelf=[BANK] * 9, name=[f"k{position}" for position in POSITIONS]
    ),
    ("GET", "preview.question"): get(
        "preview.question", shelf=[BANK] * 9, name=[f"k{position}" for position in POSITIONS]
    ),
    ("GET", "public.activity"): get("public.activity", activity_id=[KINDS, POOL]),
    ("GET", "public.catalogue"): TABLE[("GET", "public.catalogue")],
}
