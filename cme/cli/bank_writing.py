"""``cme bank schema``: what helps an author while writing. None of it needs an app or a database."""

from pathlib import Path

import click

from cme.content.files import reason
from cme.content.schema_json import FILES, schema_text, write_schemas


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


COMMANDS = (schema,)
