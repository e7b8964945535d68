"""Standing, start and pass mark in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask import url_for

from cme.core.access import Refusal
from cme.services.attempts import REFUSALS
from cme.services.catalogue import Standing, State
from cme.services.misses import Calibration
from cme.web.filters import day, fraction, moment, ordinal

CERTAINTY_WORDS = {3: "Certain", 2: "Fairly sure", 1: "Guessed"}


@dataclass(frozen=True, kw_only=True)
class StandingWords:
    state: str
    label: str
    detail: str
    link_url: str | None
    link_text: str


@dataclass(frozen=True, kw_only=True)
class StartWords:
    may_start: bool
    resume_url: str | None
    reason: str
    may_take_pretest: bool = False
    resume_pretest_url: str | None = None
    has_taken_pretest: bool = False


def standing_words(standing: Standing) -> StandingWords:
    """Say where a learner stands, and where to go on."""
    label, detail = _label_and_detail(standing)
    link_url, link_text = None, ""
    if standing.state is State.NOT_STARTED and (pretest_url := _open_pretest_url(standing)) is not None:
        link_url, link_text = pretest_url, "Resume the pretest"
    if standing.attempt_id is not None:
        link_url, link_text = url_for("learner.result", attempt_id=standing.attempt_id), "Result"
        if standing.state is State.IN_PROGRESS:
            link_url, link_text = url_for("learner.attempt", attempt_id=standing.attempt_id), "Resume"
        elif standing.history.is_released:
            link_text = "Result and evidence"
    return StandingWords(state=standing.state.value, label=label, detail=detail, link_url=link_url, link_text=link_text)


def _label_and_detail(standing: Standing) -> tuple[str, str]:
    left = standing.history.tries_left
    if standing.state is State.NOT_STARTED or standing.number is None:
        pretest = ""
        if standing.pretest is not None:
            pretest = "pretest in progress, " if standing.pretest.submitted_at is None else "pretest taken, "
        return "Not started", f"{pretest}{tries(left)} to pass"
    which = f"{ordinal(standing.number)} try"
    if standing.state is State.IN_PROGRESS:
        return "In progress", which
    score = f"{fraction(standing.earned)} of {standing.possible}" if standing.earned is not None else ""
    when = f"{day(standing.at)}, {which}" if standing.at is not None else which
    if standing.state is State.PASSED:
        if standing.kept_score is not None:
            kept = f"{fraction(standing.kept_score)} of {standing.possible}"
            return f"Passed, {score} now (pass kept: the score at the time was {kept})", when
        return f"Passed, {score}", when
    if standing.state is State.TRIES_USED:
        return f"Not passed, {score}", "no tries are left"
    return f"Not passed yet, {score}", f"{tries(left)} left"


def start_words(standing: Standing | None) -> StartWords:
    """Say whether a try may begin, and why not."""
    if standing is None:
        return StartWords(may_start=False, resume_url=None, reason="Sign in to start.")
    if standing.state is State.IN_PROGRESS:
        resume_url = url_for("learner.attempt", attempt_id=standing.attempt_id)
        return StartWords(may_start=False, resume_url=resume_url, reason="")
    if standing.refusal is None:
        return StartWords(
            may_start=True,
            resume_url=None,
            reason="",
            may_take_pretest=standing.may_take_pretest,
            resume_pretest_url=_open_pretest_url(standing),
            has_taken_pretest=standing.pretest is not None and standing.pretest.submitted_at is not None,
        )
    reason = REFUSALS[standing.refusal]
    if standing.refusal is Refusal.COOLING_DOWN and standing.history.open_from is not None:
        reason = f"The next try can begin on {moment(standing.history.open_from)}."
    return StartWords(may_start=False, resume_url=None, reason=reason)


def _open_pretest_url(standing: Standing) -> str | None:
    if standing.pretest is None or standing.pretest.submitted_at is not None:
        return None
    return url_for("learner.attempt", attempt_id=standing.pretest.attempt_id)


def tries(count: int) -> str:
    """One try, 2 tries, no tries."""
    return {0: "no tries", 1: "one try"}.get(count, f"{count} tries")


def limit_words(limit: int, standing: Standing | None) -> str:
    """Say how long a try may take: by the rule, and by what is allowed to this learner; "" where the rule has no limit.

    ``limit`` is the rule, in minutes, 0 = none.
    """
    if not limit:
        return ""
    if standing is None or standing.minutes == limit:
        return f"at most {minutes(Fraction(limit))} for a try"
    if standing.minutes is None:
        return f"no time limit for you (the rule is {minutes(Fraction(limit))} for a try)"
    return f"at most {minutes(standing.minutes)} for your try (the rule is {limit})"


def minutes(count: Fraction) -> str:
    """1 minute, 37 1/2 minutes."""
    return f"{fraction(count)} minute{'' if count == 1 else 's'}"


def pass_mark_reason(pass_mark: Fraction, question_count: int) -> str:
    """Say how the number needed comes about: "70 % of 3 is 2.1, rounded up"."""
    share = pass_mark * 100
    exact = pass_mark * question_count
    shown = f"{float(share):g} % of {question_count} is {float(exact):.4g}"
    return shown if exact.denominator == 1 else f"{shown}, rounded up"


def calibration_words(rows: Sequence[Calibration]) -> str:
    """Say in a sentence how certainty and being right agree; "" before anything was said of certainty."""
    by_certainty = {row.certainty: row for row in rows if row.answered}
    certain, guessed = by_certainty.get(3), by_certainty.get(1)
    if certain is not None and certain.right < certain.answered:
        wrong = certain.answered - certain.right
        times = "once" if wrong == 1 else f"{wrong} times"
        return f"You were certain and not right {times}: that is where reading again pays most."
    if guessed is not None and guessed.right * 2 > guessed.answered:
        return "You were right more often than not where you guessed: you know more than you trust yourself to."
    if certain is not None:
        return "Wherever you were certain, you were right."
    return "You have not been certain yet." if by_certainty else ""
