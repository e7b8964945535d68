"""Write the two databases of the version at hand: ``python -m tests.upgrades`` (once, at its release)."""

import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from cme import __version__
from cme.database import Database
from cme.migration import upgrade
from tests.support import postgresql
from tests.support.cast import ALICE, BOB, CHARLIE
from tests.support.certificates import evaluate, issue
from tests.support.databases import opened
from tests.support.posttest import Taking, person, publish_bank
from tests.support.rows import fill

FOLDER = Path(__file__).parent


def furnish(database: Database) -> None:
    """Do what people do, then see to it that no table is empty."""
    upgrade(database)
    publish_bank(database)
    for member in (ALICE, BOB):
        who = person(database, member)
        attempt = Taking(database, who).take()
        evaluate(database, who, attempt)
        issue(database, who, attempt)
    charlie = Taking(database, person(database, CHARLIE))
    charlie.fail()
    charlie.save(charlie.start(), 1, "true")
    with database.writing() as session:
        fill(session)


def sqlite_text(folder: Path) -> str:
    path = folder / "released.sqlite3"
    with opened(f"sqlite:///{path}") as database:
        furnish(database)
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump()) + "\n"


def postgresql_text() -> str:
    with postgresql.server() as maintenance:
        url = postgresql.create_database(maintenance, "cme_released")
        with opened(url.render_as_string(hide_password=False)) as database:
            furnish(database)
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        options = ["--inserts", "--schema=public", "--no-owner", "--no-privileges", "--no-comments"]
        done = subprocess.run(["pg_dump", *options, address], capture_output=True, text=True, check=True)
        postgresql.drop_database(maintenance, "cme_released")
    return "".join(f"{line}\n" for line in _without_asides(done.stdout))


def _without_asides(text: str) -> Iterator[str]:
    """Leave out what is for psql alone, what names versions, and the schema, which every database has."""
    for line in text.splitlines():
        if line and not re.match(r"--|\\|CREATE SCHEMA public;", line):
            yield line


def main() -> None:
    targets = {kind: FOLDER / f"{__version__}.{kind}.sql" for kind in ("sqlite", "postgresql")}
    if any(target.exists() for target in targets.values()):
        sys.exit(f"The databases of {__version__} are written already. A released version does not change.")
    with tempfile.TemporaryDirectory() as folder:
        targets["sqlite"].write_text(sqlite_text(Path(folder)), "utf-8")
    targets["postgresql"].write_text(postgresql_text(), "utf-8")


if __name__ == "__main__":
    main()
