"""A large valid bank in the shape authors write: made of invented words, the same for the same size and seed.

Every option has a rationale and evidence, every passage stands in an article, every source stays under the
quotation budget, every question is asked. The check has nothing to say about it.
"""

import random
import textwrap
from dataclasses import dataclass
from pathlib import Path

from tests.support.invented_words import Words

PASSAGES_OF_SOURCE = 10
QUESTIONS_OF_ACTIVITY = 20  # so many questions rest on one source and are asked in one activity
QUESTIONS_OF_FILE = 500  # one file of questions may hold 100,000 values; a question has about 110
CHARACTERS_OF_ARTICLE = 12_000
OBJECTIVES = ("first-finding", "second-finding", "third-finding", "fourth-finding")
PROVIDER = """\
bank: large
provider:
  id: nobody
  name: Unaccredited Example
  contact: education@example.org
  statement: Not accredited. No credit is offered, awarded or implied.
"""


@dataclass(frozen=True)
class LargeBank:
    """Where a bank was written, where the articles of its sources are, and how large the YAML is."""

    folder: Path
    articles: Path  # a folder of files called after the sources
    questions: int
    size: int  # bytes

    def files(self) -> list[Path]:
        """Return every file that the check reads, in its order."""
        return sorted(self.folder.rglob("*.yaml"))


def write_large_bank(above: Path, questions: int, *, seed: int = 20) -> LargeBank:
    """Write a bank of so many questions to ``above``/bank and the articles to ``above``/articles."""
    folder, articles = above / "bank", above / "articles"
    for part in ("sources", "questions", "activities"):
        (folder / part).mkdir(parents=True)
    articles.mkdir()
    (folder / "provider.yaml").write_text(PROVIDER, "utf-8")
    waiting: list[str] = []
    for first in range(0, questions, QUESTIONS_OF_ACTIVITY):
        number = first // QUESTIONS_OF_ACTIVITY
        made = _Topic(Words(random.Random(f"{seed} {number}")), number)  # noqa: S311 - invented words keep no secret
        (folder / "sources" / f"{made.source_id}.yaml").write_text(made.source(), "utf-8")
        numbers = range(first, min(first + QUESTIONS_OF_ACTIVITY, questions))
        waiting += [made.question(each) for each in numbers]
        (folder / "activities" / f"activity-{number:04}.yaml").write_text(made.activity(numbers), "utf-8")
        (articles / f"{made.source_id}.txt").write_text(made.article(), "utf-8")
        if len(waiting) >= QUESTIONS_OF_FILE or numbers[-1] == questions - 1:
            text = "# Invented: nothing in this file says anything about medicine.\nquestions:\n" + "\n".join(waiting)
            (folder / "questions" / f"to-{numbers[-1]:05}.yaml").write_text(text, "utf-8")
            waiting = []
    size = sum(path.stat().st_size for path in folder.rglob("*.yaml"))
    return LargeBank(folder, articles, questions, size)


