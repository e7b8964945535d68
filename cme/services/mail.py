"""The outbox: mail is written in the transaction that causes it, and sent afterwards by the worker.

At least once: a worker that is killed between sending and marking sends again, with the same Message-ID.
"""

import logging
import os
import secrets
import smtplib
import ssl
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cme.database import Database
from cme.errors import BadInput
from cme.models import OutboxMail
from cme.services.marking import portions

log = logging.getLogger(__name__)

MOST_TRIES = 8
AT_A_TIME = 5
TIMEOUT_SECONDS = 20
LOCAL_SENDER = "cme@localhost"
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
# Waited after each try. The first is longer than a whole claim can take to send, so no other worker claims it too.
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30, 60, 120, 240, 480, 960))


@dataclass(frozen=True)
class Mail:
    """One mail on its way. ``number`` and ``written_at`` make its Message-ID, the same at every try."""

    number: int
    recipient: str
    subject: str
    body: str
    written_at: datetime


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail to be written. ``reason`` names what must not be mailed twice."""

    to: str
    subject: str
    body: str
    reason: str | None = None


class Transport(Protocol):
    """Where mail goes. ``send`` returns when the mail is safely handed over, and raises otherwise."""

    def send(self, mail: Mail) -> None: ...


def queue(
    session: Session,
    *,
    to: str,
    subject: str,
    body: str,
    now: datetime,
    due: datetime | None = None,
    reason: str | None = None,
) -> bool:
    """Write a mail, to be sent once the transaction is committed, not before ``due``.

    ``reason`` names what must not be mailed twice: False is returned where it was. Raises BadInput for a recipient
    or subject that could break out of its header line.
    """
    row = OutboxMail(**_columns(Letter(to=to, subject=subject, body=body, reason=reason), now, due or now))
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # only the reason is unique
        return False
    return True


def queue_all(session: Session, letters: Sequence[Letter], *, now: datetime) -> None:
    """Write many mails in few statements, of which none was written before. Raises as ``queue``."""
    rows = [_columns(each, now, now) for each in letters]
    for some in portions(rows):
        session.execute(insert(OutboxMail), some)


def _columns(letter: Letter, now: datetime, due: datetime) -> dict[str, Any]:
    for text in (letter.to, letter.subject):
        if not text.strip() or any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in text):
            raise BadInput("A mail's recipient and subject must each be one line of text.")
    return {
        "recipient": letter.to,
        "subject": letter.subject,
        "body": letter.body,
        "reason": letter.reason,
        "created_at": now,
        "due_at": due,
    }


def send_due(database: Database, transport: Transport, *, now: datetime) -> int:
    """Send what is due and return how many mails were handed over. Failures are kept and tried again later."""
    sent = 0
    while claimed := _claim(database, now):
        for mail in claimed:
            sent += _send(database, transport, mail, now)
    return sent


def _claim(database: Database, now: datetime) -> list[Mail]:
    """Take a few mails: counted as tried, and not due again before the delay, whatever happens to this process."""
    with database.writing() as session:
        rows = session.scalars(
            select(OutboxMail)
            .where(OutboxMail.sent_at.is_(None), OutboxMail.due_at <= now, OutboxMail.tries < MOST_TRIES)
            .order_by(OutboxMail.due_at, OutboxMail.id)
            .limit(AT_A_TIME)
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            row.due_at = now + DELAYS[row.tries]
            row.tries += 1
        session.flush()
        return [Mail(row.id, row.recipient, row.subject, row.body, row.created_at) for row in rows]


def _send(database: Database, transport: Transport, mail: Mail, now: datetime) -> bool:
    try:
        transport.send(mail)
    except Exception as error:  # whatever a mail server or a disk can do: the mail stays and is tried again
        failure = f"{type(error).__name__}: {error}"[:500]
        with database.writing() as session:
            changed = update(OutboxMail).where(OutboxMail.id == mail.number).values(failure=failure)
            tries = session.execute(changed.returning(OutboxMail.tries)).scalar_one()
        level = logging.ERROR if tries >= MOST_TRIES else logging.WARNING
        outcome = "given up; the recipient never got it" if tries >= MOST_TRIES else "it will be tried again"
        log.log(level, "mail %s could not be sent (try %s): %s; %s", mail.number, tries, failure, outcome)
        return False
    with database.writing() as session:
        # The body goes: it may hold a link that is still good, of which only a hash is kept elsewhere.
        sent = update(OutboxMail).where(OutboxMail.id == mail.number)
        session.execute(sent.values(sent_at=now, failure="", body=""))
    return True


def given_up(session: Session) -> list[tuple[int, str]]:
    """Return number and last failure of the mails that no more tries are made for."""
    rows = session.execute(
        select(OutboxMail.id, OutboxMail.failure)
        .where(OutboxMail.sent_at.is_(None), OutboxMail.tries >= MOST_TRIES)
        .order_by(OutboxMail.id)
    )
    return [(row.id, row.failure) for row in rows]


def composed(mail: Mail, sender: str) -> EmailMessage:
    """Return the message. The header policy refuses line breaks in any value."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.written_at)
    domain = message["From"].addresses[0].domain or "localhost"
    message["Message-ID"] = f"<{mail.written_at:%Y%m%dT%H%M%S.%f}.{mail.number}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    # A long link must stay on its line, so plain ASCII is not folded by quoted-printable.
    message.set_content(mail.body, cte="7bit" if mail.body.isascii() else "quoted-printable")
    return message


class FileOutbox:
    """A folder with one ``.eml`` file for each mail, readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, mail: Mail) -> None:
        """Write the file whole or not at all. Sent again, it replaces itself."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{mail.written_at:%Y%m%dT%H%M%S}-{mail.number:08}.eml"
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(composed(mail, LOCAL_SENDER).as_bytes())
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


class SmtpServer:
    """A mail server: ``smtps://`` speaks TLS at once; ``smtp://`` must offer STARTTLS, unless it is this machine."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._is_smtps = parts.scheme == "smtps"
        self._host = parts.hostname or ""
        self._port = parts.port or (465 if self._is_smtps else 587)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._sender = sender

    def send(self, mail: Mail) -> None:
        with self._connected() as server:
            if not self._is_smtps and self._host not in THIS_MACHINE:
                server.starttls(context=ssl.create_default_context())  # raises where it is not offered
            if self._user:
                server.login(self._user, self._password)
            server.send_message(composed(mail, self._sender))

    def _connected(self) -> smtplib.SMTP:
        if self._is_smtps:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT_SECONDS, context=context)
        server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)
        server.ehlo()
        return server


@dataclass(frozen=True)
class KeptMail:
    """A mail read back from the file outbox."""

    recipient: str
    subject: str
    written_at: datetime
    lines: tuple[str, ...]


def kept_mails(folder: Path, *, most: int = 100) -> list[KeptMail]:
    """Return the newest mails of a file outbox, newest first."""
    paths = sorted(folder.glob("*.eml"), reverse=True)[:most]
    return [_read(path) for path in paths]


def _read(path: Path) -> KeptMail:
    with path.open("rb") as file:
        message = BytesParser(policy=default).parse(file)
    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    return KeptMail(str(message["To"]), str(message["Subject"]), message["Date"].datetime, tuple(text.splitlines()))
