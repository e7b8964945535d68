"""Which of an attempt's scores counts, and whether its activity has a certificate: conditions for statements."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from cme.models import Attempt, Certificate, Score


def latest_score(attempt_id: Any) -> Any:
    """Return the condition that picks the score in force of an attempt."""
    newest = select(func.max(Score.number)).where(Score.attempt_id == attempt_id).correlate(Attempt).scalar_subquery()
    return Score.number == newest


def earning_score(attempt_id: Any, score: Any = Score) -> Any:
    """Return the condition that picks the newest score whose marks are enough: what a pass was earned by.

    A later score may say less, and the pass stays.
    """
    newest = (
        select(func.max(Score.number))
        .where(Score.attempt_id == attempt_id, Score.numerator >= Score.needed * Score.denominator)
        .correlate(Attempt)
        .scalar_subquery()
    )
    return score.number == newest


def certificate_of_activity() -> Any:
    """Return the code of the certificate that the person of an attempt has for its activity, whichever try it names.

    There is one at most. Two tries can be passed where a corrected key turned a fail into a pass.
    """
    tried = aliased(Attempt)
    return (
        select(func.min(Certificate.code))
        .join(tried, tried.id == Certificate.attempt_id)
        .where(tried.person_id == Attempt.person_id, tried.activity_id == Attempt.activity_id)
        .correlate(Attempt)
        .scalar_subquery()
    )
