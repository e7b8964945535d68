"""The author's manual: its example is a bank that passes, its message is the one printed, its rules exist."""

import re
from pathlib import Path

from cme.content.bank import check_bank
from cme.content.rule_table import RULES
from cme.core.questions import QuestionType
from cme.core.scoring import ScoringRule
from cme.paths import resource

MANUAL = (resource("question_bank") / "README.md").read_text("utf-8")
FILE = re.compile(r"<!-- file: (\S+) -->\n```yaml\n(.*?)```", re.DOTALL)
ARTICLE = re.compile(r"<!-- article -->\n```text\n(.*?)```", re.DOTALL)


def written_out(folder: Path) -> tuple[Path, dict[str, Path]]:
    """Write the manual's example into ``folder``; return the bank and the text of its article."""
    for name, text in FILE.findall(MANUAL):
        path = folder / "question_bank" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    [article] = ARTICLE.findall(MANUAL)
    (folder / "article.txt").write_text(article, "utf-8")
    return folder / "question_bank", {"example-2020": folder / "article.txt"}


def test_the_example_passes_the_check(tmp_path: Path) -> None:
    checked = check_bank(*written_out(tmp_path))

    assert checked.problems == []
    assert checked.bank is not None
    assert set(checked.bank.questions) == {"tumour-size"}


TYPES = re.compile(r"<!-- type(: whole file)? -->\n```yaml\n(.*?)```", re.DOTALL)


def test_the_examples_of_types_pass_the_check(tmp_path: Path) -> None:
    bank, fulltexts = written_out(tmp_path)
    for number, (is_whole, text) in enumerate(TYPES.findall(MANUAL)):
        (bank / "questions" / f"type-{number}.yaml").write_text(text if is_whole else f"questions:\n{text}", "utf-8")
    checked = check_bank(bank, fulltexts)

    assert {problem.rule for problem in checked.problems} == {"question-unused"}
    assert checked.bank is not None
    shown = {each.type for each in checked.bank.questions.values()}
    assert shown == set(QuestionType) - {QuestionType.EXTENDED_MATCHING}
    assert all(f"`{each}`" in MANUAL for each in (*QuestionType, *ScoringRule))


def test_the_example_fails_it_when_broken(tmp_path: Path) -> None:
    bank, fulltexts = written_out(tmp_path)
    path = bank / "sources" / "example-2020.yaml"
    path.write_text(path.read_text("utf-8").replace("measured 13.4 cm", "measured 1.34 cm"), "utf-8")

    assert [problem.rule for problem in check_bank(bank, fulltexts).problems] == ["quote-not-found"]


def test_the_message_it_explains_is_the_one_printed(tmp_path: Path) -> None:
    bank, _ = written_out(tmp_path)
    path = bank / "activities" / "small-mass.yaml"
    path.write_text(path.read_text("utf-8").replace("pass_mark: 70%", "pass_mark: 0.7"), "utf-8")

    [problem] = check_bank(bank).problems
    assert str(problem).removeprefix(f"{tmp_path.as_posix()}/") in MANUAL


def test_the_rules_it_names_exist() -> None:
    table = MANUAL[MANUAL.index("| rule | what happened |") : MANUAL.index("## Publish")]
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", table))

    assert len(named) > 10
    assert named - set(RULES) == set()
