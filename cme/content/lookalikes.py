"""Options that a learner cannot tell apart, though they are written with different characters."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from cme.content.characters import rough_shape_of, shape_of
from cme.content.draft import QuestionRecord
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.schema import OptionEntry, PromptEntry

_Shown: TypeAlias = OptionEntry | PromptEntry

RULES = (
    Rule(
        "option-lookalike",
        Severity.ERROR,
        "Two options, or two prompts, look the same, but are written with different characters.",
        "Whoever chooses between them guesses: a Latin a and a Cyrillic а are one letter to the eye.",
        "Type one of them anew, or say something else in it.",
        also=(Severity.WARNING,),
    ),
)


def lookalike_problems(record: QuestionRecord) -> Iterator[Problem]:
    """Find options that look like an earlier one: for certain (error), or at a glance (warning)."""
    question = record.value
    if question is None:
        return
    yield from _alike(record, "options", "option", question.options)
    yield from _alike(record, "prompts", "prompt", question.prompts)


def _alike(record: QuestionRecord, part: str, word: str, written: Sequence[_Shown]) -> Iterator[Problem]:
    told = set()
    for number, first in _pairs(written, lambda text: shape_of(text).casefold()):
        told.add(number)
        message = f'This looks exactly like the {word} "{first.id}", in other characters. Type it anew.'
        yield record.problem((part, number, "text"), "option-lookalike", message)
    for number, first in _pairs(written, rough_shape_of):
        if number not in told:
            message = f'This looks nearly like the {word} "{first.id}" ("{first.text}"). Make the difference plain.'
            place = (part, number, "text")
            yield record.problem(place, "option-lookalike", message, severity=Severity.WARNING)


def _pairs(options: Sequence[_Shown], shape: Callable[[str], str]) -> Iterator[tuple[int, _Shown]]:
    """Yield each option's number that has the shape of an earlier one and is not plainly the same text."""
    seen: dict[str, _Shown] = {}
    for number, option in enumerate(options):
        first = seen.setdefault(shape(option.text), option)
        if first.text.casefold() != option.text.casefold():  # else it is told as a duplicate
            yield number, first
