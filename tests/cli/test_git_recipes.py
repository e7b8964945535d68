"""The recipes of docs/question-banks-in-git.md do what they say, as far as that can be tried without a code host."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.content.tiny import change, tiny_bank
from tests.support.core_yaml import load

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "question-banks-in-git.md").read_text("utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a bank, and with ``cme`` as a command of this project's code."""
    tools = tmp_path / "tools"
    tools.mkdir()
    command = tools / "cme"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "from cme.cli.main import main; main()" "$@"\n', "utf-8")
    command.chmod(0o755)
    folder = tmp_path / "repository"
    folder.mkdir()
    tiny_bank(folder).rename(folder / "question_bank")
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Bob Example")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "bob@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    git(folder, "init", "-q")
    return folder


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)


def commit(folder: Path) -> tuple[int, str]:
    git(folder, "add", "--all")
    done = git(folder, "commit", "-m", "Change the bank")
    return done.returncode, done.stdout + done.stderr


def edit(folder: Path, old: str, new: str) -> None:
    (folder / "bank").symlink_to(folder / "question_bank")
    change(folder / "bank", "source", old, new)
    (folder / "bank").unlink()


def test_the_hook_refuses_what_has_errors_and_nothing_else(repository: Path) -> None:
    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.write_text(FILES["pre-commit"], "utf-8")
    hook.chmod(0o755)

    assert commit(repository)[0] == 0
    edit(repository, "year: 2020", "year: soon")
    code, told = commit(repository)
    assert code != 0
    assert "question_bank/sources/paper.yaml:6:7: error number-form" in told
    edit(repository, "year: soon", "year:   2020")
    code, told = commit(repository)
    assert (code != 0, "Would lay out question_bank/sources/paper.yaml afresh." in told) == (True, True)
    edit(repository, "year:   2020", "year: 2021")
    git(repository, "add", "--all")
    edit(repository, "year: 2021", "year: not staged")  # what is not committed is not asked about
    assert git(repository, "commit", "-m", "Correct the year").returncode == 0


def test_the_hook_leaves_other_commits_alone(repository: Path) -> None:
    assert commit(repository)[0] == 0
    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.write_text(FILES["pre-commit"].replace("cme bank", "false"), "utf-8")
    hook.chmod(0o755)
    (repository / "notes.txt").write_text("Notes", "utf-8")

    assert commit(repository)[0] == 0


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = load(FILES["question-bank.yml"])["jobs"]["check"]["steps"]
    return found


def test_the_workflow_fails_on_an_error_and_leaves_what_is_shown(repository: Path) -> None:
    runs = [step["run"] for step in steps() if "run" in step and "pip install" not in step["run"]]
    [upload] = [step["with"]["sarif_file"] for step in steps() if "upload-sarif" in step.get("uses", "")]

    def outcome() -> list[int]:
        return [subprocess.run(["bash", "-e", "-c", run], cwd=repository, check=False).returncode for run in runs]

    edit(repository, "year: 2020", "year: soon")
    assert outcome() == [1, 1]
    [result] = json.loads((repository / upload).read_text("utf-8"))["runs"][0]["results"]
    assert result["ruleId"] == "number-form"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "question_bank/sources/paper.yaml"
    assert place["region"]["startLine"] == 6


def test_the_hooks_of_the_framework_run(repository: Path) -> None:
    hooks = load(FILES[".pre-commit-config.yaml"])["repos"][0]["hooks"]
    bank = [str(path.relative_to(repository)) for path in sorted((repository / "question_bank").rglob("*.yaml"))]

    assert [hook["id"] for hook in hooks] == ["cme-bank-format", "cme-bank-check"]
    for hook in hooks:
        assert all(re.search(hook["files"], path) for path in bank)
        files = bank if hook.get("pass_filenames", True) else []
        done = subprocess.run([*hook["entry"].split(), *files], cwd=repository, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout
