"""Setting a rule aside where it stands, with a reason: what that hides, and what is wrong with such an entry."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cme.content.documents import Location, Record
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.schema import IgnoredRuleEntry
from cme.content.suggestions import did_you_mean

UNKNOWN = Rule(
    "lint-ignore-unknown",
    Severity.ERROR,
    "A rule is set aside that does not exist, or that cannot be set aside here.",
    "The educator believes something is dealt with that is not.",
    "Write the rule's name as the check prints it.",
)
UNNEEDED = Rule(
    "lint-ignore-unneeded",
    Severity.WARNING,
    "A rule is set aside that is not broken here.",
    "The next flaw of that kind would go unseen.",
    "Delete the entry.",
)
RULES = (UNKNOWN, UNNEEDED)


def unknown(record: Record[Any], entries: Sequence[IgnoredRuleEntry], known: frozenset[str]) -> Iterator[Problem]:
    """Find entries for what is no rule, or is none of those that may be set aside in such a place."""
    for number, entry in enumerate(entries):
        if entry.rule not in known:
            hint = did_you_mean(entry.rule, known) or " Delete the entry; what the rule finds must be mended."
            message = f'"{entry.rule}" is no rule that can be set aside here.{hint}'
            yield record.problem(("lint_ignore", number, "rule"), UNKNOWN.id, message)


def sift(
    record: Record[Any], entries: Sequence[IgnoredRuleEntry], found: Iterable[Problem], known: frozenset[str]
) -> Iterator[Problem]:
    """Yield the problems ``found`` that no entry sets aside, and those of the entries that hide nothing.

    ``known`` has the rules that may be set aside in such a place; problems of others are never hidden.
    """
    ignored = {entry.rule for entry in entries} & known
    hidden: set[str] = set()
    for problem in found:
        if problem.rule in ignored:
            hidden.add(problem.rule)
        else:
            yield problem
    for number, entry in enumerate(entries):
        if entry.rule in known and entry.rule not in hidden:
            message = f'"{entry.rule}" is not broken here, or is set aside already. {UNNEEDED.remedy}'
            place: Location = ("lint_ignore", number, "rule")
            yield record.problem(place, UNNEEDED.id, message, severity=UNNEEDED.severity)
        hidden.discard(entry.rule)
