"""Publishing from the command line, and of the bundled bank at each start."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from cme.cli.counts import count
from cme.config import Settings
from cme.content.against_git import NOT_COMPARED
from cme.content.bank import load_bank
from cme.core.bank import Bank
from cme.core.corrections import KeyPolicy
from cme.database import Database
from cme.errors import BankError, SettingsError
from cme.paths import resource
from cme.services.bank_uploads import find_past
from cme.services.publishing import (
    FOLDER,
    START,
    Impact,
    Outcome,
    Report,
    has_published,
    load_publication,
    plan,
    publish,
)

MOST_NAMED = 50  # questions and activities in one sentence


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
        made = _at_start(folder, settings, database)
        with database.writing() as session:
            report = publish(session, made, origin=START, published_by=START, now=now)
    except BankError as error:
        with database.reading() as session:
            if not has_published(session):
                words = "Mend it and start again; or start with CME_QUESTION_BANK=none and publish later."
                raise BankError(f"{error}\n{words}") from None
        click.echo(str(error), err=True)
        words = f"ATTENTION: {folder} was NOT published because of what is said above; what was published serves on."
        click.secho(words, err=True, bold=True)
        return
    loud = report.outcome in (Outcome.KEPT_KEY, Outcome.KEPT_EDUCATORS)
    click.secho(sentence(report, folder), err=loud, bold=loud)


def _at_start(folder: Path, settings: Settings, database: Database) -> Bank:
    """Return the bank, compared with the publication in force where it is to replace that. Raises BankError."""
    try:
        made = load_bank(folder, settings.fulltext_dir)
    except BankError:
        with database.reading() as session:  # the past may know more of its mistakes
            return load_bank(folder, settings.fulltext_dir, partial(find_past, session))
    with database.reading() as session:
        impact = plan(session, made, origin=START)
        if not impact.base or impact.outcome in (Outcome.UNCHANGED, Outcome.KEPT_EDUCATORS):
            return made
        past = find_past(session, made.id)
    if isinstance(past, str):
        click.echo(f"{NOT_COMPARED} {past}", err=True)
        return made
    return load_bank(folder, settings.fulltext_dir, past)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What an educator asks of ``cme bank publish``. ``source`` names where the bank comes from."""

    bank: Bank
    source: str
    origin: str
    note: str = ""
    policies: Mapping[str, KeyPolicy] = field(default_factory=dict)
    otherwise: KeyPolicy | None = None
    address: str = ""


def folder_wish(folder: Path, *, at_start: Path | None = None, bank: Bank | None = None, **more: Any) -> Wish:
    """Return the wish to publish a folder. Raises BankError for its mistakes.

    ``bank`` is what the folder holds, where that has been checked already. ``at_start`` is the folder that each start
    publishes: it replaces what educators published, as any folder does, and later starts go on publishing it.
    """
    is_the_same = at_start is not None and folder.resolve() == at_start.resolve()
    origin = FOLDER if is_the_same else "command"
    return Wish(bank=bank or load_bank(folder), source=str(folder), origin=origin, **more)


def publication_wish(database: Database, bank_id: str, number: int, **more: Any) -> Wish:
    """Return the wish to publish an earlier publication again. Raises NotFound or BankError."""
    with database.reading() as session:
        made = load_publication(session, bank_id, number)
    return Wish(bank=made, source=f"{bank_id} --from-publication {number}", origin="command", **more)


def rehearse(database: Database, wish: Wish) -> Impact:
    """Return what publishing would change. Raises BankError for a bank that cannot be published."""
    with database.reading() as session:
        return plan(session, wish.bank, origin=wish.origin, policies=wish.policies, otherwise=wish.otherwise)


def carry_out(database: Database, wish: Wish, *, now: datetime, expected_digest: str | None = None) -> Report:
    """Publish, and commit unless a policy is missing. Raises BankError or NotNow."""
    with database.writer() as session:
        report = publish(
            session,
            wish.bank,
            origin=wish.origin,
            published_by="command",
            now=now,
            note=wish.note,
            policies=wish.policies,
            otherwise=wish.otherwise,
            expected_digest=expected_digest,
            address=wish.address,
        )
        if report.outcome is Outcome.PUBLISHED:
            session.commit()
    return report


def sentence(report: Report, source: object) -> str:
    """Say in words what publishing did and what to do next."""
    return outcome_sentence(report.impact, report.number, source)


def outcome_sentence(impact: Impact, number: int, source: object) -> str:
    """Say in words what a publication comes to. ``number`` is that of the publication serving after it."""
    bank = f"the bank {impact.bank_id}"
    if impact.outcome is Outcome.UNCHANGED:
        return f"Publication {number} of {bank} is serving; nothing to publish."
    if impact.outcome is Outcome.KEPT_EDUCATORS:
        return (
            f"ATTENTION: {source} has changed, but educators published {bank} since; their publication "
            f"{number} keeps serving. To replace it: cme bank publish {source}"
        )
    if impact.outcome is Outcome.KEPT_KEY:
        return _kept_key(impact, source)
    counts = (
        (impact.added, "added"),
        (impact.revised, "revised"),
        (impact.retired, "retired"),
        (impact.restored, "restored"),
    )
    changes = [f"{len(ids)} {word} ({_named(tuple(ids))})" for ids, word in counts if ids]
    if impact.rows:
        changes.append(f"{count(len(impact.rows), 'attempt')} scored anew")
    return f"Published {bank} as publication {number}: {'; '.join(changes) or 'nothing in it changed'}."


def _named(ids: tuple[str, ...]) -> str:
    more = len(ids) - MOST_NAMED
    return ", ".join(ids) if more <= 0 else f"{', '.join(ids[:MOST_NAMED])} and {more} more"


def _kept_key(impact: Impact, source: object) -> str:
    changed = ", ".join(each.question_id for each in impact.undecided)
    options = " ".join(f"--policy {each.question_id}=POLICY" for each in impact.undecided)
    return (
        f"ATTENTION: the bank {impact.bank_id} was NOT published: the key of {changed} differs from the one that "
        f"learners were marked with or are answering. The old publication keeps serving. Check the key; then say what "
        f"becomes of those answers: cme bank publish {source} {options}, where POLICY is new-key, old-and-new, "
        f"full-credit or leave-scores. To leave every score as it is: --leave-scores"
    )
