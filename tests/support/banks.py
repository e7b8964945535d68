"""A small bank as objects: two true-or-false questions and one of four options; one field changed per test."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from cme.core.activities import Activity, Objective, Posttest, Provider
from cme.core.bank import Bank
from cme.core.questions import Option, Question, QuestionType
from cme.core.sources import Evidence, Passage, Relation, Source, SourceStatus

SECRET = "canary"  # in every text that tells a key: it may appear nowhere before it is released

PASSAGE = Passage(
    id="paper#course",
    source_id="paper",
    section="Case Summary",
    place="paragraph 2",
    quote=f"The finding was seen {SECRET} on the third day.",
)
SOURCE = Source(
    id="paper",
    type="journal-article",
    title="A case with a finding",
    authors=("Author A", "Author B"),
    journal="J Invented Cases",
    year=2020,
    volume="1",
    issue="2",
    pages="3-4",
    doi="10.5555/paper",
    pmid="",
    design="case report",
    design_note="One patient shows that a thing can happen.",
    peer_reviewed=True,
    rights="Short quotations.",
    status=SourceStatus.CURRENT,
    status_checked=None,
    since_publication=(),
)
PROVIDER = Provider(
    id="nobody",
    name="Unaccredited Example",
    contact="education@example.org",
    statement="Not accredited. No credit is offered, awarded or implied.",
)


def option(option_id: str, text: str, *, is_key: bool = False) -> Option:
    relation = Relation.SUPPORTS if is_key else Relation.CONTRASTS
    return Option(
        id=option_id,
        text=text,
        is_key=is_key,
        rationale=f"Why {text} {SECRET}.",
        evidence=(Evidence(passage=PASSAGE, relation=relation),),
    )


def question(question_id: str, texts: dict[str, str], key: str, **changes: Any) -> Question:
    made = Question(
        id=question_id,
        type=QuestionType.TRUE_FALSE if set(texts) == {"true", "false"} else QuestionType.SINGLE,
        stem=f"What does the report say of {question_id}?",
        options=tuple(option(option_id, text, is_key=option_id == key) for option_id, text in texts.items()),
        shuffle=False,
        objective="recall",
        topics=("finding",),
        read_again="Case Summary, paragraph 2",
        verbatim="",
        reviewed="",
    )
    return replace(made, **changes)


TRUE_FALSE = {"true": "True", "false": "False"}
FOUR = {"early": "Early finding", "late": "Late finding", "both": "A and B", "neither": "None of the above"}
QUESTIONS = (
    question("first", TRUE_FALSE, "true"),
    question("second", TRUE_FALSE, "false"),
    question("third", FOUR, "late"),
)
KEYS = {1: "true", 2: "false", 3: "late"}


def activity(activity_id: str = "case", questions: tuple[Question, ...] = QUESTIONS, **changes: Any) -> Activity:
    rules = {"pass_mark": Fraction(7, 10), "attempts": 2, "cooldown_hours": 0} | {
        name: changes.pop(name) for name in ("pass_mark", "attempts", "cooldown_hours") if name in changes
    }
    made = Activity(
        id=activity_id,
        title="Reading a case with a finding",
        short_title="A case",
        summary="What one case can show.",
        source_ids=("paper",),
        topics=("finding",),
        practice_gap="Single cases are read for more than they show.",
        audience="Physicians.",
        objectives=(Objective(id="recall", text="State what was found."),),
        faculty=(),
        commercial_support="None",
        how_to_complete="Read, answer, pass.",
        minutes_to_read=10,
        minutes_to_answer=5,
        technical_needs="A browser.",
        privacy="Your answers are yours.",
        rights="Short quotations.",
        bibliography=(),
        posttest=Posttest(question_ids=tuple(each.id for each in questions), **rules),
        released=date(2026, 1, 1),
        reviewed=None,
        expires=None,
    )
    return replace(made, **changes)


def bank(
    *,
    bank_id: str = "tests",
    questions: tuple[Question, ...] = QUESTIONS,
    activities: tuple[Activity, ...] | None = None,
    **changes: Any,
) -> Bank:
    """Return a bank of one activity over ``questions``; further keywords change the activity."""
    found = activities if activities is not None else (activity(questions=questions, **changes),)
    return Bank(
        id=bank_id,
        provider=PROVIDER,
        sources={"paper": SOURCE},
        questions={each.id: each for each in questions},
        activities={each.id: each for each in found},
    )
