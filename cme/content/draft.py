"""The bank as written: every file read, every entry located, nothing yet compared with anything else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias, TypeVar

from pydantic import BaseModel

from cme.content.collecting import no_collecting
from cme.content.documents import Document, Location, Record, text_at
from cme.content.files import Unreadable, contents, files_in, folder_fault, holds, of_file, overflow, stray_files
from cme.content.located_yaml import Items, Mapping, read_yaml
from cme.content.problems import MOST_COUNTED, Problem, Severity
from cme.content.rules_types import type_problems
from cme.content.schema import ActivityEntry, ProviderFile, QuestionEntry, SourceEntry, StimulusEntry
from cme.content.validation import validate

M = TypeVar("M", bound=BaseModel)
SourceRecord: TypeAlias = Record[SourceEntry]
QuestionRecord: TypeAlias = Record[QuestionEntry]
StimulusRecord: TypeAlias = Record[StimulusEntry]
ActivityRecord: TypeAlias = Record[ActivityEntry]
_PROVIDER = "provider.yaml"


@dataclass
class Draft:
    """Everything found. ``unread`` has, by the part of the bank, the files that could not be read at all."""

    folder: Path
    provider: ProviderFile | None = None
    provider_document: Document | None = None
    sources: list[SourceRecord] = field(default_factory=list)
    questions: list[QuestionRecord] = field(default_factory=list)
    stimuli: list[StimulusRecord] = field(default_factory=list)
    activities: list[ActivityRecord] = field(default_factory=list)
    unread: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def leave_unread(self, path: Path) -> None:
        """Note a file that cannot be read, so that nobody is told that what it holds does not exist."""
        self.unread.setdefault(path.relative_to(self.folder).parts[0], []).append(path.as_posix())

    def report(self, problems: list[Problem]) -> None:
        """Add problems found."""
        self.problems.extend(problems)


@no_collecting()
def read_draft(folder: Path, on_read: Callable[[], None] = lambda: None) -> Draft:
    """Read every file of the bank in ``folder``, calling ``on_read`` after each; problems are collected."""
    draft = Draft(folder)
    fault = folder_fault(folder)
    if fault:
        draft.problems.append(of_file(folder, "bank-missing", fault))
        return draft
    if too_much := overflow(folder):
        draft.problems.append(of_file(folder, "bank-large", too_much))
        return draft
    _read_provider(folder / _PROVIDER, draft)
    for part, read in _READERS:
        for path, unreadable in files_in(folder / part, folder):
            if unreadable is None:
                read(path, contents(path, folder), draft)
            else:
                _refuse(path, unreadable, draft)
            on_read()
    draft.report(list(stray_files(folder)))
    return draft


@no_collecting()
def draft_of(files: Iterable[tuple[str, bytes]]) -> Draft:
    """Read a bank that stands in no folder: the path of each file within the bank, and its content."""
    draft = Draft(Path())
    read_files = dict(files)
    for name in sorted(read_files):
        path = Path(name)
        if any(part.startswith(".") for part in path.parts):
            continue
        if name == _PROVIDER:
            _take_provider(path, read_files[name], draft)
        for part, read in _READERS:
            if path.parts[0] == part:
                read(path, read_files[name], draft)
    return draft


def _refuse(path: Path, unreadable: Unreadable, draft: Draft) -> None:
    draft.problems.append(of_file(path, unreadable.rule, unreadable.message))
    draft.leave_unread(path)


def _document(path: Path, data: bytes | Unreadable, draft: Draft) -> Document | None:
    """Read one file; where that fails, note why and that its ids are unknown."""
    if isinstance(data, Unreadable):
        _refuse(path, data, draft)
        return None
    reading = read_yaml(data)
    draft.report(
        [
            Problem(
                path=path.as_posix(),
                line=fault.line,
                column=fault.column,
                severity=Severity.ERROR,
                rule=fault.rule,
                message=fault.message,
            )
            for fault in reading.faults
        ]
    )
    if reading.root is None:
        draft.leave_unread(path)
        return None
    return Document(path.as_posix(), reading.root)


def _record(model: type[M], document: Document, location: Location, draft: Draft) -> Record[M]:
    value, problems = validate(model, document, location)
    draft.report(problems)
    return Record(text_at(document, (*location, "id")), value, document, location)


def _read_provider(path: Path, draft: Draft) -> None:
    if not holds(draft.folder, path.name):
        message = "The bank has no provider.yaml. Write one that says who offers the activities."
        draft.problems.append(of_file(path, "provider-missing", message))
        return
    _take_provider(path, contents(path, draft.folder), draft)


def _take_provider(path: Path, data: bytes | Unreadable, draft: Draft) -> None:
    document = _document(path, data, draft)
    draft.provider_document = document
    if document is not None:
        draft.provider, problems = validate(ProviderFile, document, ())
        draft.report(problems)


def _read_source(path: Path, data: bytes | Unreadable, draft: Draft) -> None:
    document = _document(path, data, draft)
    if document is not None:
        draft.sources.append(_record(SourceEntry, document, (), draft))


def _read_activity(path: Path, data: bytes | Unreadable, draft: Draft) -> None:
    document = _document(path, data, draft)
    if document is not None:
        draft.activities.append(_record(ActivityEntry, document, (), draft))


def _read_questions(path: Path, data: bytes | Unreadable, draft: Draft) -> None:
    """Read a file of questions one by one, so that a fault in one leaves the others checked."""
    document = _document(path, data, draft)
    if document is None:
        return
    root = document.root
    if not isinstance(root, Mapping) or not isinstance(root.values.get("questions"), Items):
        message = 'A file of questions starts with "questions:" and then a list of them. Write it so.'
        draft.problems.append(document.problem((), "value-shape", message))
        draft.leave_unread(path)
        return
    for name in root.keys.keys() - {"questions", "stimuli"}:
        message = f'"{name}" is not a name that is known here. Only "questions" and "stimuli" are.'
        draft.problems.append(document.problem((name,), "key-unknown", message, at_key=True))
    _read_stimuli(root, document, draft)
    items = root.values["questions"]
    assert isinstance(items, Items)  # noqa: S101 - looked at above; for the type checker
    before = len(draft.problems)
    for number in range(len(items.items)):
        if len(draft.problems) - before > MOST_COUNTED:  # most of them are left out anyway
            place: Location = ("questions", number)
            draft.questions.append(Record(text_at(document, (*place, "id")), None, document, place))
        else:
            draft.questions.append(_question(document, ("questions", number), draft))


def _question(document: Document, location: Location, draft: Draft) -> QuestionRecord:
    """Read a question, which must have what its type needs besides what the schema asks."""
    record = _record(QuestionEntry, document, location, draft)
    unfit = list(type_problems(document, location))
    if not unfit:
        return record
    draft.report(unfit)
    return replace(record, value=None)


def _read_stimuli(root: Mapping, document: Document, draft: Draft) -> None:
    items = root.values.get("stimuli")
    if items is not None and not isinstance(items, Items):
        message = "This must be a list (lines that start with a hyphen)."
        draft.problems.append(document.problem(("stimuli",), "value-shape", message))
        draft.unread.setdefault("stimuli", []).append(document.path)
    elif items is not None:
        for number in range(len(items.items)):
            draft.stimuli.append(_record(StimulusEntry, document, ("stimuli", number), draft))


_READERS = (("sources", _read_source), ("questions", _read_questions), ("activities", _read_activity))
