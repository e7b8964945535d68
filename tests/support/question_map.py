"""The page that shows what tests what: the objectives of each activity, their questions, and the passages these cite.

``python -m tests.support.question_map > docs/imt-question-map.md`` writes it anew; a test compares.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from cme.content.bank import load_bank
from cme.core.activities import Activity
from cme.core.bank import Bank
from cme.core.questions import Question
from cme.core.sources import Evidence, Passage
from cme.paths import resource

LEFT_OUT = "alk-alcl-crizotinib"  # its three questions were printed with the article
TRANSFER = "Transfer:"  # how the notes of such a question begin
INTRODUCTION = """\
# What tests what

<!-- Written by: python -m tests.support.question_map > docs/imt-question-map.md -->

For each activity on crizotinib in tumours with *ALK*: its objectives, the questions that test each, and the passages
that these cite, by relation: **S** supports, **C** contrasts, **Q** qualifies, **M** mentions. A passage is named as
everywhere, by its source and its own id; *silent* counts the options about which the articles say nothing. A question
marked **T** is one of transfer: no single sentence of the articles holds its answer.
"""


def question_map(bank: Bank) -> str:
    """Return the page as Markdown."""
    return "\n".join([INTRODUCTION, *_of_sources(bank), *_of_activities(bank)])


def is_transfer(question: Question) -> bool:
    return question.notes.startswith(TRANSFER)


def words_quoted(passages: Iterable[Passage]) -> int:
    """Count the words of quotations and their contexts, as the check does."""
    parts = [part for one in passages for part in (one.context_before, one.quote, one.context_after)]
    return sum(len(part.split()) for part in parts)


def passages_of(bank: Bank, source_id: str) -> list[Passage]:
    """Return every passage of a source, cited or not, once, by id."""
    cited = [item.passage for question in bank.questions.values() for item in question.cited]
    found = {one.id: one for one in (*cited, *bank.uncited) if one.source_id == source_id}
    return [found[name] for name in sorted(found)]


def _of_sources(bank: Bank) -> Iterator[str]:
    yield from ("## Sources", "", "| source | passages | words quoted | cited by questions |", "|---|--:|--:|--:|")
    for source_id in sorted(bank.sources):
        passages = passages_of(bank, source_id)
        asked = sum(any(each.passage.source_id == source_id for each in one.cited) for one in bank.questions.values())
        yield f"| {source_id} | {len(passages)} | {words_quoted(passages)} | {asked} |"
    yield ""


def _of_activities(bank: Bank) -> Iterator[str]:
    for activity in bank.activities.values():
        if activity.id != LEFT_OUT:
            yield from _of_activity(bank, activity)


def _of_activity(bank: Bank, activity: Activity) -> Iterator[str]:
    asked = [bank.questions[each] for each in activity.posttest.question_ids]
    types = Counter(question.type.value for question in asked)
    counted = ", ".join(f"{number} {name}" for name, number in sorted(types.items(), key=lambda one: (-one[1], one[0])))
    yield from (f"## {activity.short_title}", "")
    asks = f"`{activity.id}`: {len(asked)} questions, of which a try asks {activity.posttest.length}"
    yield from (f"{asks}; {counted}.", "")
    for objective in activity.objectives:
        yield from (f"### {objective.id}", "", objective.text, "", "| question | type | passages |", "|---|---|---|")
        yield from (_line(question) for question in asked if question.objective == objective.id)
        yield ""


def _line(question: Question) -> str:
    mark = " **T**" if is_transfer(question) else ""
    cited = {each.passage.id: "" for each in question.cited}
    for each in question.cited:
        letter = _letter(each)
        cited[each.passage.id] += "" if letter in cited[each.passage.id] else letter
    told = [f"{name} {letters}" for name, letters in cited.items()]
    silent = sum(bool(one.silent) for one in question.options) + sum(bool(one.silent) for one in question.prompts)
    told += [f"*silent* {silent}"] if silent else []
    return f"| {question.id}{mark} | {question.type.value} | {', '.join(told)} |"


def _letter(evidence: Evidence) -> str:
    return evidence.relation.value[0].upper()


if __name__ == "__main__":
    print(question_map(load_bank(resource("question_bank"))), end="")
