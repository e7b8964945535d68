"""Questions of every type compared with the past, laid over what is published, and shown in a preview with errors."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cme.content.against_git import past_bank, published_past
from cme.content.bank import check_bank, load_bank
from cme.content.preview import read_preview
from cme.content.uploads import unpack
from cme.core.preview import Preview
from cme.core.questions import QuestionType
from tests.support.every_type import EVERY_TYPE, every_type_bank


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EVERY_TYPE, tmp_path / "bank"))


def change(bank: Path, file: str, old: str, new: str) -> None:
    path = bank / "questions" / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id: lung\n", "id: lungs\n", [("error", "past-renamed")]),
        (
            "id: lung\n        text: The lung lesion",
            "id: lungs\n        text: That of the lung",
            [("warning", "past-vanished")],
        ),
        ("text: The lung lesion", "text: The lesion of the lung", []),
        ("type: extended-matching", "type: matching", [("error", "past-type")]),
    ],
)
def test_prompts_keep_their_ids(old: str, new: str, told: list[tuple[str, str]], bank: Path) -> None:
    change(bank, "types.yaml", old, new)
    for past in (past_bank(str(EVERY_TYPE), bank), published_past(every_type_bank(), "publication 1")):
        assert [(each.severity, each.rule) for each in check_bank(bank, past=past).problems] == told


STEM = "In which part of his course was the patient at each of these visits?"


def test_another_question_under_an_old_id_is_told(bank: Path) -> None:
    text = (bank / "questions" / "types.yaml").read_text("utf-8")
    start, end = text.index("  - id: marker-of-lesion\n"), text.index("  - id: what-was-noted-when\n")
    other = text[end : text.index("  - id: order-of-treatment\n")]
    swapped = (
        text[:start]
        + other.replace("what-was-noted-when", "marker-of-lesion").replace(STEM, "How old is he?")
        + text[end:]
    )
    (bank / "questions" / "types.yaml").write_text(swapped, "utf-8")
    found = check_bank(bank, past=past_bank(str(EVERY_TYPE), bank)).problems

    assert "past-reused" in {each.rule for each in found}


def test_a_file_laid_over_what_is_published_brings_what_others_share(tmp_path: Path) -> None:
    """Of the questions on the scan one is in the file; the other is published, and has the file's text from now on."""
    text = (EVERY_TYPE / "questions" / "cases.yaml").read_text("utf-8")
    scan = text[text.index("  - id: scan\n") : text.index("questions:\n")].replace("title: The scan", "title: A scan")
    question = text[text.index("  - id: scan-fusion\n") :]
    data = f"stimuli:\n{scan}questions:\n{question}".encode()

    assert unpack(data, "scan.yaml", tmp_path / "in", every_type_bank()) == []
    found = load_bank(tmp_path / "in").questions
    titles = [found[name].stimulus for name in ("scan-fusion", "scan-larger-change")]
    assert [each.title for each in titles if each is not None] == ["A scan", "A scan"]
    assert {name: replace(each, stimulus=None) for name, each in found.items()} == {
        name: replace(each, stimulus=None) for name, each in every_type_bank().questions.items()
    }


def shown(bank: Path) -> Preview:
    return read_preview(bank)


def test_what_is_said_of_a_shared_text_concerns_its_questions(bank: Path) -> None:
    change(bank, "cases.yaml", "    title: The scan\n", "")
    [remark] = shown(bank).remarks

    assert remark.rule == "key-missing"
    assert remark.concerns == ("scan-larger-change", "scan-fusion")


def test_what_is_said_of_a_prompt_stands_at_the_prompt(bank: Path) -> None:
    change(bank, "types.yaml", "text: The liver lesion", "text: The lung lesion")
    [remark] = shown(bank).remarks

    assert (remark.rule, remark.concerns, remark.option) == ("option-duplicate", ("marker-of-lesion",), "liver")


def test_pairs_with_errors_are_shown_as_far_as_they_can_be_read(bank: Path) -> None:
    change(bank, "types.yaml", "match: betamarker", "match: xyz")
    found = shown(bank).find_question("marker-of-lesion")

    assert found is not None
    assert found.question is None
    assert found.asked.type is QuestionType.MATCHING
    assert [each.text for each in found.asked.prompts] == ["The lung lesion", "The liver lesion"]
    assert len(found.asked.options) == 3


def test_foreseen_answers_with_errors_are_not_shown_before_answering(bank: Path) -> None:
    change(bank, "types.yaml", "value: -48.6", "value: much")
    found = shown(bank).find_question("lung-lesion-change")

    assert found is not None
    assert found.question is None
    assert (found.asked.type, found.asked.options) == (QuestionType.NUMERIC, ())
