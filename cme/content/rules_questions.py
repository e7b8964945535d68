"""Rules about one question: its key, and what every option owes the learner."""

import re
from collections.abc import Iterator

from cme.content.draft import QuestionRecord
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.schema import OptionEntry, QuestionEntry

# "A and B", "Both A and C", "None of the above": they mean something only in the order written.
COMBINATION = re.compile(
    r"(?:(?:both|either|neither|only) )?\(?[a-h]\)?(?:, \(?[a-h]\)?)*,? (?:and|or|nor|&) \(?[a-h]\)?(?: only)?"
    r"|(?:all|none|any|both|neither|some|two) of (?:the )?(?:above|these|them|those|others?|preceding|listed|options"
    r"|answers|choices).*"
    r"|(?:all|both|none|neither)(?: of the above)? (?:are|is) (?:correct|right|true|wrong|false)"
    r"|no (?:correct|right) (?:answer|option)|none is given",
    re.IGNORECASE,
)

RULES = (
    Rule(
        "key-count",
        Severity.ERROR,
        "A question has no key, or more than one.",
        "Nobody could answer it rightly.",
        "Write correct: true at exactly one option.",
    ),
    Rule(
        "key-unsupported",
        Severity.ERROR,
        "No passage supports the key.",
        "A key without evidence may be wrong.",
        "Add a passage that supports it, or question the key.",
    ),
    Rule(
        "true-false-options",
        Severity.ERROR,
        "A true-false question has other options than True and False.",
        "Learners know these two words.",
        "Write those two, or type: single.",
    ),
    Rule(
        "option-duplicate",
        Severity.ERROR,
        "Two options say the same.",
        "Only one of them would be marked as right.",
        "Change one of them.",
    ),
    Rule(
        "evidence-missing",
        Severity.ERROR,
        "An option has neither evidence nor a reason why there is none.",
        "A learner who chose it is owed the passage it falls by.",
        "Add evidence, or write silent: and the reason why the article has none.",
    ),
    Rule(
        "evidence-and-silent",
        Severity.ERROR,
        "An option has evidence and says that there is none.",
        "Only one of the two can be true.",
        "Keep one of the two.",
    ),
    Rule(
        "evidence-duplicate",
        Severity.ERROR,
        "An option names the same passage twice.",
        "A passage has one relation to one option.",
        "Keep one of the two.",
    ),
    Rule(
        "shuffle-combination",
        Severity.ERROR,
        "An option leans on the order of the others, and the order is shuffled.",
        '"A and B" or "None of the above" means something only in the order written.',
        "Write shuffle: false.",
    ),
)


def question_problems(record: QuestionRecord) -> Iterator[Problem]:
    """Find what is wrong inside one question that the schema could read."""
    question = record.value
    if question is None:
        return
    yield from _key_count(record, question)
    if question.type == "true-false":
        yield from _true_false(record, question)
    yield from _repeated_texts(record, question)
    for number, option in enumerate(question.options):
        yield from _evidence(record, number, option)
        if question.shuffle and COMBINATION.fullmatch(option.text.rstrip(".")):
            message = f'"{option.text}" needs the options in this order. Write shuffle: false.'
            yield record.problem(("shuffle",), "shuffle-combination", message)


def _key_count(record: QuestionRecord, question: QuestionEntry) -> Iterator[Problem]:
    keys = [number for number, option in enumerate(question.options) if option.correct]
    if not keys:
        message = "No option is correct. Write correct: true at the key."
        yield record.problem(("options",), "key-count", message)
    for number in keys[1:]:
        message = f'A second option is correct (the first is "{question.options[keys[0]].id}"). Keep one key.'
        yield record.problem(("options", number, "correct"), "key-count", message)


def _true_false(record: QuestionRecord, question: QuestionEntry) -> Iterator[Problem]:
    if sorted(option.text for option in question.options) != ["False", "True"]:
        message = "A true-false question has exactly the options True and False. Write those two, or type: single."
        yield record.problem(("options",), "true-false-options", message)


def _repeated_texts(record: QuestionRecord, question: QuestionEntry) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, option in enumerate(question.options):
        if option.text.casefold() in seen:
            message = f'Another option already says "{option.text}". Change one of them.'
            yield record.problem(("options", number, "text"), "option-duplicate", message)
        seen.add(option.text.casefold())


def _evidence(record: QuestionRecord, number: int, option: OptionEntry) -> Iterator[Problem]:
    place = ("options", number)
    if option.evidence and option.silent:
        message = f'Option "{option.id}" has evidence and says that there is none. Keep one of the two.'
        yield record.problem((*place, "silent"), "evidence-and-silent", message, at_key=True)
    elif option.correct and not any(evidence.relation == "supports" for evidence in option.evidence):
        message = f'The key "{option.id}" has no passage that supports it. Add one, or question the key.'
        yield record.problem(place, "key-unsupported", message)
    elif not option.evidence and not option.silent:
        message = f'Option "{option.id}" has no evidence. Add some, or write silent: and the reason why there is none.'
        yield record.problem(place, "evidence-missing", message)
    yield from _repeated_evidence(record, number, option)


def _repeated_evidence(record: QuestionRecord, number: int, option: OptionEntry) -> Iterator[Problem]:
    seen: set[str] = set()
    for position, evidence in enumerate(option.evidence):
        if evidence.passage in seen:
            message = f'Option "{option.id}" already has the passage "{evidence.passage}". Keep one relation to it.'
            yield record.problem(("options", number, "evidence", position, "passage"), "evidence-duplicate", message)
        seen.add(evidence.passage)
