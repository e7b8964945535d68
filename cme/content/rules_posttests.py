"""Rules about how a posttest is made up: its sections, what they draw from, how long it lasts and what it shows."""

from collections.abc import Iterator

from cme.content.documents import Location
from cme.content.draft import ActivityRecord, Draft
from cme.content.pools import pool_of, pool_place, sections_of
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.schema import ActivityEntry, QuestionEntry
from cme.content.schema_posttest import SectionEntry
from cme.content.suggestions import did_you_mean
from cme.core.activities import RevealPreset

BOTH = Rule(
    "sections-beside-questions",
    Severity.ERROR,
    "A posttest has both questions and sections.",
    "It could not be told which of them are asked.",
    "Move the questions into a section, or delete one of the two.",
)
SOURCE = Rule(
    "section-pool",
    Severity.ERROR,
    "A section does not say by one of questions, topic and objective what it draws from.",
    "It could not be told which questions are asked.",
    "Write one of the three.",
)
EMPTY = Rule(
    "section-empty",
    Severity.ERROR,
    "No question of the bank has a section's topic or objective.",
    "The section would ask nothing.",
    "Write the topic or objective as the questions have it, letter for letter.",
)
PICK = Rule(
    "section-pick",
    Severity.ERROR,
    "A section is to draw more questions than it has.",
    "No try could be put together.",
    "Draw fewer, or leave pick: out to ask all.",
)
OVERLAP = Rule(
    "section-overlap",
    Severity.ERROR,
    "A question stands in two sections.",
    "A try could ask it twice.",
    "Leave it out of one of them; where a topic brings it, name the section's questions instead.",
)
SAME = Rule(
    "retake-same",
    Severity.INFO,
    "Sections ask all of their questions, so that every try asks the same.",
    "Whoever tries again meets no question that is new.",
    "Add questions and write pick:, if another try should ask others.",
)
SHORT = Rule(
    "time-limit-short",
    Severity.WARNING,
    "The time limit is less than half of the minutes that the questions are said to take.",
    "Most learners would run out of time.",
    "Give more time, or correct minutes_to_answer.",
)
NEVER = Rule(
    "reveal-never",
    Severity.ERROR,
    "Answers are shown only after the activity's last day, and it has none.",
    "No learner would ever see why an answer is right.",
    "Write expires:, or choose another way under reveal:.",
)
RULES = (BOTH, SOURCE, EMPTY, PICK, OVERLAP, SAME, SHORT, NEVER)
_SECTIONS: Location = ("posttest", "sections")


def posttest_problems(draft: Draft) -> Iterator[Problem]:
    """Find what is wrong with how posttests are made up."""
    questions = [record.value for record in draft.questions if record.value is not None]
    is_clear = len(questions) == len(draft.questions) and "questions" not in draft.unread
    for record in draft.activities:
        if record.value is not None:
            wrong = [*_made_up(record, record.value), *_drawn(record, record.value, questions, is_clear)]
            yield from wrong or _same(record, record.value, questions, is_clear)
            yield from _rules(record, record.value)


def _made_up(record: ActivityRecord, activity: ActivityEntry) -> Iterator[Problem]:
    rules = activity.posttest
    if rules.questions and rules.sections:
        yield record.problem(_SECTIONS, BOTH.id, f"{BOTH.what} {BOTH.remedy}", at_key=True)
    if not rules.questions and not rules.sections:
        message = '"questions" is missing here. Add a line "questions: …", or sections.'
        yield record.problem(("posttest",), "key-missing", message)
    for number, section in enumerate(rules.sections):
        written = [name for name in ("questions", "topic", "objective") if getattr(section, name)]
        if len(written) != 1:
            found = " and ".join(written) or "none of questions, topic and objective"
            message = f"This section has {found}, so what it draws from is unclear. {SOURCE.remedy}"
            yield record.problem((*_SECTIONS, number), SOURCE.id, message)


def _drawn(
    record: ActivityRecord, activity: ActivityEntry, questions: list[QuestionEntry], is_clear: bool
) -> Iterator[Problem]:
    """Find sections that cannot be drawn; one whose questions cannot all be read is left alone."""
    taken: dict[str, int] = {}
    for number, section in enumerate(activity.posttest.sections):
        above: Location = (*_SECTIONS, number)
        pool = pool_of(section, questions)
        is_known = bool(section.questions) or is_clear
        if not pool and (section.topic or section.objective) and is_known:
            yield _empty(record, section, above, questions)
        elif section.pick > len(pool) and is_known:
            message = f"pick: {section.pick} are to be drawn, but there are {len(pool)}. {PICK.remedy}"
            yield record.problem((*above, "pick"), PICK.id, message)
        for place, name in enumerate(pool):
            if taken.setdefault(name, number) != number:
                message = f'"{name}" stands in section {taken[name] + 1} already. {OVERLAP.remedy}'
                yield record.problem(pool_place(above, section, place), OVERLAP.id, message)


def _same(
    record: ActivityRecord, activity: ActivityEntry, questions: list[QuestionEntry], is_clear: bool
) -> Iterator[Problem]:
    """Find sections of which none draws, where there are several tries."""
    rules = activity.posttest
    draws = any(section.pick < len(section.question_ids) for section in sections_of(rules, questions))
    if rules.sections and rules.attempts > 1 and is_clear and not draws:
        message = f"Each of {rules.attempts} tries asks the same questions. {SAME.remedy}"
        yield record.problem(_SECTIONS, SAME.id, message, at_key=True, severity=SAME.severity)


def _empty(record: ActivityRecord, section: SectionEntry, above: Location, questions: list[QuestionEntry]) -> Problem:
    name = "topic" if section.topic else "objective"
    written = section.topic or section.objective
    known = {each.objective for each in questions}
    if section.topic:
        known = {topic for each in questions for topic in each.topics}
    hint = did_you_mean(written, sorted(known)[:1_000]) or f" {EMPTY.remedy}"
    return record.problem((*above, name), EMPTY.id, f'No question of the bank has the {name} "{written}".{hint}')


def _rules(record: ActivityRecord, activity: ActivityEntry) -> Iterator[Problem]:
    rules = activity.posttest
    if rules.time_limit and 2 * rules.time_limit < activity.minutes_to_answer:
        message = f"{rules.time_limit} minutes are allowed for what is said to take {activity.minutes_to_answer}."
        place: Location = ("posttest", "time_limit")
        yield record.problem(place, SHORT.id, f"{message} {SHORT.remedy}", severity=SHORT.severity)
    if rules.reveal.preset is RevealPreset.AFTER_CLOSING and activity.dates.expires is None:
        yield record.problem(("posttest", "reveal"), NEVER.id, f"{NEVER.what} {NEVER.remedy}")
