"""What a bank makes of the sections, limits and presets that its author wrote."""

from pathlib import Path

import pytest

from cme.content.bank import check_bank, load_bank
from cme.core.activities import Posttest, RevealPreset, Section
from tests.banks.faults_of_shared_stimuli import FAULTS
from tests.content.tiny import FILES, change, tiny_bank

REVEAL = "reveal: {fail: read-again, pass: everything}"
LIST = "  questions: [responded, measured]\n"


def posttest_of(folder: Path, written: str) -> Posttest:
    bank = tiny_bank(folder)
    change(bank, "activity", LIST, f"  sections:\n    - {written}\n")
    change(bank, "questions", "topics: [inventinib]", "topics: [inventinib, imaging]")
    return load_bank(bank).activities["case"].posttest


@pytest.mark.parametrize(
    ("written", "section"),
    [
        ("topic: imaging", Section(question_ids=("responded", "measured"), pick=2)),
        ("questions: [measured, responded]", Section(question_ids=("measured", "responded"), pick=2)),
        (
            "{title: Size, questions: [responded, measured], pick: 1, spread: objective, shuffle: true}",
            Section(question_ids=("responded", "measured"), pick=1, title="Size", spread="objective", is_shuffled=True),
        ),
    ],
)
def test_a_pool_becomes_its_questions(written: str, section: Section, tmp_path: Path) -> None:
    posttest = posttest_of(tmp_path, written)

    assert posttest.sections == (section,)
    assert posttest.question_ids == section.question_ids
    assert posttest.length == section.pick


def test_sections_are_asked_one_after_the_other(tmp_path: Path) -> None:
    posttest = posttest_of(tmp_path, "objective: state-size\n    - {objective: state-response}")

    assert posttest.question_ids == ("measured", "responded")
    assert [each.pick for each in posttest.sections] == [1, 1]


@pytest.mark.parametrize(
    ("written", "preset"),
    [
        (REVEAL, RevealPreset.STANDARD),
        *((f"reveal: {preset}", preset) for preset in RevealPreset),
    ],
)
def test_a_preset_has_a_name(written: str, preset: RevealPreset, tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    if written != REVEAL:
        change(bank, "activity", REVEAL, written)
    change(bank, "activity", "expires: null", "expires: 2030-01-01")

    assert load_bank(bank).activities["case"].posttest.reveal is preset


def test_a_limit_and_a_pretest_are_kept(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    before = load_bank(bank).activities["case"]
    change(bank, "activity", "posttest:\n", "pretest: true\nposttest:\n  time_limit: 3\n")
    after = load_bank(bank).activities["case"]

    assert (before.has_pretest, before.posttest.minutes) == (False, 0)
    assert (after.has_pretest, after.posttest.minutes) == (True, 3)


def test_what_a_question_that_cannot_be_read_may_bring_is_left_open(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "activity", LIST, "  sections: [{topic: imaging, pick: 2}, {objective: state-response}]\n")
    change(bank, "questions", "type: single", "type: singl")

    assert [each.rule for each in check_bank(bank).problems] == ["value-choice"]


def test_what_an_activity_that_cannot_be_read_asks_is_left_open(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    FAULTS["a case that is told from its end"].plant(bank)
    text = (bank / FILES["activity"]).read_text("utf-8").replace("attempts: 2", "attempts: two")
    (bank / FILES["activity"]).write_text(text, "utf-8")

    assert [each.rule for each in check_bank(bank).problems] == ["number-form"]
