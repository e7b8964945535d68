"""Rules about one question: its key, and what every option owes the learner."""

import re
from collections.abc import Iterator

from cme.content.documents import Location
from cme.content.draft import QuestionRecord
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.schema import OptionEntry, PromptEntry, QuestionEntry
from cme.core.questions import CHOICES, TYPED, QuestionType

# "A and B", "Both A and C", "None of the above": they mean something only in the order written.
_LETTERS = r"(?:(?:both|either|neither|only) )?\(?[a-h]\)?(?:, \(?[a-h]\)?)*,? (?:and|or|nor|&) \(?[a-h]\)?(?: only)?"
COMBINATION = re.compile(
    rf"{_LETTERS}"
    r"|(?:all|none|any|both|neither|some|two) of (?:the )?(?:above|these|them|those|others?|preceding|listed|options"
    r"|answers|choices).*"
    r"|(?:all|both|none|neither)(?: of the above)? (?:are|is) (?:correct|right|true|wrong|false)"
    r"|no (?:correct|right) (?:answer|option)|none is given",
    re.IGNORECASE,
)
_NAMING_OTHERS = re.compile(_LETTERS, re.IGNORECASE)
_LETTER = re.compile(r"\b[a-h]\b")

_KEY, _PAIR, _MATCHED = "The key", "The pair", "The matched option"
_ONE_KEY = frozenset({QuestionType.SINGLE, QuestionType.TRUE_FALSE})

RULES = (
    Rule(
        "key-count",
        Severity.ERROR,
        "A question has no key, or more keys than its type may have.",
        "Nobody could answer it rightly.",
        "Write correct: true at exactly one option, or, where several may be right, at each of those.",
    ),
    Rule(
        "distractor-missing",
        Severity.ERROR,
        "Every option of a question is right.",
        "Whoever ticks all of them has the whole mark.",
        "Add a wrong option, or take correct: true from one of them.",
    ),
    Rule(
        "key-unsupported",
        Severity.ERROR,
        "No passage supports the key, a pair, or the places of two items of an order.",
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
        "Two options, or two prompts, say the same.",
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
        '"None of the above" means something only below the others, and "A and B" only where A and B stay.',
        "Write locked: true at it, and at the options it names or those below it, or write shuffle: false.",
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
    for place, part, role in _parts(question):
        yield from _evidence(record, place, part, role)
    if question.type == QuestionType.ORDERING:
        yield from _places(record, question)
    for option in question.options if question.shuffle else ():
        loose = [each for each in _standing_with(option, question) if not each.locked]
        if loose:
            where = " and ".join(f'"{each.id}"' for each in loose)
            message = f'"{option.text}" needs its place. Write locked: true at {where}, or write shuffle: false.'
            yield record.problem(("shuffle",), "shuffle-combination", message)


def _standing_with(option: OptionEntry, question: QuestionEntry) -> list[OptionEntry]:
    """Return the options that must keep their places for this one to mean what it says."""
    text = option.text.rstrip(".").casefold()
    if not COMBINATION.fullmatch(text):
        return []
    own = question.options.index(option)
    places = {own}
    if _NAMING_OTHERS.fullmatch(text):
        places |= {ord(letter) - ord("a") for letter in _LETTER.findall(text)}
    elif "above" in text:
        places |= set(range(own, len(question.options)))  # whatever stands below must not come to stand above
    return [each for place, each in enumerate(question.options) if place in places]


def _parts(question: QuestionEntry) -> Iterator[tuple[Location, OptionEntry | PromptEntry, str]]:
    """Yield whatever has evidence, with where it stands and what it is."""
    matched = {prompt.match for prompt in question.prompts}
    for number, prompt in enumerate(question.prompts):
        yield ("prompts", number), prompt, _PAIR
    for number, option in enumerate(question.options):
        role = _KEY if option.correct else _MATCHED if option.id in matched else "Option"
        yield ("options", number), option, role


def _key_count(record: QuestionRecord, question: QuestionEntry) -> Iterator[Problem]:
    if question.type not in CHOICES | TYPED:
        return
    keys = [number for number, option in enumerate(question.options) if option.correct]
    if not keys:
        message = "No option is correct. Write correct: true at the key."
        yield record.problem(("options",), "key-count", message)
    for number in keys[1:] if question.type in _ONE_KEY else ():
        message = f'A second option is correct (the first is "{question.options[keys[0]].id}"). Keep one key.'
        yield record.problem(("options", number, "correct"), "key-count", message)
    if question.type == QuestionType.MULTIPLE and len(keys) == len(question.options):
        message = "Every option is right. Add a wrong one, or take correct: true from one of them."
        yield record.problem(("options",), "distractor-missing", message)


def _true_false(record: QuestionRecord, question: QuestionEntry) -> Iterator[Problem]:
    if sorted(option.text for option in question.options) != ["False", "True"]:
        message = "A true-false question has exactly the options True and False. Write those two, or type: single."
        yield record.problem(("options",), "true-false-options", message)


def _repeated_texts(record: QuestionRecord, question: QuestionEntry) -> Iterator[Problem]:
    for part, word in (("options", "option"), ("prompts", "prompt")):
        seen: set[str] = set()
        for number, each in enumerate(getattr(question, part)):
            if each.text.casefold() in seen:
                message = f'Another {word} already says "{each.text}". Change one of them.'
                yield record.problem((part, number, "text"), "option-duplicate", message)
            seen.add(each.text.casefold())


def _evidence(record: QuestionRecord, place: Location, part: OptionEntry | PromptEntry, role: str) -> Iterator[Problem]:
    if part.evidence and part.silent:
        message = f'{role} "{part.id}" has evidence and says that there is none. Keep one of the two.'
        yield record.problem((*place, "silent"), "evidence-and-silent", message, at_key=True)
    elif role in (_KEY, _PAIR) and not _is_supported(part):
        message = f'{role} "{part.id}" has no passage that supports it. Add one, or question {role.lower()}.'
        yield record.problem(place, "key-unsupported", message)
    elif role != _MATCHED and not part.evidence and not part.silent:
        message = f'{role} "{part.id}" has no evidence. Add some, or write silent: and the reason why there is none.'
        yield record.problem(place, "evidence-missing", message)
    yield from _repeated_evidence(record, place, part, role)


def _is_supported(part: OptionEntry | PromptEntry) -> bool:
    return any(evidence.relation == "supports" for evidence in part.evidence)


def _repeated_evidence(
    record: QuestionRecord, place: Location, part: OptionEntry | PromptEntry, role: str
) -> Iterator[Problem]:
    seen: set[str] = set()
    for position, evidence in enumerate(part.evidence):
        if evidence.passage in seen:
            message = f'{role} "{part.id}" already has the passage "{evidence.passage}". Keep one relation to it.'
            yield record.problem((*place, "evidence", position, "passage"), "evidence-duplicate", message)
        seen.add(evidence.passage)


def _places(record: QuestionRecord, question: QuestionEntry) -> Iterator[Problem]:
    """Find an order in which more than one item has no passage; one may: it has the place that the others leave."""
    loose = [f'"{each.id}"' for each in question.options if not _is_supported(each)]
    if len(loose) > 1:
        message = f"No passage supports the places of {' and '.join(loose)}. Add one to each; one item may be without."
        yield record.problem(("options",), "key-unsupported", message)
