"""What cannot run here is said once, loudly, at the end; with CI=true it is a failure instead."""

import os
from typing import NoReturn

import pytest

MARK = "LEFT OUT: "


def is_continuous_integration() -> bool:
    return os.environ.get("CI", "").lower() in ("true", "1", "yes")


def leave_out(reason: str) -> NoReturn:
    """Skip the test with a reason that the end of the run repeats; in continuous integration, fail it."""
    if is_continuous_integration():
        pytest.fail(f"CI=true, so this is a failure: {reason}", pytrace=False)
    pytest.skip(MARK + reason)


def left_out(reports: list[pytest.TestReport]) -> dict[str, int]:
    """Count the tests left out for each reason."""
    counts: dict[str, int] = {}
    for report in reports:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        if MARK in reason:
            said = reason.split(MARK, 1)[1]
            counts[said] = counts.get(said, 0) + 1
    return counts
