"""Set many races up at once: learners signed in, with their tries as far as each race needs them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cme.database import Database
from cme.models import (
    Acknowledgement,
    ActivityQuestion,
    ActivityRevision,
    Attempt,
    AttemptQuestion,
    Evaluation,
    Person,
    Response,
    Score,
    SignIn,
)
from cme.services.accounts import token_hash
from cme.services.catalogue import get_activity
from tests.chaos.races.rounds import PAIRS, Call, Round, taken
from tests.support.banks import KEYS, QUESTIONS
from tests.support.clock import NOON
from tests.support.posttest import publish_bank

QUICK_PAIRS = [pair for pair in PAIRS if pair not in ("issue‖issue", "publish‖publish")]
WRONG = {1: "false", 2: "true", 3: "both"}
DAYS_APART = timedelta(seconds=10)  # between the deadlines of two races: more than the grace for late saves
EXPIRING = 3  # attempts that fall due in the same race


@dataclass
class Prepared:
    """One try as a race finds it: saved answers, submitted or not."""

    public_id: str
    chosen: dict[int, str]
    deadline: datetime | None = None
    is_submitted: bool = False
    is_evaluated: bool = False


@dataclass
class Learner:
    """A person in one race alone. The pseudonym is their name, address and sign-in token too."""

    pseudonym: str
    tries: list[Prepared] = field(default_factory=list)


class Stage:
    """Rounds and the learners they need, written to the database in one go by ``set_up``."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  repeatable, not secret
        self.rounds: list[Round] = []
        self.learners: list[Learner] = []
        self.content_hash = ""

    def learner(self, number: int, place: int = 0, *tries: Prepared) -> Learner:
        made = Learner(f"learner-{number}-{place}", list(tries))
        self.learners.append(made)
        return made

    def add(self, number: int, pair: str, variant: str, calls: Sequence[Call], *learners: Learner) -> None:
        attempts = tuple(each.public_id for learner in learners for each in learner.tries)
        first, second = calls
        names = tuple(learner.pseudonym for learner in learners)
        self.rounds.append(
            Round(number=number, pair=pair, variant=variant, calls=(first, second), learners=names, attempts=attempts)
        )

    def waits(self, spread: float) -> tuple[float, float]:
        """Return how long each side waits after both met: mostly one of them, for up to ``spread`` seconds."""
        late = self.random.uniform(0, spread)
        return self.random.choice([(0.0, 0.0), (late, 0.0), (0.0, late)])


def attempt_name(number: int, place: int = 0) -> str:
    return f"attempt-{number}-{place}"


def deal(rounds: int) -> list[str]:
    """Return the pair of each round: in turn, and those that print or publish, which take longest, half as often."""
    return list(islice(cycle([*PAIRS, *QUICK_PAIRS]), rounds))


def set_up(database: Database, pairs: Sequence[str], *, seed: int) -> list[Round]:
    """Prepare a round for each of ``pairs`` and return them all."""
    from tests.chaos.races.scripts import SCRIPTS

    publish_bank(database, taken())
    stage = Stage(seed)
    with database.reading() as session:
        stage.content_hash = get_activity(session, "case").content_hash
    for number, pair in enumerate(pairs):
        SCRIPTS[pair](stage, number)
    write(database, stage.learners)
    return stage.rounds


def write(database: Database, learners: list[Learner]) -> None:
    """Write learners into a database in which the bank of ``taken`` is published."""
    with database.writing() as session:
        revision_id = session.scalars(select(ActivityRevision.id).where(ActivityRevision.activity_id == "case")).one()
        _Writer(session, revision_id).write(learners)


