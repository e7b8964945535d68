"""``cme bank export``: what is published, as an author's files again."""

from pathlib import Path

from cme.cli.context import open_database
from cme.content.exporting import write_bank
from cme.errors import BankError, NotFound
from cme.services.publishing import history, load_publication, published_banks


def export_bank(folder: Path, bank_id: str | None, number: int | None) -> str:
    """Write a publication, by default the one in force, into ``folder``; return the sentence to print.

    Raises CmeError where there is none, or the folder is in use.
    """
    _, database = open_database()
    with database.reading() as session:
        known = published_banks(session)
        wanted = bank_id if bank_id is not None else _only(known)
        if wanted not in known:
            raise NotFound(f"The bank {wanted} was never published. Published are: {', '.join(known) or 'none yet'}.")
        chosen = number if number is not None else history(session, wanted)[0].number
        bank = load_publication(session, wanted, chosen)
    write_bank(bank, folder)
    return f"Wrote publication {chosen} of the bank {wanted} into {folder}. Check it: cme bank check {folder}"


def _only(known: list[str]) -> str:
    if not known:
        raise NotFound("Nothing has been published yet, so there is nothing to write. Publish first: cme bank publish")
    if len(known) > 1:
        raise BankError(f"Several banks were published. Name one with --bank: {', '.join(known)}.")
    return known[0]
