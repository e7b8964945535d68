"""A zip or one file from anybody: it becomes a bank's folder, or is refused in a sentence and leaves nothing."""

from pathlib import Path

import pytest

from cme.content.bank import check_bank, load_bank
from cme.content.problems import Problem
from cme.content.uploads import file_name, unpack, within
from tests.content.hostile_zips import GOOD, HOSTILE, with_files, zipped
from tests.content.tiny import TINY


def everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def lines(problems: list[Problem]) -> list[str]:
    return [str(problem) for problem in problems]


@pytest.mark.parametrize("top", ["", "my bank/", "Übung/"])
def test_a_zip_becomes_the_bank_that_it_holds(top: str, tmp_path: Path) -> None:
    data = zipped({f"{top}{name}": content for name, content in GOOD.items()})

    assert unpack(data, "bank.zip", tmp_path / "in") == []
    assert load_bank(tmp_path / "in") == load_bank(TINY)
    assert files(tmp_path / "in") == set(GOOD)


@pytest.mark.parametrize(("rule", "make"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_zip_is_refused_in_a_sentence(rule: str, make: object, tmp_path: Path) -> None:
    assert callable(make)
    problems = unpack(make(), "bank.zip", tmp_path / "in")

    assert {problem.rule for problem in problems} == {rule}
    assert all(line.startswith("bank.zip:1:1: error upload-") for line in lines(problems))
    assert all(problem.message.endswith(".") and "\n" not in problem.message for problem in problems)
    assert all(len(problem.message) < 300 for problem in problems)
    assert everything(tmp_path) == {"in"}


def test_what_comes_along_unasked_is_left_out_silently(tmp_path: Path) -> None:
    more = {
        ".git/config": b"x",
        ".DS_Store": b"x",
        "__MACOSX/questions/._two.yaml": b"x",
        "questions/.two.yaml.swp": b"x",
        "Thumbs.db": b"x",
        "README.md": b"x",
        "LICENSE": b"x",
        "schema/questions.json": b"{}",
    }

    assert unpack(with_files(more), "bank.zip", tmp_path / "in") == []
    assert files(tmp_path / "in") == set(GOOD)


def test_what_is_no_file_of_a_bank_is_left_out_and_told(tmp_path: Path) -> None:
    more = {"article.pdf": b"%PDF", "old/bank.zip": zipped(GOOD), "notes/q.txt": b"x"}

    assert lines(unpack(with_files(more), "bank.zip", tmp_path / "in")) == [
        'bank.zip:1:1: warning upload-nested "old/bank.zip" is left out: a zip in the zip is not looked into. '
        "Unpack it first.",
        'bank.zip:1:1: warning upload-other "article.pdf" is left out: it is no file of the bank. '
        "Take it out of the zip.",
        'bank.zip:1:1: warning upload-other "notes/q.txt" is left out: it is no file of the bank. '
        "Take it out of the zip.",
    ]
    assert files(tmp_path / "in") == set(GOOD)


def test_a_file_in_the_wrong_place_is_told_by_the_check(tmp_path: Path) -> None:
    assert unpack(with_files({"more.yaml": b"a: b", "questions/b.yml": b"a: b"}), "b.zip", tmp_path / "in") == []

    problems = within(check_bank(tmp_path / "in").problems, tmp_path / "in")
    assert [(problem.path, problem.rule) for problem in problems] == [
        ("more.yaml", "file-place"),
        ("questions/b.yml", "file-place"),
    ]


def test_a_name_in_utf_8_that_does_not_say_so_is_read(tmp_path: Path) -> None:
    name = "questions/qüb.yaml"
    data = with_files({"questions/q--b.yaml": b"a: b"}).replace(b"questions/q--b", "questions/qüb".encode())

    assert unpack(data, "bank.zip", tmp_path / "in") == []
    assert name in files(tmp_path / "in")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("two.yaml", "two.yaml"),
        ("../../etc/two.yaml", "two.yaml"),
        ("C:\\fakepath\\two.yaml", "two.yaml"),
        ("tw\u202eo\n.yaml", "two .yaml"),
        ("tw\x00o\udcff.yaml", "two.yaml"),
        ("", "upload"),
        ("..", "upload"),
        (".yaml", "yaml"),
        ("a" * 500 + ".yaml", "a" * 60 + ".yaml"),
    ],
)
def test_a_name_from_a_browser_is_made_harmless(name: str, expected: str) -> None:
    assert file_name(name) == expected


