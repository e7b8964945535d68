"""What a rule of the check is: its permanent name, how bad it is to break it, and why it exists."""

from dataclasses import dataclass

from cme.content.problems import Severity


@dataclass(frozen=True)
class Rule:
    """One rule. ``also`` has the severities that a problem of it may have besides the usual one."""

    id: str
    severity: Severity
    what: str  # what is wrong where it is broken: one sentence
    why: str  # what would happen otherwise: one sentence
    remedy: str  # what to do: one sentence
    also: tuple[Severity, ...] = ()
