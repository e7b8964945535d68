"""Somebody who does what the manual says, step by step and nothing else, gets what it promises."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from cme.cli.main import cli
from cme.content.bank import check_bank
from cme.content.formatting import format_text
from cme.core.corrections import KeyPolicy
from cme.database import Database
from cme.models import Certificate, Publication
from cme.paths import resource
from tests.content.test_manual import MANUAL
from tests.support.cast import ALICE
from tests.support.clock import NOON
from tests.support.posttest import Taking, person

WALK = MANUAL[MANUAL.index("## Add a question, step by step") : MANUAL.index("## Check\n")]
CORRECT = MANUAL[MANUAL.index("## Correct a key") : MANUAL.index("## When a learner is in doubt")]
[(NAME, QUESTION)] = re.findall(r"<!-- walk: (\S+) -->\n```yaml\n(.*?)```", WALK, re.DOTALL)
BREAKS = re.findall(r"^\| `(.+?)` \| `(.+?)` \| `(.+?)` \|$", WALK, re.MULTILINE)


def commands(text: str) -> list[list[str]]:
    """Return the commands of the blocks that hold nothing else, as the shell would read them."""
    blocks = re.findall(r"```\n((?:cme [^\n]*\n)+)```", text)
    return [shlex.split(line)[1:] for block in blocks for line in block.splitlines()]


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exit_code == 0, result.output + str(result.exception)
    return result.output


@pytest.fixture
def here(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a copy of the bundled bank, and a site that serves it."""
    shutil.copytree(resource("question_bank"), tmp_path / "question_bank")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CME_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CME_DATA_DIR", str(tmp_path / "var"))
    run("bank", "publish", "question_bank")
    return tmp_path / "question_bank"


def fill_in(bank: Path) -> None:
    """Do what no command does: steps 2 and 3."""
    (bank / NAME).write_text(QUESTION, "utf-8")
    path = bank / "activities" / "alk-alcl-crizotinib.yaml"
    text = path.read_text("utf-8")
    last = "    - alcl-crizotinib-adverse-effect\n"
    assert text.count(last) == 1
    path.write_text(text.replace(last, f"{last}    - alcl-first-course\n"), "utf-8")


def test_a_question_is_added_and_published(here: Path, sqlite_url: str) -> None:
    begin, check, form, rehearse, publish = commands(WALK)

    assert "blanks (…)" in run(*begin)
    fill_in(here)
    checked = run(*check)
    assert "; 1 warning, " in checked
    assert [line for line in checked.splitlines() if " warning guessing-likely " in line]
    assert run(*form) == f"Files: 0 laid out afresh, {len(list(here.rglob('*.yaml')))} as they should be.\n"
    rehearsed = run(*rehearse)
    assert "added     question  alcl-first-course" in rehearsed
    assert publications(sqlite_url) == 1
    assert "as publication 2: 1 added (alcl-first-course); 1 revised (alk-alcl-crizotinib)" in run(*publish)
    assert "A fourth question" in run("bank", "history")


def publications(url: str) -> int:
    database = Database(url)
    with database.reading() as session:
        number = session.scalar(select(func.count()).select_from(Publication)) or 0
    database.engine.dispose()
    return number


@pytest.mark.parametrize(("write", "instead", "rule"), BREAKS, ids=[rule for _, _, rule in BREAKS])
def test_each_break_is_told_as_the_manual_says(write: str, instead: str, rule: str, tmp_path: Path) -> None:
    bank = Path(shutil.copytree(resource("question_bank"), tmp_path / "bank"))
    fill_in(bank)
    assert instead in QUESTION
    (bank / NAME).write_text(QUESTION.replace(instead, write, 1), "utf-8")

    told = [problem for problem in check_bank(bank).problems if problem.severity == "error"]
    assert rule in [problem.rule for problem in told]
    assert all(problem.path.endswith((NAME, "alk-alcl-crizotinib.yaml")) for problem in told)


def test_there_are_five_breaks() -> None:
    assert len(BREAKS) == 5
    assert format_text(NAME, QUESTION.encode()) == (QUESTION, [])


def taken(url: str) -> Database:
    """Let Alice take the activity with its four questions: she misses the new one, so she fails by one."""
    database = Database(url)
    taking = Taking(database, person(database, ALICE), activity_id="alk-alcl-crizotinib", now=NOON.replace(day=22))
    taking.take({1: "true", 2: "true", 3: "transient-thrombocytopenia", 4: "badly-tolerated"})
    return database


def test_a_key_is_corrected_after_somebody_answered_and_nobody_is_harmed(here: Path, sqlite_url: str) -> None:
    fill_in(here)
    run("bank", "publish", "question_bank")
    database = taken(sqlite_url)
    text = (here / NAME).read_text("utf-8").replace("        correct: true\n", "")
    text = text.replace("was badly tolerated.\n", "was badly tolerated.\n        correct: true\n")
    text = text.replace("relation: supports", "relation: qualifies", 1).replace("contrasts", "supports", 1)
    (here / NAME).write_text(text, "utf-8")
    refused = CliRunner().invoke(cli, ["bank", "publish", "question_bank"])
    rehearse, publish = commands(CORRECT)

    assert "the key of alcl-first-course differs" in str(refused.exception)
    assert "1 attempt scored anew" in run(*rehearse)
    assert publications(sqlite_url) == 2
    assert "1 attempt scored anew" in run(*publish)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Certificate)) == 0
    database.engine.dispose()
    assert {policy.value for policy in KeyPolicy} == set(re.findall(r"^\| `([a-z-]+)` \|", CORRECT, re.MULTILINE))


def test_going_back_is_publishing_again(here: Path) -> None:
    fill_in(here)
    run("bank", "publish", "question_bank")
    [back] = re.findall(r"`cme (bank publish BANK --from-publication 1)`", MANUAL)

    told = run(*back.replace("BANK", "cme-examples").split())
    assert "retired   question  alcl-first-course" in told
    assert "as publication 3" in told
