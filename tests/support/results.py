"""A posttest with a question of each type, and people whose responses to it are stored word for word."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from cme.core.bank import Bank
from cme.core.questions import Question, Stimulus
from cme.core.scoring import ScoringRule
from cme.core.sources import Evidence, Relation
from cme.database import Database
from cme.models import Attempt, AttemptQuestion, Response
from cme.services import attempts
from tests.support.banks import PASSAGE, SECRET, activity, bank
from tests.support.cast import Member
from tests.support.clock import NOON
from tests.support.posttest import Taking, person
from tests.support.questions import matching, multiple, numeric, ordering, short_text

VIGNETTE = Stimulus(id="patient", title="Patient 2", text=f"A 21-year-old man {SECRET}-free.\nHe coughs.")
RELATIONS = tuple(Relation)


def _cited(name: str, number: int) -> tuple[Evidence, ...]:
    passage = replace(
        PASSAGE,
        id=f"paper#{name}",
        quote=f"The finding of {name} was seen on the third day.",
        context_before="In this patient,",
    )
    return (Evidence(passage=passage, relation=RELATIONS[number % 4], note=""),)


def explained(name: str, made: Question, **more: object) -> Question:
    """Return a question under a name of its own, with evidence for all but the last of its options and prompts."""
    options = tuple(
        replace(each, rationale=f"Why {name} {each.id}.", evidence=_cited(f"{name}-{each.id}", number))
        for number, each in enumerate(made.options)
    )
    last = replace(options[-1], evidence=(), silent=f"The article says nothing of {options[-1].id}.")
    prompts = tuple(
        replace(each, rationale=f"Why {name} {each.id}.", evidence=_cited(f"{name}-{each.id}", number))
        for number, each in enumerate(made.prompts)
    )
    told = {"id": name, "stem": f"What of {name}?", "objective": "recall", **more}
    return replace(made, options=(*options[:-1], last), prompts=prompts, **told)  # type: ignore[arg-type]


EVERY = (
    explained("seven", multiple("abcdefg", "adeg")),
    explained("whole", multiple("abcd", "ab", ScoringRule.ALL_OR_NOTHING), objective="none-of-them"),
    explained(
        "mass", numeric(("right", "1400", "1600", True), ("low", "1", "20", False), units={"mg": "1", "g": "1000"})
    ),
    explained("name", short_text({"fusion": ("RANBP2-ALK",), "partner": ("NPM1",)}, "fusion")),
    explained("pairs", matching({"one": "x", "two": "y", "three": "x"}, "z"), stimulus=VIGNETTE),
    explained("order", ordering("klmn"), stimulus=VIGNETTE, unfolds="Eight weeks later the cough is gone."),
)
FULL: dict[int, tuple[str, ...]] = {
    1: ("a", "d", "e", "g"),
    2: ("a", "b"),
    3: ("1.5", "unit g"),
    4: ("ranbp2–alk",),
    5: ("one x", "two y", "three x"),
    6: ("1 k", "2 l", "3 m", "4 n"),
}


def every_bank(**changes: object) -> Bank:
    """Return the bank; a pass takes 70 % of its 6 questions, 5 of them."""
    return bank(activities=(activity(questions=EVERY, **changes),), questions=EVERY)  # type: ignore[arg-type]


def store(database: Database, attempt_id: str, chosen: Mapping[int, Iterable[str]], now: datetime = NOON) -> None:
    """Store responses as they would be sent, without asking whether they may be."""
    with database.writing() as session:
        rows = session.execute(
            select(AttemptQuestion.position, AttemptQuestion.id)
            .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
            .where(Attempt.public_id == attempt_id)
        )
        ids = {row.position: row.id for row in rows}
        for position, words in chosen.items():
            session.add(
                Response(
                    attempt_question_id=ids[position],
                    sequence=1,
                    idempotency_key=f"stored-{position}".ljust(16, "-"),
                    chosen=list(words),
                    struck=[],
                    is_flagged=False,
                    saved_at=now,
                )
            )


def take_every(
    database: Database, member: Member, chosen: Mapping[int, Iterable[str]] | None = None, now: datetime = NOON
) -> str:
    """Start the posttest, store responses and submit; by default everything is right. Return the attempt."""
    who = person(database, member)
    attempt_id = Taking(database, who, now=now).start()
    store(database, attempt_id, FULL if chosen is None else chosen, now)
    with database.writing() as session:
        attempts.submit(session, person=who, unsafe_attempt_id=attempt_id, now=now)
    return attempt_id


def learners(count: int) -> list[Member]:
    """Return further people, who learn."""
    return [Member(f"peer-{number}@example.org", f"Peer {number}") for number in range(count)]
