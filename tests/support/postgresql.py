"""A PostgreSQL server of the tests' own: started on first use, on a socket in a temporary folder, gone at the end."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

GIVEN_URL = os.environ.get("CME_TEST_POSTGRESQL_URL", "")
MISSING = (
    "No PostgreSQL was found, so nothing was tested on it. Install it (Debian, Ubuntu: apt-get install postgresql), "
    "or name a server whose user may create databases: CME_TEST_POSTGRESQL_URL=postgresql://user@host/postgres"
)
TUNING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}


def find_programs() -> Path | None:
    """Return the newest folder that holds initdb and pg_ctl, or None."""
    on_path = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if on_path:
        folders.insert(0, Path(on_path).resolve().parent)
    found = [folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()]
    return found[-1] if found else None


def is_available() -> bool:
    """Whether a server was named, or can be started."""
    return bool(GIVEN_URL) or find_programs() is not None


@contextmanager
def server() -> Iterator[URL]:
    """Give the address of a running server's maintenance database."""
    if GIVEN_URL:
        yield make_url(GIVEN_URL).set(drivername="postgresql+psycopg")
        return
    programs = find_programs()
    if programs is None:
        raise RuntimeError(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="cme-pg-"))
    try:
        with _running(programs, folder):
            yield URL.create("postgresql+psycopg", "cme", database="postgres", query={"host": str(folder)})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(programs: Path, folder: Path) -> Iterator[None]:
    """PostgreSQL refuses to run as root, so root runs it as another user."""
    prefix: list[str] = []
    if os.geteuid() == 0:
        names = {entry.pw_name for entry in pwd.getpwall()}
        user = next(name for name in ("postgres", "nobody") if name in names)
        shutil.chown(folder, user)
        prefix = ["runuser", "-u", user, "--"]
    options = " ".join(f"-c {name}={value}" for name, value in TUNING.items())
    options += f" -c listen_addresses= -c unix_socket_directories={folder}"
    data, log = str(folder / "data"), str(folder / "log")
    init = ["initdb", "-D", data, "-U", "cme", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"]
    start = ["pg_ctl", "start", "-w", "-t", "60", "-D", data, "-l", log, "-o", options]
    stop = ["pg_ctl", "stop", "-w", "-m", "immediate", "-D", data]
    for command in (init, start):
        _run([*prefix, str(programs / command[0]), *command[1:]], folder)
    try:
        yield
    finally:
        _run([*prefix, str(programs / stop[0]), *stop[1:]], folder)


def _run(command: list[str], folder: Path) -> None:
    # pg_ctl leaves the server holding its output, so a pipe would never close.
    with (folder / "output").open("ab+") as output:
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False)
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"{' '.join(command)} failed:\n{output.read().decode(errors='replace')}")


def create_database(maintenance: URL, name: str, *, template: str = "template1") -> URL:
    """Make a database as a copy of ``template`` and return its address."""
    _execute(maintenance, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return maintenance.set(database=name)


def drop_database(maintenance: URL, name: str) -> None:
    """Drop it, whoever is still connected."""
    _execute(maintenance, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _execute(maintenance: URL, statement: str) -> None:
    engine = create_engine(maintenance, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()
