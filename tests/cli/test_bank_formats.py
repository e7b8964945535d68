"""``cme bank check`` on several banks and on files inside one, for people and for other programs."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cme.cli.bank import bank
from cme.content.against_git import NOT_COMPARED
from cme.content.rule_table import RULES
from tests.content.tiny import TINY, change, tiny_bank

SUMMARY = "1 activity, 2 questions, 1 source, 2 passages"
# What SARIF 2.1.0 requires of each object used here (the JSON schema of the OASIS standard, "required").
REQUIRED = {
    "log": {"version", "runs"},
    "run": {"tool"},
    "tool": {"driver"},
    "driver": {"name"},
    "rule": {"id"},
    "result": {"message"},
}


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(bank, ["check", *map(str, arguments)])


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A bank with an error in each of two files, and a warning."""
    folder = tiny_bank(tmp_path)
    change(folder, "activity", "attempts: 2", "attempts: 0")
    change(folder, "source", "year: 2020", "year: éé")
    (folder / "more.yml").write_text("a: b\n", "utf-8")
    return folder


def test_several_banks_are_checked_each_once(tmp_path: Path, broken: Path) -> None:
    other = tiny_bank(tmp_path / "other")

    result = check(other, broken, other / ".." / "bank")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[1] == f"{other}: {SUMMARY}; no problems."
    assert lines[-1] == f"{broken}: {SUMMARY}; 2 errors, 1 warning."
    assert len(lines) == 6


def test_a_file_inside_a_bank_lists_its_own_problems_and_counts_the_others(broken: Path) -> None:
    result = check(broken / "activities" / "case.yaml")

    assert result.exit_code == 1
    assert [line.split()[0] for line in result.stdout.splitlines()] == [
        f"{broken}/activities/case.yaml:24:13:",
        f"{broken}:",
    ]
    assert result.stdout.endswith(f"{SUMMARY}; 1 error; 1 error, 1 warning in files that were not named.\n")


def test_a_folder_inside_a_bank_and_files_of_two_are_understood(tmp_path: Path, broken: Path) -> None:
    assert "1 error; 1 error, 1 warning in files" in check(broken / "sources").stdout
    assert "; 2 errors; 1 warning in files" in check(broken / "sources", broken / "activities" / "case.yaml").stdout
    assert check(broken / "sources", broken).stdout == check(broken, broken / "sources").stdout == check(broken).stdout

    other = tiny_bank(tmp_path / "other")
    lines = check(other / "questions" / "two.yaml", broken / "more.yml").stdout.splitlines()
    assert lines[0] == f"{other}: {SUMMARY}; no problems."
    assert lines[1].startswith(f"{broken}/more.yml:1:1: warning file-place ")


def test_an_error_in_a_file_that_was_not_named_fails_the_check_too(broken: Path) -> None:
    result = check(broken / "questions" / "two.yaml")

    assert result.exit_code == 1
    assert result.stdout == f"{broken}: {SUMMARY}; no problems; 2 errors, 1 warning in files that were not named.\n"


