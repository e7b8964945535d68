"""The learner's pages."""

from cme.web.learner import attempts, credit, flags, practice, results, standing
from cme.web.learner.blueprint import learner

__all__ = ["attempts", "credit", "flags", "learner", "practice", "results", "standing"]
