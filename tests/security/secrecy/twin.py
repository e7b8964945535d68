"""One of the twins as a running application: its database, its people, its clock, and chance that repeats itself.

What differs between two answers to the same request by chance or by time is made equal here, so nothing has to be
masked afterwards: random bytes come from the name of the visit, and every clock stands still.
"""

import base64
import hashlib
import logging
import os
import secrets
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url

from cme.app import create_app
from cme.database import Database
from cme.services import accounts, one_time_links
from cme.services.one_time_links import Purpose
from cme.web.verification import Checks
from tests.conftest import make_settings
from tests.security.secrecy.banks import bank
from tests.support import cast, postgresql
from tests.support.cast import ALICE, BOB, CHARLIE, Member
from tests.support.clock import NOON, SettableClock
from tests.support.posttest import publish_bank

DORA = Member("dora@example.org", "Dora Administrator", role="admin")
ERIN = Member("erin@example.org", "Erin Newcomer")
ROLES: dict[str, Member | None] = {
    "owner": ALICE,
    "signed out": None,
    "another learner": CHARLIE,
    "educator": BOB,
    "administrator": DORA,
}
RAW_TOKEN = "0" * 40  # what Flask-WTF keeps in the session


class Chance:
    """Random bytes that follow from a name: the same visit to either twin draws the same ones."""

    def __init__(self) -> None:
        self.restart("")

    def restart(self, name: str) -> None:
        self._name, self._drawn = name, 0

    def draw(self, length: int | None = None) -> bytes:
        wanted, found = 32 if length is None else length, b""
        while len(found) < wanted:
            self._drawn += 1
            found += hashlib.sha256(f"{self._name}\n{self._drawn}".encode()).digest()
        return found[:wanted]


@contextmanager
def repeatable() -> Iterator[Chance]:
    """Make chance and the clocks of signatures repeat themselves within this process."""
    chance = Chance()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "token_bytes", chance.draw)
        patch.setattr(os, "urandom", chance.draw)
        patch.setattr(TimestampSigner, "get_timestamp", lambda _signer: int(NOON.timestamp()))
        yield chance


class Said(logging.Handler):
    """All that the application says to its log, with tracebacks, since it was last asked."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._lines: list[str] = []
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record))

    def taken(self) -> str:
        lines, self._lines = self._lines, []
        return "\n".join(lines)


@contextmanager
def listening() -> Iterator[Said]:
    said, root, ours = Said(), logging.getLogger(), logging.getLogger("cme")
    level = ours.level
    root.addHandler(said)
    ours.setLevel(logging.DEBUG)
    try:
        yield said
    finally:
        root.removeHandler(said)
        ours.setLevel(level)


@dataclass
class Kept:
    """Copies of one database by name, to go back to: files on SQLite, template databases on PostgreSQL."""

    url: str
    maintenance: URL | None = None  # None = SQLite
    names: set[str] = field(default_factory=set)

    def keep(self, name: str) -> None:
        self.names.add(name)
        self._copy(self._own, self._kept(name))

    def bring_back(self, name: str) -> None:
        self._copy(self._kept(name), self._own)

    def drop(self) -> None:
        if self.maintenance is not None:
            for name in self.names:
                postgresql.drop_database(self.maintenance, self._kept(name))

    @property
    def _own(self) -> str:
        return make_url(self.url).database or ""

    def _kept(self, name: str) -> str:
        return f"{self._own}_{name}"

    def _copy(self, source: str, target: str) -> None:
        if self.maintenance is not None:
            postgresql.drop_database(self.maintenance, target)
            postgresql.create_database(self.maintenance, target, template=source)
            return
        for beside in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                Path(target + beside).unlink()
        shutil.copyfile(source, target)


@dataclass
class Twin:
    """An application over one of the twin banks. ``values`` are the ids that the present state has."""

    name: str
    app: Flask
    clock: SettableClock
    kept: Kept
    chance: Chance
    said: Said
    values: dict[str, Any] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    is_interrupted: bool = False  # every statement of the application ends in an error

    @property
    def database(self) -> Database:
        found: Database = self.app.extensions["cme"].database
        return found

    @property
    def token(self) -> str:
        """The token of every form: it goes with ``RAW_TOKEN`` in the session."""
        return str(URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(RAW_TOKEN))  # type: ignore[arg-type]

    def go_back_to(self, name: str) -> None:
        self.database.engine.dispose()
        self.kept.bring_back(name)

    def keep(self, name: str) -> None:
        self.database.engine.dispose()
        self.kept.keep(name)

    def begin(self) -> None:
        """Go back to the bank as published and nothing done, at noon."""
        self.go_back_to("base")
        self.clock.now = NOON
        self.values = {name: self.values[name] for name in ("confirm", "password")}
        self.app.extensions["cme_checks"] = Checks()
        shutil.rmtree(self.app.extensions["cme"].settings.outbox_dir, ignore_errors=True)

    def sign_everybody_in(self) -> None:
        """Give each role its cookie: a sign-in of this moment, since none lasts a day."""
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        for role, member in ROLES.items():
            content = {"csrf_token": RAW_TOKEN}
            if member is not None:
                found = cast.person_id(self.database, member)
                with self.database.writing() as session:
                    token = accounts.start_session(session, person_id=found, now=self.clock.now)
                content |= {"_user_id": token, "_fresh": True}  # type: ignore[dict-item]
            self.cookies[role] = serializer.dumps(content)


def decoded_cookie(app: Flask, header: str) -> str:
    """Return what the session cookie of a Set-Cookie header says, signature aside."""
    name = app.config["SESSION_COOKIE_NAME"]
    value = header.removeprefix(f"{name}=").partition(";")[0]
    text = value.lstrip(".").partition(".")[0]
    with suppress(ValueError, zlib.error):
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return (zlib.decompress(raw) if value.startswith(".") else raw).decode("utf-8", "replace")
    return ""


def _interrupt(driver: Any, is_interrupted: bool) -> None:
    driver.set_progress_handler((lambda: 1) if is_interrupted else None, 1)


Plant = Callable[[Flask], None]


@contextmanager
def opened(
    name: str, folder: Path, url: str, maintenance: URL | None = None, plant: Plant | None = None
) -> Iterator[Twin]:
    """Give a twin with its bank published and everybody signed in; ``plant`` breaks its application first."""
    clock = SettableClock()
    app = create_app(make_settings(folder, url), clock=clock)
    app.testing = False  # an error becomes the page that people see
    if plant is not None:
        plant(app)
    with repeatable() as chance, listening() as said:
        twin = Twin(name, app, clock, Kept(url, maintenance), chance, said)
        if twin.database.is_sqlite:
            for engine in (twin.database.engine, twin.database.writers):
                event.listen(engine, "checkout", lambda driver, *_: _interrupt(driver, twin.is_interrupted))
        try:
            chance.restart("base")
            publish_bank(twin.database, bank(name))
            for member in (*filter(None, ROLES.values()), ERIN):
                cast.person_id(twin.database, member)
            with twin.database.writing() as session:
                for purpose in Purpose:
                    twin.values[purpose.value] = one_time_links.issue(
                        session,
                        person_id=cast.find(session, ERIN).id,  # type: ignore[union-attr]
                        purpose=purpose,
                        lifetime=one_time_links.CONFIRM_LIFETIME * 52,
                        now=NOON,
                    )
            twin.keep("base")
            yield twin
        finally:
            twin.database.engine.dispose()
            twin.kept.drop()
