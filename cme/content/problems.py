"""What is wrong with a question bank: where, how badly, under which rule, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby


class Severity(StrEnum):
    ERROR = "error"  # the bank cannot be published
    WARNING = "warning"  # it can, but somebody should look
    INFO = "info"  # nothing to mend


LONGEST_MESSAGE = 1_500  # characters: more than any message has that does not quote a text without end


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One problem at one place. Lines and columns count from 1; ``rule`` is the permanent name of the rule broken."""

    path: str
    line: int
    column: int
    severity: Severity
    rule: str
    message: str

    def __post_init__(self) -> None:
        if len(self.message) > LONGEST_MESSAGE:  # keep what is wrong, which comes first, and what to do, which ends it
            shortened = f"{self.message[: LONGEST_MESSAGE - 502]} … {self.message[-499:]}"
            object.__setattr__(self, "message", shortened)

    def __str__(self) -> str:
        return printable(f"{self.path}:{self.line}:{self.column}: {self.severity} {self.rule} {self.message}")


def printable(text: str) -> str:
    """Return a text as one line that any terminal can print: a file's name may hold line breaks and worse."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems in reading order, each once."""
    return sorted(
        set(problems), key=lambda problem: (problem.path, problem.line, problem.column, problem.rule, problem.message)
    )


MOST_OF_ONE_FILE = 200
MOST_COUNTED = 1_000  # in one file; it may have more


def cut_off(problems: Iterable[Problem]) -> list[Problem]:
    """Return ordered problems with no more than 200 of one file, and a line that says how many were left out."""
    kept: list[Problem] = []
    for path, group in groupby(problems, key=lambda problem: problem.path):
        of_file = list(group)
        kept += of_file[:MOST_OF_ONE_FILE]
        if rest := of_file[MOST_OF_ONE_FILE:]:
            many = f"{len(rest):,}" if len(of_file) < MOST_COUNTED else f"at least {MOST_COUNTED - MOST_OF_ONE_FILE}"
            message = f"There are {many} more problems in this file. Mend those above, then check again."
            severity = Severity.ERROR if has_errors(rest) else Severity.INFO
            last = rest[0]
            kept.append(
                Problem(
                    path=path,
                    line=last.line,
                    column=last.column,
                    severity=severity,
                    rule="too-many",
                    message=message,
                )
            )
    return kept


def has_errors(problems: Iterable[Problem]) -> bool:
    """Say whether anything stands in the way of publishing."""
    return any(problem.severity is Severity.ERROR for problem in problems)
