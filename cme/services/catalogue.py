"""Activities as published, and where a learner stands with each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, Select, case, func, select
from sqlalchemy.orm import Session, aliased

from cme.core import access
from cme.core.access import PRETEST, History, Refusal, Try
from cme.core.allowances import Allowance
from cme.core.scoring import needed_to_pass
from cme.database import Connected
from cme.errors import NotFound
from cme.models import Activity, ActivityRevision, Attempt, Score
from cme.services.allowances import allowances_of, allowances_of_many
from cme.services.marking import newest_correction, portions
from cme.services.records import ActivityContent, RevisionCache, digest, from_document
from cme.services.scores import earning_score, latest_score

_contents: RevisionCache[tuple[ActivityContent, str]] = RevisionCache(500)


@dataclass(frozen=True, kw_only=True)
class PublishedActivity:
    """The current revision of an activity. ``content_hash`` is that of the front matter, which a learner acknowledges.

    It is not the revision's digest: that covers the keys too, so whoever guesses a question whole could check the
    guess against it. It is shown to nobody.
    """

    revision_id: int
    revision: int
    content_hash: str
    content: ActivityContent
    question_count: int
    is_retired: bool
    known_correction: int = 0  # the newest correction of any key when this was read; 0 = none

    @property
    def id(self) -> str:
        return self.content.activity.id

    @property
    def needed(self) -> int:
        return needed_to_pass(self.content.activity.posttest.pass_mark, self.question_count)


class State(StrEnum):
    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    FAILED = "failed"
    PASSED = "passed"
    TRIES_USED = "tries-used"


@dataclass(frozen=True, kw_only=True)
class Pretest:
    """The questions of the first try, asked before reading. It is no try, and has no result of its own.

    ``earned`` stands in comparisons once everything may be shown, and nowhere before; None = not submitted.
    """

    attempt_id: str
    submitted_at: datetime | None
    earned: Fraction | None
    possible: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a learner stands. ``attempt_id`` is the attempt to go on with or to look at: open, passed, or last."""

    state: State
    history: History
    attempt_id: str | None
    number: int | None  # of that attempt
    earned: Fraction | None  # score of that attempt, where submitted
    possible: int | None
    at: datetime | None  # when that attempt was submitted
    refusal: Refusal | None  # why no new try may begin now
    kept_score: Fraction | None = None  # what its pass was earned by, where ``earned`` is now less than needed
    corrected_at: datetime | None = None  # when that attempt was last marked again after a key was corrected
    pretest: Pretest | None = None
    may_take_pretest: bool = False
    minutes: Fraction | None = None  # that a try of this learner may take, with what is allowed; None = any


def load_content(session: Connected, revision_id: int, revision_digest: str) -> ActivityContent:
    """Return the content of an activity revision, parsed once for each digest."""
    return _content_and_hash(session, revision_id, revision_digest)[0]


def _content_and_hash(session: Connected, revision_id: int, revision_digest: str) -> tuple[ActivityContent, str]:
    def load() -> tuple[ActivityContent, str]:
        document = session.scalars(select(ActivityRevision.content).where(ActivityRevision.id == revision_id)).one()
        return from_document(ActivityContent, document), digest(document)

    return _contents.get(revision_digest, load)


def list_activities(session: Session) -> list[PublishedActivity]:
    """Return the activities now on offer, newest first."""
    rows = session.execute(_published().where(Activity.current_revision_id.is_not(None))).all()
    found = [_activity(session, row) for row in rows]
    found.sort(key=lambda each: each.content.activity.title)
    found.sort(key=lambda each: str(each.content.activity.released or ""), reverse=True)
    return found


def list_retired(session: Session, *, person_id: int) -> list[PublishedActivity]:
    """Return the activities this person began that are no longer on offer, at the revision of the last attempt."""
    return list_retired_of_many(session, [person_id])[person_id]


def list_retired_of_many(session: Session, person_ids: Sequence[int]) -> dict[int, list[PublishedActivity]]:
    """Return what ``list_retired`` says of each of these people."""
    found: dict[int, list[PublishedActivity]] = {each: [] for each in person_ids}
    for some in portions(person_ids):
        last = (
            select(Attempt.person_id, func.max(Attempt.activity_revision_id).label("revision_id"))
            .join(Activity, Activity.id == Attempt.activity_id)
            .where(Attempt.person_id.in_(some), Activity.current_revision_id.is_(None))
            .group_by(Attempt.person_id, Attempt.activity_id)
            .subquery()
        )
        rows = select(*_COLUMNS, last.c.person_id).join(last, last.c.revision_id == ActivityRevision.id)
        for row in session.execute(rows).all():
            found[row.person_id].append(replace(_activity(session, row), is_retired=True))
    return found


def get_activity(session: Session, unsafe_activity_id: str) -> PublishedActivity:
    """Return an activity on offer. Raises NotFound if there is none with this id, or it is retired."""
    row = session.execute(_published().where(Activity.id == unsafe_activity_id)).one_or_none()
    if row is None:
        raise NotFound
    return _activity(session, row)


_COLUMNS = (
    ActivityRevision.id,
    ActivityRevision.number,
    ActivityRevision.digest,
    newest_correction().label("known_correction"),  # in the same statement, so that no publication comes between
)


def _published() -> Select[Any]:
    return select(*_COLUMNS).join(Activity, Activity.current_revision_id == ActivityRevision.id)


