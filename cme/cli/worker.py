"""``cme worker``: sends mail and does what has fallen due, until it is stopped."""

import logging
import os
import signal
import threading
from collections.abc import Callable
from datetime import datetime

import click
from sqlalchemy.exc import DBAPIError

from cme.cli.context import open_database
from cme.clock import utc_now
from cme.config import Settings
from cme.database import Database
from cme.errors import CmeError, cause_of
from cme.services import accounts, bank_uploads, due_work, mail, throttle

log = logging.getLogger("cme.worker")


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@click.option(
    "--every",
    type=click.FloatRange(min=0.1),
    default=2.0,
    show_default=True,
    metavar="SECONDS",
    help="How often to look.",
)
@click.option("--parent", type=int, default=0, hidden=True, help="Stop when this process is gone.")
def worker(once: bool, every: float, parent: int) -> None:
    """Send mail and do what has fallen due: deadlines, reminders, tidying."""
    logging.basicConfig(format="worker: %(message)s", level=logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    settings, database = open_database()
    if once:
        work(settings, database, utc_now())
        return
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda _signal, _frame: stopping.set())
    while not stopping.is_set() and (not parent or os.getppid() == parent):
        work(settings, database, utc_now())
        stopping.wait(every)


def transport(settings: Settings) -> mail.Transport:
    """Return the mail server, or without one the file outbox."""
    if settings.smtp_url:
        return mail.SmtpServer(settings.smtp_url, settings.mail_from)
    return mail.FileOutbox(settings.outbox_dir)


def work(settings: Settings, database: Database, now: datetime) -> None:
    """Do each kind of work in a transaction of its own: one that fails does not hold up the others."""
    steps: list[Callable[[], object]] = [
        lambda: _write(database, lambda session: due_work.submit_due(session, now=now)),
        lambda: _write(database, lambda session: due_work.queue_reminders(session, now=now, origin=settings.origin)),
        lambda: _write(database, lambda session: throttle.purge(session, now=now)),
        lambda: _write(database, lambda session: accounts.purge(session, now=now)),
        lambda: _write(database, lambda session: bank_uploads.purge(session, now=now)),
        lambda: mail.send_due(database, transport(settings), now=now),
    ]
    for step in steps:
        try:
            step()
        except CmeError as error:
            log.error("%s", cause_of(error))
        except (DBAPIError, OSError) as error:
            log.error("%s", str(error).splitlines()[0])


def _write(database: Database, change: Callable[..., object]) -> None:
    with database.writing() as session:
        change(session)
