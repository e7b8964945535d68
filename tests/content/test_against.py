"""What only the past can tell: each change of an id is found where it stands, and harmless changes are not."""

import os
import subprocess
from pathlib import Path

import pytest

from cme.content.against_git import Past, past_bank, published_past
from cme.content.bank import check_bank, load_bank
from cme.content.draft import draft_of
from cme.errors import BankError
from tests.content.article import INVENTED
from tests.content.hostile_zips import GOOD, zipped
from tests.content.tiny import FILES, TINY, change, tiny_bank

Change = tuple[str, str, str]
MEASURED = (TINY / FILES["questions"]).read_text("utf-8").partition("  - id: measured")

CHANGES: dict[str, tuple[list[Change], list[str]]] = {
    "nothing": ([], []),
    "words of a stem": ([("questions", "stem: What did the mass measure?", "stem: How large was the mass?")], []),
    "words of an option": ([("questions", "text: 1.34 cm", "text: 1.43 cm")], []),
    "another bank": ([("provider", "bank: tiny", "bank: large")], ["provider.yaml:1:7 error past-bank"]),
    "another type": (
        [
            ("questions", "type: true-false", "type: single"),
            ("questions", "stem: The patient responded", "stem: The patient of the report responded"),
        ],
        ["questions/two.yaml:3:11 error past-type"],
    ),
    "an option renamed": (
        [("questions", "id: small", "id: tiny")],
        ["questions/two.yaml:32:13 error past-renamed"],
    ),
    "two options that changed places": (
        [
            ("questions", "text: 1.34 cm", "text: 13.40 cm"),
            ("questions", "text: 13.4 cm", "text: 1.34 cm"),
            ("questions", "text: 13.40 cm", "text: 13.4 cm"),
        ],
        ["questions/two.yaml:32:13 error past-renamed", "questions/two.yaml:37:13 error past-renamed"],
    ),
    "an option replaced": (
        [("questions", "id: small\n        text: 1.34 cm", "id: tiny\n        text: 2.34 cm")],
        ["questions/two.yaml:31:5 warning past-vanished"],
    ),
    "an objective renamed": (
        [
            ("activity", "id: state-size", "id: give-size"),
            ("questions", "objective: state-size", "objective: give-size"),
        ],
        ["activities/case.yaml:12:9 error past-renamed"],
    ),
    "a passage renamed": (
        [
            ("source", "id: course", "id: the-course"),
            ("questions", "passage: paper#course, relation", "passage: paper#the-course, relation"),
            ("questions", "passage: paper#course\n", "passage: paper#the-course\n"),
        ],
        ["sources/paper.yaml:24:9 error past-renamed"],
    ),
    "a passage gone": (
        [
            ("source", "  - id: size\n    section: Case Summary\n    place: paragraph 2\n", ""),
            ("source", "    quote: The mass measured 13.4 cm.\n", ""),
            ("questions", "          - {passage: paper#size, relation: contrasts}\n", ""),
            ("questions", "        rationale: The point stands elsewhere.\n        evidence:\n",
             "        rationale: The point stands elsewhere.\n        silent: Not in the report.\n"),
            ("questions", "passage: paper#size, relation: supports", "passage: paper#course, relation: supports"),
        ],
        ["sources/paper.yaml:23:1 warning past-vanished"],
    ),
    "a question renamed": (
        [("questions", "id: measured", "id: mass"), ("activity", "responded, measured", "responded, mass")],
        ["questions/two.yaml:23:9 error past-renamed"],
    ),
    "a question's id given to another": (
        [
            ("questions", "stem: What did the mass measure?", "stem: Who wrote it?"),
            ("questions", "id: small", "id: bob"),
            ("questions", "id: large", "id: eve"),
            ("questions", "id: both", "id: any"),
        ],
        ["questions/two.yaml:23:9 error past-reused"],
    ),
    "a statement replaced by another": (
        [("questions", "stem: The patient responded to inventinib.", "stem: Eight weeks went by until a scan.")],
        ["questions/two.yaml:2:9 error past-reused"],
    ),
    "a statement in other words": (
        [("questions", "stem: The patient responded to inventinib.", "stem: Inventinib led to a response.")],
        [],
    ),
    "a question's id and those of its options given to another": (
        [
            ("questions", "stem: What did the mass measure?", "stem: Who wrote it?"),
            ("questions", "text: 1.34 cm", "text: Bob"),
            ("questions", "text: 13.4 cm", "text: Eve"),
            ("questions", "text: A and B", "text: Both of them"),
        ],
        ["questions/two.yaml:23:9 error past-reused"],
    ),
    "a question gone": (
        [
            ("questions", MEASURED[1] + MEASURED[2], ""),
            ("activity", "[responded, measured]", "[responded]"),
            ("activity", "  - id: state-size\n    text: State the size.\n", ""),
        ],
        [
            "activities/case.yaml:9:1 warning past-vanished",
            "questions/two.yaml:1:1 warning past-vanished",
        ],
    ),
    "an activity renamed": (
        [("activity", "id: case", "id: the-case")],
        ["activities/case.yaml:1:5 error past-renamed"],
    ),
}  # fmt: skip


