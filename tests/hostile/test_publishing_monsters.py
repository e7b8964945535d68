"""Publishing a monster: refused in the words of the check, with the database and the disk as they were."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from cme.cli.main import cli
from cme.errors import CmeError
from tests.content.tiny import TINY
from tests.hostile import monsters_of_zips
from tests.hostile.monsters import FAMILIES
from tests.hostile.run import KINDS

LIGHT = [one for one in FAMILIES if not one.is_heavy and one.plant.__module__ != monsters_of_zips.__name__]
Publish = Callable[[Path], Result]


def trace(folder: Path) -> dict[str, str]:
    """Return the digest of every file, by its name."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def publish(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publish:
    monkeypatch.setenv("CME_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CME_DATA_DIR", str(tmp_path / "var"))
    return lambda bank: CliRunner().invoke(cli, ["bank", "publish", str(bank), "--yes"])


def test_a_monster_that_is_published_leaves_no_trace(
    publish: Publish, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bank, data = tmp_path_factory.mktemp("given") / "bank", tmp_path
    assert len(KINDS) == 3  # their families are known
    shutil.copytree(TINY, bank)
    assert publish(bank).exit_code == 0
    before = trace(data)
    for number, family in enumerate(LIGHT):
        shutil.rmtree(bank)
        shutil.copytree(TINY, bank)
        family.plant(Random(number), bank)  # noqa: S311 - to be repeated, not to be secret
        refused = publish(bank)
        assert refused.exit_code == 1, family.name
        assert isinstance(refused.exception, CmeError), (family.name, refused.exception)
        assert ": error " in refused.output, family.name
        assert trace(data) == before, family.name
    shutil.rmtree(bank)
    shutil.copytree(TINY, bank)
    questions = bank / "questions" / "two.yaml"
    questions.write_text(questions.read_text("utf-8").replace("1.34 cm", "1.43 cm"), "utf-8")
    assert publish(bank).exit_code == 0
    assert trace(data) != before  # what is no monster does leave one
