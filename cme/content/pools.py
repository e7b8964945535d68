"""Which questions a posttest may ask: those it names, and in its sections all of a topic or an objective."""

from collections.abc import Iterable, Iterator, Sequence

from cme.content.documents import Location
from cme.content.schema import QuestionEntry
from cme.content.schema_posttest import PosttestEntry, SectionEntry
from cme.core.activities import Section


def pool_of(section: SectionEntry, questions: Iterable[QuestionEntry]) -> tuple[str, ...]:
    """Return the ids of a section's questions: as named, or those that fit, in the bank's order, each once."""
    if section.questions:
        return tuple(section.questions)
    fitting = (
        each.id
        for each in questions
        if (section.topic and section.topic in each.topics)
        or (section.objective and section.objective == each.objective)
    )
    return tuple(dict.fromkeys(fitting))


def sections_of(rules: PosttestEntry, questions: Sequence[QuestionEntry]) -> tuple[Section, ...]:
    """Return the sections of a posttest with their questions by id."""
    pools = [(section, pool_of(section, questions)) for section in rules.sections]
    return tuple(
        Section(
            question_ids=pool,
            pick=section.pick or len(pool),
            title=section.title,
            spread=section.spread,
            is_shuffled=section.shuffle,
        )
        for section, pool in pools
    )


def asked(rules: PosttestEntry, questions: Sequence[QuestionEntry]) -> Iterator[tuple[Location, str]]:
    """Yield every question that may be asked and where the activity says so, in the order of the sections."""
    for number, name in enumerate(rules.questions):
        yield ("posttest", "questions", number), name
    for place, section in enumerate(rules.sections):
        above: Location = ("posttest", "sections", place)
        pool = pool_of(section, questions)
        for number, name in enumerate(pool):
            yield pool_place(above, section, number), name


def pool_place(above: Location, section: SectionEntry, number: int) -> Location:
    """Return where a question of a section stands: its own line, or the topic or objective that brings it."""
    if section.questions:
        return (*above, "questions", number)
    return (*above, "topic" if section.topic else "objective")
