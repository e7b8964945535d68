"""``cme bank check``: what it prints, how it ends, and that it needs neither database nor web."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cme.cli.bank import bank
from cme.content.bank import load_bank
from cme.paths import resource
from tests.content.tiny import TINY, change, tiny_bank
from tests.support.large_bank import write_large_bank

ARTICLE = "The patient took inventinib. On day 3, the patient did not respond. The mass measured 13.4 cm."


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(bank, ["check", *map(str, arguments)])


def test_a_valid_bank_is_summed_up(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)

    result = check(folder)
    assert result.exit_code == 0
    numbers, summary = result.stdout.splitlines()
    assert numbers.startswith("Activity case: To pass, 2 of 2 questions must be right. Somebody who has not read")
    assert numbers.endswith("write words: (how many the article has) in paper.")
    assert summary == f"{folder}: 1 activity, 2 questions, 1 source, 2 passages; no problems."


def test_what_a_posttest_is_worth_is_not_told_of_a_file(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)

    assert "Activity case" not in check(folder / "questions" / "two.yaml").stdout
    [one] = json.loads(check(folder, "--format", "json").stdout)["banks"][0]["honesty"]
    assert one["passed_unread_in_all_tries"] == {"least": "1/2", "most": "1/2"}
    assert (one["needed"], one["longest_option"], one["minutes_mergener"]) == (2, "4/3", None)
    assert len(one["sentences"]) == 4


def test_no_more_than_twenty_activities_are_told(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    text = (folder / "activities" / "case.yaml").read_text("utf-8")
    for number in range(24):
        path = folder / "activities" / f"more-{number}.yaml"
        path.write_text(text.replace("id: case\n", f"id: more-{number}\n"), "utf-8")

    lines = check(folder).stdout.splitlines()
    assert sum(line.startswith("Activity ") for line in lines) == 20
    assert "5 more activities: their numbers are in --format json." in lines


def test_the_bundled_bank_is_checked_by_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    result = check()
    assert result.exit_code == 0
    bundled = load_bank(resource("question_bank"))
    kinds = (("activities", bundled.activities), ("questions", bundled.questions), ("sources", bundled.sources))
    counted = ", ".join(f"{len(each)} {name}" for name, each in kinds)
    assert f": {counted}" in result.stdout.splitlines()[-1]
    assert result.stdout.endswith(" passages; no problems, 4 infos.\n")

    monkeypatch.chdir(tmp_path)
    assert check().output.startswith("/")


def test_errors_are_printed_and_end_with_1(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    change(folder, "activity", "attempts: 2", "attempts: 0")

    result = check(folder)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f'{folder}/activities/case.yaml:24:13: error number-form attempts: "0" is not a whole number from 1 to 100; '
        "write one.",
        f"{folder}: 1 activity, 2 questions, 1 source, 2 passages; 1 error.",
    ]


def test_warnings_end_with_1_only_if_strict(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    (folder / "more.yml").write_text("a: b\n", "utf-8")

    assert check(folder).exit_code == 0
    assert check(folder).stdout.endswith("; 1 warning.\n")
    assert check(folder, "--strict").exit_code == 1


def test_quotations_are_compared(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, "utf-8")
    assert check(folder, "--fulltext", f"paper={article}").exit_code == 0

    article.write_text(ARTICLE.replace(" not", ""), "utf-8")
    result = check(folder, "--fulltext", f"paper={article}")
    assert result.exit_code == 1
    assert "quote-not-found" in result.stdout


def test_articles_that_are_not_at_hand_are_told(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, "utf-8")

    told = "Not checked: the quotations of 1 source, against the full text."
    assert told in check(folder).stderr
    assert told not in check(folder, "--fulltext", f"paper={article}").stderr
    assert told not in check(folder, "--format", "json").stderr


def test_what_was_compared_is_summed_up(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, "utf-8")

    counted = f"{folder}: 1 activity, 2 questions, 1 source, 2 passages"
    output = check(folder, "--fulltext", f"paper={article}").stdout
    assert (
        output.splitlines()[-1] + "\n"
        == f"{counted}; 2 quotations of paper compared with its full text; no problems.\n"
    )
    assert check(folder).stdout.endswith(f"{counted}; no problems.\n")


def test_a_file_that_could_not_be_read_is_summed_up(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    change(folder, "questions", "    type: single", "     type: single")
    (folder / "questions" / "more.yaml").write_text("questions: [", "utf-8")
    assert check(folder).stdout.endswith(
        "; 2 errors; 2 files could not be read, and the other files were not compared with them.\n"
    )

    (folder / "questions" / "more.yaml").unlink()
    result = check(folder)
    assert result.stdout.splitlines() == [
        f"{folder}/questions/two.yaml:24:10: error yaml-syntax This line is indented by 5 spaces; "
        "the lines it belongs with by 4. Indent it by 4.",
        f"{folder}: 1 activity, 0 questions, 1 source, 2 passages; 1 error; "
        "1 file could not be read, and the other files were not compared with it.",
    ]


def test_an_info_never_fails_the_check(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    change(folder, "activity", "[responded, measured]", "[measured]")
    change(folder, "activity", "  - id: state-response\n    text: State the response.\n", "")

    result = check(folder, "--strict")
    assert result.exit_code == 0
    assert " info question-unused " in result.stdout
    assert result.stdout.endswith("; no problems, 1 info.\n")


def test_a_missing_article_or_folder_is_an_error_of_the_bank(tmp_path: Path) -> None:
    result = check(tiny_bank(tmp_path), "--fulltext", f"paper={tmp_path}/none.txt")
    assert result.exit_code == 1
    assert "fulltext-unreadable" in result.stdout

    result = check(tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "bank-missing" in result.stdout


@pytest.mark.parametrize("written", [["paper"], ["paper="], ["=x"], ["paper=a", "paper=b"]])
def test_a_command_that_cannot_be_understood_ends_with_2(written: list[str], tmp_path: Path) -> None:
    result = check(tiny_bank(tmp_path), *(part for one in written for part in ("--fulltext", one)))

    assert result.exit_code == 2
    assert "Error: --fulltext" in result.output


def test_checking_loads_neither_database_nor_web_nor_what_writes_files() -> None:
    code = (
        "import sys; from cme.cli.bank import bank; bank(['check'], standalone_mode=False);"
        "needless = {'flask', 'sqlalchemy', 'werkzeug', 'cme.content.zips', 'cme.content.formatting'};"
        "sys.exit(bool(needless & set(sys.modules)))"
    )

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    told = [line.partition(": ")[0] for line in ended.stderr.splitlines()]
    assert (ended.returncode, told) == (0, ["Not checked", "Not checked"])


def test_what_only_the_past_can_tell_is_checked_where_it_is_named(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    change(folder, "questions", "id: small", "id: tiny")

    unaware = check(folder)
    assert unaware.exit_code == 0
    assert "Not checked: what only the past can tell " in unaware.stderr
    result = check(folder, "--against", TINY)
    assert result.exit_code == 1
    assert "what only the past can tell" not in result.stderr
    assert "questions/two.yaml:32:13: error past-renamed " in result.stdout
    assert result.stdout.endswith(f"; 1 error; compared with {TINY}.\n")
    assert '"compared_with_past": null' in check(folder, "--format", "json").output


@pytest.mark.parametrize("reference", ["--output=x", "nowhere", ""])
def test_a_past_that_cannot_be_had_is_a_fault_of_the_command(reference: str, tmp_path: Path) -> None:
    result = check(tiny_bank(tmp_path), f"--against={reference}")

    assert result.exit_code == 2
    assert "Error: --against: " in result.stderr


def test_a_past_belongs_to_one_bank(tmp_path: Path) -> None:
    result = check(tiny_bank(tmp_path), tiny_bank(tmp_path / "other"), "--against", TINY)

    assert result.exit_code == 2
    assert "--against belongs to one bank" in result.stderr


def test_many_sources_are_summed_up_in_a_few_words(tmp_path: Path) -> None:
    large = write_large_bank(tmp_path, 120)
    output = check(large.folder, "--fulltext-dir", str(large.articles)).stdout
    assert output.endswith("; 60 quotations of 6 sources compared with their full texts; no problems.\n")
