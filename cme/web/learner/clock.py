"""How much time is left for an attempt, for its pages."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cme.web.filters import day, time_of_day

SHOWN_FROM = timedelta(hours=24)  # an end that is farther away, the last day of an activity, hurries nobody


@dataclass(frozen=True, kw_only=True)
class Clock:
    seconds: int
    end: str  # "14:41", with the day where that is another one


def clock_of(deadline_at: datetime | None, now: datetime) -> Clock | None:
    """Return what the page says of the time left; None where nothing presses."""
    if deadline_at is None or deadline_at - now > SHOWN_FROM:
        return None
    end = time_of_day(deadline_at)
    if day(deadline_at) != day(now):
        end = f"{end} on {day(deadline_at)}"
    return Clock(seconds=max(0, int((deadline_at - now).total_seconds())), end=end)
