"""Which question, option, activity or source a problem bears on, found by where it stands in its file."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cme.content.documents import Location, Record, length, text_at
from cme.content.draft import Draft
from cme.content.problems import Problem
from cme.content.rules_references import asked_lists
from cme.content.schema import ActivityEntry, QuestionEntry
from cme.content.schema_posttest import PosttestEntry, SectionEntry

_AFTER_POSTTEST: tuple[Location, ...] = (
    *(("posttest", name) for name in PosttestEntry.model_fields if name != "questions"),
    *((name,) for name in ActivityEntry.model_fields if name != "posttest"),
)
_BESIDE_QUESTIONS: tuple[Location, ...] = (
    (),
    *((name,) for name in SectionEntry.model_fields if name != "questions"),
)
_PARTS = ("prompts", "options")
_BESIDE_PARTS = tuple(name for name in QuestionEntry.model_fields if name not in _PARTS)


@dataclass(frozen=True)
class Place:
    """What stands from a line and column on, up to the next place.

    ``part`` is the id of an option or prompt, of a passage, or of a question that an activity asks.
    """

    kind: str = ""  # question, activity, source, stimulus
    name: str = ""
    part: str = ""


NOWHERE = Place()


class Outline:
    """The places of the files of a draft that are asked for, by their ``paths``.

    ``names`` has the name of each question record, in the draft's order.
    """

    def __init__(self, draft: Draft, names: Iterable[str], paths: frozenset[str]) -> None:
        self._places: dict[str, list[tuple[int, int, Place]]] = {path: [] for path in paths}
        for record, name in zip(draft.questions, names, strict=True):
            if record.document.path not in paths:
                continue
            self._add(record, (), Place("question", name))
            for part in _PARTS:
                self._add_parts(record, part, "question", name)
            for field in _BESIDE_PARTS:  # what follows the options belongs to the question again
                self._add(record, (field,), Place("question", name))
        for stimulus in (each for each in draft.stimuli if each.document.path in paths):
            self._add(stimulus, (), Place("stimulus", stimulus.id))
        for source in (each for each in draft.sources if each.document.path in paths):
            self._add(source, (), Place("source", source.id))
            self._add_parts(source, "passages", "source", source.id)
        for activity in (each for each in draft.activities if each.document.path in paths):
            self._add(activity, (), Place("activity", activity.id))
            self._add_asked(activity)
        for places in self._places.values():
            places.sort(key=lambda each: each[:2])

    def place_of(self, problem: Problem) -> Place:
        """Return what a problem stands in; NOWHERE for one of a whole file."""
        places = self._places.get(problem.path, [])
        before = places[: bisect_right(places, (problem.line, problem.column), key=lambda each: each[:2])]
        for line, column, place in reversed(before):
            if problem.column >= column or problem.line == line:  # else it is indented less: it belongs further out
                return place
        return NOWHERE

    def _add(self, record: Record[Any], location: Location, place: Place) -> None:
        node = record.document.at((*record.location, *location))  # the record itself where there is nothing
        self._places[record.document.path].append((node.line, node.column, place))

    def _add_parts(self, record: Record[Any], part: str, kind: str, name: str) -> None:
        for number, part_id in enumerate(part_ids(record, part)):
            self._add(record, (part, number), Place(kind, name, part_id))

    def _add_asked(self, activity: Record[Any]) -> None:
        for place in asked_lists(activity.document):
            for number in range(length(activity.document, place)):
                location: Location = (*place, number)
                asked = text_at(activity.document, location)
                self._add(activity, location, Place("activity", activity.id, asked))
        sections: Location = ("posttest", "sections")
        for number in range(length(activity.document, sections)):
            for field in _BESIDE_QUESTIONS:
                self._add(activity, (*sections, number, *field), Place("activity", activity.id))
        for field in _AFTER_POSTTEST:
            self._add(activity, field, Place("activity", activity.id))


def part_ids(record: Record[Any], part: str) -> list[str]:
    """Return the ids of a record's options, prompts or passages as written, "" for one without."""
    location = (*record.location, part)
    count = length(record.document, location)
    return [text_at(record.document, (*location, number, "id")) for number in range(count)]


def concerned(
    place: Place, citing: Mapping[str, tuple[str, ...]], sharing: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Return the names of the questions that a problem at ``place`` bears on: its own, or those citing the passage.

    ``citing`` has the questions by passage id, ``sharing`` those by the id of their stimulus. What is said of a
    source as a whole bears on all that cite it.
    """
    if place.kind == "question":
        return (place.name,)
    if place.kind == "stimulus":
        return sharing.get(place.name, ())
    if place.kind == "activity":
        return (place.part,) if place.part else ()
    if place.kind != "source":
        return ()
    if place.part:
        return citing.get(f"{place.name}#{place.part}", ())
    names = (name for passage, names in citing.items() if passage.startswith(f"{place.name}#") for name in names)
    return tuple(dict.fromkeys(names))
