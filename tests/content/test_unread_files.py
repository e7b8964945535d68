"""What cannot be read is told once and truly: files, folders, and links that lead out of the bank."""

import os
from pathlib import Path

import pytest

from cme.content.bank import check_bank, load_bank
from cme.content.files import Unreadable, contents
from cme.errors import BankError
from tests.content.tiny import FILES, change, tiny_bank

REMEDY = "name the folder that holds provider.yaml."
LINK = "This is a symbolic link that leads out of the bank's folder."


def told(bank: Path) -> list[str]:
    return [str(problem).removeprefix(f"{bank.as_posix()}/") for problem in check_bank(bank).problems]


def places(bank: Path) -> list[str]:
    return [f"{line.split(':')[0]} {line.split()[2]}" for line in told(bank)]


@pytest.mark.parametrize("file", ["source", "questions", "activity"])
@pytest.mark.parametrize("content", ["a: [", "", "\u200b", "a: &x [*x"])
def test_a_file_that_cannot_be_read_hides_no_reason_behind_others(file: str, content: str, tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    (bank / FILES[file]).write_text(content, "utf-8")

    checked = check_bank(bank)
    assert {problem.path for problem in checked.problems} == {(bank / FILES[file]).as_posix()}
    assert checked.unread == 1
    assert checked.bank is None


def test_a_file_of_questions_without_questions_is_told_alone(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "questions", "questions:\n", "question:\n")

    assert places(bank) == ["questions/two.yaml value-shape"]


def test_what_does_not_follow_from_the_file_is_still_told(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    (bank / FILES["questions"]).write_text("questions: [", "utf-8")
    change(bank, "activity", "sources: [paper]", "sources: [papers]")

    assert places(bank) == ["activities/case.yaml reference-unknown", "questions/two.yaml yaml-syntax"]


def test_a_source_is_not_called_missing_while_a_file_cannot_be_read(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    article = tmp_path / "article.txt"
    article.write_text("Nothing", "utf-8")
    (bank / FILES["source"]).write_text("a: [", "utf-8")

    assert [problem.rule for problem in check_bank(bank, {"paper": article}).problems] == ["yaml-syntax"]


def test_a_misspelt_name_is_told_once_and_a_missing_one_still(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "questions", "        rationale: The point", "        rationalle: The point")
    change(bank, "questions", "        rationale: A mass has one size.\n", "")

    assert told(bank) == [
        'questions/two.yaml:34:9: error key-unknown "rationalle" is not a name that is known here. '
        'Did you mean "rationale"?',
        'questions/two.yaml:43:9: error key-missing "rationale" is missing here. Add a line "rationale: …".',
    ]


@pytest.mark.parametrize(
    ("written", "hint"),
    [("state-sizes", 'Did you mean "state-size"?'), ("xyzzy", "Name one of them, or add it there.")],
)
def test_a_misspelt_objective_is_told_where_it_stands(written: str, hint: str, tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "questions", "objective: state-size", f"objective: {written}")

    assert told(bank) == [
        'questions/two.yaml:25:16: error question-objective The activity "case" asks this question, but has no '
        f'objective "{written}". It has state-response, state-size. {hint}'
    ]


def test_a_question_that_nobody_is_asked_is_mentioned(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "activity", "[responded, measured]", "[measured]")
    change(bank, "activity", "  - id: state-response\n    text: State the response.\n", "")

    assert told(bank) == [
        "questions/two.yaml:2:9: info question-unused "
        "This question stands in no activity's posttest, so nobody is asked it."
    ]
    assert set(load_bank(bank).questions) == {"responded", "measured"}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("[responded, measured]", "[responded, measure]", "reference-unknown"),
        ("questions: [responded, measured]", "questions: none", "value-shape"),
        ("posttest:", "posttests:", "key-unknown"),
        ("id: case", "id: [", "yaml-syntax"),
    ],
)
def test_no_question_is_called_unused_while_a_posttest_is_unclear(
    old: str, new: str, rule: str, tmp_path: Path
) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "activity", old, new)

    assert places(bank) == [f"activities/case.yaml {rule}"]


def test_a_folder_that_is_none_is_told_truly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("bank", "utf-8")
    (tmp_path / "loop").symlink_to("loop")
    expected = {
        "nowhere": f"There is no such folder; {REMEDY}",
        "file": f"This is a file, not a folder; {REMEDY}",
        "file/below": f"There is no such folder; {REMEDY}",
        "loop": f"This folder cannot be opened (too many levels of symbolic links); {REMEDY}",
        "a" * 300: f"This folder cannot be opened (file name too long); {REMEDY}",
    }

    for name, message in expected.items():
        assert told(tmp_path / name) == [f"{tmp_path.as_posix()}/{name}:1:1: error bank-missing {message}"]
        with pytest.raises(BankError, match="bank-missing"):
            load_bank(tmp_path / name)


@pytest.mark.parametrize("name", ["provider.yaml", *FILES.values()])
def test_a_file_that_is_a_link_out_of_the_bank_is_refused(name: str, tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    (bank / name).rename(tmp_path / "outside.yaml")
    (bank / name).symlink_to(tmp_path / "outside.yaml")

    assert told(bank) == [f"{name}:1:1: error file-outside {LINK} Put the file itself here."]
    assert check_bank(bank).bank is None


@pytest.mark.parametrize("name", ["questions", "questions/deep", "questions/deep.yaml"])
def test_a_folder_that_is_a_link_out_of_the_bank_is_refused(name: str, tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    (bank / "questions").rename(tmp_path / "outside")
    (bank / name).parent.mkdir(exist_ok=True)
    (bank / name).symlink_to(tmp_path / "outside")

    assert told(bank) == [f"{name}:1:1: error file-outside {LINK} Put the folder itself here."]


def test_links_within_the_bank_and_to_it_are_followed(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    (bank / "questions").rename(bank / "kept")
    (bank / "kept" / "two.yaml").rename(bank / "kept" / "two")
    (bank / "questions").mkdir()
    (bank / "questions" / "two.yaml").symlink_to("../kept/two")
    (bank / "activities").rename(bank / ".activities")
    (bank / ".activities" / "case.yaml").rename(bank / ".activities" / "case")
    (bank / "activities").mkdir()
    (bank / "activities" / "case.yaml").symlink_to(bank / ".activities" / "case")
    (tmp_path / "link").symlink_to(bank)

    assert told(tmp_path / "link") == []


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    os.mkfifo(bank / "sources" / "pipe.yaml")

    assert places(bank) == ["sources/pipe.yaml file-unreadable"]


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    (bank / "sources" / "paper.yaml").unlink()
    (bank / "sources").rmdir()
    (bank / "sources").write_text("", "utf-8")

    assert places(bank) == ["sources file-unreadable"]


def test_a_link_in_a_circle_is_told(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    (bank / "questions" / "round.yaml").symlink_to("round.yaml")

    (line,) = told(bank)
    assert line.startswith("questions/round.yaml:1:1: error file-unreadable The file cannot be read (")


def test_a_path_that_the_system_refuses_is_told(tmp_path: Path) -> None:
    refused = contents(tmp_path / f"{'x' * 300}.yaml", tmp_path)

    assert isinstance(refused, Unreadable)
    assert refused.rule == "file-unreadable"
