"""Questions made of a stem and some options, looked at by the rules of writing without any files."""

from pathlib import Path
from typing import Any

from cme.content.documents import Document, Record
from cme.content.draft import Draft
from cme.content.lint.linting import lint_problems
from cme.content.located_yaml import read_yaml
from cme.content.problems import Problem
from cme.content.schema import QuestionEntry, SourceEntry
from cme.content.validation import validate
from cme.content.yaml_writing import Word, write_yaml

RATIONALES = ("It is the reason.", "The report says otherwise.", "Nobody measured it so.", "That was another patient.")


def question(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Return a question without a flaw, with some entries changed. ``options`` are texts; the key begins with "*"."""
    texts = changes.pop("options", ["Blue spots", "*Green spots", "Red spots"])
    rationales = changes.pop("rationales", None) or [
        f"{RATIONALES[place % 4]} {'So it is ' * (place // 4)}" for place in range(len(texts))
    ]
    options = [
        {
            "id": f"o-{place}",
            "text": text.removeprefix("*"),
            **({"correct": Word("true")} if text.startswith("*") else {}),
            "rationale": rationale.strip(),
            "evidence": [{"passage": "paper#spots", "relation": "supports" if text.startswith("*") else "contrasts"}],
        }
        for place, (text, rationale) in enumerate(zip(texts, rationales, strict=True))
    ]
    stem = f"Which sign did patient {chr(96 + number % 26 or 96)}{number} show on the first day?"
    return {
        "id": f"q-{number}",
        "type": "single",
        "objective": "o",
        "topics": ["spots"],
        "stem": stem,
        "read_again": "Case Summary",
        "shuffle": Word("false"),
        "options": options,
        "reviewed": "none",
        **changes,
    }


QUOTE = "On day 12, fourteen of 20 patients had green spots that faded without any treatment."
SOURCE = f"""
id: paper
type: journal-article
title: A case with spots
authors: [Author A]
journal: J Invented Cases
year: 2020
volume: 1
pages: 3–4
design: case report
design_note: One patient.
peer_reviewed: true
rights: {{basis: short-quotation, note: Short quotations.}}
status: current
passages:
  - {{id: spots, section: Case, place: paragraph 1, quote: "{QUOTE}"}}
"""


def draft_of(questions: list[dict[str, Any]]) -> Draft:
    """Return the draft of a bank of one source and these questions."""
    draft = Draft(Path("bank"))
    draft.provider_document = Document("provider.yaml", _root("bank: tiny\n"))
    source = Document("sources/paper.yaml", _root(SOURCE))
    value, problems = validate(SourceEntry, source, ())
    assert problems == []
    draft.sources.append(Record("paper", value, source, ()))
    document = Document("questions/all.yaml", _root(write_yaml({"questions": questions})))
    for number, entry in enumerate(questions):
        found, problems = validate(QuestionEntry, document, ("questions", number))
        assert problems == []
        draft.questions.append(Record(entry["id"], found, document, ("questions", number)))
    return draft


def problems_of(*questions: dict[str, Any]) -> list[Problem]:
    return list(lint_problems(draft_of(list(questions))))


def rules_of(*questions: dict[str, Any]) -> list[str]:
    return [problem.rule for problem in problems_of(*questions)]


def _root(text: str) -> Any:
    reading = read_yaml(text.encode())
    assert reading.root is not None, reading.faults
    return reading.root
