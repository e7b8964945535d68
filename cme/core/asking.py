"""How a question is put: what a learner is told before answering, and in which order the lines of an ordering stand."""

from collections.abc import Iterable, Mapping

from cme.core.questions import PAIRED, OpenOption, OpenQuestion, QuestionType
from cme.core.scoring import ScoringRule

LONGEST_IN_LIST = 32  # characters of an option that a closed list on a phone still shows whole

_PAIRS = "Choose an option for each line. An option may serve once, more often or not at all."
_HOW: Mapping[QuestionType, str] = {
    QuestionType.SINGLE: "",  # radio buttons say it
    QuestionType.TRUE_FALSE: "",
    QuestionType.MULTIPLE: "Choose all that apply.",
    QuestionType.NUMERIC: "Write a number in digits, such as 12.5 or −3.",
    QuestionType.SHORT_TEXT: "Write a word or a few. Capital letters make no difference.",
    QuestionType.MATCHING: _PAIRS,
    QuestionType.EXTENDED_MATCHING: _PAIRS,
    QuestionType.ORDERING: "Give each line its place, 1 for the first.",
}
_IN_PART = "The best answer counts in full; others may count in part."
_MARKED: Mapping[tuple[QuestionType, ScoringRule], str] = {
    (QuestionType.MULTIPLE, ScoringRule.NET_CORRECT): (
        "Each right option counts the same, each wrong one takes as much away, never below 0."
    ),
    (QuestionType.MULTIPLE, ScoringRule.ALL_OR_NOTHING): "It counts only if exactly the right options are chosen.",
    (QuestionType.MULTIPLE, ScoringRule.WEIGHTS): (
        "Options are worth different amounts, and some may take away; never below 0."
    ),
    (QuestionType.ORDERING, ScoringRule.PARTIAL): (
        "Each line in its right place counts the same; a wrong place takes nothing away."
    ),
    (QuestionType.ORDERING, ScoringRule.ALL_OR_NOTHING): "It counts only if every line stands in its right place.",
}


def how_to_answer(question: OpenQuestion) -> str:
    """Return how the question is answered, in a sentence or two; "" where its controls say so themselves."""
    told = _HOW[question.type]
    return f"{told} Then choose its unit." if len(question.units) > 1 else told


def how_marked(question: OpenQuestion) -> str:
    """Return by which rule the answer is marked, in one sentence; "" where it is right or wrong and nothing between."""
    if question.type in PAIRED:
        if question.scoring is ScoringRule.ALL_OR_NOTHING:
            return "It counts only if every line is right."
        return "Each right line counts the same; a wrong one takes nothing away."
    told = _MARKED.get((question.type, question.scoring), "")
    return told or (_IN_PART if question.scoring is ScoringRule.WEIGHTS else "")


def lists_options(question: OpenQuestion) -> bool:
    """Say whether the options to be matched are printed too: a closed list would cut the long ones short."""
    return question.type is QuestionType.EXTENDED_MATCHING or any(
        len(option.text) > LONGEST_IN_LIST for option in question.options
    )


def in_places(question: OpenQuestion, chosen: Iterable[str]) -> tuple[OpenOption, ...]:
    """Return the lines of an ordering by the places given them; those without one follow as they were shown.

    ``chosen`` may hold anything: what names no place of the question is passed over.
    """
    last = len(question.options) + 1
    numbers = {str(number): number for number in range(1, last)}
    given = (word.partition(" ") for word in chosen)
    places = {item: numbers[place] for place, _, item in given if place in numbers}
    return tuple(sorted(question.options, key=lambda option: places.get(option.id, last)))
