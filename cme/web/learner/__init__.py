"""The learner's pages."""

from cme.web.learner import articles, attempts, cases, credit, flags, practice, results, standing
from cme.web.learner.blueprint import learner

__all__ = ["articles", "attempts", "cases", "credit", "flags", "learner", "practice", "results", "standing"]
