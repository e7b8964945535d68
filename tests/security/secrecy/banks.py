"""Twin banks: alike in all that is open, different in all that is secret. Each secret text holds a canary of its own.

``ONE`` and ``OTHER`` ask the same questions in the same words. Their keys differ, but for one question; rationales and
evidence differ in words, in length and in number. ``kinds`` has the questions of the other types.
A canary is found by its form, so no list of them can be too short.
"""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from cme.core.activities import Activity
from cme.core.bank import Bank
from cme.core.questions import Option, Question, QuestionType
from tests.security.secrecy import kinds
from tests.security.secrecy.planted import CANARY, ONE, OTHER, told
from tests.support import banks
from tests.support.banks import FOUR, TRUE_FALSE

BANK = "twins"
# What only a page that tells a key is made of. A flag holds no canary, so its names stand for it.
KEY_WORDS = ("answer--key", "tag--key", "is_key", "is-key", "is_correct", "is-correct", "key_digest")
NEVER_SHOWN = {"Passage.id", "Passage.source_id"}  # secret like the rest of a passage, and on no page at all

PLAIN, NAMING, SHARED = "plain", "naming", "shared"
TEXTS = {
    "q1": TRUE_FALSE,
    "q2": TRUE_FALSE,
    "q3": FOUR,
    "q4": FOUR,
    "n1": FOUR,
    "n2": FOUR,
    "n3": FOUR,
    "s1": TRUE_FALSE,
}
OF_OPTIONS = {PLAIN: ("q1", "q2", "q3", "q4"), NAMING: ("n1", "n2", "n3"), SHARED: ("n1", "s1")}
ASKED = OF_OPTIONS | kinds.ASKED
KEYS = {
    "q1": {ONE: "true", OTHER: "false"},
    "q2": {ONE: "false", OTHER: "true"},
    "q3": {ONE: "late", OTHER: "both"},
    "q4": {ONE: "early", OTHER: "neither"},
    "n1": {ONE: "early", OTHER: "late"},
    "n2": {ONE: "late", OTHER: "early"},
    "n3": {ONE: "late", OTHER: "late"},  # alike, so that a try can be passed with the same questions named wrong
    "s1": {ONE: "true", OTHER: "false"},
}
# Responses by position that earn the same in both twins, by different questions wherever any is right.
EQUAL_FAIL = {1: "true", 2: "true", 3: "early", 4: "late"}  # 1 of 4: the first question here, the second there
EQUAL_PASS = {1: "true", 2: "true", 3: "late", 4: "neither"}  # 2 of 4
NAMING_NONE = {1: "both", 2: "neither", 3: "both"}  # 0 of 3, so the same questions are named wrong
NAMING_PASS = {1: "both", 2: "neither", 3: "late"}  # 1 of 3, the same one


def bank(twin: str, *, keys: dict[str, str] | None = None, without: tuple[str, ...] = ()) -> Bank:
    """Return a twin; ``keys`` replaces some of its keys, ``without`` leaves activities out."""
    found = {name: by_twin[twin] for name, by_twin in KEYS.items()} | (keys or {})
    questions = {name: _question(twin, name, found[name]) for name in TEXTS} | kinds.questions(twin)
    activities = (*(_activity(name) for name in OF_OPTIONS), *kinds.activities())
    made = banks.bank(bank_id=BANK, activities=tuple(each for each in activities if each.id not in without))
    return replace(made, questions=questions)


def _activity(name: str) -> Activity:
    asked = tuple(banks.question(each, TEXTS[each], "") for each in OF_OPTIONS[name])
    return banks.activity(
        name,
        asked,
        title=f"Reading {name}",
        short_title=name.capitalize(),
        pass_mark=Fraction(1, 3) if name == NAMING else Fraction(1, 2),
        cooldown_hours=24 if name == NAMING else 0,
        expires=date(2026, 12, 31) if name == PLAIN else None,
        has_pretest=name == PLAIN,
    )


def _question(twin: str, name: str, key: str) -> Question:
    """Return a question of a twin; only its options, and what is told to educators alone, depend on which."""
    options = tuple(_option(twin, name, each, text, is_key=each == key) for each, text in TEXTS[name].items())
    kind = QuestionType.TRUE_FALSE if TEXTS[name] is TRUE_FALSE else QuestionType.SINGLE
    return kinds.for_educators(
        twin, banks.question(name, TEXTS[name], "", options=options, shuffle=name == "q3", type=kind)
    )


def _option(twin: str, question: str, name: str, text: str, *, is_key: bool) -> Option:
    is_silent = not is_key and name in ("both", "neither", "early", "false")
    secret = told((twin, question, name), text, is_key=is_key, is_silent=is_silent, kind="Option")
    return Option(id=name, text=text, is_key=is_key, **secret)


def secret_texts(value: Any) -> dict[str, str]:
    """Return each text within a question's options or prompts, by "Type.field", joined where there are many."""
    found: dict[str, str] = {}
    for each in value if isinstance(value, tuple) else (value,):
        for field in fields(each):
            inner = getattr(each, field.name)
            if is_dataclass(inner) or (isinstance(inner, tuple) and inner and is_dataclass(inner[0])):
                below = secret_texts(inner)
            else:
                below = {f"{type(each).__name__}.{field.name}": str(inner)}
            for name, text in below.items():
                found[name] = f"{found.get(name, '')}\n{text}"
    return found


def canaries(made: Bank, activity_id: str) -> dict[str, str]:
    """Return all canaries of an activity that a page may ever show, with the field that holds each."""
    found: dict[str, str] = {}
    for question_id in ASKED[activity_id]:
        question = made.questions[question_id]
        for name, text in (*secret_texts(question.options).items(), *secret_texts(question.prompts).items()):
            if name not in NEVER_SHOWN:
                found |= dict.fromkeys(CANARY.findall(text), f"{question_id} {name}")
    return found
