"""The ways in which an educator can have a bank checked. Each must tell the same problems of the same files."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from zipfile import ZipFile

from click.testing import CliRunner, Result

from cme.cli.main import cli
from cme.clock import utc_now
from cme.content.against_git import past_bank
from cme.content.bank import check_bank
from cme.content.uploads import unpack, within
from cme.errors import CmeError
from tests.banks.fault import Fault

_PROBLEM = re.compile(r".+:\d+:\d+: (?:error|warning|info) [a-z0-9-]+ ")


@dataclass(frozen=True)
class Given:
    """The folder of full texts, the full texts named by source id, and the bank as it was."""

    folder: Path | None
    named: Mapping[str, Path]
    past: Path | None

    def options(self) -> list[str]:
        """Return all of it as options of a command."""
        given = [part for source, path in self.named.items() for part in ("--fulltext", f"{source}={path}")]
        given += ["--fulltext-dir", str(self.folder)] if self.folder is not None else []
        return given if self.past is None else [*given, "--against", str(self.past)]


@dataclass(frozen=True)
class Channel:
    """``tell`` returns the lines printed about a bank.

    ``takes_folder`` says whether a folder of full texts can be named, ``takes_names`` whether single ones and the past
    can be, and ``takes_all`` whether links, pipes and the like reach it.
    """

    name: str
    tell: Callable[[Path, Given], list[str]]
    takes_folder: bool = True
    takes_names: bool = True
    takes_all: bool = True
    is_slow: bool = False

    def takes(self, fault: Fault) -> bool:
        """Say whether this fault can be had in this way."""
        needed = (fault.articles is not None, self.takes_folder), (fault.named or fault.is_compared, self.takes_names)
        return all(taken or not need for need, taken in (*needed, (fault.arrange, self.takes_all)))


def from_files(bank: Path, given: Given) -> list[str]:
    """Tell what the check itself returns."""
    past = past_bank(str(given.past), bank) if given.past is not None else None
    checked = check_bank(bank, given.named, given.folder, past=past, today=utc_now().date())
    errors = [each for each in checked.problems if each.severity == "error"]
    assert (checked.bank is None) == bool(errors)
    return [str(each) for each in checked.problems]


def from_command(bank: Path, given: Given) -> list[str]:
    """Tell what ``cme bank check`` prints; its exit status must agree."""
    result = CliRunner().invoke(cli, ["bank", "check", str(bank), *given.options()])
    lines = _problems(result)
    assert result.exit_code == (1 if any(_is_error(line) for line in lines) else 0)
    return lines


def from_publishing(bank: Path, given: Given) -> list[str]:
    """Tell what ``cme bank publish --dry-run`` prints; it must refuse where there is an error, and only there."""
    result = CliRunner().invoke(cli, ["bank", "publish", str(bank), "--dry-run", *given.options()])
    refused = isinstance(result.exception, CmeError) and "Nothing was published" in str(result.exception)
    assert refused or result.exit_code == 0, result.output
    lines = _problems(result)
    assert refused == any(_is_error(line) for line in lines)
    return lines


def from_json(bank: Path, given: Given) -> list[str]:
    """Tell what ``cme bank check --format json`` hands to other programs."""
    result = CliRunner().invoke(cli, ["bank", "check", str(bank), "--format", "json", *given.options()])
    [one] = json.loads(result.output)["banks"]
    return ["{path}:{line}:{column}: {severity} {rule} {message}".format(**each) for each in one["problems"]]


def from_upload(bank: Path, _: Given) -> list[str]:
    """Tell what is wrong with a zip of the bank's folder; made by hand, so that what was no file stays out."""
    packed, folder = BytesIO(), Path(mkdtemp(dir=bank.parent))
    with ZipFile(packed, "w") as archive:
        for path in sorted(bank.rglob("*")):
            archive.write(path, path.relative_to(bank).as_posix())
    refused = unpack(packed.getvalue(), "bank.zip", folder)
    problems = within(check_bank(folder, today=utc_now().date()).problems, folder)
    return [f"{bank.as_posix()}/{each}" for each in (*refused, *problems)]


CHANNELS = (
    Channel("files", from_files),
    Channel("cme bank check", from_command),
    Channel("cme bank check --format json", from_json),
    Channel("cme bank publish", from_publishing, takes_names=False, is_slow=True),
    Channel("a zip of the folder", from_upload, takes_folder=False, takes_names=False, takes_all=False),
)


def _is_error(line: str) -> bool:
    return line.split(": ", maxsplit=1)[1].startswith("error ")


def _problems(result: Result) -> list[str]:
    return [line for line in result.output.splitlines() if _PROBLEM.match(line)]
