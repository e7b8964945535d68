"""The ``cme`` command: a noun, then a verb. Problems become one plain line and exit status 1."""

import logging
import os
import sys
from importlib import import_module

import click

from cme import __version__
from cme.errors import CmeError, cause_of

GROUPS = {
    "backup": ("cme.cli.backup", "Write everything into one file, while cme runs."),
    "bank": ("cme.cli.bank", "Check and publish question banks."),
    "certificates": ("cme.cli.certificates", "Look at certificates and revoke them."),
    "database": ("cme.cli.database", "Create, upgrade and check the database."),
    "people": ("cme.cli.people", "Add staff, change roles, make one-time links."),
    "restore": ("cme.cli.backup", "Put a backup in place, or check one."),
    "serve": ("cme.cli.serve", "Bring everything up to date and serve the pages."),
    "settings": ("cme.cli.settings", "List the settings and what they are now."),
    "worker": ("cme.cli.worker", "Send mail and do what has fallen due."),
}


class LazyGroup(click.Group):
    """Imports a command when it is used, so that checking a bank needs neither database nor web."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(GROUPS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in GROUPS:
            return None
        command: click.Command = getattr(import_module(GROUPS[cmd_name][0]), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in sorted(GROUPS.items())])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cme")
@click.option("--traceback", is_flag=True, hidden=True, help="Show where a fault of cme itself happened.")
def cli(traceback: bool) -> None:
    """Continuing-medical-education posttests in which every option shows its evidence."""


class _OneLine(logging.Formatter):
    """What the pool of connections has to say, without its tracebacks. All its errors are connections lost."""

    def format(self, record: logging.LogRecord) -> str:
        is_lost = record.levelno >= logging.ERROR
        return f"database: {'a connection was lost' if is_lost else record.getMessage().splitlines()[0]}"


def _keep_tracebacks_back() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine())
    pool = logging.getLogger("sqlalchemy")
    pool.handlers, pool.propagate = [handler], False


def main() -> None:
    """Run a command; say what went wrong in one sentence, and never with a traceback."""
    os.umask(0o077)  # the data is for its owner alone
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # else it looks through every package installed
    _keep_tracebacks_back()
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as exit_:
        sys.exit(exit_.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except CmeError as error:
        click.echo(f"cme: {error}", err=True)
        if error.__cause__ is not None:
            click.echo(f"The reason given: {cause_of(error)}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        click.echo(f"cme: {error.filename or 'A file'} cannot be used: {error.strerror or error}. Try again.", err=True)
        sys.exit(1)
    except Exception as error:
        if "--traceback" in sys.argv:
            raise
        reason = (str(error).strip() or "no reason given").splitlines()[0]
        click.echo(f"cme: This is a fault in cme: {type(error).__name__}: {reason}", err=True)
        click.echo("For those who mend it: the same command as cme --traceback … shows where.", err=True)
        sys.exit(1)
