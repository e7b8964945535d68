"""What only the past can tell: ids that vanished, changed their meaning, or were given to something else.

A learner's answer is stored as "question, option", for ever. An old attempt shows the revision it was made with, so
leaving something out is allowed and worth a second look (warning); writing the same again under another id breaks
what belongs together, and is a mistake (error).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from cme.content.against_git import Past
from cme.content.documents import Record
from cme.content.draft import Draft
from cme.content.files import of_file
from cme.content.passages import Comparison, Earlier, words_of
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.schema import ActivityEntry, QuestionEntry, SourceEntry

_FOR_EVER = "Answers and results are stored by id, and would no longer belong together."
UNLIKE = Fraction(1, 3)  # of the longer words of two stems, the fewer of both: less of them are the same
_WORD = re.compile(r"\w{3,}")
_SAME_BEGINNING = 5  # letters: respond, responded, response
_TRUE_FALSE = ("True", "False")

RULES = (
    Rule(
        "past-bank",
        Severity.ERROR,
        "The bank has another id than in the past.",
        "It would be another bank, and could not publish the questions of the first.",
        "Write the old id.",
    ),
    Rule(
        "past-type",
        Severity.ERROR,
        "A question has another type than in the past.",
        "Answers stored under its id would mean something else.",
        "Give the question a new id, or its old type.",
    ),
    Rule(
        "past-renamed",
        Severity.ERROR,
        "Something that was there in the past stands here under another id.",
        _FOR_EVER,
        "Give it its old id again.",
    ),
    Rule(
        "past-reused",
        Severity.ERROR,
        "The id of a question was given to another one.",
        _FOR_EVER,
        "Give the new question a new id.",
    ),
    Rule(
        "past-copied",
        Severity.WARNING,
        "A new question is the copy of one that was there in the past.",
        "Learners would be asked the same twice.",
        "Change it, or leave one of the two out.",
    ),
    Rule(
        "past-vanished",
        Severity.WARNING,
        "An id that was there in the past is gone.",
        "What was published under it is retired; where it was a slip, answers and results lose their place.",
        "Where that is meant, nothing needs doing; else bring it back.",
    ),
    Rule(
        "past-quote",
        Severity.WARNING,
        "A quotation that was in the article in the past was changed, and is not in it now.",
        "A quotation that the article does not contain must not be published.",
        "Write it as it was, or compare it with the article anew.",
    ),
)

Shape: TypeAlias = tuple[str, ...]  # what two entries share that are the same under two ids
_Texts: TypeAlias = Mapping[str, str]  # by id


def past_problems(draft: Draft, past: Past) -> Iterator[Problem]:
    """Find what is wrong between the bank and what it was."""
    another = list(_bank_id(draft, past))
    yield from another
    if another:  # then nothing else in it is comparable
        return
    owners = originals(draft, past)
    for part, word, now, then, shape in _kinds(draft, past):
        earlier = {record.id: record for record in then if record.id}
        if part not in draft.unread:  # else what is missing may stand in the file that cannot be read
            yield from _ids(draft, past, word, now, earlier, shape)
        for record in now:
            before = earlier.get(record.id)
            if owners.get((word, record.id), record) is not record:
                continue  # a copy, which has that as an error
            if before is not None and record.value is not None and before.value is not None:
                yield from _inside(record, before, past)


def originals(draft: Draft, past: Past) -> dict[tuple[str, str], Record[Any]]:
    """Return, by kind and id, which of several entries of one id was there in the past: the others are its copies.

    It is the one in the same file, else the one that says the same; else the first.
    """
    found: dict[tuple[str, str], Record[Any]] = {}
    for _, word, now, then, shape in _kinds(draft, past):
        earlier = {record.id: record for record in then if record.id}
        several: dict[str, list[Record[Any]]] = {}
        for record in now:
            several.setdefault(record.id, []).append(record)
        for name, records in several.items():
            if len(records) > 1 and name in earlier:
                found[word, name] = min(records, key=partial(_distance, earlier[name], draft, past, shape))
    return found


def _distance(
    before: Record[Any], draft: Draft, past: Past, shape: Callable[[Any], Shape], record: Record[Any]
) -> tuple[bool, bool]:
    """Say whether an entry stands elsewhere than it did, and whether it says something else: the less, the nearer."""
    file = Path(record.document.path).relative_to(draft.folder)
    is_elsewhere = file != Path(before.document.path).relative_to(past.draft.folder)
    if record.value is None or before.value is None:
        return is_elsewhere, True
    return is_elsewhere, shape(record.value) != shape(before.value)


_Kind: TypeAlias = tuple[str, str, Sequence[Record[Any]], Sequence[Record[Any]], Callable[[Any], Shape]]


def _kinds(draft: Draft, past: Past) -> tuple[_Kind, ...]:
    """Return each part of a bank, what an entry of it is called, its entries now and then, and what makes them same."""
    return (
        ("questions", "question", draft.questions, past.draft.questions, _question_shape),
        ("activities", "activity", draft.activities, past.draft.activities, _activity_shape),
        ("sources", "source", draft.sources, past.draft.sources, _source_shape),
    )


def found_before(past: Past) -> Earlier:
    """Return the hash of the article's text in which words of each passage were found then."""
    return {
        (name, words): past.quotations[name].text_hash
        for record in past.draft.sources
        if record.value is not None
        for passage in record.value.passages
        if (name := f"{record.id}#{passage.id}") in past.quotations
        for words in words_of(passage).values()
    }


