"""A key that is corrected, and what is then stored and shown of an attempt."""

from pathlib import Path

from sqlalchemy import select

from cme.core.bank import Bank
from cme.core.corrections import KeyPolicy
from cme.database import Database
from cme.models import Attempt, OutboxMail, Score
from cme.services import marking, results
from cme.services.accounts import SignedIn
from cme.services.publishing import Outcome, Report
from cme.services.results import ResultPage
from tests.support.banks import KEYS, QUESTIONS, SECRET, TRUE_FALSE, bank, question
from tests.support.clock import NOON
from tests.support.posttest import publish_bank

NOTE = f"Reference 2 says so {SECRET}."
FIRST_WRONG = KEYS | {1: "false"}  # 2 of 3 under the old key, and 3 of 3 under the new one
NEW, BOTH, ALL, LEAVE = KeyPolicy.NEW_KEY, KeyPolicy.OLD_AND_NEW, KeyPolicy.FULL_CREDIT, KeyPolicy.LEAVE_SCORES


def rekeyed(key: str = "false", **changes: object) -> Bank:
    return bank(questions=(question("first", TRUE_FALSE, key), *QUESTIONS[1:]), **changes)  # type: ignore[arg-type]


def correct(database: Database, policy: KeyPolicy, made: Bank | None = None) -> Report:
    options = {"otherwise": policy, "note": NOTE, "address": "https://cme.example.org"}
    report = publish_bank(database, made or rekeyed(), origin="web", **options)
    assert report.outcome is Outcome.PUBLISHED
    return report


def scores(database: Database, attempt_id: str) -> list[tuple[int, bool]]:
    """Return the sum and the verdict of every score, and hold them to what is made of the responses again."""
    with database.reading() as session:
        found = session.scalars(
            select(Score).join(Attempt, Attempt.id == Score.attempt_id).where(Attempt.public_id == attempt_id)
        ).all()
        rows = sorted(found, key=lambda each: each.number)
        again = marking.recompute(session, rows[0].attempt_id)
    assert [each.number for each in rows] == list(range(1, len(rows) + 1))
    assert [(marking.score_values(each.result)["marks"], each.is_passed) for each in again] == [
        (row.marks, row.is_passed) for row in rows
    ]
    return [(row.numerator, row.is_passed) for row in rows]


def shown(database: Database, who: SignedIn, attempt_id: str) -> ResultPage:
    with database.reading() as session:
        return results.result(session, person_id=who.id, unsafe_attempt_id=attempt_id, now=NOON)


def mails(database: Database) -> list[OutboxMail]:
    with database.reading() as session:
        return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def turn_the_key(folder: Path) -> None:
    """Make the other option of the tiny bank's first question its key, with the evidence that a key needs."""
    path = folder / "questions" / "two.yaml"
    first, mark, rest = path.read_text("utf-8").partition("  - id: measured")
    for old, new in (
        ("        correct: true\n", ""),
        ("relation: supports", "relation: mentions"),
        ("relation: contrasts", "relation: supports"),
        ('        text: "True"\n', '        text: "True"\n        correct: true\n'),
    ):
        assert first.count(old) == 1, old
        first = first.replace(old, new)
    path.write_text(first + mark + rest, "utf-8")
