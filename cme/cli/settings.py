"""``cme settings``: what can be set, and what is in force."""

import click

from cme.config import MANUAL, read_settings


@click.command()
def settings() -> None:
    """List the settings (environment variables) and check those that are given."""
    for name, words in MANUAL.items():
        click.echo(f"{name}\n    {words}")
    found = read_settings()
    click.echo(f"\nIn force: origin {found.origin}, data in {found.data_dir}, ", nl=False)
    click.echo("production" if found.is_production else "development")
