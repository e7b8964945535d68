"""The page of the blind reading: what readers without keys answered, beside the key and what became of their doubts.

``python -m tests.support.blind_reading`` writes what follows from the bank anew: the counts, the keys, whether answer
and key agree, and the settlement, which stands in the question's notes. Answers and sentences are the readers' own,
and the page is where they are kept; a test compares.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from cme.content.bank import load_bank
from cme.core.bank import Bank
from cme.core.questions import PAIRED, Question, QuestionType
from cme.paths import resource
from tests.support.question_map import LEFT_OUT

PAGE = Path(__file__).resolve().parents[2] / "docs" / "imt-blind-reading.md"
MARK = "Blind reading:"  # what follows it in a question's notes is what became of the reader's doubt
NO_DOUBT = "—"
COLUMNS = ("question", "answer given blind", "key", "agreement", "sentence cited", "doubt, and how it was settled")
INTRODUCTION = """\
# A blind reading of the bundled questions

<!-- Key, agreement, settlement and counts are written by: python -m tests.support.blind_reading -->

All 57 questions were read blind as they stood on 21 November 2026, by two readers who had only the articles and the
questions: cases, stems and options, without ids, keys, rationales or evidence, the options in another order. One
reader answered those on the report of two patients, another those on the cohort and on the articles together. With
each answer stands the sentence it rests on, shortened where it has more than twenty words. No second option was held
to be fully defensible.

It was the third reading. The first, of all questions, and the second, of eleven that had been reworded most, led to new
wordings; so did a comparison of each option with its passages. After the third, seven questions were reworded in a few
words, none of them of a key but `imt-figure-and-reported-sum`, which now has “a sum over target lesions” for “a sum
of”. The last column says what readers doubted and how that was settled; the question's `notes` say the same.

What the readers of the third reading noted and was left: in `alk-which-sentence-overclaims` the word “cured”, and in a
few others the most guarded sentence, shows the key to whoever looks for form; that 75% has to be read with 15
percentage points in `cohort-survival-as-printed` is inferred, as no sentence says so; what a dose-escalation trial is
for, in `imt-what-phase-1-answers`, is general knowledge; `alk-ranbp2-together` counts four patients as its stem tells
to, as no article says whether one was reported twice; and some stems tell what another question of the same activity
asks, which a try that draws both gives away. No clinician has reviewed any of these questions yet.
"""


@dataclass(frozen=True)
class Reading:
    """What a reader answered to a question, and the sentence cited."""

    answer: str
    sentence: str


def page_of(bank: Bank, readings: dict[str, Reading]) -> str:
    """Return the page as Markdown: a row for each question of the activities that were written for this bank."""
    return "\n".join([INTRODUCTION, *_of_activities(bank, readings)])


def readings_on(page: str) -> dict[str, Reading]:
    """Return the answers and sentences on a page, by question."""
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    return {row[0]: Reading(row[1], row[4]) for row in rows if row[0] != COLUMNS[0]}


def key_of(question: Question) -> str:
    """Return the key as the page has it: ids, pairs, or the number."""
    if question.type in PAIRED:
        return "; ".join(f"{prompt.id}={prompt.match}" for prompt in question.prompts)
    if question.type is QuestionType.ORDERING:
        return "; ".join(option.id for option in question.options)
    keys = [option for option in question.options if option.is_key]
    return "; ".join(option.text if question.type is QuestionType.NUMERIC else option.id for option in keys)


def is_key(question: Question, answer: str) -> bool:
    """Say whether an answer, in the words of the page, is the key."""
    if question.type is QuestionType.NUMERIC:
        [right] = [option for option in question.options if option.is_key]
        assert right.least is not None
        assert right.most is not None
        return right.least <= Fraction(answer.removesuffix("%")) <= right.most
    if question.type is QuestionType.ORDERING:
        return answer == key_of(question)
    return sorted(answer.split("; ")) == sorted(key_of(question).split("; "))


def settlement(question: Question) -> str:
    """Return what became of the reader's doubt, or a dash."""
    told = question.notes.partition(MARK)[2].strip()
    return told[:1].upper() + told[1:] if told else NO_DOUBT


def _of_activities(bank: Bank, readings: dict[str, Reading]) -> Iterator[str]:
    for activity in bank.activities.values():
        if activity.id == LEFT_OUT:
            continue
        asked = [bank.questions[each] for each in activity.posttest.question_ids]
        agreed = sum(is_key(question, readings[question.id].answer) for question in asked)
        doubted = sum(settlement(question) != NO_DOUBT for question in asked)
        yield from (f"## {activity.short_title}", "")
        yield from (f"{len(asked)} questions; {agreed} answers agree with the key; {doubted} doubts were settled.", "")
        yield from (_row(COLUMNS), "|---" * len(COLUMNS) + "|")
        yield from (_row(_cells(question, readings[question.id])) for question in asked)
        yield ""


def _cells(question: Question, reading: Reading) -> tuple[str, ...]:
    agreement = "agrees" if is_key(question, reading.answer) else "differs"
    return (question.id, reading.answer, key_of(question), agreement, reading.sentence, settlement(question))


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page_of(load_bank(resource("question_bank")), readings_on(PAGE.read_text("utf-8"))), "utf-8")