@pytest.mark.parametrize("name", ["two.yaml", "../../two.yaml", "C:\\x\\two.YML"])
def test_one_file_is_put_where_it_belongs(name: str, tmp_path: Path) -> None:
    assert unpack((TINY / "questions" / "two.yaml").read_bytes(), name, tmp_path / "in") == []
    assert everything(tmp_path) == {"in", "in/questions", "in/questions/two.yaml"}


@pytest.mark.parametrize("file", sorted(GOOD))
def test_one_file_replaces_what_has_its_ids(file: str, tmp_path: Path) -> None:
    bank = load_bank(TINY)
    data = GOOD[file].replace(b"Bob Example", b"Eve Example").replace(b"13.4 cm", b"14.4 cm")

    assert unpack(data, "one.yaml", tmp_path / "in", bank) == []
    laid = load_bank(tmp_path / "in")
    assert (laid.id, set(laid.questions), set(laid.activities)) == (bank.id, set(bank.questions), set(bank.activities))
    assert (laid == bank) == (data == GOOD[file])


def test_a_new_question_is_added_to_those_published(tmp_path: Path) -> None:
    data = GOOD["questions/two.yaml"].replace(b"id: responded", b"id: answered").replace(b"id: measured", b"id: seen")

    assert unpack(data, "two.yaml", tmp_path / "in", load_bank(TINY)) == []
    assert set(load_bank(tmp_path / "in").questions) == {"responded", "measured", "answered", "seen"}


def test_a_problem_names_the_file_that_was_sent_and_its_own_line(tmp_path: Path) -> None:
    data = GOOD["questions/two.yaml"].replace(b"relation: supports", b"relation: suports", 1)

    assert unpack(data, "my two.yaml", tmp_path / "in", load_bank(TINY)) == []
    (problem,) = within(check_bank(tmp_path / "in").problems, tmp_path / "in")
    assert (problem.path, problem.line, problem.column) == ("questions/my two.yaml", 21, 23)


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"questions: [", "two.yaml", "two.yaml:1:13: error yaml-syntax"),
        (b"\xff\xfeq", "two.yaml", "two.yaml:1:1: error yaml-encoding"),
        (b"", "two.yaml", "two.yaml:1:1: error yaml-empty"),
        (b"a" * 2_000_001, "two.yaml", "two.yaml:1:1: error yaml-size"),
        (b"hello: you\n", "two.yaml", "two.yaml:1:1: error upload-kind"),
        (b"- a\n", "two.yaml", "two.yaml:1:1: error upload-kind"),
        (b"id: a\nstem: b\n", "two.yaml", "two.yaml:1:1: error upload-kind"),
        (b"# mine\nbank: other\nprovider: {}\n", "p.yaml", "p.yaml:2:7: error upload-bank"),
        (b"questions: []", "two.txt", "two.txt:1:1: error upload-kind"),
        (b"\x89PNG", "two.png", "two.png:1:1: error upload-kind"),
        (b"", "", "upload:1:1: error upload-kind"),
        (b"a: b", "a\nb.zip", "a b.zip:1:1: error upload-damaged"),
    ],
)
def test_one_file_that_cannot_be_laid_over_is_refused(data: bytes, name: str, expected: str, tmp_path: Path) -> None:
    (line,) = lines(unpack(data, name, tmp_path / "in", load_bank(TINY)))
    assert line.startswith(f"{expected} ")
    assert everything(tmp_path) == {"in"}


def test_a_new_question_may_cite_a_passage_that_nothing_cited(tmp_path: Path) -> None:
    source = GOOD["sources/paper.yaml"] + b"  - {id: late, section: Discussion, place: paragraph 1, quote: It grew.}\n"
    assert unpack(source, "paper.yaml", tmp_path / "first", load_bank(TINY)) == []
    published = load_bank(tmp_path / "first")
    question = GOOD["questions/two.yaml"].replace(
        b"paper#size, relation: contrasts", b"paper#late, relation: contrasts"
    )

    assert unpack(question, "two.yaml", tmp_path / "second", published) == []
    assert load_bank(tmp_path / "second") != published
