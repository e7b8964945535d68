"""What two processes do at the same moment: a round is a call of each, and who raced about what."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from cme.core.bank import Bank
from tests.support.banks import QUESTIONS, TRUE_FALSE, activity, bank, question

PAIRS = ("submit‖submit", "submit‖save", "expire‖submit", "issue‖issue", "start‖start", "publish‖publish", "save‖save")


@dataclass(frozen=True, kw_only=True)
class Call:
    """What one side does: send a request, or, without a path, publish a bank, or else the worker's due work."""

    now: datetime
    wait: float = 0.0  # seconds after both met
    token: str = ""  # of the browser's sign-in
    path: str = ""
    form: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None  # sent as JSON instead of the form
    bank: tuple[str, str] | None = None  # what ``rival`` makes a bank of


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a call came to. ``began`` and ``ended`` are seconds of one clock that both processes read."""

    status: int
    location: str = ""
    body: bytes = b""
    began: float = 0.0
    ended: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Round:
    """One race. ``learners`` are pseudonyms, ``attempts`` public ids, of people who are in no other round."""

    number: int
    pair: str
    variant: str
    calls: tuple[Call, Call]
    learners: tuple[str, ...] = ()
    attempts: tuple[str, ...] = ()


def overlapped(answers: tuple[Answer, Answer]) -> bool:
    """Say whether the two calls were under way at the same time."""
    first, second = answers
    return first.began < second.ended and second.began < first.ended


def rival(bank_id: str, version: str) -> Bank:
    """Return a bank of one question about nothing. ``version`` changes it; "claim-…" takes ids of that name."""
    claimed = version if version.startswith("claim-") else bank_id
    asked = question(f"{claimed}-question", TRUE_FALSE, "true", stem=f"What is said of {version}?")
    made = bank(bank_id=bank_id, questions=(asked,))
    offered = activity(f"{claimed}-activity", (asked,), title=f"Reading {version}")
    return replace(made, activities={offered.id: offered})


def taken() -> Bank:
    """Return the bank whose activity all learners take: three questions, two tries."""
    return bank(questions=QUESTIONS)
