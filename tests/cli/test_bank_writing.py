"""``cme bank schema`` and ``format`` at the command line."""

import json
from pathlib import Path

from click.testing import CliRunner

from cme.cli.bank import bank
from cme.content.schema_json import FILES, schema_text
from tests.content.tiny import TINY, change, tiny_bank


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


def formatted(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(bank, ["format", *map(str, arguments)])
    return result.exit_code, result.output


def test_a_bank_is_formatted_and_then_is_as_it_should_be(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    path = folder / "sources" / "paper.yaml"
    change(folder, "source", "journal: J Invented Cases", 'journal:    "J Invented Cases"')
    was = path.read_text("utf-8")

    code, told = formatted("--check", folder)
    assert (code, told) == (
        1,
        f"Would lay out {path.as_posix()} afresh.\nFiles: 1 to lay out afresh, 3 as they should be.\n",
    )
    assert path.read_text("utf-8") == was
    code, told = formatted(folder)
    assert (code, told) == (0, f"Laid out {path.as_posix()} afresh.\nFiles: 1 laid out afresh, 3 as they should be.\n")
    assert path.read_bytes() == (TINY / "sources" / "paper.yaml").read_bytes()
    assert formatted("--check", folder) == (0, "Files: 0 to lay out afresh, 4 as they should be.\n")


def test_a_file_with_mistakes_is_left_alone_and_the_others_are_not(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    change(folder, "source", "journal: J", "jurnal:   J")
    change(folder, "provider", "bank:", "bank:  ")
    was = (folder / "sources" / "paper.yaml").read_bytes()

    code, told = formatted(folder / "sources" / "paper.yaml", folder)
    assert code == 1
    assert 'sources/paper.yaml:5:1: error key-unknown "jurnal" is not a name' in told
    assert told.endswith("Files: 1 laid out afresh, 2 as they should be, 1 left alone because of mistakes.\n")
    assert (folder / "sources" / "paper.yaml").read_bytes() == was


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    code, told = formatted(tmp_path / "nowhere.yaml")

    assert code == 2
    assert "does not exist" in told