def past_lines(bank: Path, past: Past) -> list[str]:
    return [
        f"{Path(problem.path).relative_to(bank).as_posix()}:{problem.line}:{problem.column} "
        f"{problem.severity} {problem.rule}"
        for problem in check_bank(bank, past=past).problems
        if problem.rule.startswith("past-")
    ]


@pytest.mark.parametrize(("changes", "expected"), CHANGES.values(), ids=CHANGES)
def test_what_changed_is_found_where_it_stands(changes: list[Change], expected: list[str], tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    for one in changes:
        change(bank, *one)

    assert past_lines(bank, past_bank(str(TINY), bank)) == expected
    against_published = past_lines(bank, published_past(load_bank(TINY), "publication 1"))
    assert sorted(line.split()[1:] for line in against_published) == sorted(line.split()[1:] for line in expected)


def test_the_copy_of_a_question_is_noticed(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    copy = "questions:\n" + MEASURED[1].replace("measured", "measured-again") + MEASURED[2]
    (bank / "questions" / "more.yaml").write_text(copy, "utf-8")

    assert past_lines(bank, past_bank(str(TINY), bank)) == ["questions/more.yaml:2:9 warning past-copied"]


def test_a_quotation_that_was_in_the_article_before_it_was_changed(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    article = tmp_path / "article.txt"
    article.write_text("The patient took inventinib. On day 3, the patient did not respond. The mass measured 13.4 cm.")
    change(bank, "source", "quote: On day 3, the patient did not respond.", "quote: On day 3, the patient did respond.")
    found = check_bank(bank, {"paper": article}, past=past_bank(str(TINY), bank)).problems

    assert [(problem.line, problem.rule) for problem in found if problem.path.endswith("paper.yaml")] == [
        (28, "past-quote"),
        (28, "quote-not-found"),
    ]
    assert 'this read "On day 3, the patient did not respond.", which is in the article' in str(found)
    article.write_text(INVENTED, "utf-8")
    found = check_bank(bank, {"paper": article}, past=past_bank(str(TINY), bank)).problems
    assert "past-quote" not in {problem.rule for problem in found}


def test_nothing_is_called_gone_that_may_stand_in_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    bank = tiny_bank(tmp_path)
    (bank / FILES["questions"]).write_text("a: [", "utf-8")

    assert past_lines(bank, past_bank(str(TINY), bank)) == []


def git(folder: Path, *arguments: str) -> None:
    names = {f"GIT_{who}_{what}": "bob@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, env={**os.environ, **names, **quiet}
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose folder ``bank`` was committed as the tiny bank, tagged, and changed since."""
    bank = tiny_bank(tmp_path)
    (bank / "linked.yaml").symlink_to("provider.yaml")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "bank")
    git(tmp_path, "commit", "-q", "-m", "Begin")
    git(tmp_path, "tag", "v1")
    change(bank, "questions", "id: small", "id: tiny")
    git(tmp_path, "commit", "-q", "-a", "-m", "Rename")
    return bank


@pytest.mark.parametrize("reference", ["v1", "HEAD~1", "main^", "HEAD^1", "v1^{commit}"])
def test_a_git_reference_tells_the_past(reference: str, repository: Path) -> None:
    assert past_lines(repository, past_bank(reference, repository)) == ["questions/two.yaml:32:13 error past-renamed"]


def test_the_present_is_no_past(repository: Path) -> None:
    before = sorted(repository.parent.rglob("*"))

    assert past_lines(repository, past_bank("HEAD", repository)) == []
    assert sorted(repository.parent.rglob("*")) == before


def test_a_zip_tells_the_past(repository: Path) -> None:
    export = repository.parent / "export.zip"
    export.write_bytes(zipped({f"bank/{name}": data for name, data in GOOD.items()}))

    assert past_lines(repository, past_bank(str(export), repository)) == ["questions/two.yaml:32:13 error past-renamed"]


def test_hidden_files_are_no_part_of_a_past() -> None:
    hidden = [("questions/.two.yaml", b"questions: nonsense"), (".git/provider.yaml", b"bank: other")]
    draft = draft_of([*GOOD.items(), *hidden])
    assert draft.problems == []
    assert len(draft.questions) == len(draft_of(GOOD.items()).questions) == 2


NO_FORM = "neither a folder, a zip nor a git reference"
REFUSED = {
    "--output=x": NO_FORM,
    "-x": NO_FORM,
    "HEAD:bank": NO_FORM,
    "v1 --output=x": NO_FORM,
    "v1\n--output=x": NO_FORM,
    "v1\0": NO_FORM,
    "": NO_FORM,
    "$(touch x)": NO_FORM,
    "@{-1}": 'There is no git reference "@{-1}" here',
    "nowhere": 'There is no git reference "nowhere" here',
    "../../etc": 'There is no git reference "../../etc" here',
    "v1^{tree}": 'There is no git reference "v1^{tree}" here',
}


@pytest.mark.parametrize(("reference", "words"), REFUSED.items())
def test_what_names_no_past_is_refused_in_a_sentence(
    reference: str, words: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    before = sorted(repository.parent.rglob("*"))
    with pytest.raises(BankError) as refused:
        past_bank(reference, repository)

    assert words in str(refused.value)
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)
    assert sorted(repository.parent.rglob("*")) == before


def test_a_past_that_cannot_be_had_is_told(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "later").mkdir()
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04")

    with pytest.raises(BankError, match=r"holds no bank to compare with\.|held no bank"):
        past_bank("v1", tmp_path / "later")
    with pytest.raises(BankError, match=r"bad\.zip cannot be compared with: The zip is damaged"):
        past_bank(str(tmp_path / "bad.zip"), repository)
    with pytest.raises(BankError, match="There is no such folder"):
        past_bank("v1", tmp_path / "nowhere")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    with pytest.raises(BankError, match=r"Git cannot tell the past of .* \(fatal: not a git repository"):
        past_bank("v1", tmp_path / "later")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BankError, match="There is no program called git here"):
        past_bank("v1", repository)


def test_a_repository_s_own_programs_are_not_run(repository: Path) -> None:
    """Filters, hooks and watchers are programs that a repository names: looking at its past must start none."""
    above = repository.parent
    program = above / "program"
    program.write_text(f"#!/bin/sh\ntouch {above}/was-run\ncat\n", "utf-8")
    program.chmod(0o755)
    (above / ".gitattributes").write_text("*.yaml filter=own diff=own text eol=crlf export-ignore\n", "utf-8")
    for name in ("filter.own.smudge", "filter.own.clean", "diff.own.textconv", "core.fsmonitor", "core.pager"):
        git(above, "config", name, str(program))

    assert past_lines(repository, past_bank("v1", repository)) == ["questions/two.yaml:32:13 error past-renamed"]
    assert not (above / "was-run").exists()
