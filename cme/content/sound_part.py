"""What is left of a bank with errors: the activities that have none, with their questions and sources.

So that an error elsewhere hides nothing of what posttests are worth.
"""

from collections.abc import Iterable, Sequence

from cme.content.assembly import activity_of, source_of
from cme.content.concerns import Outline, concerned
from cme.content.draft import Draft
from cme.content.problems import Problem, Severity
from cme.content.question_assembly import question_of
from cme.content.schema import ActivityEntry, QuestionEntry, evidence_of
from cme.core.activities import Activity, Provider
from cme.core.bank import Bank
from cme.core.questions import Question
from cme.core.sources import Passage, Source

MOST_ERRORS = 1_000  # of a bank that has more, nobody asks yet what it is worth; and judging it would take long
_NOBODY = Provider(id="", name="", contact="", statement="")


class _Blank(dict[str, Passage]):
    """Passages without a word: what a posttest is worth does not rest on them."""

    def __missing__(self, reference: str) -> Passage:
        return Passage(id=reference, source_id="", section="", place="", quote="")


def sound_part(draft: Draft, problems: Iterable[Problem]) -> Bank:
    """Return the activities without errors whose questions and sources have none either; none of a bank of ruins."""
    errors = [each for each in problems if each.severity is Severity.ERROR]
    if len(errors) > MOST_ERRORS or all(record.value is None for record in draft.activities):
        return _bank({}, {}, [])
    faulty = _faulty(draft, errors)
    entries = [record.value for record in draft.questions if record.value is not None]
    stimuli = {record.id: record.value for record in draft.stimuli if record.value is not None}
    passages = _Blank()
    questions = {
        each.id: question_of(each, passages, stimuli) for each in entries if ("question", each.id) not in faulty
    }
    sources = {
        record.id: source_of(record.value)
        for record in draft.sources
        if record.value is not None and ("source", record.id) not in faulty
    }
    are_all_known = "questions" not in draft.unread and len(entries) == len(draft.questions)
    activities = [
        activity_of(record.value, entries)
        for record in draft.activities
        if record.value is not None
        and ("activity", record.id) not in faulty
        and (are_all_known or not _draws_by_word(record.value))
    ]
    return _bank(sources, questions, activities)


def _bank(sources: dict[str, Source], questions: dict[str, Question], activities: Sequence[Activity]) -> Bank:
    """Return the bank of those activities whose questions and sources are there."""
    return Bank(
        id="",
        provider=_NOBODY,
        sources=sources,
        questions=questions,
        activities={
            each.id: each
            for each in activities
            if questions.keys() >= set(each.posttest.question_ids) and sources.keys() >= set(each.source_ids)
        },
    )


def _draws_by_word(activity: ActivityEntry) -> bool:
    """Say whether a section takes all questions of a topic or an objective, whatever they are."""
    return any(not section.questions for section in activity.posttest.sections)


def _faulty(draft: Draft, errors: Sequence[Problem]) -> set[tuple[str, str]]:
    """Return kind and id of whatever an error bears on."""
    outline = Outline(draft, [each.id for each in draft.questions], frozenset(each.path for each in errors))
    entries = [record.value for record in draft.questions if record.value is not None]
    citing = _by_name((item.passage, each) for each in entries for _, item in evidence_of(each))
    sharing = _by_name((each.stimulus, each) for each in entries if each.stimulus)
    found: set[tuple[str, str]] = set()
    for error in errors:
        place = outline.place_of(error)
        found.add((place.kind, place.name))
        found |= {("question", name) for name in concerned(place, citing, sharing)}
    return found


def _by_name(named: Iterable[tuple[str, QuestionEntry]]) -> dict[str, tuple[str, ...]]:
    """Return the ids of the questions that name something, by its name."""
    found: dict[str, dict[str, None]] = {}
    for name, question in named:
        found.setdefault(name, {})[question.id] = None
    return {name: tuple(ids) for name, ids in found.items()}
