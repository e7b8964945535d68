"""PostgreSQL: by its own programs, which know it best. The password goes to them in a file, never on a command line."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text

from cme.backups.manifest import Facts
from cme.database import Database
from cme.errors import BackupError

SCHEMA = "public"
COPY = re.compile(rb"COPY public\.(\w+) \(.*\) FROM stdin;\n")
LINE = 64 * 1024  # what is longer than this is a line of data, of which only the end matters
OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend'"
)
TABLES = text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")


@contextmanager
def snapshot(database: Database) -> Iterator[Connection]:
    """Give a connection that sees one moment, whatever is written meanwhile."""
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with database.engine.connect().execution_options(**options) as connection:
        if connection.execute(text("SELECT current_schema()")).scalar_one() != SCHEMA:
            raise BackupError("The tables are not in the schema public. Back this database up with pg_dump itself.")
        yield connection


def dump(database: Database, connection: Connection, target: Path) -> None:
    """Write the tables as of the moment ``connection`` sees. Raises BackupError."""
    moment = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
    options = ["--format=custom", f"--schema={SCHEMA}", "--no-owner", "--no-privileges", "--no-password"]
    _run("pg_dump", *options, f"--snapshot={moment}", f"--file={target}", _address(database, target.parent))


def write_script(archive: Path, script: Path) -> None:
    """Write what a dump does when it is restored, as SQL for psql: reading it whole proves it. Raises BackupError."""
    _run("pg_restore", f"--schema={SCHEMA}", "--no-owner", "--no-privileges", f"--file={script}", str(archive))


def count_rows(script: Path) -> dict[str, int]:
    """Return how many rows a script would load into each table."""
    rows: dict[str, int] = {}
    table, begins_line = "", True
    with script.open("rb") as file:
        while piece := file.readline(LINE):
            if begins_line and not table and (found := COPY.fullmatch(piece)):
                table = found[1].decode("ascii")
                rows[table] = 0
            elif begins_line and table and piece == b"\\.\n":
                table = ""
            elif table and piece.endswith(b"\n"):
                rows[table] += 1
            begins_line = piece.endswith(b"\n")
    return rows


def refuse_unless_free(database: Database, *, replaces: bool) -> bool:
    """Say whether tables are there. Raises BackupError while anybody is connected, or they are not to be replaced."""
    with database.engine.connect() as connection:
        if others := connection.execute(OTHERS).scalar_one():
            raise BackupError(
                f"The database is in use: {others} other connections are open. Stop cme (server and worker) and "
                "whoever else uses it, then try again."
            )
        has_tables = bool(connection.execute(TABLES).scalar_one())
    if has_tables and not replaces:
        raise BackupError(
            "The database has tables already. To put the backup in their place, and keep them in a schema of their "
            "own, say --replace."
        )
    return has_tables


def load(database: Database, script: Path, expected: Facts, aside: str) -> None:
    """Run a script in one transaction; what is there moves to the schema ``aside``, if one is named.

    The rows are counted before COMMIT. Raises BackupError, and then nothing has changed.
    """
    moves = [f"ALTER SCHEMA {SCHEMA} RENAME TO {aside}", f"CREATE SCHEMA {SCHEMA}"] if aside else []
    before = [part for statement in moves for part in ("--command", statement)]
    options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--no-password"]
    after = ["--command", _counting(expected)]
    address = _address(database, script.parent)
    database.engine.dispose()
    _run("psql", *options, *before, f"--file={script}", *after, f"--dbname={address}")


def undo(database: Database, aside: str) -> None:
    """Take a load back: what was there before is there again."""
    with database.engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
        connection.execute(text(f"ALTER SCHEMA {aside} RENAME TO {SCHEMA}" if aside else f"CREATE SCHEMA {SCHEMA}"))


def _counting(expected: Facts) -> str:
    checks = "".join(
        f"IF (SELECT count(*) FROM {SCHEMA}.{table}) <> {rows} THEN RAISE EXCEPTION 'rows of {table} are missing'; END IF; "  # noqa: E501, S608
        for table, rows in expected.rows.items()
    )
    return f"DO $count$ BEGIN {checks} END $count$"


def _address(database: Database, folder: Path) -> str:
    """Return the address as PostgreSQL's programs read it; a password is put into a file that only they are told of."""
    url = database.engine.url
    query = dict(url.query)
    if url.password is not None:
        file = folder / "password"
        escaped = re.sub(r"([\\:])", r"\\\1", str(url.password))
        file.write_text(f"*:*:*:*:{escaped}\n", "utf-8")
        file.chmod(0o600)
        query["passfile"] = str(file)
    bare = url.set(drivername="postgresql", query=query)._replace(password=None)
    return bare.render_as_string(hide_password=False)


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupError(
            f"{program} was not found. Install PostgreSQL's client programs (Debian, Ubuntu: apt-get install "
            "postgresql-client), of the server's version or newer."
        )
    done = subprocess.run([found, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603  a program we name
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error" in line.lower()), done.stderr.strip()[:300])
        raise BackupError(f"{program} did not succeed: {said or f'it ended with {done.returncode}'}")
