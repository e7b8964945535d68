"""Where the banks of previews come from, by what stands in the address."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, current_app
from flask.typing import ResponseReturnValue

from cme.errors import NotFound
from cme.services import previewing
from cme.services.previewing import PreviewSource
from cme.web.glue import get_session, now, settings
from cme.web.login import guarding

Opener = Callable[[str], PreviewSource]
MOST_DIGITS = 9
_educators_only = guarding("educator")


@dataclass
class Shelves:
    """What the site can preview, and for whom."""

    openers: dict[str, Opener] = field(default_factory=dict)

    def admit(self) -> ResponseReturnValue | None:
        """Let educators in; return the answer for somebody who is signed out. Raises NotFound for everybody else."""
        return _educators_only()

    def open(self, unsafe_shelf: str) -> PreviewSource:
        """Return what a shelf holds. Raises NotFound where there is nothing.

        "my-bank" is what is published of that bank, "my-bank~3" its third publication, "upload.x" what the opener of
        "upload" makes of "x": no id of a bank has a dot or a tilde.
        """
        kind, dot, rest = unsafe_shelf.partition(".")
        if dot:
            if kind not in self.openers:
                raise NotFound
            return self.openers[kind](rest)
        return _published(unsafe_shelf)


def _published(unsafe_shelf: str) -> PreviewSource:
    bank_id, tilde, number = unsafe_shelf.partition("~")
    if tilde and not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
        raise NotFound
    return previewing.published(
        get_session(),
        bank_id,
        int(number) if tilde else None,
        fulltext_dir=settings().fulltext_dir,
        today=now().date(),
    )


@dataclass(frozen=True)
class OneBank:
    """The only shelf of an application that serves one bank to whoever runs it on this machine."""

    source: PreviewSource

    def admit(self) -> None:
        """Let everybody in: the server listens on this machine alone."""

    def open(self, unsafe_shelf: str) -> PreviewSource:
        """Return the bank, whatever is asked for."""
        del unsafe_shelf
        return self.source


def shelves() -> Shelves | OneBank:
    found: Shelves | OneBank = current_app.extensions["cme_preview"]
    return found


def add_shelf(app: Flask, kind: str, opener: Opener) -> None:
    """Let ``opener`` give the banks of the addresses /educator/preview/<kind>.<id>/…"""
    known: Shelves = app.extensions["cme_preview"]
    known.openers[kind] = opener
