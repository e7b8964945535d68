"""What is allowed to a person in an activity: the allowances in force, and further tries granted one by one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import null, or_, select
from sqlalchemy.orm import Session

from cme.core.activities import Activity
from cme.core.allowances import Allowance, Grant, deadline, resolve
from cme.models import Allowance as AllowanceRow
from cme.models import CohortMember, ExtraTries

COLUMNS = (
    AllowanceRow.id,
    AllowanceRow.person_id,
    AllowanceRow.cohort_id,
    AllowanceRow.activity_id,
    AllowanceRow.factor_numerator,
    AllowanceRow.factor_denominator,
    AllowanceRow.is_untimed,
    AllowanceRow.extra_tries,
)


def allowances_of(session: Session, *, person_id: int, activity_ids: Sequence[str]) -> dict[str, Allowance]:
    """Return what holds for a person in each of these activities, in one statement."""
    return allowances_of_many(session, person_ids=[person_id], activity_ids=activity_ids)[person_id]


def allowances_of_many(
    session: Session, *, person_ids: Sequence[int], activity_ids: Sequence[str]
) -> dict[int, dict[str, Allowance]]:
    """Return what holds for each of these people in each of these activities, in one statement.

    Tries granted one by one (``ExtraTries``) are added to those that an allowance gives.
    """
    rows: dict[int, list[Any]] = {each: [] for each in person_ids}
    for row in session.execute(_said(person_ids, activity_ids)):
        rows[row.concerned_id].append(row)
    return {person_id: _in_force(own, activity_ids) for person_id, own in rows.items()}


def _said(person_ids: Sequence[int], activity_ids: Sequence[str]) -> Any:
    """Select all that is said of these people, theirs or a cohort's, and who is concerned."""
    is_meant = or_(AllowanceRow.activity_id.is_(None), AllowanceRow.activity_id.in_(activity_ids))
    own = select(*COLUMNS, AllowanceRow.person_id.label("concerned_id")).where(
        AllowanceRow.person_id.in_(person_ids), is_meant
    )
    of_cohorts = (
        select(*COLUMNS, CohortMember.person_id)
        .join(CohortMember, CohortMember.cohort_id == AllowanceRow.cohort_id)
        .where(CohortMember.person_id.in_(person_ids), CohortMember.removed_at.is_(None), is_meant)
    )
    whose = ExtraTries.person_id
    one_by_one = select(  # no id: these add up, and none replaces another
        null(), whose, null(), ExtraTries.activity_id, null(), null(), null(), ExtraTries.tries, whose
    ).where(whose.in_(person_ids), ExtraTries.activity_id.in_(activity_ids))
    return own.union_all(of_cohorts, one_by_one)


def _in_force(rows: Sequence[Any], activity_ids: Sequence[str]) -> dict[str, Allowance]:
    newest = newest_each(row for row in rows if row.id is not None)
    return {
        activity_id: _with_tries(
            resolve(_grant(row) for row in newest if row.activity_id in (None, activity_id)),
            sum(row.extra_tries for row in rows if row.id is None and row.activity_id == activity_id),
        )
        for activity_id in activity_ids
    }


def newest_each(rows: Iterable[Any]) -> list[Any]:
    """Return the rows in force: of those for the same person or cohort and the same activity, the newest."""
    in_force = {(row.person_id, row.cohort_id, row.activity_id): row for row in sorted(rows, key=lambda row: row.id)}
    return list(in_force.values())


def factor_of(row: Any) -> Fraction | None:
    return None if row.factor_numerator is None else Fraction(row.factor_numerator, row.factor_denominator)


def _grant(row: Any) -> Grant:
    return Grant(
        is_own=row.person_id is not None,
        is_for_activity=row.activity_id is not None,
        time_factor=factor_of(row),
        is_untimed=row.is_untimed,
        extra_tries=row.extra_tries,
    )


def _with_tries(allowance: Allowance, tries: int) -> Allowance:
    return Allowance(
        time_factor=allowance.time_factor,
        is_untimed=allowance.is_untimed,
        extra_tries=allowance.extra_tries + tries,
    )


def deadline_of(session: Session, *, person_id: int, activity: Activity, now: datetime) -> datetime | None:
    """Return when an attempt that a person begins now ends, by the rules and what is allowed; None = never."""
    allowance = Allowance()
    if activity.posttest.minutes:
        allowance = allowances_of(session, person_id=person_id, activity_ids=[activity.id])[activity.id]
    return deadline(started_at=now, limit=activity.posttest.minutes, allowance=allowance, expires=activity.expires)
