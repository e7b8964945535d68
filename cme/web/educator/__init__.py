"""The educators' pages: the use of their activities, further tries for a learner, and what learners doubt."""

from cme.web.educator import activities, flags
from cme.web.educator.blueprint import educator

__all__ = ["activities", "educator", "flags"]
