"""What people do, step by step: the state before it, and the request or command that is to be one whole step."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory

from cme import migration
from cme.config import read_settings
from cme.core.bank import Bank
from cme.database import Database
from cme.paths import resource
from cme.services import accounts
from tests.chaos.steps.theatre import Theatre
from tests.support.banks import KEYS
from tests.support.cases import case_bank
from tests.support.cast import ALICE, BOB
from tests.support.certificates import evaluate
from tests.support.clock import NOON
from tests.support.corrections import turn_the_key
from tests.support.databases import opened
from tests.support.posttest import Taking, person, publish_bank
from tests.support.rows import fill

TINY = Path(__file__).parents[2] / "banks" / "tiny"
KEY = "k" * 20


@dataclass(frozen=True)
class Flow:
    """``prepare`` makes the old state in an empty theatre and says what is to be sent or run."""

    name: str
    prepare: Callable[[Theatre], dict[str, Any]]


def _alice(database: Database, bank: Bank | None = None) -> tuple[Taking, str]:
    """Return Alice with a published activity before her, and the token of her sign-in."""
    migration.upgrade(database)
    publish_bank(database, bank)
    who = person(database, ALICE)
    with database.writing() as session:
        token = accounts.start_session(session, person_id=who.id, now=NOON)
    return Taking(database, who), token


def _save_by_script(theatre: Theatre) -> dict[str, Any]:
    with opened(theatre.url) as database:
        alice, token = _alice(database)
        attempt = alice.start()
        alice.save(attempt, 1, "false")
    page = f"/attempts/{attempt}/questions/1"
    body = {"chosen": ["true"], "struck": ["false"], "flagged": True, "sequence": 2, "key": KEY}
    return {"token": token, "page": page, "address": f"{page}/save", "json": body}


def _save_by_form(theatre: Theatre) -> dict[str, Any]:
    with opened(theatre.url) as database:
        alice, token = _alice(database)
        attempt = alice.start()
    fields = {"response": "late", "struck": ["early"], "flagged": "y"}
    page = f"/attempts/{attempt}/questions/3"
    return {"token": token, "page": page, "form": "question", "fields": fields, "button": "check"}


def _go_on(theatre: Theatre) -> dict[str, Any]:
    """Prepare the form that saves an answer in a case and locks it, all in one."""
    with opened(theatre.url) as database:
        alice, token = _alice(database, case_bank())
        attempt = alice.start()
    page = f"/attempts/{attempt}/questions/2"
    return {"token": token, "page": page, "form": "question", "fields": {"response": "early"}, "button": "lock"}


def _submit(theatre: Theatre) -> dict[str, Any]:
    with opened(theatre.url) as database:
        alice, token = _alice(database)
        attempt = alice.start()
        for position, option_id in KEYS.items():
            alice.save(attempt, position, option_id)
    address = f"/attempts/{attempt}"
    return {"token": token, "page": f"{address}/check", "form": f"{address}/submit", "fields": {}}


def _issue(theatre: Theatre) -> dict[str, Any]:
    with opened(theatre.url) as database:
        alice, token = _alice(database)
        attempt = alice.take()
        evaluate(database, alice.who, attempt)
    page = f"/attempts/{attempt}/certificate"
    return {"token": token, "page": page, "form": page, "fields": {"name": "Alice Learner, MD"}}


def _publishing(theatre: Theatre, *, before: str, after: str) -> dict[str, Any]:
    """Prepare the publication of one version of a small bank after another ("" = nothing yet)."""
    from cme.cli.publishing import carry_out, folder_wish

    with opened(theatre.url) as database:
        migration.upgrade(database)
        if before:
            folder = _version(theatre.folder / "bank", before)
            carry_out(database, folder_wish(folder), now=NOON)
    _keep_secret(theatre)
    folder = _version(theatre.folder / "bank", after)
    return {"arguments": ["bank", "publish", str(folder), "--note", "Step by step"], "loads": str(folder)}


def _correcting(theatre: Theatre) -> dict[str, Any]:
    """Prepare the correction of a key by which one learner passed and another failed."""
    told = _publishing(theatre, before="whole", after="corrected")
    with opened(theatre.url) as database:
        for member, first in ((ALICE, "no-it-is-not"), (BOB, "yes-it-is")):
            Taking(database, person(database, member), now=NOON.replace(day=22)).take({1: first, 2: "large"})
    return told | {"arguments": [*told["arguments"], "--policy", "responded=new-key"]}


def _version(folder: Path, version: str) -> Path:
    """Write the small bank: as it is, with one question revised, with one fewer, or with the key of one corrected."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(TINY, folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    questions, activity = folder / "questions" / "two.yaml", folder / "activities" / "case.yaml"
    if version == "revised":
        _change(questions, "The patient responded to inventinib.", "This patient responded to inventinib.")
    if version == "corrected":
        turn_the_key(folder)
    if version == "shorter":
        _change(activity, "questions: [responded, measured]", "questions: [measured]")
        _change(activity, "  - id: state-response\n    text: State the response.\n", "")
        text = questions.read_text("utf-8")
        questions.write_text("questions:\n" + text[text.index("  - id: measured") :], "utf-8")
    return folder


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{path} has {old!r} {text.count(old)} times"
    path.write_text(text.replace(old, new), "utf-8")


def _keep_secret(theatre: Theatre) -> None:
    read_settings({"CME_DATA_DIR": str(theatre.data_dir)})


def _upgrading(theatre: Theatre, *, revision: str) -> dict[str, Any]:
    """Prepare the upgrade from a revision, with a row in every table it has in common with now, or from nothing."""
    if revision != "nothing":
        with opened(theatre.url) as database:
            migration.upgrade(database)
            with database.writing() as session:
                fill(session)
            migration.downgrade(database, revision)
        _keep_secret(theatre)
    return {"arguments": ["database", "upgrade"]}


def _downgrading(theatre: Theatre) -> dict[str, Any]:
    with opened(theatre.url) as database:
        migration.upgrade(database)
        with database.writing() as session:
            fill(session)
    return {"downgrade": "base"}


def older_revisions() -> list[str]:
    """Return where an upgrade may begin: with nothing, or at any revision before the newest."""
    script = ScriptDirectory(str(resource("migrations")))
    return ["nothing", *reversed([each.revision for each in script.walk_revisions()][1:])]


SAVES = [Flow("save_by_script", _save_by_script), Flow("save_by_form", _save_by_form)]
GO_ON = Flow("go_on", _go_on)
SUBMIT = Flow("submit", _submit)
ISSUE = Flow("issue", _issue)
PUBLISH = [
    Flow("publish_first", lambda theatre: _publishing(theatre, before="", after="whole")),
    Flow("publish_revision", lambda theatre: _publishing(theatre, before="whole", after="revised")),
    Flow("publish_retirement", lambda theatre: _publishing(theatre, before="whole", after="shorter")),
    Flow("publish_correction", _correcting),
]
UPGRADES = [
    Flow(f"upgrade_from_{each}", lambda theatre, each=each: _upgrading(theatre, revision=each))  # type: ignore[misc]
    for each in older_revisions()
]
DOWNGRADE = Flow("downgrade", _downgrading)
FLOWS = [*SAVES, GO_ON, SUBMIT, ISSUE, *PUBLISH, *UPGRADES, DOWNGRADE]