def changed_quotes(draft: Draft, past: Past, now: Comparison, then: Comparison) -> Iterator[Problem]:
    """Find quotations that are not in their article, but were before somebody changed them."""
    before = {
        f"{record.id}#{passage.id}": passage.quote
        for record in past.draft.sources
        if record.value is not None
        for passage in record.value.passages
    }
    for record in draft.sources:
        for number, passage in enumerate(record.value.passages if record.value is not None else ()):
            name = f"{record.id}#{passage.id}"
            is_lost = record.id in now.quotations and name not in now.places and name in then.places
            if is_lost and before[name] != passage.quote:
                message = f'At {past.name} this read "{before[name]}", which is in the article. Write it so again.'
                place = ("passages", number, "quote")
                yield record.problem(place, "past-quote", message, severity=Severity.WARNING)


def _bank_id(draft: Draft, past: Past) -> Iterator[Problem]:
    if draft.provider is None or past.draft.provider is None or draft.provider_document is None:
        return
    old = past.draft.provider.bank
    if draft.provider.bank != old:
        message = f'At {past.name} the bank was called "{old}". Write that id; another is another bank.'
        yield draft.provider_document.problem(("bank",), "past-bank", message)


def _ids(
    draft: Draft,
    past: Past,
    word: str,
    now: Sequence[Record[Any]],
    earlier: Mapping[str, Record[Any]],
    shape: Callable[[Any], Shape],
) -> Iterator[Problem]:
    """Find entries that stand under a new id, and ids that are gone."""
    ids = {record.id for record in now}
    gone = {name: record for name, record in earlier.items() if name not in ids}
    shapes = {shape(record.value): name for name, record in earlier.items() if record.value is not None}
    shapes |= {shape(record.value): name for name, record in gone.items() if record.value is not None}
    for record in now:
        old = shapes.get(shape(record.value)) if record.value is not None and record.id not in earlier else None
        if old in gone:
            del gone[old]
            message = f'At {past.name} this {word} had the id "{old}". Ids are for ever: give it back.'
            yield record.problem(("id",), "past-renamed", message)
        elif old is not None and word == "question":
            message = f'This is a copy of the question "{old}". Change it, or leave one of the two out.'
            yield record.problem(("id",), "past-copied", message, severity=Severity.WARNING)
    for name, record in gone.items():
        message = f'The {word} "{name}" of {past.name} is gone. If it is not to be retired, write it again.'
        yield of_file(_place(draft, past, record), "past-vanished", message, Severity.WARNING)


