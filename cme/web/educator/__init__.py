"""The educators' pages: activities in use, further tries, what learners doubt, and the question bank."""

from cme.web.educator import activities, allowances, banks, flags, publications, uploads
from cme.web.educator.blueprint import educator

__all__ = ["activities", "allowances", "banks", "educator", "flags", "publications", "uploads"]
