"""Publishing from the command line, and of the bundled bank at each start."""

from datetime import datetime
from pathlib import Path

import click

from cme.config import Settings
from cme.content.bank import load_bank
from cme.core.questions import Bank
from cme.database import Database
from cme.errors import BankError, SettingsError
from cme.paths import resource
from cme.services.publishing import START, Outcome, Report, has_published, publish


def bank_folder(settings: Settings) -> Path | None:
    """Return the folder that is published at start; None if none is wanted. Raises SettingsError if it is none."""
    if settings.question_bank == "none":
        return None
    if not settings.question_bank:
        return resource("question_bank")
    folder = Path(settings.question_bank).expanduser()
    if not folder.is_dir():
        raise SettingsError(f"CME_QUESTION_BANK names {folder}, which is not a folder. Correct it, or set it to none.")
    return folder


def publish_at_start(settings: Settings, database: Database, *, now: datetime) -> None:
    """Publish the bundled bank if it is news; never undo what educators published, never change a marked key.

    A bank with mistakes does not keep down what is published already: its mistakes are printed, and that serves on.
    Raises BankError for them where nothing has been published yet.
    """
    folder = bank_folder(settings)
    if folder is None:
        return
    try:
        with database.writing() as session:
            report = publish(
                session, load_bank(folder, settings.fulltext_dir), origin=START, published_by=START, now=now
            )
    except BankError as error:
        with database.reading() as session:
            if not has_published(session):
                raise
        click.echo(str(error), err=True)
        words = f"ATTENTION: {folder} was NOT published because of what is said above; what was published serves on."
        click.secho(words, err=True, bold=True)
        return
    loud = report.outcome in (Outcome.KEPT_KEY, Outcome.KEPT_EDUCATORS)
    click.secho(sentence(report, folder), err=loud, bold=loud)


def publish_folder(
    database: Database,
    folder: Path,
    *,
    at_start: Path | None,
    now: datetime,
    note: str,
    leaves_scores: bool,
    is_rehearsal: bool,
    bank: Bank | None = None,
) -> str:
    """Publish a folder for an educator; return the sentence to print. Raises BankError where it is refused.

    ``bank`` is what the folder holds, where that has been checked already. ``at_start`` is the folder that each start
    publishes: publishing that very one does what a start would do, so later starts go on publishing it.
    """
    bank = bank or load_bank(folder)
    is_the_same = at_start is not None and folder.resolve() == at_start.resolve()
    with database.writer() as session:
        report = publish(
            session,
            bank,
            origin=START if is_the_same else "command",
            published_by="command",
            now=now,
            note=note,
            leaves_scores=leaves_scores,
        )
        if report.outcome is Outcome.KEPT_KEY:
            raise BankError(sentence(report, folder))
        if is_rehearsal:
            session.rollback()
            return f"Nothing was changed. Without --dry-run: {sentence(report, folder)}"
        session.commit()
    return sentence(report, folder)


def sentence(report: Report, folder: Path) -> str:
    """Say in words what publishing did and what to do next."""
    bank = f"the bank {report.bank_id}"
    if report.outcome is Outcome.UNCHANGED:
        return f"Publication {report.number} of {bank} is serving; nothing to publish."
    if report.outcome is Outcome.KEPT_EDUCATORS:
        return (
            f"ATTENTION: {folder} has changed, but educators published {bank} since; their publication "
            f"{report.number} keeps serving. To replace it: cme bank publish {folder}"
        )
    if report.outcome is Outcome.KEPT_KEY:
        changed = ", ".join(report.changed_keys)
        return (
            f"ATTENTION: {bank} was NOT published: the key of {changed} differs from the one learners were marked "
            f"with. The old publication keeps serving. Check the key; to use the new one for new attempts and "
            f"leave every score as it is: cme bank publish {folder} --leave-scores"
        )
    counts = ((report.added, "added"), (report.revised, "revised"), (report.retired, "retired"))
    changes = [f"{len(ids)} {word} ({', '.join(ids)})" for ids, word in counts if ids]
    return f"Published {bank} as publication {report.number}: {'; '.join(changes) or 'nothing in it changed'}."