def _place(draft: Draft, past: Past, record: Record[Any]) -> Path:
    """Return the file in which something stood, where there still is one of that name."""
    file = draft.folder / Path(record.document.path).relative_to(past.draft.folder)
    return file if file.is_file() else draft.folder


def _inside(record: Record[Any], before: Record[Any], past: Past) -> Iterator[Problem]:
    """Compare what one entry holds with what it held."""
    now, then = record.value, before.value
    if isinstance(now, QuestionEntry) and isinstance(then, QuestionEntry):
        if _is_another(now, then):
            message = f'At {past.name} the id "{now.id}" was that of another question. Give this one a new id.'
            yield record.problem(("id",), "past-reused", message)
            return
        if now.type != then.type:
            message = f"At {past.name} the type was {then.type}. Write that, or give the question a new id."
            yield record.problem(("type",), "past-type", message)
        options, old_options = _texts(now.options, "text"), _texts(then.options, "text")
        yield from _parts(record, "options", "option", options, old_options, past)
        prompts, old_prompts = _texts(now.prompts, "text"), _texts(then.prompts, "text")
        yield from _parts(record, "prompts", "prompt", prompts, old_prompts, past)
    elif isinstance(now, ActivityEntry) and isinstance(then, ActivityEntry):
        objectives, old_objectives = _texts(now.objectives, "text"), _texts(then.objectives, "text")
        yield from _parts(record, "objectives", "objective", objectives, old_objectives, past)
    else:
        assert isinstance(now, SourceEntry) and isinstance(then, SourceEntry)  # noqa: S101, PT018  the third kind
        passages, old_passages = _texts(now.passages, "quote"), _texts(then.passages, "quote")
        yield from _parts(record, "passages", "passage", passages, old_passages, past)


def _is_another(now: QuestionEntry, then: QuestionEntry) -> bool:
    """Say whether two questions of one id have nothing in common: no option or prompt, and hardly a word."""
    return not _said_inside(now) & _said_inside(then) and _likeness(now.stem, then.stem) < UNLIKE


def _said_inside(question: QuestionEntry) -> set[tuple[str, str]]:
    """Return the options and prompts by id and text, but True and False, which any statement has."""
    told = {*_texts(question.options, "text").items(), *_texts(question.prompts, "text").items()}
    return {(name, text) for name, text in told if text not in _TRUE_FALSE}


def _likeness(one: str, other: str) -> Fraction:
    """Return what share of the words of the shorter of two stems the other has too, whatever their endings."""
    words, others = (
        {word[:_SAME_BEGINNING] for word in _WORD.findall(stem.casefold())} or {stem} for stem in (one, other)
    )
    return Fraction(len(words & others), min(len(words), len(others)))


def _parts(record: Record[Any], location: str, word: str, now: _Texts, then: _Texts, past: Past) -> Iterator[Problem]:
    """Find ids below one entry that are gone, and those that say the same as one that is."""
    gone = {name: text for name, text in then.items() if name not in now}
    said = {text: name for name, text in then.items() if now.get(name) != text}
    for number, (name, text) in enumerate(now.items()):
        old = said.get(text) if then.get(name) != text else None
        if old is not None:
            gone.pop(old, None)
            message = f'At {past.name} this {word} had the id "{old}". Ids are for ever: give it back.'
            yield record.problem((location, number, "id"), "past-renamed", message)
    for name in gone:
        message = f'The {word} "{name}" of {past.name} is gone. If that is not meant, write it again.'
        yield record.problem((location,), "past-vanished", message, at_key=True, severity=Severity.WARNING)


def _texts(entries: Iterable[Any], name: str) -> _Texts:
    return {entry.id: getattr(entry, name) for entry in entries}


def _question_shape(question: QuestionEntry) -> Shape:
    return (question.stem, *sorted(each.text for each in question.options), *(each.text for each in question.prompts))


def _activity_shape(activity: ActivityEntry) -> Shape:
    return (activity.title, *sorted(objective.text for objective in activity.objectives))


def _source_shape(source: SourceEntry) -> Shape:
    return (source.doi,) if source.doi else (source.title, str(source.year))
