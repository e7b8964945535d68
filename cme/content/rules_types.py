"""Rules about what a question of each type needs, and what it has no use for.

They look at what is written, beside the schema: a question that lacks what its type needs is not read further.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

from cme.content.documents import Document, Location
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.schema import OptionEntry, QuestionEntry
from cme.content.suggestions import did_you_mean, nearest
from cme.content.validation import names_in
from cme.core.question_types import SCORING_RULES
from cme.core.questions import CHOICES, PAIRED, TYPED, QuestionType
from cme.core.scoring import ScoringRule

UNFIT = Rule(
    "name-unfit",
    Severity.ERROR,
    "A name stands in a question of a type that has no use for it.",
    "Its author expects something of it that would not happen.",
    "Delete the line, or write another type.",
)
SCORING = Rule(
    "scoring-unfit",
    Severity.ERROR,
    "A question of this type cannot be marked by this rule.",
    "Marks by parts need something that can be right in part.",
    "Write one of the rules that the message lists, or leave the line out.",
)
RULES = (UNFIT, SCORING)

_SHUFFLED = CHOICES | PAIRED  # types of which the author says whether options are shuffled
_ALL = frozenset(QuestionType)
_NUMERIC, _SHORT_TEXT = frozenset({QuestionType.NUMERIC}), frozenset({QuestionType.SHORT_TEXT})
FEWEST = dict.fromkeys(QuestionType, 2) | dict.fromkeys(TYPED, 1) | {QuestionType.ORDERING: 3}  # options
FEWEST_PROMPTS = 2
# The types that need a name, and those that may have it; of the others nobody can say what it would mean.
NEEDED_BY = {"shuffle": _SHUFFLED, "prompts": PAIRED}
USED_BY = {"units": _NUMERIC, "shuffle": _SHUFFLED, "prompts": PAIRED}
NEEDED_IN_OPTIONS_BY = {"rationale": _ALL - PAIRED}
USED_IN_OPTIONS_BY = {
    "accept": _SHORT_TEXT,
    "value": _NUMERIC,
    "tolerance": _NUMERIC,
    "range": _NUMERIC,
    "correct": CHOICES | TYPED,
    "locked": _SHUFFLED,
    "weight": frozenset(each for each, rules in SCORING_RULES.items() if ScoringRule.WEIGHTS in rules),
}
_USED_IN_OPTIONS = frozenset(USED_IN_OPTIONS_BY)
_WHY = {
    ("shuffle", QuestionType.ORDERING): "The items are always shuffled.",
    ("locked", QuestionType.ORDERING): "The items are always shuffled.",
    ("shuffle", QuestionType.NUMERIC): "No options are shown.",
    ("shuffle", QuestionType.SHORT_TEXT): "No options are shown.",
    ("correct", QuestionType.ORDERING): "The order in which the items are written is the key.",
    ("correct", QuestionType.MATCHING): "The prompts say which option is theirs.",
    ("correct", QuestionType.EXTENDED_MATCHING): "The prompts say which option is theirs.",
}
_WITH = {  # what else must be written
    "weight": "scoring: weights. Write that at the question",
    "locked": "shuffle: true. Write that at the question",
    "tolerance": "a value. Write value:",
}
_Written: TypeAlias = dict[str, Any]
_KINDS: dict[str, QuestionType] = {each.value: each for each in QuestionType}
_QUESTION_NAMES, _OPTION_NAMES = names_in(QuestionEntry, ()), names_in(OptionEntry, ())


def type_problems(document: Document, location: Location) -> Iterator[Problem]:
    """Find what the question at ``location`` has or lacks that its type does not allow."""
    written = document.plain_at(location)
    kind = _KINDS.get(_text(written, "type"))
    if kind is None:
        return  # the schema tells it
    yield from _unfit(document, location, written, kind)
    options, scoring = _entries(written, "options"), _text(written, "scoring")
    yield from _few(document, (*location, "options"), options, FEWEST[kind])
    if scoring:
        yield from _scoring(document, location, scoring, kind)
    for number, option in enumerate(options):
        if not isinstance(option, dict):
            continue  # the schema tells it
        place = (*location, "options", number)
        if not _USED_IN_OPTIONS.isdisjoint(option):  # looked at here, as most options have nothing of it
            yield from _unfit_in_option(document, place, option, kind, written)
        if kind not in PAIRED and "rationale" not in option:
            yield from _missing(document, place, option, "rationale", _OPTION_NAMES)
    if kind in PAIRED:
        prompts = _entries(written, "prompts")
        yield from _few(document, (*location, "prompts"), prompts, FEWEST_PROMPTS)
        yield from _pairs(document, location, prompts, options)


def _text(written: Any, name: str) -> str:
    value = written.get(name) if isinstance(written, dict) else None
    return " ".join(value.split()) if isinstance(value, str) else ""


def _entries(written: _Written, name: str) -> list[Any]:
    value = written.get(name)
    return value if isinstance(value, list) else []


def _unfit(document: Document, location: Location, written: _Written, kind: QuestionType) -> Iterator[Problem]:
    for name, types in USED_BY.items():
        if name in written and kind not in types:
            yield _unfit_name(document, (*location, name), kind)
        elif name not in written and kind in NEEDED_BY.get(name, ()):
            yield from _missing(document, location, written, name, _QUESTION_NAMES)


def _unfit_in_option(
    document: Document, place: Location, option: _Written, kind: QuestionType, question: _Written
) -> Iterator[Problem]:
    for name in sorted(USED_IN_OPTIONS_BY.keys() & option.keys()):
        if kind not in USED_IN_OPTIONS_BY[name]:
            yield _unfit_name(document, (*place, name), kind)
        elif name in _WITH and _is_alone(name, option, question):
            message = f'"{name}" counts only with {_WITH[name]}, or delete the line.'
            yield document.problem((*place, name), UNFIT.id, message, at_key=True)


def _is_alone(name: str, option: _Written, question: _Written) -> bool:
    """Say whether a name stands without what else it needs."""
    if name == "weight":
        return _text(question, "scoring") != ScoringRule.WEIGHTS
    return _text(question, "shuffle") == "false" if name == "locked" else "value" not in option


def _unfit_name(document: Document, place: Location, kind: QuestionType) -> Problem:
    why = _WHY.get((str(place[-1]), kind), f"A question of type {kind} has no use for it.")
    message = f'"{place[-1]}" means nothing here. {why} Delete the line, or write another type.'
    return document.problem(place, UNFIT.id, message, at_key=True)


def _missing(document: Document, place: Location, written: Any, name: str, known: list[str]) -> Iterator[Problem]:
    """Find a name that is left out and not only misspelt."""
    if isinstance(written, dict) and name not in written:
        misspelt = {nearest(each, known) for each in written.keys() - set(known)}
        if name not in misspelt:
            yield document.problem(place, "key-missing", f'"{name}" is missing here. Add a line "{name}: …".')


def _few(document: Document, place: Location, written: list[Any], least: int) -> Iterator[Problem]:
    if len(written) < least and isinstance(document.plain_at(place), list):
        message = f"{place[-1]}: This list is too short ({len(written)}); write at least {least}."
        yield document.problem(place, "list-short", message)


def _scoring(document: Document, location: Location, scoring: str, kind: QuestionType) -> Iterator[Problem]:
    allowed = SCORING_RULES[kind]
    if scoring in tuple(ScoringRule) and scoring not in allowed:
        message = f"A question of type {kind} cannot be marked so. Write {' or '.join(allowed)}, or leave the line out."
        yield document.problem((*location, "scoring"), SCORING.id, message)


def _pairs(document: Document, location: Location, prompts: list[Any], options: list[Any]) -> Iterator[Problem]:
    """Find prompts that match no option, or else options that match no prompt and do not say why they are wrong."""
    known = [found for option in options if (found := _text(option, "id"))]
    matched = [_text(prompt, "match") for prompt in prompts]
    for number, match in enumerate(matched):
        if match and match not in known:
            hint = did_you_mean(match, known) or " Write it below options, or name one that stands there."
            place = (*location, "prompts", number, "match")
            yield document.problem(place, "reference-unknown", f'There is no option "{match}".{hint}')
    for number, option in enumerate(options):
        if set(matched) <= set(known) and _text(option, "id") not in matched:
            yield from _missing(document, (*location, "options", number), option, "rationale", _OPTION_NAMES)
