"""``cme bank export``: what was published comes back as files that give exactly that bank."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cme.cli.main import cli
from cme.content.bank import load_bank
from tests.content.tiny import change, tiny_bank

Run = Callable[..., Result]


@pytest.fixture
def run(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("CME_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CME_DATA_DIR", str(tmp_path / "var"))
    return lambda *arguments: CliRunner().invoke(cli, ["bank", *map(str, arguments)])


def test_publications_come_back_as_files(run: Run, tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    change(folder, "source", "    quote: The mass measured 13.4 cm.\n", UNCITED)
    first = load_bank(folder)
    assert [passage.id for passage in first.uncited] == ["paper#late"]
    run("publish", folder, "--yes")
    change(folder, "questions", "text: 1.34 cm", "text: 2.34 cm")
    run("publish", folder, "--yes")

    told = run("export", tmp_path / "now")
    assert told.exit_code == 0
    assert told.output == (
        f"Wrote publication 2 of the bank tiny into {tmp_path}/now. Check it: cme bank check {tmp_path}/now\n"
    )
    assert load_bank(tmp_path / "now") == load_bank(folder)
    assert run("export", tmp_path / "then", "--publication", 1, "--bank", "tiny").exit_code == 0
    assert load_bank(tmp_path / "then") == first


UNCITED = """\
    quote: The mass measured 13.4 cm.
  - id: late
    section: Discussion
    place: paragraph 1
    quote: It was not measured again.
"""


def test_what_cannot_be_exported_is_told(run: Run, tmp_path: Path) -> None:
    assert "Nothing has been published yet" in str(run("export", tmp_path / "out").exception)
    run("publish", tiny_bank(tmp_path), "--yes")

    assert "The bank large was never published" in str(run("export", tmp_path / "out", "--bank", "large").exception)
    assert "has no publication 7" in str(run("export", tmp_path / "out", "--publication", 7).exception)
    assert "is not an empty folder" in str(run("export", tmp_path / "bank").exception)
    run("publish", "--yes")
    assert "Name one with --bank: cme-examples, tiny." in str(run("export", tmp_path / "out").exception)
    assert not (tmp_path / "out").exists()
