"""``cme bank schema``, ``format`` and ``new``: what helps an author write. None needs a database."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from cme.content.fields import id_fault
from cme.content.files import reason
from cme.content.format_files import format_files
from cme.content.scaffolds import KINDS, added, blanks, scaffold
from cme.content.schema_json import FILES, schema_text, write_schemas
from cme.core.questions import QuestionType


@click.command()
@click.argument("kind", required=False, type=click.Choice(list(FILES)))
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Write FOLDER/KIND.json instead of printing.")
def schema(kind: str | None, folder: Path | None) -> None:
    """Print the JSON Schema of one KIND of file, for completion and help in an editor.

    With --to, write it into a folder; without KIND, write all four. A file of the bank names its schema in its first
    line: # yaml-language-server: $schema=../schema/questions.json
    """
    if folder is None:
        if kind is None:
            raise click.UsageError(f"Name one of {', '.join(FILES)}, or a folder for all of them with --to.")
        click.echo(schema_text(kind), nl=False)
        return
    try:
        for path in write_schemas(folder, (kind,) if kind is not None else tuple(FILES)):
            click.echo(f"Wrote {path}.")
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written ({reason(error)}). Name another folder.") from None


@click.command(name="format")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(exists=True, path_type=Path))
@click.option("--check", "is_check", is_flag=True, help="Change nothing; exit with 1 if something would change.")
def format_bank(paths: Sequence[Path], is_check: bool) -> None:
    """Lay out files of a bank in the canonical form.

    Each PATH is a file, or a folder with all its .yaml files. Names are put in the order of the schema, indentation
    and quotes are made the same everywhere, long texts are broken into lines. Comments stay, and nothing changes what a
    file says. A file with mistakes is left as it is.
    """
    formatted = format_files(paths, is_rehearsal=is_check)
    for problem in formatted.refused:
        click.echo(str(problem))
    for path in formatted.changed:
        click.echo(f"{'Would lay out' if is_check else 'Laid out'} {path.as_posix()} afresh.")
    left = {problem.path for problem in formatted.refused}
    parts = [f"{len(formatted.changed)} to lay out afresh" if is_check else f"{len(formatted.changed)} laid out afresh"]
    parts += [f"{len(formatted.unchanged)} as they should be"]
    parts += [f"{len(left)} left alone because of mistakes"] if left else []
    click.echo(f"Files: {', '.join(parts)}.")
    if left or (is_check and formatted.changed):
        sys.exit(1)


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--id", "entry_id", required=True, help="Its permanent id: small letters, digits and single hyphens.")
@click.option("--type", "question_type", type=click.Choice([each.value for each in QuestionType]), default="single")
@click.option("--to", "path", type=click.Path(path_type=Path, dir_okay=False), help="Write it into this file.")
def new(kind: str, entry_id: str, question_type: str, path: Path | None) -> None:
    """Begin a new question, activity or source: every line it needs, explained, with a … where something is missing.

    Without --to it is printed. A new question may be added to a file that has questions already.
    """
    fault = id_fault(entry_id)
    if fault:
        raise click.UsageError(fault)
    if path is None:
        click.echo(scaffold(kind, entry_id, question_type=question_type), nl=False)
        return
    try:
        text = _text_for(path, kind, entry_id, question_type)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else "it is not UTF-8 text"
        raise click.ClickException(f"{path} cannot be written ({why}). Name another file.") from None
    number = blanks(text)
    click.echo(
        f"Wrote {path.as_posix()}. Fill in its {number} blanks (…), then check it: cme bank check {path.as_posix()}"
    )


def _text_for(path: Path, kind: str, entry_id: str, question_type: str) -> str:
    if not path.exists():
        return scaffold(kind, entry_id, question_type=question_type)
    if kind != "question":
        raise click.ClickException(f"{path} exists already. Name a file that does not: each {kind} has its own.")
    text = added(path.read_text("utf-8"), entry_id, question_type=question_type)
    if not text:
        raise click.ClickException(f"{path} is not a list of questions to which one can be added. Name another file.")
    return text


COMMANDS = (schema, format_bank, new)
