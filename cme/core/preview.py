"""A bank laid open for its authors, as far as it can be read: what is asked, its keys, what the check says of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cme.core.activities import Activity, Provider
from cme.core.bank import Bank
from cme.core.questions import OpenQuestion, Option, Prompt, Question
from cme.core.review import Numbering, letter
from cme.core.sources import Evidence, Passage, Source


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A problem of the check, in its own words. ``place`` is path:line:column below the bank's folder.

    ``concerns`` has the names of the questions it bears on; ``option`` is the id of the option it stands in.
    """

    severity: str  # error, warning, info
    place: str
    rule: str
    message: str
    concerns: tuple[str, ...] = ()
    option: str = ""
    activity: str = ""  # the id of the activity it stands in
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Unresolved:
    """Evidence whose passage cannot be shown: nobody wrote it, or its file cannot be read."""

    reference: str
    relation: str


@dataclass(frozen=True, kw_only=True)
class PreviewedQuestion:
    """One question. ``name`` is its id where that is good and its own, and stands in addresses.

    ``asked`` shows as much of it as can be read; ``question`` is None where an error leaves no more than that.
    """

    name: str
    asked: OpenQuestion
    question: Question | None
    unresolved: Mapping[str, tuple[Unresolved, ...]] = field(default_factory=dict)  # by option id
    remarks: tuple[Remark, ...] = ()

    def remarks_on(self, option_id: str) -> tuple[Remark, ...]:
        """Return what the check says of one option."""
        return tuple(remark for remark in self.remarks if remark.option == option_id)

    @property
    def general_remarks(self) -> tuple[Remark, ...]:
        """What the check says of the question as a whole, or of no option that there is."""
        known = {option.id for option in self.asked.options} | {prompt.id for prompt in self.asked.prompts}
        return tuple(remark for remark in self.remarks if remark.option not in known)


@dataclass(frozen=True, kw_only=True)
class PreviewedActivity:
    """One activity; ``activity`` is None where an error leaves its title alone.

    ``honesty`` says in sentences what its posttest is worth; nothing where an error leaves that open.
    """

    id: str
    title: str
    activity: Activity | None
    honesty: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PreviewedSource:
    """One source with its passages; ``source`` is None where an error leaves its title alone."""

    id: str
    title: str
    source: Source | None
    passages: tuple[Passage, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A whole bank. ``remarks`` has everything the check found, in reading order."""

    bank_id: str
    provider: Provider | None
    activities: tuple[PreviewedActivity, ...]
    questions: tuple[PreviewedQuestion, ...]
    sources: tuple[PreviewedSource, ...]
    remarks: tuple[Remark, ...] = ()

    def find_question(self, name: str) -> PreviewedQuestion | None:
        """Return the question of this name, or None."""
        return next((each for each in self.questions if each.name == name), None)

    def find_activity(self, activity_id: str) -> PreviewedActivity | None:
        """Return the activity with this id, or None."""
        return next((each for each in self.activities if each.id == activity_id), None)

    def asking(self, question_id: str) -> tuple[PreviewedActivity, ...]:
        """Return the activities whose posttest asks a question."""
        return tuple(
            each
            for each in self.activities
            if each.activity is not None and question_id in each.activity.posttest.question_ids
        )

    def readable_sources(self) -> dict[str, Source]:
        """Return the sources that can be cited, by id."""
        return {each.source.id: each.source for each in self.sources if each.source is not None}

    def citing(self) -> dict[str, tuple[str, ...]]:
        """Return the names of the questions that cite each passage, by the passage's id."""
        found: dict[str, dict[str, None]] = {}
        for each in self.questions:
            for evidence in each.question.cited if each.question is not None else ():
                found.setdefault(evidence.passage.id, {})[each.name] = None
        return {passage_id: tuple(names) for passage_id, names in found.items()}

    def passages_beside(self, question: Question) -> tuple[Passage, ...]:
        """Return the passages that the question leaves aside, of the sources it cites or its activities name."""
        cited = {evidence.passage.id for evidence in question.cited}
        named = {passage_id.partition("#")[0] for passage_id in cited}
        for each in self.asking(question.id):
            named |= set(each.activity.source_ids) if each.activity is not None else set()
        return tuple(
            passage
            for source in self.sources
            if source.id in named
            for passage in source.passages
            if passage.id not in cited
        )


def lay_open(bank: Bank, honesty: Mapping[str, tuple[str, ...]]) -> Preview:
    """Return the preview of a bank that passed its checks; ``honesty`` has sentences on each activity, by its id."""
    passages = {
        evidence.passage.id: evidence.passage for question in bank.questions.values() for evidence in question.cited
    } | {passage.id: passage for passage in bank.uncited}
    return Preview(
        bank_id=bank.id,
        provider=bank.provider,
        activities=tuple(
            PreviewedActivity(id=each.id, title=each.title, activity=each, honesty=honesty.get(each.id, ()))
            for each in bank.activities.values()
        ),
        questions=tuple(
            PreviewedQuestion(name=each.id, asked=each.opened(), question=each) for each in bank.questions.values()
        ),
        sources=tuple(
            PreviewedSource(
                id=source.id,
                title=source.title,
                source=source,
                passages=tuple(each for each in passages.values() if each.source_id == source.id),
            )
            for source in bank.sources.values()
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Bearer:
    """What evidence bears on: an option by its letter, a prompt by its number. ``key`` is what belongs to a prompt."""

    label: str
    told: Option | Prompt
    is_key: bool = False
    key: str = ""


def bearers(question: Question) -> tuple[Bearer, ...]:
    """Return all that carries a rationale and evidence: of pairs the prompts, then the options that match none."""
    texts = {option.id: option.text for option in question.options}
    prompts = [
        Bearer(label=str(number), told=prompt, key=texts.get(prompt.match, ""))
        for number, prompt in enumerate(question.prompts, start=1)
    ]
    matched = {prompt.match for prompt in question.prompts}
    options = [
        Bearer(label=letter(number), told=option, is_key=option.is_key)
        for number, option in enumerate(question.options, start=1)
        if option.id not in matched or option.evidence or option.silent
    ]
    return (*prompts, *options)


@dataclass(frozen=True, kw_only=True)
class MatrixRow:
    """One passage: its number, as in the notes of a result, and its bearing on each option in turn."""

    number: int
    passage: Passage
    source: Source
    cells: tuple[tuple[Evidence, ...], ...]


def matrix(question: Question, sources: Mapping[str, Source]) -> Iterator[MatrixRow]:
    """Yield each passage that the question cites with its relations to the ``bearers``, in the order of the notes.

    An option has one relation to a passage; a second one is an error of the check and is shown beside the first.
    """
    numbering, bearing = Numbering(sources), [each.told.evidence for each in bearers(question)]
    notes = {
        note.evidence.passage.id: note
        for evidence in bearing
        for note in map(numbering.note, evidence)
        if not note.is_repeated
    }
    for passage_id, note in notes.items():
        yield MatrixRow(
            number=note.number,
            passage=note.evidence.passage,
            source=note.source,
            cells=tuple(tuple(each for each in evidence if each.passage.id == passage_id) for evidence in bearing),
        )
