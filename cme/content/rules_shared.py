"""Rules about questions that share a text, in a posttest: they stand together, a case from its beginning."""

from collections.abc import Iterator

from cme.content.documents import Location
from cme.content.draft import ActivityRecord, Draft
from cme.content.pools import pool_of, pool_place
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.schema import ActivityEntry, QuestionEntry
from cme.content.schema_posttest import SectionEntry

SPLIT = Rule(
    "stimulus-split",
    Severity.ERROR,
    "Questions that share a stimulus stand in two sections.",
    "The text would be read twice, and of a case that unfolds the end could come first.",
    "Move them into one section.",
)
APART = Rule(
    "stimulus-apart",
    Severity.WARNING,
    "Other questions stand between questions that share a stimulus.",
    "They are asked together all the same, where the first of them stands.",
    "Write them one after the other.",
)
DRAWN = Rule(
    "case-drawn",
    Severity.ERROR,
    "A question of a case that unfolds stands in a section that draws only some of its questions.",
    "A try could ask how the case ends without its beginning.",
    "Ask all questions of the section, or give the case a section of its own.",
)
ORDER = Rule(
    "case-order",
    Severity.ERROR,
    "Questions of a case that unfolds are asked in another order than they are written.",
    "A later question would tell what an earlier one asks.",
    "Name them in the order in which they are written.",
)
RULES = (SPLIT, APART, DRAWN, ORDER)


def shared_problems(draft: Draft) -> Iterator[Problem]:
    """Find questions that share a stimulus, asked as they should not be."""
    questions = [record.value for record in draft.questions if record.value is not None]
    stimulus = {each.id: each.stimulus for each in questions if each.stimulus}
    if not stimulus:
        return
    unfolding = {one.id for one in draft.stimuli if one.value is not None and one.value.sequential}
    written = {each.id: place for place, each in enumerate(questions)}
    for record in draft.activities:
        if record.value is not None:
            yield from _of_activity(record, _parts(record.value, questions), _Shared(stimulus, unfolding, written))


class _Shared:
    """Which question has which stimulus, which of these unfold, and in which place each question is written."""

    def __init__(self, stimulus: dict[str, str], unfolding: set[str], written: dict[str, int]) -> None:
        self.stimulus, self.unfolding, self.written = stimulus, unfolding, written

    def unfolds(self, name: str) -> bool:
        return self.stimulus.get(name) in self.unfolding


_Part = tuple[list[tuple[str, Location]], int]  # its questions and where each stands, and how many of them are asked


def _parts(activity: ActivityEntry, questions: list[QuestionEntry]) -> list[_Part]:
    rules = activity.posttest
    named: Location = ("posttest", "questions")
    parts: list[_Part] = [([(name, (*named, place)) for place, name in enumerate(rules.questions)], 0)]
    for number, section in enumerate(rules.sections):
        pool = list(_pool(section, ("posttest", "sections", number), questions))
        parts.append((pool, section.pick))
    return parts


def _pool(section: SectionEntry, above: Location, questions: list[QuestionEntry]) -> Iterator[tuple[str, Location]]:
    for place, name in enumerate(pool_of(section, questions)):
        yield name, pool_place(above, section, place)


def _of_activity(record: ActivityRecord, parts: list[_Part], shared: _Shared) -> Iterator[Problem]:
    home: dict[str, int] = {}
    for number, (pool, pick) in enumerate(parts):
        before, last = "", dict[str, str]()
        for name, place in pool:
            stimulus = shared.stimulus.get(name, "")
            if stimulus and home.setdefault(stimulus, number) != number:
                message = f'Another section has questions of "{stimulus}", as "{name}" is. {SPLIT.remedy}'
                yield record.problem(place, SPLIT.id, message)
            elif stimulus and stimulus in last:
                yield from _after(record, shared, place, (last[stimulus], before, name))
            if shared.unfolds(name) and 0 < pick < len(pool):
                message = f'{pick} of {len(pool)} are drawn, but "{name}" is part of a case. {DRAWN.remedy}'
                yield record.problem(place, DRAWN.id, message)
            before = stimulus
            last[stimulus] = name


def _after(record: ActivityRecord, shared: _Shared, place: Location, names: tuple[str, str, str]) -> Iterator[Problem]:
    """Look at a question and the one before it of the same stimulus."""
    earlier, before, name = names
    stimulus = shared.stimulus[name]
    if shared.unfolds(name) and shared.written[name] < shared.written[earlier]:
        message = f'"{name}" is written before "{earlier}" of the same case. {ORDER.remedy}'
        yield record.problem(place, ORDER.id, message)
    elif before != stimulus:
        message = f'Other questions stand between "{earlier}" and "{name}" of "{stimulus}". {APART.remedy}'
        yield record.problem(place, APART.id, message, severity=APART.severity)
