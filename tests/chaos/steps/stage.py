"""The process that acts: it forks a child for each try, which fails where it is told to.

Run as ``python -m tests.chaos.steps.stage``; one JSON document a line in and out. The mother has every module, every
template and the person's page loaded, and no connection open: none is ever carried over a fork.
"""

import io
import json
import os
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cme import migration
from cme.app import create_app
from cme.cli.main import main
from cme.config import Settings
from cme.content.bank import load_bank
from cme.database import Database
from cme.errors import CmeError
from tests.chaos.steps import planted
from tests.chaos.steps.faults import STEPS, Fault, hook
from tests.page import PageClient
from tests.support.clock import NOON, SettableClock
from tests.support.html_rules import broken_rules, parse, text_of

SECRET = "for the tests alone " * 2
LATER = 7  # seconds after which a person tries again


@dataclass
class Browser:
    """A signed-in person's browser with a page in front of it. It outlives the server, as browsers do."""

    url: str
    data_dir: Path
    told: dict[str, Any]  # what the flow needs: the page, the request, the cookie's token
    clock: SettableClock = field(default_factory=SettableClock)

    def __post_init__(self) -> None:
        self.database = Database(self.url)
        settings = Settings(data_dir=self.data_dir, database_url=self.url, secret_key=SECRET, question_bank="none")
        self.client = PageClient(create_app(settings, database=self.database, clock=self.clock))
        with self.client.flask.session_transaction(base_url=self.client.origin) as cookie:
            cookie["_user_id"], cookie["_fresh"] = self.told["token"], True
        self.client.get(self.told["page"])
        self.close()

    def close(self) -> None:
        self.database.engine.dispose()

    def act(self, *, is_late: bool) -> dict[str, Any]:
        """Send the form, or the script's save, and say what came back."""
        self.clock.now = NOON
        self.clock.advance(seconds=LATER * is_late)
        try:
            answer = self._send()
            return {"status": answer.status_code, "to": answer.location or "", **_read(answer)}
        except Exception:  # it left the application: the person sees a bare page of the server
            return {"status": 500, "to": "", "text": "", "escaped": traceback.format_exc(limit=-6)}

    def _send(self) -> Any:
        if "json" in self.told:
            headers = {"X-CSRFToken": self.client.token, "Accept": "application/json"}
            return self.client.flask.post(
                self.told["address"], base_url=self.client.origin, json=self.told["json"], headers=headers
            )
        form = self.client.page.form(self.told["form"])
        fields = form.filled_in(self.told["fields"], button=self.told.get("button", ""))
        return self.client.open("POST", form.action, data=fields)


@dataclass
class Command:
    """A ``cme`` command, called as the shell calls it; or the one step that no command offers: going back."""

    url: str
    data_dir: Path
    told: dict[str, Any]

    def __post_init__(self) -> None:
        for name in [name for name in os.environ if name.startswith("CME_")]:
            del os.environ[name]
        os.environ |= {"CME_DATABASE_URL": self.url, "CME_DATA_DIR": str(self.data_dir)}
        if folder := self.told.get("loads"):
            load_bank(Path(folder))

    def close(self) -> None:
        """Nothing is left open: a command ends."""

    def act(self, *, is_late: bool) -> dict[str, Any]:
        said, failed, status = io.StringIO(), io.StringIO(), 0
        with redirect_stdout(said), redirect_stderr(failed):
            try:
                self._run()
            except SystemExit as ended:
                status = int(ended.code or 0)
            except BaseException:
                return {"exit": 1, "text": failed.getvalue(), "escaped": traceback.format_exc(limit=-6)}
        return {"exit": status, "text": said.getvalue() + failed.getvalue()}

    def _run(self) -> None:
        if revision := self.told.get("downgrade"):
            database = Database(self.url)
            try:
                migration.downgrade(database, revision)
            except (CmeError, OSError) as error:  # as cme.cli.main tells it
                print(f"cme: {error}", file=sys.stderr)
                sys.exit(1)
            finally:
                database.engine.dispose()
            return
        sys.argv = ["cme", *self.told["arguments"]]
        main()


def _read(answer: Any) -> dict[str, Any]:
    """Return what a person reads. The page must be a right page, whatever happened."""
    if answer.is_json:
        return {"text": json.dumps(answer.get_json())}
    tree = parse(answer.get_data(as_text=True))
    wrong = broken_rules(tree) if answer.status_code not in (301, 302, 303) else []
    return {"text": text_of(tree), **({"escaped": "; ".join(wrong)} if wrong else {})}


def _tell(**words: Any) -> None:
    os.write(1, json.dumps(words).encode() + b"\n")


def _hear() -> dict[str, Any]:
    """Read a line, byte for byte, so that nothing of the next one is held back across a fork."""
    line = bytearray()
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            sys.exit(0)
        line += byte
    found: dict[str, Any] = json.loads(line)
    return found


def _child(actor: Browser | Command, order: dict[str, Any]) -> None:
    """Act with the fault, then again without it as often as asked, and end as a process ends."""
    if name := order.get("planted"):
        planted.plant(name, actor.data_dir)
    STEPS.arm(Fault(**order["fault"]))
    told = actor.act(is_late=order["is_late"])
    calls, has_failed = STEPS.calls, STEPS.has_failed
    STEPS.disarm()
    _tell(**told, calls=calls, has_failed=has_failed)
    while _hear()["again"]:
        _tell(**actor.act(is_late=True))
    actor.close()


def run() -> None:
    """Serve orders until the input ends."""
    hook()
    actor: Browser | Command | None = None
    while True:
        order = _hear()
        if "flow" in order:
            kind = Browser if "token" in order["flow"] else Command
            actor = kind(order["url"], Path(order["data_dir"]), order["flow"])
            _tell(ready=True)
            continue
        assert actor is not None
        child = os.fork()
        if child == 0:
            try:
                _child(actor, order)
            except BaseException:
                traceback.print_exc()
                os._exit(70)
            os._exit(0)
        _tell(ended=os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    run()
