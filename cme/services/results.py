"""The result of a submitted attempt: as much of it as ``core.access`` says may be shown, and no more is loaded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cme.core import access
from cme.core.access import History, Reveal
from cme.core.laying_open import as_shown, lay_open
from cme.core.questions import Question
from cme.core.review import Numbering, ReviewedQuestion
from cme.errors import NoResult, NotNow
from cme.models import Attempt, AttemptQuestion, QuestionKey, Score
from cme.services import catalogue
from cme.services.amendments import load_amendments, with_sources
from cme.services.articles import readable_sources
from cme.services.catalogue import Pretest, PublishedActivity, Standing, list_activities
from cme.services.corrections import CorrectionNotice, notices
from cme.services.peers import load_peers
from cme.services.pretests import count_repeated, questions_of
from cme.services.questions import released_activities, still_asked
from cme.services.records import from_document
from cme.services.responses import OpenAttempt, open_attempt
from cme.services.scores import earning_score, latest_score


@dataclass(frozen=True, kw_only=True)
class ReadAgain:
    """Where to read after a failed try. ``is_wrong`` is None where saying it would give a key."""

    position: int
    stem: str
    read_again: str
    is_wrong: bool | None


@dataclass(frozen=True, kw_only=True)
class ObjectiveResult:
    """What was earned on one objective; number 0 and no text for questions of none. Met: the share of the pass mark."""

    number: int
    text: str
    positions: tuple[int, ...]
    earned: Fraction
    is_met: bool


@dataclass(frozen=True, kw_only=True)
class ResultPage:
    attempt: OpenAttempt
    standing: Standing
    earned: Fraction
    possible: int
    needed: int
    is_passed: bool
    kept_score: Fraction | None  # what the pass was earned by, where the score in force is less than needed
    reveal: Reveal
    is_retired: bool  # no longer on offer: no page of the activity, no practice
    is_asked_elsewhere: bool  # in another posttest that can still be taken, for whose sake more is withheld
    questions: tuple[ReviewedQuestion, ...]  # empty unless everything may be shown
    read_again: tuple[ReadAgain, ...]  # empty if everything may be shown
    corrections: tuple[CorrectionNotice, ...]  # of keys, since the attempt began, oldest first
    objectives: tuple[ObjectiveResult, ...] = ()  # empty unless everything may be shown
    pretest: Pretest | None = None  # to compare with, where everything may be shown, of the pretest too
    repeated: int = 0  # questions that the pretest asked in the same words
    closes: date | None = None  # the activity's last day, as it is now: keys may wait for it

    @property
    def history(self) -> History:
        return self.standing.history


def result(
    session: Session, *, person_id: int, unsafe_attempt_id: str, now: datetime, fulltext_dir: Path | None = None
) -> ResultPage:
    """Return the result of one's submitted attempt; its notes say which articles of ``fulltext_dir`` are read here.

    Raises NotFound, NotNow while it is in progress, and NoResult for a pretest.
    """
    attempt = open_attempt(session, person_id=person_id, unsafe_attempt_id=unsafe_attempt_id)
    _check_has_result(attempt)
    marking = _newest_marking(session, attempt.facts.id)
    marks = {int(position): Fraction(*parts) for position, parts in marking.marks.items()}
    allowed = _allowed(session, attempt, person_id=person_id, now=now)
    is_open, may_name, pretest = allowed.is_everything, allowed.may_name, allowed.standing.pretest
    before = questions_of(session, pretest) if is_open and pretest is not None else []
    reviewed = tuple(_reviewed_questions(session, attempt, marks, fulltext_dir)) if is_open else ()
    positions = {question.id: position for position, question in enumerate(attempt.questions, start=1)}
    return ResultPage(
        attempt=attempt,
        standing=allowed.standing,
        earned=Fraction(marking.numerator, marking.denominator),
        possible=marking.possible,
        needed=marking.needed,
        is_passed=marking.is_passed,
        kept_score=_kept_score(session, attempt.facts.id, marking),
        reveal=allowed.reveal,
        is_retired=allowed.rules.is_retired,
        is_asked_elsewhere=allowed.is_asked_elsewhere,
        questions=reviewed,
        read_again=() if is_open else _read_again(attempt, marks, may_name=may_name),
        corrections=notices(session, attempt.facts.id, positions, is_everything=is_open, may_name=may_name),
        objectives=tuple(_objectives(attempt, reviewed)),
        pretest=pretest if is_open and allowed.still_asked.isdisjoint(each.id for each in before) else None,
        repeated=count_repeated(attempt.questions, before),
        closes=allowed.rules.content.activity.expires,
    )


@dataclass(frozen=True, kw_only=True)
class _Allowed:
    """How much of a result may be shown, and from which rules and standing that follows."""

    rules: PublishedActivity
    standing: Standing
    still_asked: frozenset[str]  # outside this activity
    is_asked_elsewhere: bool
    reveal: Reveal
    may_name: bool

    @property
    def is_everything(self) -> bool:
        return self.reveal is Reveal.EVERYTHING


def _allowed(session: Session, attempt: OpenAttempt, *, person_id: int, now: datetime) -> _Allowed:
    activity_id = attempt.facts.activity_id
    offered = {each.id: each for each in list_activities(session)}
    rules = offered.get(activity_id) or _retired(attempt)
    standings = catalogue.standings(session, person_id=person_id, activities=[*offered.values(), rules], now=now)
    released = released_activities(standings)
    asked = still_asked(session, person_id=person_id, released=released, outside=activity_id)
    is_asked_elsewhere = any(question.id in asked for question in attempt.questions)
    history = standings[activity_id].history
    counts = map(access.answers_to_choose_from, attempt.questions)
    return _Allowed(
        rules=rules,
        standing=standings[activity_id],
        still_asked=asked,
        is_asked_elsewhere=is_asked_elsewhere,
        reveal=access.reveal(history, is_asked_elsewhere=is_asked_elsewhere),
        may_name=access.may_name_wrong(counts, is_asked_elsewhere=is_asked_elsewhere, preset=history.posttest.reveal),
    )


def _check_has_result(attempt: OpenAttempt) -> None:
    if attempt.facts.submitted_at is None:
        raise NotNow("This attempt has not been submitted, so it has no result yet.")
    if attempt.facts.is_pretest:
        raise NoResult("A pretest has no result of its own. It is compared with the posttest once that is done.")


def is_shown_whole(session: Session, *, person_id: int, unsafe_attempt_id: str, now: datetime) -> bool:
    """Say whether keys, rationales and evidence of a submitted attempt may be shown. Raises as ``result``."""
    attempt = open_attempt(session, person_id=person_id, unsafe_attempt_id=unsafe_attempt_id)
    try:
        _check_has_result(attempt)
    except NoResult:
        return False
    return _allowed(session, attempt, person_id=person_id, now=now).is_everything


def _newest_marking(session: Session, attempt_id: int) -> Any:
    return session.execute(
        select(Score.numerator, Score.denominator, Score.possible, Score.needed, Score.is_passed, Score.marks)
        .join(Attempt, Attempt.id == Score.attempt_id)
        .where(Attempt.id == attempt_id, latest_score(Attempt.id))
    ).one()


def _kept_score(session: Session, attempt_id: int, marking: Any) -> Fraction | None:
    if not marking.is_passed or marking.numerator >= marking.needed * marking.denominator:
        return None
    earning = (
        select(Score.numerator, Score.denominator)
        .join(Attempt, Attempt.id == Score.attempt_id)
        .where(Attempt.id == attempt_id, earning_score(Attempt.id))
    )
    return next((Fraction(*row) for row in session.execute(earning)), None)


def _retired(attempt: OpenAttempt) -> PublishedActivity:
    """Return an activity that is no longer on offer, as the attempt pinned it."""
    return PublishedActivity(
        revision_id=attempt.facts.activity_revision_id,
        revision=attempt.revision,
        content_hash="",
        content=attempt.content,
        question_count=attempt.facts.question_count,
        is_retired=True,
    )


def _read_again(attempt: OpenAttempt, marks: dict[int, Fraction], *, may_name: bool) -> tuple[ReadAgain, ...]:
    return tuple(
        ReadAgain(
            position=step.position,
            stem=step.stem,  # of a part of a case that was never opened: no more than which part it is
            read_again=step.question.read_again,
            is_wrong=marks[step.position] < 1 if may_name else None,
        )
        for step in attempt.steps
    )


def _reviewed_questions(
    session: Session, attempt: OpenAttempt, marks: dict[int, Fraction], fulltext_dir: Path | None
) -> Iterator[ReviewedQuestion]:
    known = {source.id: source for source in attempt.content.sources}
    amendments, sources = with_sources(session, load_amendments(session, attempt.facts.id), known)
    numbering = Numbering(sources, readable_sources(sources.values(), fulltext_dir))
    questions = load_reviewed(session, attempt.facts.id)
    peers = load_peers(session, attempt.facts.id, questions)
    for step, asked in zip(attempt.steps, attempt.questions, strict=True):
        question = questions[step.position]
        yield lay_open(
            as_shown(question, asked),
            step.saved.answer.chosen if step.saved is not None else (),
            numbering,
            position=step.position,
            objective=attempt.content.activity.objective_number(question.objective),
            mark=marks[step.position],
            amendment=amendments.get(step.position),
            peers=peers.get(step.position),
        )


def _objectives(attempt: OpenAttempt, reviewed: Sequence[ReviewedQuestion]) -> Iterator[ObjectiveResult]:
    """Yield each objective that was asked about, and last what belongs to none."""
    pass_mark = attempt.content.activity.posttest.pass_mark
    texts = [objective.text for objective in attempt.content.activity.objectives]
    for number, text in [*enumerate(texts, start=1), (0, "")]:
        found = [each for each in reviewed if each.objective == number]
        earned = sum((each.mark for each in found), Fraction(0))
        if found:
            yield ObjectiveResult(
                number=number,
                text=text,
                positions=tuple(each.position for each in found),
                earned=earned,
                is_met=earned >= pass_mark * len(found),
            )


def load_reviewed(session: Session, attempt_id: int) -> dict[int, Question]:
    """Return the questions of an attempt with their keys, by position. Only for what may be revealed."""
    statement = (
        select(AttemptQuestion.position, QuestionKey.answered)
        .join(QuestionKey, QuestionKey.question_revision_id == AttemptQuestion.question_revision_id)
        .where(AttemptQuestion.attempt_id == attempt_id)
    )
    return {row.position: from_document(Question, row.answered) for row in session.execute(statement)}
