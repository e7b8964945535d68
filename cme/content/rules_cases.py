"""Rules about what questions have in common: a text that several share, and cases that unfold from one to the next."""

from collections.abc import Iterator, Mapping

from cme.content.draft import Draft, QuestionRecord, StimulusRecord
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.suggestions import did_you_mean

UNUSED = Rule(
    "stimulus-unused",
    Severity.WARNING,
    "No question has a stimulus that is written.",
    "Nobody is shown it.",
    "Name it in a question with stimulus:, or delete it.",
)
SCATTERED = Rule(
    "case-scattered",
    Severity.ERROR,
    "Questions of one case that unfolds stand in several files, or other questions stand between them.",
    "Their order is that in which they are written, and could not be told.",
    "Write them one after the other in one file.",
)
RULES = (UNUSED, SCATTERED)


def case_problems(draft: Draft) -> Iterator[Problem]:
    """Find what is wrong between questions and what they share."""
    stimuli = {record.id: record for record in draft.stimuli}
    is_known = not {"questions", "stimuli"} & draft.unread.keys()  # else it may stand in what cannot be read
    last: dict[str, int] = {}
    for number, question in enumerate(draft.questions):
        if question.value is None:
            continue
        name = question.value.stimulus
        if name and name not in stimuli and is_known:
            hint = did_you_mean(name, stimuli) or " Write it under stimuli:, or name one that exists."
            yield question.problem(("stimulus",), "reference-unknown", f'There is no stimulus "{name}".{hint}')
        yield from _unfolding(question, stimuli)
        if name in last and _is_sequential(stimuli.get(name)):
            yield from _scattered(draft, last[name], number)
        if name:
            last[name] = number
    if is_known and all(question.value is not None for question in draft.questions):
        for name, stimulus in stimuli.items():
            if name and name not in last:
                yield stimulus.problem((), UNUSED.id, f"{UNUSED.what} {UNUSED.remedy}", severity=Severity.WARNING)


def _is_sequential(stimulus: StimulusRecord | None) -> bool:
    return stimulus is not None and stimulus.value is not None and stimulus.value.sequential


def _unfolding(question: QuestionRecord, stimuli: Mapping[str, StimulusRecord]) -> Iterator[Problem]:
    """Find questions that tell how a case goes on, without a case that does."""
    assert question.value is not None  # noqa: S101 - looked at by the caller; for the type checker
    stimulus = stimuli.get(question.value.stimulus)
    is_unclear = bool(question.value.stimulus) and (stimulus is None or stimulus.value is None)
    if question.value.unfolds and not is_unclear and not _is_sequential(stimulus):
        message = '"unfolds" needs a stimulus with sequential: true. Name one, or move the text into the stem.'
        yield question.problem(("unfolds",), "name-unfit", message, at_key=True)


def _scattered(draft: Draft, before: int, number: int) -> Iterator[Problem]:
    one, other = draft.questions[before], draft.questions[number]
    if one.document is not other.document:
        what = f"The case began in {one.document.path}."
    elif number != before + 1:
        what = f'Other questions stand between this one and "{one.id}", which is of the same case.'
    else:
        return
    yield other.problem(("stimulus",), SCATTERED.id, f"{what} {SCATTERED.remedy}")
