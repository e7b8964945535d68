"""Rules about one activity: questions and objectives fit each other, dates are in order, sources are named."""

from collections.abc import Iterator

from cme.content.documents import Location
from cme.content.draft import ActivityRecord, Draft, QuestionRecord
from cme.content.pools import asked
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.schema import ActivityEntry, evidence_of
from cme.content.suggestions import did_you_mean

MOST_SHOWN = 12  # objectives named in a message

RULES = (
    Rule(
        "list-duplicate",
        Severity.ERROR,
        "Something stands twice in a list.",
        "A question would be asked twice, or a source printed twice.",
        "Name it once.",
    ),
    Rule(
        "dates-order",
        Severity.ERROR,
        "An activity expires before its release or its review.",
        "Nobody could take it.",
        "Change one of the two dates.",
    ),
    Rule(
        "objective-untested",
        Severity.ERROR,
        "No question of the posttest tests an objective.",
        "A certificate would speak of something that was not asked.",
        "Add a question for it, or drop the objective.",
    ),
    Rule(
        "question-objective",
        Severity.ERROR,
        "A question's objective is none of the activity's.",
        "Results by objective would leave the question out.",
        "Name one of the activity's objectives, or add it there.",
    ),
    Rule(
        "source-unlisted",
        Severity.ERROR,
        "A question quotes a source that the activity does not list.",
        "Learners are told before they start what to read.",
        "Add the source to the activity.",
    ),
)


def activity_problems(draft: Draft) -> Iterator[Problem]:
    """Find what is wrong between activities and their questions."""
    questions = _Questions(draft)
    sources = {source.id for source in draft.sources}
    for record in draft.activities:
        activity = record.value
        if activity is not None:
            yield from _repeated(record, activity)
            yield from _dates(record, activity)
            yield from _objectives(record, activity, questions)
            yield from _sources(record, activity, questions, sources)


def _repeated(record: ActivityRecord, activity: ActivityEntry) -> Iterator[Problem]:
    lists: list[tuple[Location, list[str]]] = [
        (("sources",), activity.sources),
        (("posttest", "questions"), activity.posttest.questions),
    ]
    for place, section in enumerate(activity.posttest.sections):
        lists.append((("posttest", "sections", place, "questions"), section.questions))
    for location, ids in lists:
        seen: set[str] = set()
        for number, written in enumerate(ids):
            if written in seen:
                message = f'"{written}" stands in this list already. Name it once.'
                yield record.problem((*location, number), "list-duplicate", message)
            seen.add(written)


def _dates(record: ActivityRecord, activity: ActivityEntry) -> Iterator[Problem]:
    dates = activity.dates
    if dates.expires is not None and dates.expires < dates.released:
        message = f"The activity expires before its release on {dates.released}. Change one of the two dates."
        yield record.problem(("dates", "expires"), "dates-order", message)
    if dates.expires is not None and dates.reviewed is not None and dates.expires < dates.reviewed:
        message = f"The activity expires before its review on {dates.reviewed}. Change one of the two dates."
        yield record.problem(("dates", "reviewed"), "dates-order", message)


class _Questions:
    """The questions of a bank by their ids, and those that the schema could read."""

    def __init__(self, draft: Draft) -> None:
        self.by_id = {question.id: question for question in draft.questions}
        self.readable = [question.value for question in draft.questions if question.value is not None]
        self.is_clear = len(self.readable) == len(draft.questions)


def _objectives(record: ActivityRecord, activity: ActivityEntry, questions: _Questions) -> Iterator[Problem]:
    known = {objective.id for objective in activity.objectives}
    tested: set[str] = set()
    rules = activity.posttest
    unsure = not (rules.questions or rules.sections)  # which has its own error
    unsure = unsure or (not questions.is_clear and any(not section.questions for section in rules.sections))
    for _, written in asked(rules, questions.readable):
        question = questions.by_id.get(written)
        if question is None or question.value is None:
            unsure = True  # it has its own error, and may test any of the objectives
        elif question.value.objective in known:
            tested.add(question.value.objective)
        else:
            unsure = True
            yield _foreign(activity, question)
    for number, objective in enumerate(activity.objectives):
        if objective.id not in tested and not unsure:
            message = f'No question of the posttest tests the objective "{objective.id}". Add one, or drop it.'
            yield record.problem(("objectives", number), "objective-untested", message)


def _foreign(activity: ActivityEntry, question: QuestionRecord) -> Problem:
    assert question.value is not None  # noqa: S101 - looked at by the caller; for the type checker
    written, known = question.value.objective, [objective.id for objective in activity.objectives]
    message = f'The activity "{activity.id}" asks this question, but has no objective "{written}". It has '
    shown = ", ".join([*known[:MOST_SHOWN], "…"] if len(known) > MOST_SHOWN else known)
    message += f"{shown}.{did_you_mean(written, known[:1_000]) or ' Name one of them, or add it there.'}"
    return question.problem(("objective",), "question-objective", message)


def _sources(
    record: ActivityRecord, activity: ActivityEntry, questions: _Questions, known: set[str]
) -> Iterator[Problem]:
    unlisted = known - set(activity.sources)
    for place, written in asked(activity.posttest, questions.readable):
        question = questions.by_id.get(written)
        if question is None or question.value is None:
            continue
        passages = {evidence.passage for _, evidence in evidence_of(question.value)}
        for source in sorted({passage.partition("#")[0] for passage in passages} & unlisted):
            message = (
                f'The question "{written}" quotes the source "{source}", which is not in the activity\'s sources. '
                "Add it there."
            )
            yield record.problem(place, "source-unlisted", message)
