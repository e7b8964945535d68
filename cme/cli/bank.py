"""``cme bank``: check and publish question banks. Checking needs neither an app nor a database."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from cme.cli.bank_writing import COMMANDS
from cme.content.bank import CheckedBank, check_bank
from cme.content.problems import Severity
from cme.paths import resource


@click.group()
def bank() -> None:
    """Check and publish question banks."""


for each in COMMANDS:
    bank.add_command(each)


@bank.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--fulltext",
    "fulltexts",
    multiple=True,
    metavar="SOURCE_ID=PATH",
    help="Compare every quotation of this source with the article's text in the file PATH. May be repeated.",
)
@click.option("--strict", is_flag=True, help="Let warnings fail the check too.")
def check(path: Path | None, fulltexts: Sequence[str], strict: bool) -> None:
    """Report everything that is wrong with the question bank in the folder PATH.

    Without PATH, the bundled bank is checked. Each line reads path:line:column: severity rule message; the last
    line sums up. The exit status is 0 if nothing is wrong, 1 if there are errors (with --strict, or warnings) and 2
    if the command itself cannot be understood.
    """
    folder = path if path is not None else _from_here(resource("question_bank"))
    checked = check_bank(folder, _pairs(fulltexts))
    for problem in checked.problems:
        click.echo(str(problem))
    click.echo(summary(folder, checked))
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(problem.severity in failing for problem in checked.problems):
        sys.exit(1)


def summary(folder: Path, checked: CheckedBank) -> str:
    """Say in one line what the bank holds, what was compared and how many problems there are."""
    contents = [
        _count(checked.activities, "activity", "activities"),
        _count(checked.questions, "question", "questions"),
        _count(checked.sources, "source", "sources"),
        _count(checked.passages, "passage", "passages"),
    ]
    parts = [", ".join(contents)]
    parts += [
        f"{_count(number, 'quotation', 'quotations')} of {source} compared with its full text"
        for source, number in checked.compared.items()
    ]
    parts.append(_found(checked))
    if checked.unread:
        files, them = ("1 file", "it") if checked.unread == 1 else (f"{checked.unread} files", "them")
        parts.append(f"{files} could not be read, and the other files were not compared with {them}")
    return f"{folder.as_posix()}: {'; '.join(parts)}."


def _found(checked: CheckedBank) -> str:
    number = Counter(problem.severity for problem in checked.problems)
    errors, warnings, infos = number[Severity.ERROR], number[Severity.WARNING], number[Severity.INFO]
    found = [_count(errors, "error", "errors")] if errors else []
    found += [_count(warnings, "warning", "warnings")] if warnings else []
    found = found or ["no problems"]
    found += [_count(infos, "info", "infos")] if infos else []
    return ", ".join(found)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _pairs(fulltexts: Sequence[str]) -> dict[str, Path]:
    pairs: dict[str, Path] = {}
    for written in fulltexts:
        source, mark, path = written.partition("=")
        if not (source and mark and path):
            raise click.UsageError(
                f'--fulltext "{written}" is not SOURCE_ID=PATH; write it as cleary-2014=article.txt.'
            )
        if source in pairs:
            raise click.UsageError(f'--fulltext names the source "{source}" twice; name it once.')
        pairs[source] = Path(path)
    return pairs


def _from_here(folder: Path) -> Path:
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


@bank.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--note", default="", metavar="TEXT", help="Why; kept with the publication.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--leave-scores",
    is_flag=True,
    help="Publish even if a key changes that learners were marked with: new attempts get it, scores given stay.",
)
def publish(path: Path | None, note: str, dry_run: bool, leave_scores: bool) -> None:
    """Check the question bank in the folder PATH and publish it: all of it, or nothing.

    Without PATH, the bundled bank is published. Attempts in progress keep the questions they began with. What is
    published is never changed; publishing an earlier state again brings it back.
    """
    from cme.cli.context import open_database  # here, so that checking needs neither
    from cme.cli.publishing import bank_folder, publish_folder
    from cme.clock import utc_now

    folder = path if path is not None else resource("question_bank")
    settings, database = open_database()
    words = publish_folder(
        database,
        folder,
        at_start=bank_folder(settings),
        now=utc_now(),
        note=note,
        leaves_scores=leave_scores,
        is_rehearsal=dry_run,
    )
    click.echo(words)
