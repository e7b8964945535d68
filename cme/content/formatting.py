"""Lay a bank's file out in the canonical form: what differs between two layouts is then what an author changed.

A file with a mistake is left alone, for what its author meant is not known; and whatever is laid out is read again and
must hold the same values and the same comments.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from cme.content.documents import Document
from cme.content.located_yaml import Mapping, Node, plain, read_yaml
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.schema_json import FILES
from cme.content.validation import names_in, validate
from cme.content.written_yaml import Group, read_written
from cme.content.yaml_layout import lay_out

RULES = (
    Rule(
        "format-kind",
        Severity.ERROR,
        "The file has none of the names that a bank's file starts with.",
        "In what order its names belong is not known.",
        "Format files of a bank only.",
    ),
    Rule(
        "format-unsafe",
        Severity.ERROR,
        "The file cannot be laid out afresh without changing what it says.",
        "Formatting must never change a question.",
        "Go on using the file as it is, and report it.",
    ),
)


def format_text(path: str, data: bytes) -> tuple[str, list[Problem]]:
    """Return the file in its canonical form; or "", and why it is left alone. Raises nothing."""
    reading = read_yaml(data)
    if reading.root is None or reading.faults:
        return "", [_problem(path, fault.rule, fault.message, fault.line, fault.column) for fault in reading.faults]
    model = _model_of(reading.root)
    if model is None:
        message = "This is no file of a bank: it has none of their names. Format only what stands in a bank."
        return "", [_problem(path, "format-kind", message)]
    _, problems = validate(model, Document(path, reading.root), ())
    if problems:
        return "", problems
    text = re.sub("\r\n?", "\n", data.decode("utf-8-sig"))
    laid_out = lay_out(read_written(text), lambda location: names_in(model, location))
    if not _says_the_same(text, laid_out):
        message = "This cannot be laid out without changing what it says. It is left as it was; please report it."
        return "", [_problem(path, "format-unsafe", message)]
    return laid_out.replace("\n", "\r\n") if b"\r\n" in data else laid_out, []


def _problem(path: str, rule: str, message: str, line: int = 1, column: int = 1) -> Problem:
    return Problem(path=path, line=line, column=column, severity=Severity.ERROR, rule=rule, message=message)


def _model_of(root: Node) -> type[BaseModel] | None:
    """Return the kind of file that knows most of the names; a file's own name says nothing."""
    if not isinstance(root, Mapping):
        return None
    known = {model: len(root.keys.keys() & set(names_in(model, ()))) for model in FILES.values()}
    best = max(known, key=lambda model: known[model])
    return best if known[best] else None


def _says_the_same(before: str, after: str) -> bool:
    old, new = read_yaml(before.encode()), read_yaml(after.encode())
    if old.root is None or new.root is None or _meaning(plain(old.root)) != _meaning(plain(new.root)):
        return False
    return Counter(comments_in(read_written(before))) == Counter(comments_in(read_written(after)))


def _meaning(value: Any) -> Any:
    """Return a value as the schema reads it, to which runs of spaces and line breaks are one space."""
    if isinstance(value, dict):
        return {name: _meaning(one) for name, one in value.items()}
    return [_meaning(one) for one in value] if isinstance(value, list) else " ".join(value.split())


def comments_in(group: Group) -> Iterator[str]:
    """Yield every comment of a file."""
    for entry in group.entries:
        yield from (comment for comment in entry.above if comment)
        if entry.beside is not None:
            yield entry.beside.text
        if isinstance(entry.value, Group):
            yield from comments_in(entry.value)
    yield from (comment for comment in group.tail if comment)
