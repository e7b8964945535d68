"""What a channel says of each fault of the corpus, compared with what must be said."""

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cme.content.bank import check_bank
from cme.content.exporting import write_bank
from cme.content.files import QUOTATIONS
from cme.content.problems import Severity
from cme.content.rule_table import RULES
from tests.banks.channels import Channel, Given
from tests.banks.fault import Fault, in_reading_order
from tests.banks.faults_of_articles import ARTICLE
from tests.content.tiny import TINY

_LINE = re.compile(r"(.+:\d+:\d+): (error|warning|info) ([a-z0-9-]+) (.+)")
_VERBS = (
    "add answer ask call change check choose cite compare copy delete drop fill give hedge indent keep leave let "
    "lower make mend move name put quote question raise reduce rename replace save say send shorten split start "
    "take type use write"
)
_REMEDY = re.compile(rf"Did you mean|\b(?:{'|'.join(_VERBS.split())})\b", re.IGNORECASE)


@dataclass
class Verdicts:
    """Whatever a channel got wrong, each in a line; how many faults it was asked; which rules it raised."""

    wrong: list[str] = field(default_factory=list)
    asked: int = 0
    raised: set[str] = field(default_factory=set)


def verdicts(channel: Channel, faults: Mapping[str, Fault], folder: Path) -> Verdicts:
    """Plant each fault in a bank of its own and compare what the channel tells with what must be told."""
    found = Verdicts()
    bank = folder / "case" / "bank"
    past = _compared(folder)
    for name, fault in faults.items():
        if not channel.takes(fault):
            continue
        if fault.arrange or not bank.exists():
            shutil.rmtree(bank.parent, ignore_errors=True)
            shutil.copytree(TINY, bank)
        expected = fault.plant(bank)
        articles = fault.articles_beside(bank)
        named = {source: bank.parent / "articles" / file for source, file in fault.named.items()}
        lines = channel.tell(bank, Given(articles if not named else None, named, past if fault.is_compared else None))
        told = [_inside(line, bank) for line in lines]
        found.asked += 1
        found.wrong += [f"{name}: {each}" for each in _differences(expected, told, found.raised)]
        fault.undo(bank)
    return found


def _compared(folder: Path) -> Path:
    """Return the tiny bank as an export has it that was compared with its article, in files of the same names."""
    article = folder / "article.txt"
    folder.mkdir(parents=True, exist_ok=True)
    article.write_text(ARTICLE, "utf-8")
    made = check_bank(TINY, {"paper": article}).bank
    assert made is not None
    shutil.rmtree(folder / "export", ignore_errors=True)
    write_bank(made, folder / "export")
    shutil.copytree(TINY, folder / "past", dirs_exist_ok=True)
    shutil.copy(folder / "export" / QUOTATIONS, folder / "past")
    return folder / "past"


def _inside(line: str, bank: Path) -> str:
    """Return a line with its path as seen from the bank's folder."""
    here, above = bank.as_posix(), f"{bank.parent.as_posix()}/"
    if line.startswith(f"{here}:"):
        return f".{line.removeprefix(here)}"
    return line.removeprefix(f"{here}/") if line.startswith(f"{here}/") else line.replace(above, "../", 1)


def _differences(expected: list[str], lines: list[str], raised: set[str]) -> Iterator[str]:
    told = []
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            yield f"{line!r} is not path:line:column: severity rule message"
            continue
        place, severity, rule, message = match.groups()
        told.append(f"{place} {severity} {rule}")
        raised.add(rule)
        yield from _faults_of_words(severity, rule, message)
    if in_reading_order(told) != expected:
        yield f"must be told {expected}, but is told {told}"


def _faults_of_words(severity: str, rule: str, message: str) -> Iterator[str]:
    known = RULES.get(rule)
    if known is None:
        yield f"the rule {rule} is not in the table"
    elif Severity(severity) not in (known.severity, *known.also):
        yield f"{rule} is no {severity} in the table"
    if message[-1] not in ".?" or re.sub(r"^\w+: ", "", message)[0].islower():
        yield f"the message {message!r} is no sentence"
    if not _REMEDY.search(message):
        yield f"the message {message!r} does not say what to do"
