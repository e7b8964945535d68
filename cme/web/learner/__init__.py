"""The learner's pages."""

from cme.web.learner import attempts, cases, credit, flags, practice, results, standing
from cme.web.learner.blueprint import learner

__all__ = ["attempts", "cases", "credit", "flags", "learner", "practice", "results", "standing"]
