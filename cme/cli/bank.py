"""``cme bank``: check, preview and publish question banks. Checking needs neither an app nor a database."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from cme.cli.checking import HOW_TO_COMPARE, as_text, from_here, pairs, run, unverified
from cme.content.against_git import NOT_COMPARED, past_bank
from cme.content.reports import Report, as_json
from cme.content.selection import select
from cme.content.suggestions import did_you_mean
from cme.errors import BankError
from cme.paths import resource

_WRITING = ("format", "new", "schema")
MOST_PUBLICATIONS = 999_999  # as in the addresses of the site; a longer number fits into no column


class _Bank(click.Group):
    """Imports what writes files when it is asked for, as each command does with what it alone needs.

    A check should answer at once.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted((*super().list_commands(ctx), *_WRITING))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _WRITING:
            return super().get_command(ctx, cmd_name)
        from cme.cli.bank_writing import COMMANDS

        return next(each for each in COMMANDS if each.name == cmd_name)


@click.group(cls=_Bank)
def bank() -> None:
    """Check and publish question banks."""


_fulltext = click.option(
    "--fulltext",
    "fulltexts",
    multiple=True,
    metavar="SOURCE_ID=PATH",
    help="Compare every quotation of this source with the article's text in the file PATH. May be repeated.",
)
_fulltext_dir = click.option(
    "--fulltext-dir",
    type=click.Path(path_type=Path),
    envvar="CME_FULLTEXT_DIR",
    help="Compare quotations with the articles in this folder: files called after their source, .txt, .md, JATS .xml.",
)


@bank.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@_fulltext
@_fulltext_dir
@click.option(
    "--against",
    metavar="GIT_REF|EXPORT",
    help="Compare with the bank as it was: at a git reference, or in a folder or zip. Finds ids changed and lost.",
)
@click.option("--strict", is_flag=True, help="Let warnings fail the check too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    help="For people (text), or for other programs.",
)
def check(
    paths: Sequence[Path],
    fulltexts: Sequence[str],
    fulltext_dir: Path | None,
    against: str | None,
    strict: bool,
    form: str,
) -> None:
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
    if against is not None and len(selections) > 1:
        raise click.UsageError("--against belongs to one bank; check one bank at a time.")
    try:
        past = past_bank(against, selections[0].folder) if against is not None else None
    except BankError as error:
        raise click.UsageError(f"--against: {error}") from error
    reports = [run(one, articles, fulltext_dir, past) for one in selections]
    click.echo(_as_sarif(reports) if form == "sarif" else {"text": as_text, "json": as_json}[form](reports))
    if form == "text" and (missing := unverified(reports)):
        click.echo(missing, err=True)
    if past is None and form == "text":
        click.echo(f"{NOT_COMPARED} {HOW_TO_COMPARE}", err=True)
    if any(report.is_failed(strict=strict) for report in reports):
        sys.exit(1)


def _as_sarif(reports: Sequence[Report]) -> str:
    from cme.content.sarif import as_sarif

    return as_sarif(reports)


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
    from cme.content.rule_page import all_rules, one_rule, page
    from cme.content.rule_table import RULES, find_rule

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
@click.option("--port", default=8008, show_default=True, type=click.IntRange(1, 65535), help="Where to listen.")
@_fulltext
@_fulltext_dir
def preview(path: Path | None, port: int, fulltexts: Sequence[str], fulltext_dir: Path | None) -> None:
    """Show the question bank in the folder PATH in the browser, as learners will see it, and with every key.

    Without PATH, the bundled bank is shown. Pages follow each file you save. Nothing is stored or published, no
    account is needed, and only this machine can open the pages. Stop with Ctrl+C.
    """
    from cme.cli.preview import serve_preview  # here, so that checking needs no web

    folder = select([path])[0].folder if path is not None else from_here(resource("question_bank"))
    serve_preview(folder, port, pairs(fulltexts), fulltext_dir)


@bank.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@_fulltext_dir
@click.option("--note", default="", metavar="TEXT", help="Why; kept with the publication, and shown where keys change.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--policy",
    "policies",
    multiple=True,
    metavar="QUESTION=POLICY",
    help="What becomes of earlier answers to a question whose key changes: new-key, old-and-new, full-credit or "
    "leave-scores. May be repeated.",
)
@click.option("--leave-scores", is_flag=True, help="The policy leave-scores for every changed key not named.")
@click.option(
    "--from-publication",
    type=click.IntRange(1, MOST_PUBLICATIONS),
    metavar="NUMBER",
    help="Publish an earlier publication again; PATH is then the bank's id (see cme bank history).",
)
@click.option("--yes", is_flag=True, help="Publish without asking.")
def publish(
    path: Path | None,
    fulltext_dir: Path | None,
    note: str,
    dry_run: bool,
    policies: Sequence[str],
    leave_scores: bool,
    from_publication: int | None,
    yes: bool,
) -> None:
    """Check the question bank in the folder PATH and publish it: all of it, or nothing.

    Without PATH, the bundled bank is published. What changes is printed first, for whom, and on a terminal you are
    asked before anything is written. Attempts in progress keep the questions they began with. What is published is
    never changed; publishing an earlier state again brings it back.
    """
    from cme.cli.bank_publishing import Options, publish_bank  # here, so that checking needs neither app nor database

    options = Options(
        path=path,
        fulltexts=fulltext_dir,
        note=note,
        is_rehearsal=dry_run,
        policies=tuple(policies),
        leaves_scores=leave_scores,
        from_publication=from_publication,
        is_sure=yes,
    )
    publish_bank(options)


@bank.command()
@click.argument("bank_id", required=False)
def history(bank_id: str | None) -> None:
    """List the publications of the bank BANK_ID, newest first; without it, of every bank."""
    from cme.cli.bank_publishing import list_publications

    for line in list_publications(bank_id):
        click.echo(line)


@bank.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--bank", "bank_id", metavar="BANK_ID", help="Which bank; needed where several were published.")
@click.option(
    "--publication",
    type=click.IntRange(1, MOST_PUBLICATIONS),
    metavar="NUMBER",
    help="An earlier one (cme bank history).",
)
def export(folder: Path, bank_id: str | None, publication: int | None) -> None:
    """Write the bank that is published into the new folder FOLDER, as the files that give exactly that bank.

    Comments are not kept in what is published, and are lost.
    """
    from cme.cli.bank_export import export_bank

    click.echo(export_bank(folder, bank_id, publication))
