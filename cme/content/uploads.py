"""What an educator sends: a zip of a bank's folder, or one file that is laid over the bank as published.

Either ends as a bank's folder that is checked like any other. Every refusal is a problem of the file that was sent.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from cme.content.characters import FORBIDDEN
from cme.content.documents import Document, text_at, texts_at
from cme.content.exporting import bank_files
from cme.content.files import of_file
from cme.content.located_yaml import Items, Mapping, read_yaml
from cme.content.problems import Problem, Severity, cut_off, in_order
from cme.content.schema import ActivityEntry, ProviderFile, SourceEntry
from cme.content.zips import Told, unpack_zip
from cme.core.bank import Bank

LARGEST_UPLOAD = 20_000_000  # bytes: several times a bank of 10,000 questions, zipped
PUBLISHED = "published"  # the folder, within each part of the bank, of what a file is laid over
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_FIELDS = (
    ("provider.yaml", frozenset(ProviderFile.model_fields)),
    ("questions", frozenset(("questions", "stimuli"))),
    ("activities", frozenset(ActivityEntry.model_fields) - frozenset(SourceEntry.model_fields)),
    ("sources", frozenset(SourceEntry.model_fields) - frozenset(ActivityEntry.model_fields)),
)


def unpack(data: bytes, name: str, folder: Path, published: Bank | None = None) -> list[Problem]:
    """Make a bank's folder of an upload and return why that cannot be done, if so; ``folder`` must be empty.

    A zip replaces the whole bank. A YAML file is laid over ``published``: its entries replace those with the same
    id, and new ones are added. Where there is an error, ``folder`` stays empty. Nothing is written outside of it.
    Raises OSError where the disk fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shown = file_name(name)
    if len(data) > LARGEST_UPLOAD:
        message = f"The file has {len(data):,} bytes; {LARGEST_UPLOAD:,} are allowed. Send a smaller one."
        return _problems(shown, [Told("upload-large", message)])
    if data.startswith(_ZIP):
        return _problems(shown, unpack_zip(data, folder))
    if Path(shown).suffix.casefold() in (".yaml", ".yml"):
        return _lay(data, shown, folder, published)
    if shown.casefold().endswith(".zip"):
        return _problems(shown, [Told("upload-damaged", "This is no zip, or a damaged one. Make it anew.")])
    message = "This is neither a zip of a bank's folder nor a .yaml file. Send one of the two."
    return _problems(shown, [Told("upload-kind", message)])


def within(problems: Iterable[Problem], folder: Path) -> list[Problem]:
    """Return problems of a bank unpacked to ``folder`` with paths inside of it, as the sender knows them.

    A message may name another file of the bank: there too, nobody is told where the server unpacked it.
    """
    above = f"{folder.as_posix()}/"
    return [
        replace(problem, path=problem.path.removeprefix(above), message=problem.message.replace(above, ""))
        for problem in problems
    ]


def file_name(name: str) -> str:
    """Return the last part of a name that a browser sent, without what no name of a file may hold."""
    last = re.split(r"[\\/]", name)[-1]
    plain = re.sub(r'[:*?"<>|\s]+', " ", FORBIDDEN.sub("", last)).strip(". ")
    stem, dot, suffix = plain.rpartition(".")
    return f"{stem[:60]}{dot}{suffix[:8]}" if stem else plain[:60] or "upload"


def _problems(path: str, told: Iterable[Told]) -> list[Problem]:
    return cut_off(in_order(of_file(Path(path), one.rule, one.message, one.severity) for one in told))


def _lay(data: bytes, shown: str, folder: Path, published: Bank | None) -> list[Problem]:
    """Write the file where its kind belongs, and what is published around it."""
    reading = read_yaml(data)
    if reading.root is None:
        return [
            Problem(
                path=shown,
                line=fault.line,
                column=fault.column,
                severity=Severity.ERROR,
                rule=fault.rule,
                message=fault.message,
            )
            for fault in reading.faults
        ]
    document = Document(shown, reading.root)
    part = _part(document)
    problem = _misplaced(document, part, published)
    if problem is not None:
        return [problem]
    _write(folder / part / f"{Path(shown).stem}.yaml" if part != "provider.yaml" else folder / part, data)
    if published is not None:
        stimuli = texts_at(document, ("stimuli",), "id")
        for name, text in bank_files(_without(published, document, part), published.questions.values(), stimuli):
            if name != part:
                _write(folder / _below(name), text.encode())
    return []


def _part(document: Document) -> str:
    """Return where a file belongs by the names in it: a folder, ``provider.yaml``, or "" where nothing tells."""
    names = set(document.root.keys) if isinstance(document.root, Mapping) else set()
    part, shared = max(((part, len(names & fields)) for part, fields in _FIELDS), key=lambda one: one[1])
    return part if shared else ""


def _misplaced(document: Document, part: str, published: Bank | None) -> Problem | None:
    if not part:
        is_question = isinstance(document.root, Mapping) and {"stem", "options"} & set(document.root.keys)
        message = "Nothing here tells whether this is an activity, a source, questions or provider.yaml. Send a zip."
        if is_question:
            message = 'This is a question by itself. Write "questions:" above it and a hyphen before it.'
        return document.problem((), "upload-kind", message)
    bank = text_at(document, ("bank",))
    if part == "provider.yaml" and published is not None and bank != published.id:
        message = f'"{bank[:80]}" is not the bank "{published.id}" that is published. To publish another, send a zip.'
        return document.problem(("bank",), "upload-bank", message)
    return None


def _without(bank: Bank, document: Document, part: str) -> Bank:
    """Return the published bank without what the file replaces."""
    if part == "questions":
        listed = document.at(("questions",))
        numbers = range(len(listed.items)) if isinstance(listed, Items) else ()
        ids = {text_at(document, ("questions", number, "id")) for number in numbers}
        return replace(bank, questions={key: one for key, one in bank.questions.items() if key not in ids})
    own = text_at(document, ("id",))
    if part == "sources":
        return replace(bank, sources={key: one for key, one in bank.sources.items() if key != own})
    return replace(bank, activities={key: one for key, one in bank.activities.items() if key != own})


def _below(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return f"{folder}/{PUBLISHED}/{file}" if folder else file


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
