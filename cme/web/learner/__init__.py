"""The learner's pages."""

from cme.web.learner import attempts, credit, practice, results, standing
from cme.web.learner.blueprint import learner

__all__ = ["attempts", "credit", "learner", "practice", "results", "standing"]