class _Writer:
    """Writes learners and their tries, table by table."""

    def __init__(self, session: Session, revision_id: int) -> None:
        self.session, self.revision_id = session, revision_id
        asked = select(ActivityQuestion).where(ActivityQuestion.activity_revision_id == revision_id)
        self.questions = {each.position: each.question_revision_id for each in session.scalars(asked)}

    def write(self, learners: list[Learner]) -> None:
        people = [(learner, self._person(learner)) for learner in learners]
        self._add(person for _, person in people)
        self._add(self._sign_in(learner, person) for learner, person in people)
        tries = [
            (prepared, person, number)
            for learner, person in people
            for number, prepared in enumerate(learner.tries, start=1)
        ]
        acknowledged = [self._acknowledgement(person) for _, person, _ in tries]
        self._add(acknowledged)
        attempts = [
            (prepared, self._attempt(prepared, person.id, number, read.id))
            for (prepared, person, number), read in zip(tries, acknowledged, strict=True)
        ]
        self._add(attempt for _, attempt in attempts)
        asked = [(prepared, self._asked(attempt.id, place)) for prepared, attempt in attempts for place in KEYS]
        self._add(question for _, question in asked)
        self._add(
            _response(question, prepared.chosen[question.position])
            for prepared, question in asked
            if question.position in prepared.chosen
        )
        self._add(_score(attempt.id, prepared) for prepared, attempt in attempts if prepared.is_submitted)
        evaluated = [attempt.id for prepared, attempt in attempts if prepared.is_evaluated]
        self._add(Evaluation(attempt_id=each, answers={}, submitted_at=NOON) for each in evaluated)

    def _add(self, rows: Any) -> None:
        self.session.add_all(list(rows))
        self.session.flush()

    def _person(self, learner: Learner) -> Person:
        return Person(
            pseudonym=learner.pseudonym,
            email=f"{learner.pseudonym}@example.org",
            name=learner.pseudonym,
            created_at=NOON,
            confirmed_at=NOON,
        )

    def _sign_in(self, learner: Learner, person: Person) -> SignIn:
        until = NOON + timedelta(days=30)
        hashed = token_hash(learner.pseudonym)
        return SignIn(person_id=person.id, token_hash=hashed, started_at=NOON, expires_at=until)

    def _acknowledgement(self, person: Person) -> Acknowledgement:
        return Acknowledgement(
            person_id=person.id, activity_revision_id=self.revision_id, content_hash="", acknowledged_at=NOON
        )

    def _attempt(self, prepared: Prepared, person_id: int, number: int, read_id: int) -> Attempt:
        return Attempt(
            public_id=prepared.public_id,
            person_id=person_id,
            activity_id="case",
            activity_revision_id=self.revision_id,
            acknowledgement_id=read_id,
            number=number,
            seed="00",
            question_count=len(KEYS),
            needed=len(KEYS),
            started_at=NOON,
            deadline_at=prepared.deadline,
            submitted_at=NOON if prepared.is_submitted else None,
            submitted_by="learner" if prepared.is_submitted else None,
        )

    def _asked(self, attempt_id: int, position: int) -> AttemptQuestion:
        options = [option.id for option in QUESTIONS[position - 1].options]
        return AttemptQuestion(
            attempt_id=attempt_id,
            position=position,
            question_revision_id=self.questions[position],
            option_order=options,
        )


def _response(question: AttemptQuestion, chosen: str) -> Response:
    return Response(
        attempt_question_id=question.id,
        sequence=1,
        idempotency_key="prepared-key-of-1",
        chosen=[chosen],
        struck=[],
        is_flagged=False,
        saved_at=NOON,
    )


def _score(attempt_id: int, prepared: Prepared) -> Score:
    marks = {str(position): [int(prepared.chosen.get(position) == key), 1] for position, key in KEYS.items()}
    earned = sum(mark for mark, _ in marks.values())
    return Score(
        attempt_id=attempt_id,
        number=1,
        numerator=earned,
        denominator=1,
        possible=len(KEYS),
        needed=len(KEYS),
        is_passed=earned == len(KEYS),
        marks=marks,
        reason="submitted",
        marked_at=NOON,
    )
