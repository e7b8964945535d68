"""Apply the rules of writing to every question of a bank, and to all of them together."""

from collections import defaultdict
from collections.abc import Iterator

from cme.content.draft import Draft
from cme.content.lint import (
    duplicates,
    ignoring,
    numbers,
    options,
    pairs,
    parallel,
    rationales,
    readability,
    stem,
    whole_bank,
    wording,
)
from cme.content.lint.view import BankView, Finding, QuestionView, count_words
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule

FAMILIES = (options, numbers, pairs, parallel, stem, readability, wording, rationales)
GROUPS: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    ("Writing: options", (*options.RULES, *numbers.RULES, *pairs.RULES, *parallel.RULES)),
    ("Writing: stem and words", (*stem.RULES, *readability.RULES, *wording.RULES)),
    ("Writing: rationales", rationales.RULES),
    ("Writing: the whole bank", (*duplicates.RULES, *whole_bank.RULES)),
    ("Rules set aside", ignoring.RULES),
)
RULES: tuple[Rule, ...] = tuple(rule for family in (*FAMILIES, duplicates) for rule in family.RULES)
IGNORABLE = frozenset(rule.id for rule in RULES)
_OURS = frozenset(rule.id for rule in rationales.RULES)  # rationales are not the publisher's words


def lint_problems(draft: Draft) -> Iterator[Problem]:
    """Find every flaw of writing in the questions that the schema could read."""
    views = [QuestionView(record, record.value) for record in draft.questions if record.value is not None]
    counted = count_words(views)
    bank = BankView(counted, _quotes(draft), _years(draft))
    twice: dict[int, list[Finding]] = defaultdict(list)
    for view, finding in duplicates.findings(views, counted):
        twice[id(view)].append(finding)
    for view in views:
        found = [finding for family in FAMILIES for finding in family.findings(view, bank)]
        problems = [_problem(view, finding) for finding in (*found, *twice.get(id(view), ()))]
        yield from ignoring.unknown(view.record, view.question.lint_ignore, IGNORABLE)
        yield from ignoring.sift(view.record, view.question.lint_ignore, problems, IGNORABLE)
    yield from _of_the_bank(draft, views)


def _problem(view: QuestionView, finding: Finding) -> Problem:
    severity = finding.severity or finding.rule.severity
    message = finding.message
    if view.question.verbatim and finding.rule.id not in _OURS:
        severity = Severity.INFO
        message = f"{message} It may stay: the question is verbatim."
    return view.record.problem(finding.place, finding.rule.id, message, severity=severity)


def _of_the_bank(draft: Draft, views: list[QuestionView]) -> Iterator[Problem]:
    if draft.provider_document is None:
        return
    for finding in whole_bank.findings(views):
        yield draft.provider_document.problem(
            ("bank",), finding.rule.id, finding.message, severity=finding.rule.severity
        )


def _quotes(draft: Draft) -> dict[str, str]:
    return {
        f"{source.id}#{passage.id}": f"{passage.context_before} {passage.quote} {passage.context_after}"
        for record in draft.sources
        if (source := record.value) is not None
        for passage in source.passages
    }


def _years(draft: Draft) -> frozenset[str]:
    """Return the years in which sources appeared and things happened since: no passage has those."""
    sources = [record.value for record in draft.sources if record.value is not None]
    since = {str(item.date.year) for source in sources for item in source.since_publication}
    return frozenset(since | {str(source.year) for source in sources})
