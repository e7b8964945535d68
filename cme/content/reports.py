"""What a check found in one bank, counted, and the same for other programs as JSON."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from cme.content.bank import CheckedBank
from cme.content.problems import Problem, Severity
from cme.content.selection import Selection

FORMAT = 1  # of the JSON; a field may be added, none is renamed or removed without another number


@dataclass(frozen=True)
class Report:
    """A bank that was checked, and which of its problems were asked for."""

    selection: Selection
    checked: CheckedBank

    @cached_property
    def problems(self) -> list[Problem]:
        """Return the problems asked for, in reading order."""
        return self.selection.shown(self.checked.problems)

    @cached_property
    def elsewhere(self) -> Counter[Severity]:
        """Count the bank's problems in files that were not asked for."""
        shown = set(self.problems)
        return Counter(each.severity for each in self.checked.problems if each not in shown)

    def is_failed(self, *, strict: bool) -> bool:
        """Say whether the check fails: by any error of the bank, or if strict by a warning asked for."""
        if any(each.severity is Severity.ERROR for each in self.checked.problems):
            return True
        return strict and any(each.severity is Severity.WARNING for each in self.problems)


def as_json(reports: Sequence[Report]) -> str:
    """Return the reports as a JSON document; docs/checking.md says what it holds."""
    return json.dumps({"format": FORMAT, "banks": [_bank(one) for one in reports]}, indent=1)


def _bank(report: Report) -> dict[str, Any]:
    checked = report.checked
    return {
        "folder": report.selection.folder.as_posix(),
        "publishable": checked.bank is not None,
        "activities": checked.activities,
        "questions": checked.questions,
        "sources": checked.sources,
        "passages": checked.passages,
        "quotations_compared": dict(checked.compared),
        "files_unread": checked.unread,
        "compared_with_past": checked.against or None,
        "honesty": [one.as_data() for one in checked.honesty],
        "problems": [asdict(each) for each in report.problems],
        "problems_elsewhere": {severity.value: report.elsewhere[severity] for severity in Severity},
    }
