"""What the corpus of single faults cannot show: several faults at once, limits and their edges."""

from pathlib import Path

import pytest

from cme.content.bank import check_bank
from tests.content.tiny import FILES, change, tiny_bank


def places(bank: Path) -> list[str]:
    return [
        f"{Path(problem.path).relative_to(bank).as_posix()}:{problem.line}:{problem.column} {problem.rule}"
        for problem in check_bank(bank).problems
    ]


def test_the_tiny_bank_is_valid(tmp_path: Path) -> None:
    assert places(tiny_bank(tmp_path)) == []


def test_one_broken_file_hides_no_problem_of_another(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "provider", "bank: tiny", "bank: [")
    change(bank, "source", "year: 2020", "year: soon")
    change(bank, "questions", "type: single", "type: essay")
    change(bank, "activity", "attempts: 2", "attempts: many")

    assert places(bank) == [
        "activities/case.yaml:24:13 number-form",
        "provider.yaml:3:5 yaml-syntax",
        "questions/two.yaml:24:11 value-choice",
        "sources/paper.yaml:6:7 number-form",
    ]


def test_a_broken_question_hides_no_problem_of_the_next(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "questions", "type: true-false", "type: essay")
    change(bank, "questions", "text: 1.34 cm", "text: 13.4 cm")

    assert places(bank) == ["questions/two.yaml:3:11 value-choice", "questions/two.yaml:38:15 option-duplicate"]


def test_an_entry_without_an_id_is_told_once(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "questions", "  - id: measured\n    type: single", "  - type: single")
    change(bank, "activity", "[responded, measured]", "[responded]")
    change(bank, "activity", "  - id: state-size\n    text: State the size.\n", "")

    assert places(bank) == ["activities/case.yaml:20:14 blind-pass", "questions/two.yaml:23:5 key-missing"]


def test_text_in_the_place_of_an_entry_is_told_once(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    path = bank / FILES["activity"]
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("posttest:")] + "posttest: soon\n" + text[text.index("credit:") :], "utf-8")

    assert places(bank) == ["activities/case.yaml:21:11 value-shape"]


