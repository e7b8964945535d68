"""What a preview is made of: a bank's files as they stand, or what was published. Nothing here writes."""

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from cme.content.against_git import published_past
from cme.content.exporting import write_bank
from cme.content.honesty import honesty
from cme.content.preview import read_preview, with_remarks
from cme.core.bank import Bank
from cme.core.preview import Preview, Remark, lay_open
from cme.errors import BankError, NotFound
from cme.models import Publication
from cme.services.publishing import load_publication
from cme.services.records import RevisionCache

_laid_open: RevisionCache[Preview] = RevisionCache(4)  # a whole bank each


class PreviewSource(Protocol):
    """Where the bank of a preview comes from."""

    @property
    def title(self) -> str:
        """What it is, in a few words: "Publication 3 of my-bank"."""

    def read(self) -> Preview:
        """Return the bank as it is now, as far as it can be read, with what the check says of it."""

    def stamp(self) -> str:
        """Return what is different whenever the bank may have changed; "" if it never changes."""


class FolderPreview:
    """A bank in a folder: read again when one of its files, or of the articles', was saved. Many threads may ask."""

    def __init__(
        self,
        folder: Path,
        *,
        title: str,
        fulltexts: Mapping[str, Path] | None = None,
        fulltext_dir: Path | None = None,
        today: Callable[[], date | None] = lambda: None,
    ) -> None:
        """Take what ``check_bank`` takes; without ``today``, nothing is said that depends on the day."""
        self.title = title
        self._today = today
        self._folder, self._fulltexts, self._fulltext_dir = folder, dict(fulltexts or {}), fulltext_dir
        self._lock = Lock()
        self._read: tuple[str, Preview] | None = None

    def read(self) -> Preview:
        with self._lock:
            stamp = self.stamp()  # before reading: what is saved meanwhile shows at the next look
            if self._read is None or self._read[0] != stamp:
                self._read = stamp, self._preview()
            return self._read[1]

    def stamp(self) -> str:
        """Return a digest of the day and of the names, sizes and times of all files; none of them is opened."""
        found = hashlib.sha256(str(self._today()).encode())
        articles = _files(self._fulltext_dir) if self._fulltext_dir is not None else ()
        for path in (*_files(self._folder), *self._fulltexts.values(), *articles):
            found.update(f"{path.as_posix()}\0{_state(path)}\0".encode("utf-8", "surrogateescape"))
        return found.hexdigest()

    def _preview(self) -> Preview:
        try:
            return read_preview(self._folder, self._fulltexts, self._fulltext_dir, today=self._today())
        except OSError as error:  # the folder went away while it was being read
            words = f"The bank cannot be read at this moment ({error.strerror}). Save a file, or reload this page."
            remark = Remark(severity="error", place=self._folder.as_posix(), rule="bank-missing", message=words)
            name = self._folder.resolve().name
            return Preview(bank_id=name, provider=None, activities=(), questions=(), sources=(), remarks=(remark,))


def _state(path: Path) -> str:
    try:
        state = path.stat()
    except OSError:
        return "gone"  # meanwhile, or a link to nothing
    return f"{state.st_ino} {state.st_size} {state.st_mtime_ns} {state.st_ctime_ns}"


def _files(folder: Path) -> Iterable[Path]:
    """Yield a folder with every folder and file in it, in a steady order."""
    yield folder
    for above, folders, files in os.walk(folder):
        folders.sort()
        yield from (Path(above, name) for name in sorted((*folders, *files)))


@dataclass(frozen=True)
class PublishedPreview:
    """One publication of a bank; it never changes."""

    preview: Preview
    title: str

    def read(self) -> Preview:
        return self.preview

    def stamp(self) -> str:
        return ""


def published(
    session: Session,
    unsafe_bank_id: str,
    unsafe_number: int | None = None,
    *,
    fulltext_dir: Path | None,
    today: date,
) -> PublishedPreview:
    """Return what is published of a bank, or an earlier publication of it, with what the check says of it today.

    Raises NotFound where there is none. Takes time for a large bank, once a day.
    """
    chosen = select(Publication.number, Publication.digest).where(Publication.bank_id == unsafe_bank_id)
    if unsafe_number is not None:
        chosen = chosen.where(Publication.number == unsafe_number)
    found = session.execute(chosen.order_by(Publication.number.desc()).limit(1)).one_or_none()
    if found is None:
        raise NotFound
    key = f"{unsafe_bank_id} {found.number} {found.digest} {today} {fulltext_dir}"

    def load() -> Preview:
        return _checked(load_publication(session, unsafe_bank_id, found.number), fulltext_dir, today)

    preview = _laid_open.get(key, load)
    return PublishedPreview(preview, f"Publication {found.number} of {unsafe_bank_id}")


def _checked(bank: Bank, fulltext_dir: Path | None, today: date) -> Preview:
    """Lay a published bank open, with what the check says of its files as they would be exported."""
    shown = lay_open(bank, {each.activity_id: each.sentences() for each in honesty(bank)})
    with TemporaryDirectory(prefix="cme-preview-") as above:
        folder = Path(above) / bank.id
        try:
            write_bank(bank, folder)
        except BankError as error:  # a pass mark that no file can say
            words = f"Not checked here, as it cannot be written as files. {error}"
            return replace(shown, remarks=(Remark(severity="warning", place="", rule="", message=words),))
        told = read_preview(folder, None, fulltext_dir, lambda _bank_id: published_past(bank, "then"), today=today)
        return with_remarks(shown, told.remarks)
