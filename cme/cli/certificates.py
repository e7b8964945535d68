"""``cme certificates``: show one, revoke one."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from cme.cli.context import open_database
from cme.clock import utc_now
from cme.core.certificates import in_words, normalise_code
from cme.database import Database
from cme.errors import BadInput, NotFound
from cme.services.certificates import IssuedCertificate, verify
from cme.services.credit import revoke_certificate


@click.group()
def certificates() -> None:
    """Look at certificates and revoke them."""


@certificates.command()
@click.argument("code")
def show(code: str) -> None:
    """Print what the certificate CODE says, and whether it holds."""
    _check_spelling(code)
    with _database() as database, database.reading() as session:
        found = verify(session, code)
    if found is None:
        raise NotFound("No certificate has this code. Check it letter by letter.")
    for label, text in _lines(found):
        click.echo(f"{label + ':':<16}{text}")


@certificates.command()
@click.argument("code")
@click.option("--reason", required=True, help="Why. It is kept in the database and not shown to strangers.")
def revoke(code: str, reason: str) -> None:
    """Revoke the certificate CODE for good: its verification page says so from then on."""
    _check_spelling(code)
    with _database() as database, database.writing() as session:
        revoke_certificate(session, unsafe_code=code, reason=reason, actor="command", now=utc_now())
    click.echo(f"Revoked {normalise_code(code)}. Its verification page says so from now on.")


@contextmanager
def _database() -> Iterator[Database]:
    """Open the database, and close its connections afterwards."""
    _, database = open_database()
    try:
        yield database
    finally:
        database.engine.dispose()


def _check_spelling(code: str) -> None:
    if normalise_code(code) is None:
        raise BadInput("There is a typing mistake in this code. Compare it with the certificate.")


def _lines(found: IssuedCertificate) -> list[tuple[str, str]]:
    facts = found.facts
    state = "holds" if found.revoked_at is None else f"revoked on {in_words(found.revoked_at, with_time=True)}"
    sources = [("Source", f"{each.citation} {each.doi}".strip()) for each in facts.sources]
    return [
        ("Status", state),
        ("Name", facts.name),
        ("Title", facts.activity_title),
        *facts.lines,
        *sources,
        ("Provider", facts.provider_name),
        ("Statement", facts.statement),
        ("Address", facts.verification_url),
        ("PDF (SHA-256)", found.document_sha256),
    ]
