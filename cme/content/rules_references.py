"""Rules about ids and references: every id once, every reference to something that exists."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from cme.content.documents import Document, Location, Record, length, text_at, texts_at
from cme.content.draft import Draft
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.schema import QuestionEntry
from cme.content.suggestions import Suggestions

_Lists: TypeAlias = tuple[tuple[Location, str, set[str], str], ...]  # where, what, which exist, in which folder
_Originals: TypeAlias = Mapping[tuple[str, str], Record[Any]]
_NONE: _Originals = {}

RULES = (
    Rule(
        "id-duplicate",
        Severity.ERROR,
        "An id is taken by something else of its kind.",
        "A learner's answer is stored by id, and could mean either.",
        "Choose another id for the newer of the two.",
    ),
    Rule(
        "reference-unknown",
        Severity.ERROR,
        "Something is named that does not exist.",
        "Learners would miss the question or the evidence.",
        "Write it as the message suggests, or write what is named.",
    ),
    Rule(
        "question-unused",
        Severity.INFO,
        "A question stands in no activity's posttest.",
        "Nobody is asked it.",
        "Add it to a posttest if it is meant to be asked.",
    ),
)


def reference_problems(draft: Draft, originals: _Originals = _NONE) -> Iterator[Problem]:
    """Find ids used twice and references to nothing.

    ``originals`` has, by kind and id, which of several entries has its id by right; elsewhere the first one has.
    """
    meant = Suggestions()
    yield from _repeated_records("source", draft.sources, originals)
    yield from _repeated_records("question", draft.questions, originals)
    yield from _repeated_records("stimulus", draft.stimuli, originals)
    yield from _repeated_records("activity", draft.activities, originals)
    for source in draft.sources:
        yield from repeated(source.document, (*source.location, "passages"), "passage")
    passages = _passage_ids(draft)
    unclear = {one.id for one in draft.sources if one.value is None and not _numbers(one.document, ("passages",))}
    for question in draft.questions:
        yield from repeated(question.document, (*question.location, "options"), "option")
        yield from repeated(question.document, (*question.location, "prompts"), "prompt")
        if "sources" not in draft.unread:  # else it may stand in the file that cannot be read
            yield from _unknown_passages(question, passages, unclear, meant)
    sources, questions = {source.id for source in draft.sources}, {question.id for question in draft.questions}
    for activity in draft.activities:
        yield from repeated(activity.document, ("objectives",), "objective")
        asked: _Lists = tuple((place, "question", questions, "questions") for place in asked_lists(activity.document))
        yield from _unknown_in_activity(activity, ((("sources",), "source", sources, "sources"), *asked), draft, meant)
    if not {"questions", "activities"} & draft.unread.keys():
        yield from _unused_questions(draft)


def repeated(document: Document, location: Location, kind: str) -> Iterator[Problem]:
    """Find ids that occur twice in the list at ``location``."""
    seen: dict[str, Location] = {}
    for number, written in enumerate(texts_at(document, location, "id")):
        place = (*location, number, "id")
        if written and written in seen:
            message = f'The {kind} id "{written}" is taken (line {document.at(seen[written]).line}). Choose another.'
            yield document.problem(place, "id-duplicate", message)
        seen.setdefault(written, place)


def _numbers(document: Document, location: Location) -> range:
    return range(length(document, location))


def _repeated_records(kind: str, records: Iterable[Record[Any]], originals: _Originals) -> Iterator[Problem]:
    seen: dict[str, Record[Any]] = {name: record for (known, name), record in originals.items() if known == kind}
    for record in records:
        owner = seen.setdefault(record.id, record)
        if record.id and owner is not record:
            message = f'The {kind} id "{record.id}" is taken ({_place(owner)}). Choose another.'
            yield record.problem(("id",), "id-duplicate", message)


def _place(record: Record[Any]) -> str:
    return f"{record.document.path}:{record.document.at((*record.location, 'id')).line}"


def _passage_ids(draft: Draft) -> set[str]:
    known: set[str] = set()
    for source in draft.sources:
        known.update(f"{source.id}#{written}" for written in texts_at(source.document, ("passages",), "id"))
    return known


def _unknown_passages(
    question: Record[Any], known: set[str], unclear: set[str], meant: Suggestions
) -> Iterator[Problem]:
    """Find passages that do not exist, but not those of a source whose passages are missing: that has its own error."""
    for place, written in _evidence(question):
        source, mark, passage = written.partition("#")
        if mark and "#" not in passage and written not in known and source not in unclear:
            message = _unknown("passage", written, known, "sources", meant)
            yield question.problem(place, "reference-unknown", message)


def _evidence(question: Record[Any]) -> Iterator[tuple[Location, str]]:
    document, above = question.document, question.location
    parts = [(part, number) for part in ("prompts", "options") for number in _numbers(document, (*above, part))]
    for part in parts:
        place = (*part, "evidence")
        for number, written in enumerate(texts_at(document, (*above, *place), "passage")):
            yield (*place, number, "passage"), written


def _unknown_in_activity(activity: Record[Any], lists: _Lists, draft: Draft, meant: Suggestions) -> Iterator[Problem]:
    for location, kind, known, folder in lists:
        if folder in draft.unread:
            continue  # it may stand in the file that cannot be read
        for number in _numbers(activity.document, location):
            place = (*location, number)
            written = text_at(activity.document, place)
            if written and written not in known:
                yield activity.problem(place, "reference-unknown", _unknown(kind, written, known, folder, meant))


def _unused_questions(draft: Draft) -> Iterator[Problem]:
    """Find questions in no posttest, unless a posttest is unclear: what is wrong with it has its own error."""
    documents = [activity.document for activity in draft.activities]
    if not all(asked_lists(one) or _pools(one) for one in documents):
        return
    asked = {
        text_at(one, (*place, number))
        for one in documents
        for place in asked_lists(one)
        for number in _numbers(one, place)
    }
    pools = {pool for one in documents for pool in _pools(one)}
    if not asked <= {question.id for question in draft.questions}:
        return
    for question in draft.questions:
        if question.id and question.id not in asked and not _is_drawn(question, pools):
            message = "This question stands in no activity's posttest, so nobody is asked it."
            yield question.problem(("id",), "question-unused", message, severity=Severity.INFO)


def asked_lists(document: Document) -> list[Location]:
    """Return where an activity names questions that it asks: the one list, or those of its sections."""
    lists: list[Location] = [("posttest", "questions")]
    sections: Location = ("posttest", "sections")
    lists += [(*sections, number, "questions") for number in _numbers(document, sections)]
    return [place for place in lists if length(document, place)]


def _pools(document: Document) -> set[tuple[str, str]]:
    """Return the topics and objectives from which an activity draws, each with its name."""
    sections: Location = ("posttest", "sections")
    found = {(name, text) for name in ("topic", "objective") for text in texts_at(document, sections, name)}
    return {(name, text) for name, text in found if text}


def _is_drawn(question: Record[QuestionEntry], pools: set[tuple[str, str]]) -> bool:
    """Say whether a question is in one of the pools; one that cannot be read may be."""
    if question.value is None:
        return bool(pools)
    own = {("objective", question.value.objective), *(("topic", topic) for topic in question.value.topics)}
    return bool(pools & own)


def _unknown(kind: str, written: str, known: Collection[str], folder: str, meant: Suggestions) -> str:
    hint = meant.did_you_mean(written, known) or f" Write it in {folder}/, or name one that exists."
    return f'There is no {kind} "{written}".{hint}'