def test_a_question_has_at_most_26_options(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    more = "".join(f"      - {{id: o-{n}, text: Size {n}, rationale: No., silent: No.}}\n" for n in range(24))
    change(bank, "questions", "      - id: both\n", more + "      - id: both\n")

    assert places(bank) == ["questions/two.yaml:32:7 list-long"]


@pytest.mark.parametrize("text", ["- responded\n", "question: []\n", "questions: none\n"])
def test_a_file_of_questions_is_a_list_of_them(text: str, tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    (bank / "questions" / "more.yaml").write_text(text, "utf-8")

    assert places(bank) == ["questions/more.yaml:1:1 value-shape"]


@pytest.mark.parametrize("folder", ["activities", "sources", "questions"])
def test_files_in_deeper_folders_are_read(folder: str, tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    (bank / folder / "deep").mkdir()
    (bank / folder / "deep" / "one.yaml").write_text("a: [", "utf-8")

    assert places(bank) == [f"{folder}/deep/one.yaml:1:5 yaml-syntax"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "provider.yaml:1:1 yaml-empty"),
        (b"# only a comment\n", "provider.yaml:1:1 yaml-empty"),
        (b"bank: tiny\nprovider: Malignit\xe9\n", "provider.yaml:2:19 yaml-encoding"),
        (b"\xff\xfeb\x00", "provider.yaml:1:1 yaml-encoding"),
        (b"a" * 2_000_001, "provider.yaml:1:1 yaml-size"),
        (b"- bank\n", "provider.yaml:1:1 value-shape"),
        (b"bank", "provider.yaml:1:1 value-shape"),
        (b"bank: 'x\n", "provider.yaml:1:7 yaml-syntax"),
    ],
)
def test_a_file_that_is_no_bank_file_is_refused(content: bytes, expected: str, tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    (bank / "provider.yaml").write_bytes(content)

    assert places(bank) == [expected]


def test_no_more_than_twenty_invisible_characters_are_listed(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    (bank / "provider.yaml").write_text("bank: " + "\u200b" * 30, "utf-8")

    assert len(places(bank)) == 20


def test_a_mark_of_utf_8_and_windows_line_ends_are_welcome(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    path = bank / "provider.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert places(bank) == []


def test_what_is_missing_from_the_folder_is_said(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    (bank / "provider.yaml").unlink()

    assert places(bank) == ["provider.yaml:1:1 provider-missing"]
    assert [problem.rule for problem in check_bank(tmp_path / "nowhere").problems] == ["bank-missing"]


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    (bank / "sources" / "folder.yaml").mkdir()

    assert places(bank) == ["sources/folder.yaml:1:1 file-unreadable"]


def test_files_that_would_be_passed_over_are_warned_of(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    for name in ("more.yaml", "questions/more.yml", "notes/more.yaml", "README.md"):
        (bank / name).parent.mkdir(exist_ok=True)
        (bank / name).write_text("a: b\n", "utf-8")

    assert places(bank) == [f"{name}:1:1 file-place" for name in ("more.yaml", "notes/more.yaml", "questions/more.yml")]
    assert check_bank(bank).bank is not None


def passages(words: int) -> str:
    """Return passages of 50 words each, ``words`` in all."""
    quote = " ".join(["word"] * 50)
    more = [f"  - {{id: more-{n}, section: S, place: p, quote: {quote}}}\n" for n in range(words // 50)]
    return "passages:\n" + "".join(more)


@pytest.mark.parametrize(
    ("words", "basis", "severities"),
    [
        (350, "short-quotation", []),
        (400, "short-quotation", ["warning"]),
        (750, "short-quotation", ["warning"]),
        (800, "short-quotation", ["error"]),
        (1000, "open-licence", []),
    ],
)
def test_how_much_may_be_quoted_in_all(words: int, basis: str, severities: list[str], tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)  # whose own passages have 17 words
    change(bank, "source", "passages:\n", passages(words))
    change(bank, "source", "basis: short-quotation", f"basis: {basis}")

    problems = check_bank(bank).problems
    assert [problem.severity for problem in problems] == severities
    assert {problem.rule for problem in problems} <= {"quotation-total"}


def test_sixty_words_may_be_quoted_context_included(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    sixty = " ".join(["word"] * 56)
    change(bank, "source", "quote: On day 3, the patient did not respond.", f"quote: {sixty}")
    assert places(bank) == []

    change(bank, "source", f"quote: {sixty}", f"quote: {sixty} more")
    assert places(bank) == ["sources/paper.yaml:28:12 quotation-long"]


@pytest.mark.parametrize(
    "text",
    ["A and B", "Both A and B", "A, B, and C", "a or b", "None of the above", "All of the above.", "Neither A nor B"],
)
def test_options_that_lean_on_the_order_are_known(text: str, tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "questions", "text: A and B", f'text: "{text}"')
    assert places(bank) == []

    change(bank, "questions", "question 2\n    shuffle: false", "question 2\n    shuffle: true")
    assert places(bank) == ["questions/two.yaml:30:14 shuffle-combination"]


def test_a_combination_may_be_shuffled_where_it_is_locked_with_all_it_leans_on(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "questions", "question 2\n    shuffle: false", "question 2\n    shuffle: true")
    change(bank, "questions", "text: A and B", "text: None of the above\n        locked: true")
    assert places(bank) == []

    change(bank, "questions", "text: None of the above", "text: A and B")
    [problem] = check_bank(bank).problems
    assert str(problem).endswith(
        'shuffle-combination "A and B" needs its place. Write locked: true at "small" and "large", or write '
        "shuffle: false."
    )
    change(bank, "questions", "text: 1.34 cm", "text: 1.34 cm\n        locked: true")
    change(bank, "questions", "text: 13.4 cm", "text: 13.4 cm\n        locked: true")
    assert places(bank) == []


def test_an_option_that_speaks_of_all_others_keeps_its_own_place_alone(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "questions", "question 2\n    shuffle: false", "question 2\n    shuffle: true")
    change(bank, "questions", "text: A and B", "text: None of these")
    assert places(bank) == ["questions/two.yaml:30:14 shuffle-combination"]
    change(bank, "questions", "text: None of these", "text: None of these\n        locked: true")
    assert places(bank) == []


def test_what_stands_below_the_above_must_stay_there(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "questions", "question 2\n    shuffle: false", "question 2\n    shuffle: true")
    change(bank, "questions", "text: 13.4 cm", "text: All of the above\n        locked: true")
    change(bank, "questions", "text: A and B", "text: It was not measured")
    assert "questions/two.yaml:30:14 shuffle-combination" in places(bank)

    change(bank, "questions", "text: It was not measured", "text: It was not measured\n        locked: true")
    assert "shuffle-combination" not in " ".join(places(bank))


def test_a_lock_means_nothing_where_nothing_is_shuffled(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "questions", "text: A and B", "text: A and B\n        locked: true")
    [problem] = check_bank(bank).problems
    assert str(problem).endswith(
        'name-unfit "locked" counts only with shuffle: true. Write that at the question, or delete the line.'
    )


def test_options_that_do_not_may_shuffle(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    change(bank, "questions", "text: A and B", "text: Hepatitis B and C")
    change(bank, "questions", "question 2\n    shuffle: false", "question 2\n    shuffle: true")

    assert [place for place in places(bank) if "shuffle" in place] == []
