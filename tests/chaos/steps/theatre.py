"""Sets the stage, has it act, and puts the old database back before each try."""

import json
import os
import select
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from tests.chaos.steps import refilling
from tests.chaos.steps.faults import Fault
from tests.chaos.steps.states import State, read
from tests.support import postgresql

SECONDS_TO_ANSWER = 60
NOTHING = Fault()


@dataclass
class Theatre:
    """One kind of database at one address. ``old`` copies of it are kept by name."""

    folder: Path
    maintenance: URL | None = None  # of PostgreSQL
    _process: Any = None
    _schema: list[Any] = field(default_factory=list)
    _kept: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name = f"cme_steps_{os.getpid()}"
        self.data_dir, self._old = self.folder / "var", self.folder / "old"
        self.temporary = self.folder / "tmp"
        for folder in (self.data_dir, self._old, self.temporary):
            folder.mkdir(parents=True)

    @property
    def is_sqlite(self) -> bool:
        return self.maintenance is None

    @property
    def url(self) -> str:
        if self.maintenance is None:
            return f"sqlite:///{self.data_dir / 'cme.sqlite3'}"
        return self.maintenance.set(database=self.name).render_as_string(hide_password=False)

    def keep(self, name: str) -> None:
        """Keep the database as it is now as the old one of a flow; nobody is connected."""
        shutil.copytree(self.data_dir, self._old / name)
        if self.maintenance is not None:
            self._schema = refilling.keep(self.url)
            postgresql.create_database(self.maintenance, f"{self.name}_{name}", template=self.name)
            self._kept.append(f"{self.name}_{name}")

    def restore(self, name: str) -> None:
        """Put the database kept last back, and nothing else into the data folder."""
        shutil.rmtree(self.data_dir)
        shutil.copytree(self._old / name, self.data_dir)
        if self.maintenance is not None and not refilling.refill(self.url, self._schema):
            postgresql.drop_database(self.maintenance, self.name)
            postgresql.create_database(self.maintenance, self.name, template=f"{self.name}_{name}")

    def forget(self, name: str) -> None:
        """Let go of what was kept under a name."""
        shutil.rmtree(self._old / name)
        if self.maintenance is not None:
            postgresql.drop_database(self.maintenance, f"{self.name}_{name}")
            self._kept.remove(f"{self.name}_{name}")

    def start_empty(self) -> None:
        """Begin with no database at all, or an empty one, and nothing kept."""
        for kept in list(self._kept) if self.maintenance is not None else ():
            self.forget(kept.removeprefix(f"{self.name}_"))
        shutil.rmtree(self._old)
        self._old.mkdir()
        shutil.rmtree(self.data_dir)
        self.data_dir.mkdir()
        if self.maintenance is not None:
            postgresql.drop_database(self.maintenance, self.name)
            postgresql.create_database(self.maintenance, self.name)

    def state(self) -> State:
        return read(self.url)

    def files(self) -> list[str]:
        """Return what lies in the data folder and in the folder for temporary files."""
        found = [path for folder in (self.data_dir, self.temporary) for path in folder.rglob("*")]
        return sorted(str(path.relative_to(self.folder)) for path in found)

    def set(self, flow: dict[str, Any]) -> None:
        """Have the stage get ready for a flow."""
        if self._process is None:
            self._start()
        assert self.order(flow=flow, url=self.url, data_dir=str(self.data_dir)) == {"ready": True}

    def _start(self) -> None:
        environ = os.environ | {"TMPDIR": str(self.temporary), "PYTHONDONTWRITEBYTECODE": "1"}
        with (self.folder / "stage.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.steps.stage"],
                env=environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                bufsize=0,
                cwd=Path(__file__).parents[3],
            )

    def order(self, **words: Any) -> dict[str, Any]:
        """Tell the stage, or the child that is acting, and return its answer."""
        self.tell(**words)
        return self.hear()

    def tell(self, **words: Any) -> None:
        self._process.stdin.write(json.dumps(words).encode() + b"\n")

    def hear(self) -> dict[str, Any]:
        ready, _, _ = select.select([self._process.stdout], [], [], SECONDS_TO_ANSWER)
        line = self._process.stdout.readline() if ready else b""
        if not line:
            said = (self.folder / "stage.log").read_text("utf-8", errors="replace")
            raise AssertionError(f"the stage did not answer within {SECONDS_TO_ANSWER} s. It said:\n{said[-4000:]}")
        found: dict[str, Any] = json.loads(line)
        return found

    def close(self) -> None:
        """Stop the stage and drop what was kept on the server."""
        if self._process is not None:
            self._process.stdin.close()
            self._process.wait(SECONDS_TO_ANSWER)
            self._process.stdout.close()
        if self.maintenance is not None:
            for name in (self.name, *self._kept):
                postgresql.drop_database(self.maintenance, name)