class _Topic:
    """One source with its article, its activity and the activity's questions."""

    def __init__(self, words: Words, number: int) -> None:
        self._words = words
        self._number = number
        self.source_id = f"paper-{number:04}"
        self._quotes = [words.sentence(16, 26) for _ in range(PASSAGES_OF_SOURCE)]
        self._passages = [f"{words.plain()}-{each}" for each in range(PASSAGES_OF_SOURCE)]
        self._topics = [words.plain() for _ in range(2)]

    def source(self) -> str:
        words = self._words
        head = f"""\
id: {self.source_id}
type: journal-article
title: >-
  {words.sentence(9, 14)[:-1]}
authors: [{", ".join(f"{words.name()} {initials}" for initials in ("JM", "S", "PM", "AB"))}]
journal: J Invented Cases
year: {2000 + self._number % 25}
volume: {1 + self._number % 40}
issue: {1 + self._number % 12}
pages: {self._number}–{self._number + 6}
doi: 10.5555/invented.{self._number}
pmid: {1_000_000 + self._number}
design: case report
design_note: >-
{_folded(words.sentence(14, 20), 2)}
peer_reviewed: true
rights:
  basis: short-quotation
  note: Short quotations with citation. The full text is at the publisher and is not copied here.
status: current
status_checked: null
since_publication:
  - date: 2024-02-29
    note: >-
{_folded(words.sentence(20, 30), 6)}
    reference: J Invented Cases 2024;2:5
    doi: 10.5555/later.{self._number}

passages:
"""
        return head + "".join(
            f"  - id: {passage}\n    section: Case Summary\n    place: paragraph {place + 1}\n    quote: >-\n"
            f"{_folded(quote, 6)}\n    basis: Statement citing reference {place + 2}, not this report’s own data\n"
            for place, (passage, quote) in enumerate(zip(self._passages, self._quotes, strict=True))
        )

    def article(self) -> str:
        """Return the article as extraction leaves it: the quotes between other sentences, in lines of 70."""
        words, text, paragraphs = self._words, 0, []
        share = CHARACTERS_OF_ARTICLE // PASSAGES_OF_SOURCE
        for quote in self._quotes:
            around = [words.sentence(12, 24)]
            while sum(map(len, around)) + len(quote) < share:
                around.append(f"{words.sentence(12, 24)}{words.random.randint(1, 30)}")  # with a reference's number
            around.insert(len(around) // 2, quote)
            paragraphs.append(textwrap.fill(" ".join(around), 70, break_on_hyphens=False))
            text += len(paragraphs[-1])
        return "Case Summary\n" + "\n\n".join(paragraphs) + "\n"

    def question(self, number: int) -> str:
        words, options = self._words, 4 + number % 2
        key = number % options
        head = f"""\
  - id: {words.plain()}-{words.plain()}-{number}
    type: single
    objective: {OBJECTIVES[number % len(OBJECTIVES)]}
    topics: [{", ".join(self._topics)}]
    stem: >-
{_folded(words.asking(4, 9), 6)}
    read_again: Case Summary, paragraph {number % 9 + 1}, on {words.plain()}.
    shuffle: true
    options:
"""
        self._ids = getattr(self, "_ids", {}) | {number: head.split()[2]}
        parts = [self._option("abcde"[each], each == key, number + each) for each in range(options)]
        return head + "".join(parts) + "    reviewed: none\n"

    def _option(self, option_id: str, is_key: bool, turn: int) -> str:
        words = self._words
        evidence = [self._evidence("supports" if is_key else "contrasts", turn)]
        if turn % 6 == 0:
            evidence.append(self._evidence("qualifies", turn + 1))
        correct = "        correct: true\n" if is_key else ""
        return (
            f"      - id: {option_id}\n        text: {words.phrase(3)}\n{correct}        rationale: >-\n"
            f"{_folded(words.sentence(6, 11), 10)}\n        evidence:\n{''.join(evidence)}"
        )

    def _evidence(self, relation: str, turn: int) -> str:
        passage = self._passages[turn % PASSAGES_OF_SOURCE]
        note = f"            note: {self._words.sentence(2, 5)}\n" if turn % 3 else ""
        return f"          - passage: {self.source_id}#{passage}\n            relation: {relation}\n{note}"

    def activity(self, numbers: range) -> str:
        words = self._words
        asked = "".join(f"    - {self._ids[number]}\n" for number in numbers)
        tested = [OBJECTIVES[index] for index in sorted({number % len(OBJECTIVES) for number in numbers})]
        objectives = "".join(
            f"  - id: {each}\n    text: >-\n{_folded('State ' + words.sentence(12, 18), 6)}\n" for each in tested
        )
        return f"""\
id: activity-{self._number:04}
title: {words.phrase(8)}
short_title: {words.phrase(4)}
summary: >-
{_folded(words.sentence(16, 24), 2)}
sources: [{self.source_id}]
topics: [{", ".join(self._topics)}]
practice_gap: >-
{_folded(words.sentence(20, 30), 2)}
audience: Physicians, nurses and pharmacists.
objectives:
{objectives}faculty: []
commercial_support: None
how_to_complete: >-
  Read the article at its publisher. Answer the posttest questions. Then fill in the evaluation.
minutes_to_read: 15
minutes_to_answer: 30
posttest:
  questions:
{asked}  pass_mark: 80%
  attempts: 2
  cooldown: 24h
  reveal: {{fail: read-again, pass: everything}}
credit: none
dates:
  released: 2026-11-21
technical_needs: >-
  Any current browser; JavaScript is not needed. You can leave at any time and go on later on another device.
privacy: >-
  Your answers are stored with your account on this site. The privacy page says who sees what.
rights: >-
  Short quotations with citation. The article is at its publisher and is not copied here.
bibliography:
  - >-
{_folded(words.sentence(20, 26), 4)}
"""


def _folded(text: str, indent: int) -> str:
    return textwrap.indent(textwrap.fill(text, 116 - indent, break_on_hyphens=False), " " * indent)
