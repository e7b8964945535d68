"""Checking banks from the command line: the words printed, and a bar while it takes longer than a moment."""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from cme.cli.counts import count
from cme.clock import utc_now
from cme.content.against_git import FindPast, Past
from cme.content.bank import CheckedBank, check_bank
from cme.content.files import FOLDERS
from cme.content.problems import Severity, printable
from cme.content.reports import Report
from cme.content.selection import Selection

MANY_ACTIVITIES = 20  # more are left to other programs
HOW_TO_COMPARE = "For that, name a git reference or an export: --against."
HOW_TO_VERIFY = "For that, give the text of the article: --fulltext SOURCE_ID=PATH, or a folder: --fulltext-dir."
MANY_FILES = 300  # from which a check may take long enough for somebody to wonder
MOST_NAMED = 5  # sources in one line


def run(
    selection: Selection,
    fulltexts: Mapping[str, Path],
    fulltext_dir: Path | None = None,
    past: Past | FindPast | None = None,
) -> Report:
    """Check one bank, with a progress bar on a terminal where it has many files."""
    today = utc_now().date()
    files = _files(selection.folder) if sys.stderr.isatty() else 0
    if files < MANY_FILES:
        return Report(selection, check_bank(selection.folder, fulltexts, fulltext_dir, past, today=today))
    with click.progressbar(length=files, label="Reading", file=sys.stderr, update_min_steps=20) as bar:
        on_read = partial(bar.update, 1)
        checked = check_bank(selection.folder, fulltexts, fulltext_dir, past, on_read=on_read, today=today)
        bar.update(files)  # a folder that cannot be opened was counted as none
    return Report(selection, checked)


def _files(folder: Path) -> int:
    return sum(1 for part in FOLDERS for _ in (folder / part).rglob("*.yaml"))


def as_text(reports: Sequence[Report]) -> str:
    """Return every problem asked for, each in a line, and after those of a bank a line that sums it up."""
    return "\n".join(line for report in reports for line in lines_of(report))


def lines_of(report: Report) -> Iterator[str]:
    """Yield the lines printed about one bank."""
    for problem in report.problems:
        yield str(problem)
    yield from _honesty(report)
    yield summary(report)


def _honesty(report: Report) -> Iterator[str]:
    """Yield a line for each activity on what its posttest is worth, where the whole bank was asked for."""
    if report.selection.only is not None:
        return
    found = report.checked.honesty
    for one in found[:MANY_ACTIVITIES]:
        yield f"Activity {one.activity_id}: {' '.join(one.sentences())}"
    if len(found) > MANY_ACTIVITIES:
        yield f"{len(found) - MANY_ACTIVITIES} more activities: their numbers are in --format json."


def summary(report: Report) -> str:
    """Say in one line what the bank holds, what was compared and how many problems there are."""
    checked = report.checked
    contents = [
        count(checked.activities, "activity", "activities"),
        count(checked.questions, "question"),
        count(checked.sources, "source"),
        count(checked.passages, "passage"),
    ]
    parts = [", ".join(contents)]
    parts += _compared(checked.compared)
    parts.append(_found(Counter(problem.severity for problem in report.problems)))
    if report.elsewhere:
        parts.append(f"{_found(report.elsewhere)} in files that were not named")
    if checked.unread:
        parts.append(_unread(checked))
    if checked.against:
        parts.append(f"compared with {checked.against}")
    return printable(f"{report.selection.folder.as_posix()}: {'; '.join(parts)}.")


def unverified(reports: Sequence[Report]) -> str:
    """Say how many articles were not at hand, so that nothing is known of their quotations; else nothing."""
    number = sum(report.checked.sources - len(report.checked.compared) for report in reports)
    if number == 0:
        return ""
    return f"Not checked: the quotations of {count(number, 'source')}, against the full text. {HOW_TO_VERIFY}"


def _compared(quotations: Mapping[str, int]) -> list[str]:
    if len(quotations) > MOST_NAMED:
        number = sum(quotations.values())
        return [f"{number} quotations of {len(quotations)} sources compared with their full texts"]
    return [
        f"{count(number, 'quotation')} of {source} compared with its full text" for source, number in quotations.items()
    ]


def _unread(checked: CheckedBank) -> str:
    files, them = ("1 file", "it") if checked.unread == 1 else (f"{checked.unread} files", "them")
    return f"{files} could not be read, and the other files were not compared with {them}"


def _found(number: Counter[Severity]) -> str:
    errors, warnings, infos = number[Severity.ERROR], number[Severity.WARNING], number[Severity.INFO]
    found = [count(errors, "error")] if errors else []
    found += [count(warnings, "warning")] if warnings else []
    found = found or ["no problems"]
    found += [count(infos, "info")] if infos else []
    return ", ".join(found)


def pairs(fulltexts: Sequence[str]) -> dict[str, Path]:
    """Return the article's path by source id. Raises UsageError for what is not SOURCE_ID=PATH."""
    found: dict[str, Path] = {}
    for written in fulltexts:
        source, mark, path = written.partition("=")
        if not (source and mark and path):
            raise click.UsageError(
                f'--fulltext "{written}" is not SOURCE_ID=PATH; write it as cleary-2014=article.txt.'
            )
        if source in found:
            raise click.UsageError(f'--fulltext names the source "{source}" twice; name it once.')
        found[source] = Path(path)
    return found


def from_here(folder: Path) -> Path:
    """Return a folder as it is called from where the command runs, so that lines stay short."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
