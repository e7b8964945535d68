"""What is wrong with a question bank: where, how badly, under which rule, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"  # the bank cannot be published
    WARNING = "warning"  # it can, but somebody should look
    INFO = "info"  # nothing to mend


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One problem at one place. Lines and columns count from 1; ``rule`` is the permanent name of the rule broken."""

    path: str
    line: int
    column: int
    severity: Severity
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.severity} {self.rule} {self.message}"


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems in reading order, each once."""
    return sorted(
        set(problems), key=lambda problem: (problem.path, problem.line, problem.column, problem.rule, problem.message)
    )


def has_errors(problems: Iterable[Problem]) -> bool:
    """Say whether anything stands in the way of publishing."""
    return any(problem.severity is Severity.ERROR for problem in problems)