def test_paths_are_printed_as_they_were_written(broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(broken)
    assert check("activities/case.yaml").output.startswith("activities/case.yaml:24:13: ")
    assert check(".").output.startswith("activities/case.yaml:24:13: ")

    monkeypatch.chdir(broken / "activities")
    assert check("case.yaml").output.startswith(f"{broken}/activities/case.yaml:24:13: ")


def test_what_does_not_exist_is_told_even_inside_a_bank(broken: Path) -> None:
    result = check(broken / "questoins")

    assert result.exit_code == 1
    assert "questoins:1:1: error bank-missing There is no such folder;" in result.stdout


def test_articles_belong_to_one_bank(tmp_path: Path, broken: Path) -> None:
    result = check(broken, tiny_bank(tmp_path / "other"), "--fulltext", "paper=x.txt")

    assert result.exit_code == 2
    assert "check one bank at a time." in result.output


def test_strict_asks_only_for_what_was_named(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    (folder / "more.yml").write_text("a: b\n", "utf-8")

    assert check(folder, "--strict").exit_code == 1
    assert check(folder / "more.yml", "--strict").exit_code == 1
    assert check(folder / "provider.yaml", "--strict").exit_code == 0


def test_json_holds_what_the_lines_say(broken: Path) -> None:
    result = check(broken / "activities", broken / "sources", "--format", "json")

    assert result.exit_code == 1
    document = json.loads(result.output)
    assert document["format"] == 1
    [one] = document["banks"]
    assert {name: one[name] for name in ("folder", "publishable", "questions", "files_unread")} == {
        "folder": str(broken),
        "publishable": False,
        "questions": 2,
        "files_unread": 0,
    }
    lines = [
        f"{each['path']}:{each['line']}:{each['column']}: {each['severity']} {each['rule']} {each['message']}"
        for each in one["problems"]
    ]
    assert lines == check(broken / "activities", broken / "sources").stdout.splitlines()[:-1]
    assert one["problems_elsewhere"] == {"error": 0, "warning": 1, "info": 0}


def lacking(log: dict[str, Any]) -> list[str]:
    """Say which properties that SARIF requires are not there."""
    runs = log.get("runs", [])
    results = [result for run in runs for result in run["results"]]
    drivers = [run["tool"]["driver"] for run in runs]
    objects = {
        "log": [log],
        "run": runs,
        "tool": [run["tool"] for run in runs],
        "driver": drivers,
        "rule": [rule for driver in drivers for rule in driver["rules"]],
        "result": results,
    }
    return [f"{kind}: {name}" for kind, each in objects.items() for one in each for name in REQUIRED[kind] - one.keys()]


def test_sarif_holds_what_the_lines_say(broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(
        broken, "questions", "{passage: paper#size, relation: contrasts}", "{passage: paper#sice, relation: contrasts}"
    )
    (broken / "questions" / "two.yaml").rename(broken / "questions" / "two é%20.yaml")
    monkeypatch.chdir(broken.parent)

    log = json.loads(check("bank", "--format", "sarif").output)
    assert lacking(log) == []
    [run] = log["runs"]
    assert log["version"] == "2.1.0"
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    found = []
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        [place] = [each["physicalLocation"] for each in result["locations"]]
        region = place["region"]
        found.append((place["artifactLocation"]["uri"], region["startLine"], region["startColumn"], result["level"]))
    assert found == [
        ("bank/activities/case.yaml", 24, 13, "error"),
        ("bank/more.yml", 1, 1, "warning"),
        ("bank/questions/two%20%C3%A9%2520.yaml", 36, 23, "error"),
        ("bank/sources/paper.yaml", 6, 7, "error"),
    ]
    [told] = run["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"] == f"bank: {NOT_COMPARED}"
    [compared] = json.loads(check("bank", "--against", TINY, "--format", "sarif").output)["runs"][0]["invocations"]
    assert compared["toolExecutionNotifications"][0]["message"]["text"] == f"bank: Compared with {str(TINY)[:80]}."
    absolute = json.loads(check(broken, "--format", "sarif").output)["runs"][0]["results"][0]
    address = absolute["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert address == (broken / "activities" / "case.yaml").as_uri()


def test_a_log_without_what_sarif_requires_is_seen(broken: Path) -> None:
    log = json.loads(check(broken, "--format", "sarif").output)
    del log["version"], log["runs"][0]["results"][0]["message"], log["runs"][0]["tool"]["driver"]["rules"][0]["id"]

    assert lacking(log) == ["log: version", "rule: id", "result: message"]


def test_a_name_that_is_no_text_breaks_no_line_and_no_format(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    for name in (b"one\nline\xff.yaml", b"two\x1b[31m.yaml"):
        with open(os.path.join(os.fsencode(folder / "questions"), name), "wb") as file:  # noqa: PTH118, PTH123 - bytes
            file.write((folder / "questions" / "two.yaml").read_bytes())

    result = check(folder)
    assert result.exit_code == 1
    assert all(line.startswith(str(folder)) and line.isprintable() for line in result.stdout.splitlines())
    assert json.loads(check(folder, "--format", "json").output)["banks"][0]["problems"]
    assert "two%1B%5B31m.yaml" in check(folder, "--format", "sarif").stdout


@pytest.mark.parametrize(("files", "is_shown"), [(299, False), (300, True)])
def test_a_bar_is_shown_on_a_terminal_where_there_are_many_files(files: int, is_shown: bool, tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    for number in range(files - 3):  # the tiny bank has 3
        (folder / "questions" / f"{number}.yaml").write_text("questions: []\n", "utf-8")
    above, below = pty.openpty()
    command = [sys.executable, "-c", "from cme.cli.bank import bank; bank()", "check", str(folder)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=below, text=True, check=False)
    os.close(below)
    shown = b""
    try:
        while part := os.read(above, 4096):
            shown += part
    except OSError:  # the other end is closed: everything has been read
        pass
    os.close(above)

    assert (b"Reading" in shown and b"100%" in shown) == is_shown
    assert ended.stdout.splitlines()[-1] == f"{folder}: {SUMMARY}; no problems."
