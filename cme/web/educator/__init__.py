"""The educators' pages: the use of their activities, and further tries for a learner."""

from cme.web.educator.views import educator

__all__ = ["educator"]
