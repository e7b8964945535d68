"""``cme bank schema`` at the command line."""

import json
from pathlib import Path

from click.testing import CliRunner

from cme.cli.bank import bank
from cme.content.schema_json import FILES, schema_text


def test_one_schema_is_printed() -> None:
    result = CliRunner().invoke(bank, ["schema", "activity"])

    assert result.exit_code == 0
    assert result.output == schema_text("activity")
    assert json.loads(result.output)["required"][0] == "id"


def test_all_are_written_into_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "my bank" / "schema"
    result = CliRunner().invoke(bank, ["schema", "--to", str(folder)])

    assert result.exit_code == 0
    assert {path.stem for path in folder.iterdir()} == set(FILES)
    assert (folder / "source.json").read_text("utf-8") == schema_text("source")


def test_without_a_kind_it_asks_for_one() -> None:
    result = CliRunner().invoke(bank, ["schema"])

    assert result.exit_code == 2
    assert "Name one of provider, source, questions, activity, or a folder for all of them with --to." in result.output


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    result = CliRunner().invoke(bank, ["schema", "--to", str(tmp_path / "file" / "inside")])

    assert result.exit_code == 1
    assert result.output.endswith("cannot be written (not a directory). Name another folder.\n")
