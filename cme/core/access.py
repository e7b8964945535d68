"""Who may start, see and practise what, and when. The moment and the history are arguments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from cme.core.activities import Posttest, RevealPreset
from cme.core.questions import TYPED, OpenQuestion

PRETEST = 0  # its number among a learner's attempts at an activity; tries begin with 1
COUNTLESS = 1_000_000  # answers that may be typed


class Reveal(StrEnum):
    """How much of a submitted attempt its learner may see."""

    READ_AGAIN = "read-again"  # the score and where to read
    EVERYTHING = "everything"  # keys, rationales, evidence


@dataclass(frozen=True, kw_only=True)
class Try:
    """One attempt at a posttest, as far as the rules ask."""

    number: int
    submitted_at: datetime | None
    is_passed: bool

    @property
    def is_open(self) -> bool:
        return self.submitted_at is None


@dataclass(frozen=True, kw_only=True)
class History:
    """What one learner has done with one posttest. ``extra_tries`` were granted by educators.

    A pretest is no try and stands nowhere here. ``is_closed``: nobody can begin a try any more, for the activity's
    last day is over, or it has none and is retired.
    """

    posttest: Posttest
    tries: Sequence[Try]
    extra_tries: int = 0
    is_closed: bool = False

    @property
    def tries_allowed(self) -> int:
        return self.posttest.attempts + self.extra_tries

    @property
    def tries_left(self) -> int:
        """Tries that have not been begun."""
        return max(0, self.tries_allowed - len(self.tries))

    @property
    def is_passed(self) -> bool:
        return any(each.is_passed for each in self.tries)

    @property
    def open_try(self) -> Try | None:
        return next((each for each in self.tries if each.is_open), None)

    @property
    def is_settled(self) -> bool:
        """Whether this posttest can never be answered again: passed, or every try used, and none in progress.

        A try can be in progress although another is passed: a corrected key may turn a fail into a pass.
        """
        return self.open_try is None and (self.is_passed or self.tries_left == 0)

    @property
    def is_released(self) -> bool:
        """Whether keys, rationales and evidence may be shown as far as this posttest goes: the terminal state.

        It is settled, and where its keys are kept until the activity closes, that too. An educator who grants a
        further try, or moves the last day, leads out of it again.
        """
        is_waiting = self.posttest.reveal is RevealPreset.AFTER_CLOSING and not self.is_closed
        return self.is_settled and not is_waiting

    @property
    def open_from(self) -> datetime | None:
        """When the next try may begin, after the cooldown; None before the first."""
        submitted = [each.submitted_at for each in self.tries if each.submitted_at is not None]
        return max(submitted) + timedelta(hours=self.posttest.cooldown_hours) if submitted else None


class Refusal(StrEnum):
    """Why a try may not begin."""

    PASSED = "passed"
    NO_TRIES_LEFT = "no-tries-left"
    COOLING_DOWN = "cooling-down"
    EXPIRED = "expired"
    NOT_RELEASED = "not-released"
    RETIRED = "retired"


def has_expired(expires: date | None, now: datetime) -> bool:
    """Say whether the last day, in UTC, is over."""
    return expires is not None and now.date() > expires


def is_closed(expires: date | None, *, is_retired: bool, now: datetime) -> bool:
    """Say whether an activity is over for everybody: its last day is, or it has none and is no longer offered."""
    return has_expired(expires, now) or (expires is None and is_retired)


def refusal_to_start(
    history: History, *, released: date | None, expires: date | None, is_retired: bool, now: datetime
) -> Refusal | None:
    """Return why a new try may not begin now, or None if it may. An open try is resumed, not refused."""
    if history.is_passed:
        return Refusal.PASSED
    if history.open_try is None and history.tries_left == 0:
        return Refusal.NO_TRIES_LEFT
    if is_retired:
        return Refusal.RETIRED
    if has_expired(expires, now):
        return Refusal.EXPIRED
    if released is not None and now.date() < released:
        return Refusal.NOT_RELEASED
    if history.open_from is not None and now < history.open_from:
        return Refusal.COOLING_DOWN
    return None


def reveal(history: History, *, is_asked_elsewhere: bool) -> Reveal:
    """Say how much may be shown of a submitted attempt: everything once none of it can be asked again.

    ``is_asked_elsewhere``: one of its questions stands in another posttest that this learner can still take, or
    whose keys are not released yet.
    """
    return Reveal.EVERYTHING if history.is_released and not is_asked_elsewhere else Reveal.READ_AGAIN


def may_name_wrong(
    option_counts: Iterable[int], *, is_asked_elsewhere: bool, preset: RevealPreset = RevealPreset.STANDARD
) -> bool:
    """Say whether a failed try may name its wrong questions; showing the mark of one is naming it.

    Only where the activity's ``preset`` says so. Never where one of them stands in another posttest that this learner
    can still take: a question named correct there is known beforehand.

    Naming a wrong question of two options gives its key. With the score beside it, naming the others gives it
    too: of 3 questions, 2 correct and the third named wrong, both true-false answers are known to be right. So
    questions are named only where each has three options or more.
    """
    if preset is not RevealPreset.STANDARD or is_asked_elsewhere:
        return False
    return all(count >= 3 for count in option_counts)


def answers_to_choose_from(question: OpenQuestion) -> int:
    """Return between how many answers a learner chooses, as ``may_name_wrong`` asks.

    Each pair and each place has as many as there are options; what is typed has no number.
    """
    return COUNTLESS if question.type in TYPED else len(question.options)
