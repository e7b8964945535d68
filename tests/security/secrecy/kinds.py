"""Twin questions of every type, with a case that goes on; and a pool with a pretest, a time limit and kept keys.

Alike in all that is open. The twins differ in keys and in how many there are, weights, ranges, spellings, pairs, order.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from cme.core.activities import Activity, RevealPreset, Section
from cme.core.questions import IgnoredRule, Option, Prompt, Question, QuestionType, Stimulus, Unit
from cme.core.scoring import ScoringRule
from tests.security.secrecy.planted import ONE, OTHER, canary, number, told
from tests.support import banks
from tests.support.banks import FOUR

KINDS, POOL = "kinds", "pool"
ASKED = {KINDS: tuple(f"k{number}" for number in range(1, 10)), POOL: ("d1", "d2", "d3", "d4")}
DRAWN = 2
PROMPTS = {"first": "Seen on the third day", "second": "Seen in the third week", "third": "Seen in no patient"}
UNITS = (Unit(name="mg"), Unit(name="g", times=Fraction(1000)))
CASE = Stimulus(id="case", title="A case", text="Somebody came with a finding.", is_sequential=True)
# Words in the same order as the options they are for: by twin, which option is what.
KEYS = {
    "k1": {ONE: {"early", "late"}, OTHER: {"late", "both", "neither"}},
    "k8": {ONE: {"early"}, OTHER: {"late"}},
    "k9": {ONE: {"both"}, OTHER: {"early"}},
}
MATCHES = {
    "k5": {ONE: ("early", "late", "both"), OTHER: ("late", "early", "neither")},
    "k6": {ONE: ("neither", "both", "both"), OTHER: ("early", "neither", "late")},
}
ORDERS = {ONE: ("early", "late", "both", "neither"), OTHER: ("both", "neither", "early", "late")}
HALF = Fraction(1, 2)
WEIGHTS: Mapping[str, Mapping[str, tuple[Fraction, ...]]] = {
    "k2": {ONE: (HALF, Fraction(0), HALF, -HALF), OTHER: (Fraction(0), HALF, -HALF, HALF)},
    "d": {ONE: (Fraction(1), Fraction(0), HALF, Fraction(0)), OTHER: (Fraction(0), Fraction(1), HALF, Fraction(0))},
}
# Responses by position. Each question earns less than the whole in both twins, the same by different parts of it.
KINDS_FAIL: Mapping[int, tuple[str, ...]] = {
    1: ("early", "both"),
    2: ("early", "late"),
    3: ("5", "unit g"),
    4: ("gamma",),
    5: ("first early", "second early"),
    6: ("first neither", "second neither"),
    7: ("1 early", "2 neither"),
}
RIGHT_IN_ONE = {3: ("7777200000", "unit g")}  # between the ends of the first range
RIGHT_IN_OTHER = {4: ("beta",)}
KINDS_PASS = {**KINDS_FAIL, **RIGHT_IN_ONE, **RIGHT_IN_OTHER}
POOL_PASS = dict.fromkeys(range(1, DRAWN + 1), ("both",))  # a half of each
POOL_FAIL = dict.fromkeys(range(1, DRAWN + 1), ("neither",))


def questions(twin: str) -> dict[str, Question]:
    """Return the questions of both activities by their ids."""
    made = [
        _choice(twin, "k1", QuestionType.MULTIPLE, ScoringRule.NET_CORRECT),
        _weighted(twin, "k2", QuestionType.MULTIPLE, WEIGHTS["k2"][twin]),
        _numeric(twin, "k3"),
        _short_text(twin, "k4"),
        _paired(twin, "k5", QuestionType.MATCHING),
        _paired(twin, "k6", QuestionType.EXTENDED_MATCHING),
        _ordering(twin, "k7"),
        replace(_choice(twin, "k8", QuestionType.SINGLE), stimulus=CASE),
        replace(_choice(twin, "k9", QuestionType.SINGLE), stimulus=CASE, unfolds="A week later it was gone."),
        *(_weighted(twin, each, QuestionType.SINGLE, WEIGHTS["d"][twin]) for each in ASKED[POOL]),
    ]
    return {each.id: each for each in made}


def activities() -> tuple[Activity, ...]:
    """Return what asks them: all in their order, or some of a pool."""
    every = _activity(KINDS, pass_mark=Fraction(2, 9), summary="One question of each type.")
    pool = _activity(POOL, pass_mark=HALF, has_pretest=True, expires=date(2026, 12, 31))
    ids = ASKED[POOL]
    sections = (
        Section(question_ids=ids[:3], pick=1, title="Findings", spread="difficulty", is_shuffled=True),
        Section(question_ids=ids[3:], pick=1),
    )
    rules = replace(pool.posttest, sections=sections, minutes=30, reveal=RevealPreset.AFTER_CLOSING)
    return every, replace(pool, posttest=rules)


def _activity(name: str, **changes: Any) -> Activity:
    asked = tuple(banks.question(each, FOUR, "") for each in ASKED[name])
    return banks.activity(name, asked, title=f"Reading {name}", short_title=name.capitalize(), **changes)


def for_educators(twin: str, made: Question) -> Question:
    """Return a question with what is told to educators alone."""
    reason = f"Set aside {canary(twin, made.id, 'Question.lint_ignore')}."
    return replace(
        made,
        difficulty="easy" if twin == ONE else "hard",
        notes=f"For educators {canary(twin, made.id, 'Question.notes')}.",
        lint_ignore=(IgnoredRule(rule="lint-key-longest", reason=reason),),
    )


def _question(twin: str, name: str, kind: QuestionType, options: tuple[Option, ...], **more: Any) -> Question:
    made = banks.question(name, FOUR, "", type=kind, options=options, **more)
    return for_educators(twin, made)


def _option(twin: str, name: str, option_id: str, *, is_key: bool = False, **more: Any) -> Option:
    text = FOUR.get(option_id, option_id)
    is_silent = not is_key and option_id in ("neither", "first")
    secret = told((twin, name, option_id), text, is_key=is_key, is_silent=is_silent, kind="Option")
    found: dict[str, Any] = {"id": option_id, "text": text, "is_key": is_key} | secret | more
    return Option(**found)


def _choice(twin: str, name: str, kind: QuestionType, scoring: ScoringRule = ScoringRule.ALL_OR_NOTHING) -> Question:
    keys = KEYS[name][twin]
    options = tuple(_option(twin, name, each, is_key=each in keys) for each in FOUR)
    return _question(twin, name, kind, options, scoring=scoring, shuffle=True)


def _weighted(twin: str, name: str, kind: QuestionType, weights: tuple[Fraction, ...]) -> Question:
    options = tuple(
        _option(twin, name, each, is_key=weight == max(weights), weight=weight)
        for each, weight in zip(FOUR, weights, strict=True)
    )
    return _question(twin, name, kind, options, scoring=ScoringRule.WEIGHTS)


def _foreseen(twin: str, name: str, option_id: str, *, is_key: bool, **more: Any) -> Option:
    text = f"about {canary(twin, name, option_id, 'Option.text')}"
    return _option(twin, name, option_id, text=text, is_key=is_key, **more)


def _numeric(twin: str, name: str) -> Question:
    """The ranges are the same in both but for their last digits; which of them is right is not."""

    def foreseen(option_id: str, first: int, *, is_key: bool) -> Option:
        ends = (number(start, twin, name, option_id) for start in (first, first + 1))
        return _foreseen(twin, name, option_id, is_key=is_key, **dict(zip(("least", "most"), ends, strict=True)))

    made = [foreseen("first", 1, is_key=twin == ONE), foreseen("second", 5, is_key=twin != ONE)]
    if twin != ONE:
        made.append(foreseen("third", 8, is_key=False))
    return _question(twin, name, QuestionType.NUMERIC, tuple(made), units=UNITS)


def _short_text(twin: str, name: str) -> Question:
    def foreseen(option_id: str, word: str, *, is_key: bool) -> Option:
        spelled = (word, f"{word} {canary(twin, name, option_id, 'Option.accepts')}")
        return _foreseen(twin, name, option_id, is_key=is_key, accepts=spelled)

    made = (foreseen("first", "alpha", is_key=twin == ONE), foreseen("second", "beta", is_key=twin != ONE))
    return _question(twin, name, QuestionType.SHORT_TEXT, made)


def _paired(twin: str, name: str, kind: QuestionType) -> Question:
    """Prompts say why; of the options, those that belong to no prompt do."""
    matches = dict(zip(PROMPTS, MATCHES[name][twin], strict=True))
    bare: dict[str, Any] = {"rationale": "", "evidence": (), "silent": ""}
    options = tuple(_option(twin, name, each, **(bare if each in matches.values() else {})) for each in FOUR)
    prompts = tuple(
        Prompt(
            id=each,
            text=text,
            match=matches[each],
            **told((twin, name, each), text, is_key=True, is_silent=each == "third", kind="Prompt"),
        )
        for each, text in PROMPTS.items()
    )
    return _question(twin, name, kind, options, prompts=prompts, scoring=ScoringRule.PARTIAL, shuffle=True)


def _ordering(twin: str, name: str) -> Question:
    options = tuple(_option(twin, name, each) for each in ORDERS[twin])
    return _question(twin, name, QuestionType.ORDERING, options, scoring=ScoringRule.PARTIAL)