def _activity(session: Session, row: Row[Any]) -> PublishedActivity:
    content, content_hash = _content_and_hash(session, row.id, row.digest)
    return PublishedActivity(
        revision_id=row.id,
        revision=row.number,
        content_hash=content_hash,
        content=content,
        question_count=content.activity.posttest.length,
        is_retired=False,
        known_correction=row.known_correction,
    )


def standings(
    session: Session, *, person_id: int, activities: Iterable[PublishedActivity], now: datetime
) -> dict[str, Standing]:
    """Return where a learner stands with each activity, in two statements however many there are."""
    return standings_of_many(session, {person_id: list(activities)}, now=now)[person_id]


def standings_of_many(
    session: Session, wanted: Mapping[int, Sequence[PublishedActivity]], *, now: datetime
) -> dict[int, dict[str, Standing]]:
    """Return where each learner stands with the activities ``wanted`` of them: two statements for some 500 learners."""
    found: dict[int, dict[str, Standing]] = {}
    for person_ids in portions(sorted(wanted)):
        activity_ids = sorted({each.id for person_id in person_ids for each in wanted[person_id]})
        attempts = defaultdict(list)
        for row in session.execute(_attempts(person_ids, activity_ids)):
            attempts[row.person_id, row.activity_id].append(row)
        allowed = allowances_of_many(session, person_ids=person_ids, activity_ids=activity_ids)
        for person_id in person_ids:
            found[person_id] = {
                each.id: _standing(each, attempts[person_id, each.id], allowed[person_id][each.id], now)
                for each in wanted[person_id]
            }
    return found


def _attempts(person_ids: Sequence[int], activity_ids: Sequence[str]) -> Any:
    earning = aliased(Score)
    is_kept = Score.is_passed & (Score.numerator < Score.needed * Score.denominator)
    return (
        select(
            Attempt.person_id,
            Attempt.activity_id,
            Attempt.public_id,
            Attempt.number,
            Attempt.submitted_at,
            Attempt.question_count,
            Score.is_passed,
            Score.numerator,
            Score.denominator,
            Score.possible,
            earning.numerator.label("kept_numerator"),
            earning.denominator.label("kept_denominator"),
            case((Score.number > 1, Score.marked_at)).label("corrected_at"),
        )
        .outerjoin(Score, (Score.attempt_id == Attempt.id) & latest_score(Attempt.id))
        .outerjoin(earning, is_kept & (earning.attempt_id == Attempt.id) & earning_score(Attempt.id, earning))
        .where(Attempt.person_id.in_(person_ids), Attempt.activity_id.in_(activity_ids))
        .order_by(Attempt.number)
    )


def extra_tries(session: Session, *, person_id: int, activity_ids: list[str]) -> dict[str, int]:
    """Return the further tries granted to a learner or a cohort of theirs, by activity."""
    found = allowances_of(session, person_id=person_id, activity_ids=activity_ids)
    return {activity_id: allowance.extra_tries for activity_id, allowance in found.items()}


def standing(session: Session, *, person_id: int, activity: PublishedActivity, now: datetime) -> Standing:
    """Return where a learner stands with one activity."""
    return standings(session, person_id=person_id, activities=[activity], now=now)[activity.id]


def _standing(activity: PublishedActivity, rows: list[Any], allowance: Allowance, now: datetime) -> Standing:
    rules = activity.content.activity
    pretest = next((row for row in rows if row.number == PRETEST), None)
    rows = [row for row in rows if row.number != PRETEST]
    tries = [Try(number=row.number, submitted_at=row.submitted_at, is_passed=bool(row.is_passed)) for row in rows]
    is_closed = access.is_closed(rules.expires, is_retired=activity.is_retired, now=now)
    history = History(posttest=rules.posttest, tries=tries, extra_tries=allowance.extra_tries, is_closed=is_closed)
    state = _state(history)
    shown = next((row for row in reversed(rows) if state is not State.PASSED or row.is_passed), None)
    refusal = access.refusal_to_start(
        history, released=rules.released, expires=rules.expires, is_retired=activity.is_retired, now=now
    )
    return Standing(
        state=state,
        history=history,
        attempt_id=shown.public_id if shown is not None else None,
        number=shown.number if shown is not None else None,
        earned=_earned(shown),
        possible=shown.possible if shown is not None else None,
        at=shown.submitted_at if shown is not None else None,
        kept_score=_kept_score(shown),
        corrected_at=shown.corrected_at if shown is not None else None,
        refusal=refusal,
        pretest=_pretest(pretest),
        may_take_pretest=rules.has_pretest and pretest is None and not tries and refusal is None,
        minutes=allowance.minutes(rules.posttest.minutes),
    )


def _pretest(row: Any) -> Pretest | None:
    if row is None:
        return None
    return Pretest(
        attempt_id=row.public_id, submitted_at=row.submitted_at, earned=_earned(row), possible=row.question_count
    )


def _earned(row: Any) -> Fraction | None:
    is_scored = row is not None and row.possible is not None
    return Fraction(row.numerator, row.denominator) if is_scored else None


def _kept_score(row: Any) -> Fraction | None:
    if row is None or row.kept_numerator is None:
        return None
    return Fraction(row.kept_numerator, row.kept_denominator)


def _state(history: History) -> State:
    if history.open_try is not None:
        return State.IN_PROGRESS
    if history.is_passed:
        return State.PASSED
    if history.tries_left == 0:
        return State.TRIES_USED
    return State.FAILED if history.tries else State.NOT_STARTED
