"""The bank as it was: at a git reference, or in an exported folder or zip. Nothing is ever checked out.

Git is asked for names and contents alone (``ls-tree`` and ``cat-file``), so no filter, hook or attribute of the
repository is run or applied, and the folder stays as it is.
"""

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from pydantic import TypeAdapter, ValidationError

from cme.content.draft import Draft, draft_of, read_draft
from cme.content.files import MOST_BYTES, MOST_FILES, QUOTATIONS, folder_fault, reason
from cme.content.located_yaml import LARGEST
from cme.core.bank import Bank
from cme.core.sources import Quotation
from cme.errors import BankError

_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
_LONGEST_WAIT = 30  # seconds
_FILES = ("100644", "100755")  # all else is a link or another repository


@dataclass(frozen=True)
class Past:
    """A bank as it was, as far as it can be read, and how it is called in messages.

    ``quotations`` has, by passage id, where each quotation was found in its article then, as far as that was kept.
    """

    name: str
    draft: Draft
    quotations: Mapping[str, Quotation] = field(default_factory=dict)


FindPast: TypeAlias = Callable[[str], Past | str]  # by the bank's id; a sentence says why there is none
NOT_COMPARED = "Not checked: what only the past can tell (ids that vanished or changed their meaning)."


def past_bank(reference: str, folder: Path) -> Past:
    """Read the bank in ``folder`` as it was at a git reference, or another one from an exported folder or zip.

    Raises BankError with one sentence where that cannot be done.
    """
    path = Path(reference)
    try:
        is_zip, is_folder = path.is_file(), bool(reference) and path.is_dir()
    except (OSError, ValueError):
        is_zip = is_folder = False
    if is_folder:
        draft, found = read_draft(path), _found_in(path)
    else:
        files = dict(_few(_from_zip(path) if is_zip else _from_git(reference, folder)))
        draft, found = draft_of(files.items()), files.get(QUOTATIONS, b"{}")
    if draft.provider_document is None and not (draft.questions or draft.activities or draft.sources):
        raise BankError(f"{reference} holds no bank to compare with. Name the folder, or a zip of it.")
    return Past(reference[:80], draft, _quotations(found, reference))


def _found_in(folder: Path) -> bytes:
    """Return what the file of an export says of where each quotation was found."""
    path = folder / QUOTATIONS
    try:
        if not path.is_file():
            return b"{}"
        with path.open("rb") as file:
            return file.read(MOST_BYTES)  # what is longer is cut, and so is not as it is written
    except OSError as error:
        raise BankError(f"{path} cannot be read ({reason(error)}). Mend that, or delete it.") from None


def _quotations(found: bytes, reference: str) -> dict[str, Quotation]:
    try:
        return TypeAdapter(dict[str, Quotation]).validate_json(found)
    except ValidationError:
        message = (
            f"{QUOTATIONS} of {reference} is not as cme bank export writes it. Export the bank anew, or delete it."
        )
        raise BankError(message) from None


def published_past(bank: Bank, name: str) -> Past:
    """Return a bank that was published as a past to compare with; ``name`` is what messages call it."""
    from cme.content.exporting import bank_files  # here, as below: most checks ask nothing of the past

    return Past(name, draft_of((path, text.encode()) for path, text in bank_files(bank)), bank.quotations)


def _from_zip(path: Path) -> Iterator[tuple[str, bytes]]:
    from cme.content.zips import read_zip

    if path.stat().st_size > MOST_BYTES:
        raise BankError(f"{path} is too large for an exported bank. Name the folder, or a zip of it.")
    files, told = read_zip(path.read_bytes())
    if not files:
        raise BankError(f"{path} cannot be compared with: {' '.join(one.message for one in told[:1])}")
    yield from files.items()


def _few(files: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    size = 0
    for number, (name, data) in enumerate(files, start=1):
        size += len(data)
        if number > MOST_FILES or size > MOST_BYTES:
            raise BankError("The bank as it was is too large to be compared with. Name a later reference.")
        yield name, data


def _from_git(reference: str, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name within the bank's folder and the content of each YAML file, as committed."""
    if fault := folder_fault(folder):
        raise BankError(f"{folder}: {fault}")
    commit = _commit(reference, folder)
    listed = _git(folder, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *_inside(folder)).split(b"\0")
    prefix = os.fsencode(_prefix(folder))
    wanted = []
    for entry in filter(None, listed):
        about, _, path = entry.partition(b"\t")
        mode, _, identity = about.decode("ascii").split(" ")
        name = os.fsdecode(path.removeprefix(prefix))
        if mode in _FILES and (name.endswith(".yaml") or name == QUOTATIONS) and ".." not in Path(name).parts:
            wanted.append((name, identity))
    if not wanted:
        raise BankError(f"At {reference} the folder {folder} held no bank. Name a later reference, or an export.")
    yield from _contents(folder, wanted)


def _commit(reference: str, folder: Path) -> str:
    """Return the commit's own name, which no option can look like. Raises BankError for what names none."""
    if not re.fullmatch(r"[\w./@^~{}+=-]{1,200}", reference) or reference.startswith("-"):
        raise BankError(f'"{_shown(reference)}" is neither a folder, a zip nor a git reference. Name one of them.')
    _git(folder, "rev-parse", "--is-inside-work-tree")
    try:
        found = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    except BankError:
        message = (
            f'There is no git reference "{reference}" here. Name a commit, tag or branch, an export\'s folder or zip.'
        )
        raise BankError(message) from None
    return found.decode("ascii").strip()


def _prefix(folder: Path) -> str:
    return os.fsdecode(_git(folder, "rev-parse", "--show-prefix")).rstrip("\n")


def _inside(folder: Path) -> list[str]:
    prefix = _prefix(folder)
    return [f":(top,literal){prefix}"] if prefix else []


def _contents(folder: Path, wanted: list[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    """Ask for sizes first, so that nothing enormous is ever read."""
    identities = "".join(f"{identity}\n" for _, identity in wanted).encode("ascii")
    sizes = _git(folder, "cat-file", "--batch-check=%(objectsize)", given=identities).split()
    small = [one for one, size in zip(wanted, sizes, strict=True) if size.isdigit() and int(size) <= LARGEST]
    asked = "".join(f"{identity}\n" for _, identity in small[:MOST_FILES]).encode("ascii")
    told = _git(folder, "cat-file", "--batch", given=asked)
    at = 0
    for name, _ in small[:MOST_FILES]:
        end = told.index(b"\n", at)
        size = int(told[at:end].split()[-1])
        yield name, told[end + 1 : end + 1 + size]
        at = end + 2 + size


def _git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    """Run git in the folder and return what it prints. Raises BankError where there is none, or no repository."""
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - arguments are ours, or a reference that was looked at
            command,
            cwd=folder,
            input=given,
            capture_output=True,
            env={**os.environ, **_QUIET},
            timeout=_LONGEST_WAIT,
            check=False,
        )
    except FileNotFoundError:
        raise BankError("There is no program called git here. Install it, or name an exported folder or zip.") from None
    except (OSError, subprocess.TimeoutExpired):
        raise BankError("Git gave no answer. Try again, or name an exported folder or zip.") from None
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip().splitlines()[:1]
        raise BankError(
            f"Git cannot tell the past of {folder} ({_shown(''.join(told))}). Name an exported folder or zip."
        )
    return done.stdout


def _shown(text: str) -> str:
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text[:120])
