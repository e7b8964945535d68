"""``cme bank``: check and publish question banks. Checking needs neither an app nor a database."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from cme.cli.bank_writing import COMMANDS
from cme.cli.checking import as_text, from_here, pairs, run
from cme.content.reports import as_json
from cme.content.rule_page import all_rules, one_rule, page
from cme.content.rule_table import RULES, find_rule
from cme.content.sarif import as_sarif
from cme.content.selection import Selection, select
from cme.content.suggestions import did_you_mean
from cme.errors import BankError
from cme.paths import resource


@click.group()
def bank() -> None:
    """Check and publish question banks."""


_fulltext_dir = click.option(
    "--fulltext-dir",
    type=click.Path(path_type=Path),
    envvar="CME_FULLTEXT_DIR",
    help="Compare quotations with the articles in this folder: files called after their source, .txt, .md, JATS .xml.",
)

for each in COMMANDS:
    bank.add_command(each)


@bank.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option(
    "--fulltext",
    "fulltexts",
    multiple=True,
    metavar="SOURCE_ID=PATH",
    help="Compare every quotation of this source with the article's text in the file PATH. May be repeated.",
)
@_fulltext_dir
@click.option("--strict", is_flag=True, help="Let warnings fail the check too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    help="For people (text), or for other programs.",
)
def check(paths: Sequence[Path], fulltexts: Sequence[str], fulltext_dir: Path | None, strict: bool, form: str) -> None:
    """Report everything that is wrong with question banks.

    Each PATH is a bank's folder; or a file or folder inside one: then the whole bank is checked, and the problems
    of what was named are listed. Without PATH, the bundled bank is checked. Each line reads
    path:line:column: severity rule message; the last line of a bank sums up.

    The exit status is 0 if no bank has an error, 1 if one has (with --strict, or if a warning is listed) and 2 if the
    command itself cannot be understood.
    """
    selections = select(paths or [from_here(resource("question_bank"))])
    articles = pairs(fulltexts)
    if articles and len(selections) > 1:
        raise click.UsageError("--fulltext belongs to one bank; check one bank at a time.")
    reports = [run(one, articles, fulltext_dir) for one in selections]
    click.echo({"text": as_text, "json": as_json, "sarif": as_sarif}[form](reports))
    if any(report.is_failed(strict=strict) for report in reports):
        sys.exit(1)


@bank.command()
@click.argument("rule", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown"]),
    default="text",
    help="For a terminal (text), or as the page docs/rules.md.",
)
def rules(rule: str | None, form: str) -> None:
    """List every rule of the check, or explain one RULE."""
    if rule is None:
        click.echo(all_rules() if form == "text" else page(), nl=form == "text")
        return
    found = find_rule(rule)
    if found is None:
        hint = did_you_mean(rule, RULES) or " cme bank rules lists them all."
        raise click.UsageError(f'There is no rule "{rule}".{hint}')
    click.echo(one_rule(found))


@bank.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@_fulltext_dir
@click.option("--note", default="", metavar="TEXT", help="Why; kept with the publication.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--leave-scores",
    is_flag=True,
    help="Publish even if a key changes that learners were marked with: new attempts get it, scores given stay.",
)
def publish(path: Path | None, fulltext_dir: Path | None, note: str, dry_run: bool, leave_scores: bool) -> None:
    """Check the question bank in the folder PATH and publish it: all of it, or nothing.

    Without PATH, the bundled bank is published. Attempts in progress keep the questions they began with. What is
    published is never changed; publishing an earlier state again brings it back.
    """
    from cme.cli.context import open_database  # here, so that checking needs neither
    from cme.cli.publishing import bank_folder, publish_folder
    from cme.clock import utc_now

    folder = path if path is not None else resource("question_bank")
    report = run(Selection(folder), {}, fulltext_dir)
    if report.problems:
        click.echo(as_text([report]))
    if report.checked.bank is None:
        raise BankError("Nothing was published, because of these errors. Mend them, then publish again.")
    settings, database = open_database()
    words = publish_folder(
        database,
        folder,
        at_start=bank_folder(settings),
        now=utc_now(),
        note=note,
        leaves_scores=leave_scores,
        is_rehearsal=dry_run,
        bank=report.checked.bank,
    )
    click.echo(words)
