"""From a bank's files to what a preview shows: every entry as far as it can be read, with what the check says of it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from cme.content.against_git import FindPast
from cme.content.assembly import activity_of, passages_of, provider_of, source_of
from cme.content.bank import check_bank
from cme.content.concerns import Outline, concerned, part_ids
from cme.content.documents import Record, text_at
from cme.content.draft import Draft
from cme.content.honesty import ActivityHonesty
from cme.content.problems import Problem
from cme.content.question_assembly import question_of
from cme.content.schema import QuestionEntry, StimulusEntry
from cme.core.preview import (
    Preview,
    PreviewedActivity,
    PreviewedQuestion,
    PreviewedSource,
    Remark,
    Unresolved,
)
from cme.core.questions import TYPED, OpenOption, OpenPrompt, OpenQuestion, Option, Prompt, QuestionType
from cme.core.sources import Passage

T = TypeVar("T", Option, Prompt)
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_UNKNOWN = "\0"  # section of a passage that is not there: no text of a bank can hold it


def read_preview(
    folder: Path,
    fulltexts: Mapping[str, Path] | None = None,
    fulltext_dir: Path | None = None,
    past: FindPast | None = None,
    *,
    today: date | None = None,
) -> Preview:
    """Check the bank in ``folder``, given the rest as ``check_bank`` is, and lay it open.

    What cannot be read is among the remarks. Raises OSError where the folder goes away in the middle.
    """
    checked = check_bank(folder, fulltexts, fulltext_dir, past, today=today)
    draft = checked.draft
    passages = _Passages({each.id: each for source in draft.sources for each in _passages(source)})
    names = _names(draft.questions)
    readable = [record.value for record in draft.questions if record.value is not None]
    stimuli = {record.id: record.value for record in draft.stimuli if record.value is not None}
    questions = [
        _question(record, name, passages, stimuli) for record, name in zip(draft.questions, names, strict=True)
    ]
    bare = Preview(
        bank_id=draft.provider.bank if draft.provider is not None else folder.resolve().name,
        provider=provider_of(draft.provider) if draft.provider is not None else None,
        activities=tuple(_activity(record, readable) for record in draft.activities),
        questions=tuple(questions),
        sources=tuple(_source(record) for record in draft.sources),
    )
    told = with_remarks(bare, _remarks(bare, draft, names, checked.problems))
    return _with_honesty(told, checked.honesty)


def remark_of(problem: Problem, folder: Path) -> Remark:
    """Return a problem as a preview tells it, with the files called as they are within ``folder``."""
    return Remark(
        severity=problem.severity.value,
        place=f"{inside(problem.path, folder)}:{problem.line}:{problem.column}",
        rule=problem.rule,
        message=problem.message.replace(f"{folder.as_posix()}/", ""),
    )


def _remarks(bare: Preview, draft: Draft, names: list[str], problems: list[Problem]) -> tuple[Remark, ...]:
    outline = Outline(draft, names, frozenset(problem.path for problem in problems))
    citing, sharing, known = bare.citing(), _sharing(draft, names), frozenset(names)
    found = []
    for problem in problems:
        place = outline.place_of(problem)
        found.append(
            replace(
                remark_of(problem, draft.folder),
                concerns=tuple(name for name in concerned(place, citing, sharing) if name in known),
                option=place.part if place.kind == "question" else "",
                activity=place.name if place.kind == "activity" else "",
                source=place.name if place.kind == "source" else "",
            )
        )
    return tuple(found)


def _sharing(draft: Draft, names: list[str]) -> dict[str, tuple[str, ...]]:
    """Return the names of the questions that name each stimulus."""
    found: dict[str, tuple[str, ...]] = {}
    for record, name in zip(draft.questions, names, strict=True):
        stimulus = text_at(record.document, (*record.location, "stimulus"))
        found[stimulus] = (*found.get(stimulus, ()), name)
    return found


def inside(path: str, folder: Path) -> str:
    """Return a path as it reads from within the bank's folder; as it is where it lies elsewhere."""
    below = Path(path)
    inside = below.relative_to(folder).as_posix() if below.is_relative_to(folder) else path
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in inside)


