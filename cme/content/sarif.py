"""Reports in SARIF 2.1.0 (OASIS Standard, 27 March 2020), as code hosts and editors read them."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cme import __version__
from cme.content.problems import Problem, Severity, printable
from cme.content.reports import Report
from cme.content.rule_table import RULES, Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_sarif(reports: Sequence[Report]) -> str:
    """Return the reports as one SARIF log with one run."""
    problems = [each for report in reports for each in report.problems]
    rules = list(RULES.values())
    driver = {"name": "cme", "version": __version__, "rules": [_rule(rule) for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": list(_notes(reports))}],
        "results": list(_results(problems, {rule.id: number for number, rule in enumerate(rules)})),
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)


def _notes(reports: Iterable[Report]) -> Iterable[dict[str, Any]]:
    for report in reports:
        text = f"{report.selection.folder.as_posix()}: {report.checked.comparison}"
        yield {"level": "note", "message": {"text": printable(text)}}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": f"{rule.what} {rule.why}"},
        "help": {"text": rule.remedy},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _results(problems: Iterable[Problem], numbers: dict[str, int]) -> Iterable[dict[str, Any]]:
    for problem in problems:
        region = {"startLine": problem.line, "startColumn": problem.column}
        place = {"artifactLocation": {"uri": _address(problem.path)}, "region": region}
        yield {
            "ruleId": problem.rule,
            "ruleIndex": numbers[problem.rule],
            "level": _LEVELS[problem.severity],
            "message": {"text": problem.message},
            "locations": [{"physicalLocation": place}],
        }


def _address(path: str) -> str:
    """Return a path as a URI: relative to where the check ran, unless it was given in full."""
    if Path(path).is_absolute():
        return Path(path).as_uri()
    return quote(path.encode("utf-8", "surrogateescape"))
