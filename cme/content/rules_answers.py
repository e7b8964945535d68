"""Rules about answers that are typed, and about weights: what is foreseen can be typed, means one thing, adds up."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from cme.content.draft import QuestionRecord
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.schema import OptionEntry, QuestionEntry
from cme.core.questions import QuestionType
from cme.core.reading import LONGEST_TEXT, plain_text

NUMBER = Rule(
    "answer-number",
    Severity.ERROR,
    "A foreseen answer of a numeric question has no number, or has it twice.",
    "Nothing that is typed could be compared with it.",
    "Write value: and the number, or range: and the two ends.",
)
EMPTY = Rule(
    "answer-empty",
    Severity.ERROR,
    "A range ends before it begins, or a tolerance is below zero.",
    "No number would be in it.",
    "Write the smaller end first, and a tolerance without a minus sign.",
)
UNTYPABLE = Rule(
    "answer-untypable",
    Severity.ERROR,
    "A foreseen answer cannot be typed.",
    "Nobody would be told that it is right, or why it is wrong.",
    "Write an answer as a learner can type it.",
)
OVERLAP = Rule(
    "answer-overlap",
    Severity.ERROR,
    "Two foreseen answers have a number or a spelling in common.",
    "What is typed could mean either of them.",
    "Let each number, and each spelling, belong to one answer.",
)
UNITS = Rule(
    "unit-unclear",
    Severity.ERROR,
    "A unit is named twice, or it is not said how many of the first unit it is.",
    "An answer in that unit could not be compared with the numbers foreseen, which are in the first unit.",
    "Name each unit once; the first is 1, and each other has times: with a number above zero.",
)
SUM = Rule(
    "weights-sum",
    Severity.ERROR,
    "The best answer is not worth exactly 1.",
    "Each question counts the same in a posttest.",
    "Change the weights so that the right options together, or the one that is best, are worth 1.",
)
WEIGHT = Rule(
    "weight-of-key",
    Severity.ERROR,
    "A right option is worth nothing, or a wrong one of several that may be ticked is worth something.",
    "The key that learners are shown would not be the answer that earns the mark.",
    "Give right options a weight above 0, and wrong ones none, or one below 0.",
)
RULES = (NUMBER, EMPTY, UNTYPABLE, OVERLAP, UNITS, SUM, WEIGHT)


def answer_problems(record: QuestionRecord) -> Iterator[Problem]:
    """Find what is wrong with typed answers and weights."""
    question = record.value
    if question is None:
        return
    if question.type == QuestionType.NUMERIC:
        yield from _numbers(record, question)
        yield from _units(record, question)
    elif question.type == QuestionType.SHORT_TEXT:
        yield from _spellings(record, question)
    if question.scoring == "weights" and question.options:
        yield from _weights(record, question)


def ends_of(option: OptionEntry) -> tuple[Fraction, Fraction] | None:
    """Return the smallest and the largest number that a foreseen answer holds; None where it has none."""
    if option.value is not None:
        tolerance = option.tolerance or Fraction(0)
        return option.value - tolerance, option.value + tolerance
    return (option.ends[0], option.ends[1]) if option.ends else None


def spellings_of(option: OptionEntry) -> tuple[str, ...]:
    """Return what is accepted as this answer: its text, and what its author wrote besides."""
    return tuple(dict.fromkeys((option.text, *option.accept)))


def _numbers(record: QuestionRecord, question: QuestionEntry) -> Iterator[Problem]:
    found: list[tuple[int, Fraction, Fraction]] = []
    for number, option in enumerate(question.options):
        place = ("options", number)
        ends = ends_of(option)
        if ends is None or (option.value is not None and option.ends):
            what = "no number" if ends is None else "a value and a range"
            yield record.problem(place, NUMBER.id, f'The answer "{option.id}" has {what}. {NUMBER.remedy}')
        elif ends[0] > ends[1]:
            name = "range" if option.ends else "tolerance"
            yield record.problem((*place, name), EMPTY.id, f'No number is in "{option.id}". {EMPTY.remedy}')
        else:
            found.append((number, *ends))
            if ends[0] == ends[1] and not _is_decimal(ends[0]):
                message = f"{ends[0]} has no end as a decimal. Write a tolerance, so that a rounded answer fits."
                yield record.problem((*place, "range" if option.ends else "value"), UNTYPABLE.id, message)
    for (other, low, high), (number, low_too, high_too) in combinations(found, 2):
        if low <= high_too and low_too <= high:
            name = "range" if question.options[number].ends else "value"
            message = f'Numbers of the answer "{question.options[other].id}" are also of this one. {OVERLAP.remedy}'
            yield record.problem(("options", number, name), OVERLAP.id, message)


def _is_decimal(number: Fraction) -> bool:
    return any((number * 10**places).denominator == 1 for places in range(31))


def _units(record: QuestionRecord, question: QuestionEntry) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, unit in enumerate(question.units):
        place = ("units", number)
        if unit.name in seen:
            yield record.problem((*place, "name"), UNITS.id, f'"{unit.name}" stands here already. {UNITS.remedy}')
        elif number == 0 and unit.times not in (None, 1):
            yield record.problem((*place, "times"), UNITS.id, f"The first unit is not 1. {UNITS.remedy}")
        elif number > 0 and (unit.times is None or unit.times <= 0):
            first = question.units[0].name
            message = f'It is not said how many "{first}" a "{unit.name}" is. {UNITS.remedy}'
            yield record.problem((*place, "times") if unit.times is not None else place, UNITS.id, message)
        seen.add(unit.name)


def _spellings(record: QuestionRecord, question: QuestionEntry) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for number, option in enumerate(question.options):
        written = [("text", option.text), *(("accept", each) for each in option.accept)]
        for position, (name, spelling) in enumerate(written):
            place = ("options", number, name) if name == "text" else ("options", number, name, position - 1)
            plain = plain_text(spelling)
            if not plain or len(spelling) > LONGEST_TEXT:
                what = "is nothing but punctuation" if not plain else f"has more than {LONGEST_TEXT} characters"
                yield record.problem(place, UNTYPABLE.id, f"This {what}. {UNTYPABLE.remedy}")
            elif (other := seen.setdefault(plain, number)) != number:
                message = f'This is also the answer "{question.options[other].id}". {OVERLAP.remedy}'
                yield record.problem(place, OVERLAP.id, message)


def _weights(record: QuestionRecord, question: QuestionEntry) -> Iterator[Problem]:
    is_several = question.type == QuestionType.MULTIPLE
    weights = [option.weight or Fraction(0) for option in question.options]
    best = sum((weight for weight in weights if weight > 0), Fraction(0)) if is_several else max(weights)
    if best != 1:
        yield record.problem(("options",), SUM.id, f"The best answer is worth {best}, not 1. {SUM.remedy}")
        return
    for number, (option, weight) in enumerate(zip(question.options, weights, strict=True)):
        is_unfit = weight <= 0 if option.correct else weight > 0 if is_several else weight == 1
        if is_unfit:
            what = "right" if option.correct else "wrong"
            message = f'The option "{option.id}" is {what} and worth {weight}. {WEIGHT.remedy}'
            yield record.problem(("options", number), WEIGHT.id, message)
