"""What a posttest is worth is told whatever is broken elsewhere, and never of one that an error bears on."""

from pathlib import Path

import pytest

from cme.content.bank import CheckedBank, check_bank
from cme.content.sound_part import MOST_ERRORS
from tests.content.tiny import FILES, change, tiny_bank

IGNORED = "lint_ignore:\n  - {rule: guessing-likely, reason: An invented bank of two questions.}\n"
BY_TOPIC = "sections: [{topic: imaging}, {topic: inventinib}]"


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """The tiny bank, whose posttest one in two would pass unread, and a further question and source."""
    folder = tiny_bank(tmp_path)
    change(folder, "activity", IGNORED, "")
    (folder / "sources" / "other.yaml").write_text(
        (folder / FILES["source"]).read_text("utf-8").replace("id: paper", "id: other").replace("invented.1", "2"),
        "utf-8",
    )
    two = (folder / FILES["questions"]).read_text("utf-8")
    more = (
        two.replace("id: responded", "id: further")
        .replace("id: measured", "id: another")
        .replace("stem: ", "stem: Now, ")
    )
    (folder / "questions" / "more.yaml").write_text(more.replace("paper#", "other#"), "utf-8")
    assert check_bank(folder).bank is not None
    return folder


def check(folder: Path, file: str, old: str, new: str) -> CheckedBank:
    path = folder / FILES.get(file, file)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    checked = check_bank(folder)
    assert checked.bank is None, "there is an error"
    return checked


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("provider", "bank: tiny", "bank: Tiny Bank"),
        ("provider", "bank: tiny", "bank: [tiny"),
        ("questions/more.yaml", "stem: Now, The patient", "stem: [Now"),
        ("questions/more.yaml", "type: single", "type: essay"),
        ("questions/more.yaml", "other#course", "other#curse"),
        ("sources/other.yaml", "year: 2020", "year: soon"),
        ("sources/other.yaml", "quote: On day 3", "qoute: On day 3"),
    ],
)
def test_an_error_elsewhere_hides_nothing(bank: Path, file: str, old: str, new: str) -> None:
    checked = check(bank, file, old, new)
    assert "guessing-likely" in {problem.rule for problem in checked.problems}
    assert [one.activity_id for one in checked.honesty] == ["case"]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("activity", "pass_mark: 66.7%", "pass_mark: 0.667"),
        ("activity", "[responded, measured]", "[responded, mesured]"),
        ("questions", "type: single", "type: essay"),
        ("questions", "        correct: true\n", ""),
        ("questions", "paper#course, relation", "paper#curse, relation"),
        ("questions", "stem: The patient", "stem: [The patient"),
        ("source", "year: 2020", "year: soon"),
        ("source", "quote: On day 3", "qoute: On day 3"),
    ],
)
def test_of_what_an_error_bears_on_nothing_is_said(bank: Path, file: str, old: str, new: str) -> None:
    checked = check(bank, file, old, new)
    assert not {"guessing-likely", "blind-pass"} & {problem.rule for problem in checked.problems}
    assert checked.honesty == ()


def test_what_is_drawn_by_topic_needs_every_question(bank: Path) -> None:
    change(bank, "activity", "questions: [responded, measured]", BY_TOPIC)
    change(bank, "activity", "sources: [paper]", "sources: [paper, other]")
    (bank / "questions" / "aside.yaml").write_text("questions: [\n", "utf-8")
    checked = check_bank(bank)
    assert checked.honesty == ()
    assert "guessing-likely" not in {problem.rule for problem in checked.problems}
    (bank / "questions" / "aside.yaml").unlink()
    assert [one.questions for one in check_bank(bank).honesty] == [4]


@pytest.mark.parametrize(("ruins", "judged"), [(10, ["case"]), (MOST_ERRORS, [])])
def test_a_bank_of_ruins_is_not_judged(bank: Path, ruins: int, judged: list[str]) -> None:
    """So that a file of thousands of mistakes is refused as soon as any other."""
    entries = (f"  - {{id: ruin-{number}, type: essay}}" for number in range(ruins))
    (bank / "questions" / "ruins.yaml").write_text("\n".join(["questions:", *entries, ""]), "utf-8")
    assert [one.activity_id for one in check_bank(bank).honesty] == judged
