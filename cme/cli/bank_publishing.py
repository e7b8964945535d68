"""``cme bank publish`` and ``cme bank history``: show the impact, ask, publish; list what was published."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from cme.cli.checking import as_text
from cme.cli.checking import run as check
from cme.cli.context import open_database
from cme.cli.impact import impact_lines
from cme.cli.publishing import (
    Wish,
    bank_folder,
    carry_out,
    folder_wish,
    outcome_sentence,
    publication_wish,
    rehearse,
    sentence,
)
from cme.clock import utc_now
from cme.config import Settings
from cme.content.against_git import Past
from cme.content.selection import Selection
from cme.core.bank import Bank
from cme.core.corrections import KeyPolicy
from cme.database import Database
from cme.errors import BankError, NotFound
from cme.paths import resource
from cme.services.bank_uploads import find_past
from cme.services.publishing import Impact, Outcome, PublicationFacts, Report, history, published_banks


@dataclass(frozen=True, kw_only=True)
class Options:
    """What was written after ``cme bank publish``."""

    path: Path | None
    fulltexts: Path | None
    note: str
    is_rehearsal: bool
    policies: tuple[str, ...]
    leaves_scores: bool
    from_publication: int | None
    is_sure: bool


def publish_bank(options: Options) -> None:
    """Do what the command says. Raises CmeError where it is refused."""
    policies = read_policies(options.policies)
    settings, database = open_database()
    made = _checked(options, database) if options.from_publication is None else None
    wish = _wish(options, made, policies, settings, database)
    if options.is_rehearsal or _is_silent(wish):
        impact = rehearse(database, wish)
        words = outcome_sentence(impact, _number_after(impact), wish.source)
        if options.is_rehearsal or impact.changed_keys:
            _show(impact)
            _refuse(impact, words)
            _refuse_silence(impact, wish)
        if options.is_rehearsal:
            click.echo(f"Nothing was changed. Without --dry-run: {words}")
            return
    expected = None
    if not options.is_sure and sys.stdin.isatty() and sys.stdout.isatty():
        expected = _ask(database, wish)
        if expected is None:
            click.echo("Nothing was changed.")
            return
    report = carry_out(database, wish, now=utc_now(), expected_digest=expected)
    if expected is None:
        _show(report.impact)
    _tell(report, wish)


def _is_silent(wish: Wish) -> bool:
    """Say whether marks may change and nobody says why."""
    return not wish.note.strip() and any(each is not KeyPolicy.LEAVE_SCORES for each in wish.policies.values())


def _refuse_silence(impact: Impact, wish: Wish) -> None:
    if _is_silent(wish) and impact.changed_keys:
        raise BankError('Say why the key changes with --note "…": learners whose result changes read it.')


def _wish(
    options: Options, made: Bank | None, policies: dict[str, KeyPolicy], settings: Settings, database: Database
) -> Wish:
    more: dict[str, Any] = {
        "note": options.note,
        "policies": policies,
        "otherwise": KeyPolicy.LEAVE_SCORES if options.leaves_scores else None,
        "address": settings.origin,
    }
    if options.from_publication is not None:
        bank_id = str(options.path) if options.path is not None else _only_bank(database)
        return publication_wish(database, bank_id, options.from_publication, **more)
    return folder_wish(_folder(options), at_start=bank_folder(settings), bank=made, **more)


def _folder(options: Options) -> Path:
    return options.path if options.path is not None else resource("question_bank")


def _checked(options: Options, database: Database) -> Bank:
    """Return the bank in the folder, compared with the publication in force, printing its problems.

    Raises BankError where one of them is an error.
    """

    def past(bank_id: str) -> Past | str:
        with database.reading() as session:
            return find_past(session, bank_id)

    report = check(Selection(_folder(options)), {}, options.fulltexts, past)
    if report.problems:
        click.echo(as_text([report]))
    if not report.checked.against:
        click.echo(report.checked.uncompared, err=True)
    if report.checked.bank is None:
        raise BankError("Nothing was published, because of these errors. Mend them, then publish again.")
    return report.checked.bank


def _only_bank(database: Database) -> str:
    with database.reading() as session:
        banks = published_banks(session)
    if len(banks) != 1:
        known = ", ".join(banks) or "none yet"
        raise NotFound(f"Say which bank is meant by its id. Published are: {known}.")
    return banks[0]


def _ask(database: Database, wish: Wish) -> str | None:
    """Show the impact and ask; return the digest of what was agreed to, or None."""
    impact = rehearse(database, wish)
    _show(impact)
    if impact.outcome is not Outcome.PUBLISHED:
        return impact.digest  # publishing says why it does nothing
    return impact.digest if click.confirm("Publish this?") else None


def _show(impact: Impact) -> None:
    lines = list(impact_lines(impact))
    if lines:
        against = f"publication {impact.base}" if impact.base else "nothing published so far"
        click.echo(f"What changes in the bank {impact.bank_id}, compared with {against}:")
    for line in lines:
        click.echo(line)


def _tell(report: Report, wish: Wish) -> None:
    words = sentence(report, wish.source)
    _refuse(report.impact, words)
    click.echo(words)


def _refuse(impact: Impact, words: str) -> None:
    if impact.outcome is Outcome.KEPT_KEY:
        raise BankError(words)


def _number_after(impact: Impact) -> int:
    return impact.base + (impact.outcome is Outcome.PUBLISHED)


def read_policies(written: Sequence[str]) -> dict[str, KeyPolicy]:
    """Return the policies by question. Raises UsageError for what is no QUESTION=POLICY."""
    found: dict[str, KeyPolicy] = {}
    for each in written:
        question_id, mark, policy = each.partition("=")
        if not (question_id and mark) or policy not in {known.value for known in KeyPolicy}:
            choices = ", ".join(known.value for known in KeyPolicy)
            raise click.UsageError(f'--policy "{each}" is not QUESTION=POLICY with one of the policies {choices}.')
        if question_id in found:
            raise click.UsageError(f'--policy names the question "{question_id}" twice; name it once.')
        found[question_id] = KeyPolicy(policy)
    return found


def list_publications(bank_id: str | None) -> Iterator[str]:
    """Yield a line for each publication, newest first. Raises NotFound for a bank that was never published."""
    _, database = open_database()
    with database.reading() as session:
        known = published_banks(session)
        if bank_id is not None and bank_id not in known:
            raise NotFound(f"The bank {bank_id} was never published. Published are: {', '.join(known) or 'none yet'}.")
        for each in known if bank_id is None else [bank_id]:
            for facts in history(session, each):
                yield _line(facts)


def _line(facts: PublicationFacts) -> str:
    who = facts.name or facts.published_by
    parts = [
        f"{facts.bank_id} publication {facts.number}{' (in force)' if facts.is_in_force else ''}",
        f"{facts.published_at:%Y-%m-%d %H:%M} UTC by {who}",
        f"{facts.questions} questions, {facts.activities} activities",
        f"digest {facts.digest[:12]}",
    ]
    parts += [f"{question_id}: {policy.value}" for question_id, policy in facts.policies.items()]
    return "; ".join(parts) + (f"; {facts.note}" if facts.note else "")
