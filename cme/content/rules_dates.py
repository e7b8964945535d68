"""Rules about dates: how long an activity may stand, whether it still does today, and how old its articles are.

36 months after release or review is the limit that accredited providers keep for material that stands for long
(ACCME's former policy on enduring materials, kept by ACPE as "3 years from release").
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from cme.content.draft import ActivityRecord, Draft, SourceRecord
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.schema import ActivityEntry

MONTHS = 36
YEARS = 5  # after which an article no longer speaks for today by itself
WITHOUT_CREDIT = "none"

MISSING = Rule(
    "expires-missing",
    Severity.ERROR,
    "An activity with credit has no day on which it expires.",
    "Credit must not be earned with what nobody has reviewed for years.",
    "Write expires:, at most 36 months after release or review.",
)
LATE = Rule(
    "expires-late",
    Severity.ERROR,
    "An activity with credit expires more than 36 months after release and review.",
    "Credit must not be earned with what nobody has reviewed for years.",
    "Let it expire earlier, or review it and write the day under reviewed:.",
)
OVERDUE = Rule(
    "review-overdue",
    Severity.INFO,
    "Nobody has reviewed an activity for 36 months.",
    "Medicine moves on.",
    "Review it and write the day under reviewed:.",
    also=(Severity.WARNING,),
)
EXPIRED = Rule(
    "activity-expired",
    Severity.WARNING,
    "An activity has expired.",
    "Nobody can begin it any more.",
    "Review it and let it expire later, or take it out of the bank.",
)
AGED = Rule(
    "source-aged",
    Severity.WARNING,
    "An article is older than 5 years, and nothing is said of what came after it.",
    "Medicine moves on, and learners take what they read for what holds today.",
    "Write since_publication: what was learned or approved since, or where you looked and found nothing.",
)
RULES = (MISSING, LATE, OVERDUE, EXPIRED, AGED)


def date_problems(draft: Draft, today: date | None) -> Iterator[Problem]:
    """Find what is wrong with activities' dates; without ``today``, nothing that depends on the day of the check."""
    if today is not None:
        for source in draft.sources:
            yield from _aged(source, today)
    for record in draft.activities:
        if record.value is not None:
            yield from _with_credit(record, record.value)
            if today is not None:
                yield from _today(record, record.value, today)


def _aged(record: SourceRecord, today: date) -> Iterator[Problem]:
    source = record.value
    if source is not None and today.year - source.year > YEARS and not source.since_publication:
        message = f"The article is of {source.year}, and nothing is said of what came after it. {AGED.remedy}"
        yield record.problem(("year",), AGED.id, message, severity=AGED.severity)


def months_after(day: date, months: int) -> date:
    """Return the same day of the month so many months later, or the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _last_look(activity: ActivityEntry) -> date:
    return max(activity.dates.released, activity.dates.reviewed or activity.dates.released)


def _with_credit(record: ActivityRecord, activity: ActivityEntry) -> Iterator[Problem]:
    if activity.credit == WITHOUT_CREDIT:
        return
    expires = activity.dates.expires
    last = months_after(_last_look(activity), MONTHS)
    if expires is None:
        yield record.problem(("dates",), MISSING.id, f"Credit is offered, and no expiry is given. {MISSING.remedy}")
    elif expires > last:
        message = f"The activity expires after {last}, which is 36 months after release or review. {LATE.remedy}"
        yield record.problem(("dates", "expires"), LATE.id, message)


def _today(record: ActivityRecord, activity: ActivityEntry, today: date) -> Iterator[Problem]:
    expires, last = activity.dates.expires, months_after(_last_look(activity), MONTHS)
    if expires is not None and expires < today:
        message = f"The activity expired on {expires}. {EXPIRED.remedy}"
        yield record.problem(("dates", "expires"), EXPIRED.id, message, severity=EXPIRED.severity)
    elif last < today:
        severity = OVERDUE.severity if activity.credit == WITHOUT_CREDIT else Severity.WARNING
        message = f"The last release or review was on {_last_look(activity)}. {OVERDUE.remedy}"
        yield record.problem(("dates",), OVERDUE.id, message, severity=severity)
