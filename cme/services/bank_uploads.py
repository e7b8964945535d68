"""Banks that educators upload: checked like any other, then kept for a day to be looked at and published.

What has mistakes is kept too, to be looked at and never published. Nothing is kept of what could not be unpacked, or
holds what is made to hide something or to overwhelm its reader: whoever sends that, changes nothing here.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cme.content.against_git import FindPast, Past, published_past
from cme.content.bank import CheckedBank, check_bank
from cme.content.honesty import ActivityHonesty, honesty
from cme.content.preview import read_preview, remark_of
from cme.content.problems import Problem, Severity, has_errors
from cme.content.rule_table import GROUPS, Rule
from cme.content.rules_yaml import NEVER_KEPT
from cme.content.uploads import LARGEST_UPLOAD, file_name, unpack, within
from cme.core.bank import Bank
from cme.core.preview import Preview
from cme.errors import BankError, NotFound
from cme.models import BankDraft, Publication
from cme.services.publishing import load_publication
from cme.services.records import RevisionCache

_previews: RevisionCache[Preview] = RevisionCache(2)  # a whole bank each
LIFETIME = timedelta(days=1)
LARGEST = LARGEST_UPLOAD  # bytes
MOST_KEPT = 5  # of one educator; the oldest makes room


@dataclass(frozen=True, kw_only=True)
class CheckedUpload:
    """What the check says of an upload. ``bank`` is None where anything is an error; paths are the sender's own."""

    problems: Sequence[Problem]
    checked: CheckedBank | None  # None where it could not even be unpacked

    @property
    def bank(self) -> Bank | None:
        return self.checked.bank if self.checked is not None else None

    @property
    def errors(self) -> int:
        return sum(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def may_wait(self) -> bool:
        """Say whether it may be kept to be looked at, mistakes and all."""
        if self.checked is None:
            return False
        told = (*self.problems, *self.checked.draft.problems)  # of a long list of problems, the rest may be left out
        return not any(each.rule in NEVER_KEPT and each.severity is Severity.ERROR for each in told)

    def publishable(self) -> Bank:
        """Return the bank, which is all that can ever be published of an upload. Raises BankError for any error."""
        if self.bank is None:
            raise BankError("What has an error cannot be published. Mend what the check says, then upload it again.")
        return self.bank


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that waits to be looked at and, where it has no error, published."""

    id: str
    file_name: str
    content: bytes
    uploaded_at: datetime
    expires_at: datetime
    published: Bank | None  # what it is laid over, if it is a single file
    newest: int = 0  # the last publication of any bank when this was looked up


def published_bank(session: Session, unsafe_bank_id: str) -> Bank:
    """Return a bank as it is published now. Raises NotFound."""
    return load_publication(session, unsafe_bank_id, _newest(session, unsafe_bank_id))


def _newest(session: Session, unsafe_bank_id: str) -> int:
    newest = select(func.max(Publication.number)).where(Publication.bank_id == unsafe_bank_id)
    return session.scalars(newest).one() or 0


def rule_groups() -> Sequence[tuple[str, Sequence[Rule]]]:
    """Return every rule of the check, in groups with a name."""
    return GROUPS


def worth(bank: Bank) -> list[ActivityHonesty]:
    """Return what each posttest of a bank is worth."""
    return honesty(bank)


def is_zip(content: bytes) -> bool:
    """Say whether an upload is a whole bank: anything else is laid over one that is published."""
    return content.startswith(b"PK")


@contextmanager
def unpacked(content: bytes, name: str, published: Bank | None) -> Iterator[tuple[Path, list[Problem]]]:
    """Give the folder that an upload makes, and why it makes none; the folder is gone afterwards."""
    with TemporaryDirectory(prefix="cme-upload-") as above:
        folder = Path(above) / "bank"
        yield folder, unpack(content, name, folder, published)


def find_past(session: Session, unsafe_bank_id: str) -> Past | str:
    """Return the publication in force of a bank, to compare a new one with; or a sentence on why there is none."""
    number = _newest(session, unsafe_bank_id)
    if not unsafe_bank_id:
        return "The id of the bank cannot be read."
    if not number:
        return "Nothing of this bank is published yet."
    try:
        return published_past(load_publication(session, unsafe_bank_id, number), f"publication {number}")
    except BankError as error:
        return str(error)


def check(
    content: bytes,
    name: str,
    published: Bank | None,
    *,
    find_past: FindPast,
    fulltext_dir: Path | None,
    today: date,
) -> CheckedUpload:
    """Check an upload as ``cme bank check --against`` what is published does. Takes time for a large one.

    ``find_past`` gives the publication in force.
    """
    with unpacked(content, name, published) as (folder, told):
        if has_errors(told):
            return CheckedUpload(problems=told, checked=None)
        checked = check_bank(folder, fulltext_dir=fulltext_dir, past=find_past, today=today)
        return CheckedUpload(problems=[*told, *within(checked.problems, folder)], checked=checked)


@dataclass(frozen=True, kw_only=True)
class UploadPreview:
    """What a file that waits will look like to learners; a ``PreviewSource``."""

    upload: Upload
    find_past: FindPast  # gives the publication in force
    fulltext_dir: Path | None
    today: date

    @property
    def title(self) -> str:
        return f"the upload {self.upload.file_name}"

    def read(self) -> Preview:
        """Return the bank as the file makes it of what is published now, with all that the check says of it."""
        return _previews.get(f"{self.upload.id} {self.upload.newest} {self.today}", self._laid_open)

    def stamp(self) -> str:
        return ""

    def _laid_open(self) -> Preview:
        with unpacked(self.upload.content, self.upload.file_name, self.upload.published) as (folder, told):
            shown = read_preview(folder, None, self.fulltext_dir, self.find_past, today=self.today)
            return replace(shown, remarks=(*(remark_of(each, folder) for each in told), *shown.remarks))


def keep(session: Session, *, person_id: int, content: bytes, name: str, bank_id: str, now: datetime) -> str:
    """Keep a file for a day; return its public id. ``bank_id`` names what a single file is laid over."""
    older = (
        select(BankDraft.id).where(BankDraft.person_id == person_id).order_by(BankDraft.id.desc()).offset(MOST_KEPT - 1)
    )
    session.execute(delete(BankDraft).where(BankDraft.id.in_(session.scalars(older).all())))
    draft = BankDraft(
        person_id=person_id,
        file_name=file_name(name),
        bank_id=bank_id,
        content=content,
        uploaded_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(draft)
    session.flush()
    return draft.public_id


def get_upload(session: Session, *, person_id: int, unsafe_upload_id: str, now: datetime) -> Upload:
    """Return one's own file that waits. Raises NotFound for anybody else's, and for one whose day is over."""
    draft = session.scalars(
        select(BankDraft).where(
            BankDraft.public_id == unsafe_upload_id, BankDraft.person_id == person_id, BankDraft.expires_at > now
        )
    ).one_or_none()
    if draft is None:
        raise NotFound("There is no such upload: it waits for one day, and for whoever sent it. Upload the file again.")
    return Upload(
        id=draft.public_id,
        file_name=draft.file_name,
        content=draft.content,
        uploaded_at=draft.uploaded_at,
        expires_at=draft.expires_at,
        published=published_bank(session, draft.bank_id) if draft.bank_id else None,
        newest=session.scalars(select(func.max(Publication.id))).one() or 0,
    )


def purge(session: Session, *, now: datetime) -> int:
    """Delete what has waited for its day; return how many files."""
    expired = session.scalars(select(BankDraft.id).where(BankDraft.expires_at <= now)).all()
    session.execute(delete(BankDraft).where(BankDraft.id.in_(expired)))
    return len(expired)
