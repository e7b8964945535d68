"""How a typed answer was read, and what is taken for an answer that was foreseen, in words for its learner."""

from collections.abc import Sequence
from fractions import Fraction

from cme.core.arithmetic import MINUS, decimal, number, places_of
from cme.core.questions import Option, Question, QuestionType
from cme.core.reading import UNIT, plain_text, read_number
from cme.core.responses import typed_answer


def printed(value: Fraction) -> str:
    """Return a number as it is printed: "−48.6"; as a fraction where its decimals never end."""
    places = places_of(value)
    return decimal(value, places, MINUS) if places else number(value)


def how_read(question: Question, chosen: Sequence[str]) -> str:
    """Return how a typed answer was read: "read as 1.5 g = 1500 mg"; "" where it was read as it stands."""
    typed = typed_answer(question, chosen)
    if not typed:
        return ""
    if question.type is QuestionType.NUMERIC:
        return _number_read(question, typed, [word.removeprefix(UNIT) for word in chosen if word.startswith(UNIT)])
    if question.type is QuestionType.SHORT_TEXT:
        plain = plain_text(typed)
        return "" if plain == typed else f"read as “{plain}”: capitals, and signs at the ends, do not count"
    return ""


def _number_read(question: Question, typed: str, named: list[str]) -> str:
    value = read_number(typed)
    if value is None:
        return "cannot be read as a number"
    units = {unit.name: unit.times for unit in question.units}
    first = next(iter(units), "")
    if len(units) < 2:
        return f"read as {printed(value)} {first}".rstrip()
    if len(named) != 1 or named[0] not in units:
        return f"read as {printed(value)} without a unit, which is no answer"
    read = f"read as {printed(value)} {named[0]}"
    return read if named[0] == first else f"{read} = {printed(value * units[named[0]])} {first}"


def accepted(question: Question, option: Option) -> str:
    """Return what is taken for a foreseen answer: "−49.1 to −48.1 %", or its spellings."""
    if option.least is not None and option.most is not None:
        unit = question.units[0].name if question.units else ""
        ends = dict.fromkeys((printed(option.least), printed(option.most)))
        return f"{' to '.join(ends)} {unit}".rstrip()
    return ", ".join(f"“{spelling}”" for spelling in option.accepts)
