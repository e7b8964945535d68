"""Questions of every type, built in a line each for tests of rules that need no bank."""

from fractions import Fraction
from typing import Any

from cme.core.blind_strategies import BlindScores, blind_scores
from cme.core.questions import Option, Prompt, Question, QuestionType, Unit
from cme.core.scoring import ScoringRule


def option(name: str, *, is_key: bool = False, **more: Any) -> Option:
    return Option(id=name, text=f"Option {name}", is_key=is_key, rationale="Because.", evidence=(), **more)


def question(kind: QuestionType, options: list[Option], **more: Any) -> Question:
    told: dict[str, Any] = {
        "id": "asked",
        "stem": "What is it?",
        "shuffle": False,
        "objective": "know-it",
        "topics": ("tests",),
        "read_again": "Methods",
        "verbatim": "",
        "reviewed": "",
    }
    return Question(type=kind, options=tuple(options), **{**told, **more})


def multiple(names: str, keys: str, scoring: ScoringRule = ScoringRule.NET_CORRECT) -> Question:
    options = [option(name, is_key=name in keys) for name in names]
    return question(QuestionType.MULTIPLE, options, scoring=scoring)


def matching(pairs: dict[str, str], spare: str = "", scoring: ScoringRule = ScoringRule.PARTIAL) -> Question:
    prompts = tuple(
        Prompt(id=name, text=f"Prompt {name}", match=match, rationale="Because.", evidence=())
        for name, match in pairs.items()
    )
    options = [option(name) for name in dict.fromkeys([*pairs.values(), *spare])]
    return question(QuestionType.MATCHING, options, prompts=prompts, scoring=scoring)


def ordering(names: str, scoring: ScoringRule = ScoringRule.PARTIAL) -> Question:
    return question(QuestionType.ORDERING, [option(name) for name in names], scoring=scoring)


def numeric(*ranges: tuple[str, str, str, bool], units: dict[str, str] | None = None, **more: Any) -> Question:
    """Return a numeric question; a range is (id, least, most, is it the key)."""
    options = [
        option(name, is_key=is_key, least=Fraction(least), most=Fraction(most)) for name, least, most, is_key in ranges
    ]
    told = tuple(Unit(name=name, times=Fraction(times)) for name, times in (units or {}).items())
    return question(QuestionType.NUMERIC, options, units=told, **more)


def short_text(accepted: dict[str, tuple[str, ...]], keys: str) -> Question:
    options = [option(name, is_key=name in keys, accepts=spellings) for name, spellings in accepted.items()]
    return question(QuestionType.SHORT_TEXT, options)


def blind(question: Question) -> BlindScores:
    """Return what the strategies that look at no question score at this one alone."""
    return blind_scores([([question], 1)])