def with_remarks(bare: Preview, remarks: tuple[Remark, ...]) -> Preview:
    """Return a preview with what the check says, beside each thing that it bears on."""
    of_question: dict[str, list[Remark]] = {}
    for remark in remarks:
        for name in remark.concerns:
            of_question.setdefault(name, []).append(remark)
    return replace(
        bare,
        remarks=remarks,
        questions=tuple(replace(each, remarks=tuple(of_question.get(each.name, ()))) for each in bare.questions),
        activities=tuple(
            replace(each, remarks=tuple(remark for remark in remarks if remark.activity == each.id))
            for each in bare.activities
        ),
        sources=tuple(
            replace(each, remarks=tuple(remark for remark in remarks if remark.source == each.id))
            for each in bare.sources
        ),
    )


def _with_honesty(told: Preview, known: tuple[ActivityHonesty, ...]) -> Preview:
    """Add what each posttest is worth."""
    sentences = {each.activity_id: each.sentences() for each in known}
    return replace(
        told, activities=tuple(replace(each, honesty=sentences.get(each.id, ())) for each in told.activities)
    )


def _names(records: Iterable[Record[Any]]) -> list[str]:
    """Return a name for each record: its id, or, where that is bad or taken, one that nothing else has."""
    found: list[str] = []
    taken: set[str] = set()
    for number, record in enumerate(records, start=1):
        is_good = _NAME.fullmatch(record.id) and len(record.id) <= 64 and record.id not in taken
        found.append(record.id if is_good else f"{number}.entry")  # no id has a dot
        taken.add(record.id)
    return found


class _Passages(dict[str, Passage]):
    """Passages by reference; one that is not there is made up, to be told by its section and taken out again."""

    def __missing__(self, reference: str) -> Passage:
        source_id = reference.partition("#")[0]
        return Passage(id=reference, source_id=source_id, section=_UNKNOWN, place="", quote="")


def _passages(record: Record[Any]) -> list[Passage]:
    return passages_of(record.value) if record.value is not None else []


def _question(
    record: Record[Any], name: str, passages: _Passages, stimuli: Mapping[str, StimulusEntry]
) -> PreviewedQuestion:
    if record.value is None:
        return PreviewedQuestion(name=name, asked=_asked(record), question=None)
    whole = question_of(record.value, passages, stimuli)
    question = replace(
        whole,
        options=tuple(_resolved(option) for option in whole.options),
        prompts=tuple(_resolved(prompt) for prompt in whole.prompts),
    )
    told: list[Option | Prompt] = [*whole.options, *whole.prompts]
    unresolved = {each.id: found for each in told if (found := _unresolved(each))}
    return PreviewedQuestion(name=name, asked=question.opened(), question=question, unresolved=unresolved)


def _resolved(told: T) -> T:
    return replace(told, evidence=tuple(each for each in told.evidence if each.passage.section != _UNKNOWN))


def _unresolved(told: Option | Prompt) -> tuple[Unresolved, ...]:
    return tuple(
        Unresolved(reference=each.passage.id, relation=each.relation.value)
        for each in told.evidence
        if each.passage.section == _UNKNOWN
    )


def _asked(record: Record[Any]) -> OpenQuestion:
    """Return what can be read of a question with errors: stem, prompts and options, as they are written."""

    def written(*location: str | int) -> str:
        return " ".join(text_at(record.document, (*record.location, *location)).split())

    def parts(name: str) -> list[tuple[str, str]]:
        ids = enumerate(part_ids(record, name))
        return [(part_id, written(name, number, "text") or "[no text can be read]") for number, part_id in ids]

    kind = next((each for each in QuestionType if each == written("type")), QuestionType.SINGLE)
    options = () if kind in TYPED else tuple(OpenOption(id=each, text=text) for each, text in parts("options"))
    return OpenQuestion(
        id=record.id,
        type=kind,
        prompts=tuple(OpenPrompt(id=each, text=text) for each, text in parts("prompts")),
        stem=written("stem") or "[no stem can be read]",
        options=options,
        shuffle=False,
        objective=written("objective"),
        topics=(),
        read_again=written("read_again"),
        verbatim=written("verbatim"),
        reviewed="",
    )


def _activity(record: Record[Any], questions: Sequence[QuestionEntry]) -> PreviewedActivity:
    activity = activity_of(record.value, questions) if record.value is not None else None
    title = activity.title if activity is not None else text_at(record.document, ("title",)) or record.id
    return PreviewedActivity(id=record.id, title=title, activity=activity)


def _source(record: Record[Any]) -> PreviewedSource:
    source = source_of(record.value) if record.value is not None else None
    title = source.title if source is not None else text_at(record.document, ("title",)) or record.id
    return PreviewedSource(id=record.id, title=title, source=source, passages=tuple(_passages(record)))
