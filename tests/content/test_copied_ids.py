"""Of two entries with one id the past tells which was there first: the other one is told to choose another."""

from pathlib import Path

import pytest

from cme.content.against_git import Past, past_bank, published_past
from cme.content.bank import check_bank, load_bank
from tests.content.tiny import FILES, TINY, tiny_bank


@pytest.mark.parametrize(
    ("file", "copy", "line"),
    [
        ("questions", "questions/a-new.yaml", 2),
        ("activity", "activities/a-new.yaml", 1),
        ("source", "sources/a-new.yaml", 1),
    ],
)
@pytest.mark.parametrize("is_published", [False, True])
def test_an_id_copied_with_its_file_is_told_of_the_copy(
    file: str, copy: str, line: int, is_published: bool, tmp_path: Path
) -> None:
    """The copy comes first in the alphabet, and is changed; the original is told nothing."""
    bank = tiny_bank(tmp_path)
    text = (bank / FILES[file]).read_text("utf-8")
    (bank / copy).write_text(
        text.replace("stem: ", "stem: Now, ").replace("title: A case", "title: A new case"), "utf-8"
    )
    past = published_past(load_bank(TINY), "publication 1") if is_published else past_bank(str(TINY), bank)

    def told(past: Past | None) -> list[str]:
        found = [each for each in check_bank(bank, past=past).problems if each.rule in ("id-duplicate", "past-reused")]
        return [f"{Path(each.path).relative_to(bank).as_posix()}:{each.line}" for each in found][:1]

    assert told(past) == [f"{copy}:{line}"]
    assert told(None)[0].startswith(FILES[file]), "nothing else tells which one is new"


def test_a_copy_that_cannot_be_read_whole_is_the_copy(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    text = (bank / FILES["questions"]).read_text("utf-8")
    (bank / "questions" / "a-new.yaml").write_text(text.replace("type: true-false", "type: nonsense"), "utf-8")
    problems = check_bank(bank, past=past_bank(str(TINY), bank)).problems
    found = {Path(each.path).name for each in problems if each.rule == "id-duplicate"}
    assert found == {"a-new.yaml"}
