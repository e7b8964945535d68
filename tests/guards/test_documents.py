"""What the documents tell people to do works: the example passes the check, the commands and files exist."""

import re
import shutil
from pathlib import Path

import click
import pytest

from cme.cli.main import cli
from cme.content.bank import load_bank
from tests.guards.tree import REPOSITORY, named

DOCUMENTS = [
    *(REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((REPOSITORY / "docs").rglob("*.md")),
    *sorted((REPOSITORY / "question_bank").rglob("*.md")),
]
QUESTIONS = "questions/alk-alcl-posttest.yaml"
ACTIVITY = "activities/alk-alcl-crizotinib.yaml"


def unknown_commands(text: str) -> list[str]:
    """Return the `cme …` commands and options a document names that do not exist."""
    found = []
    for words in re.findall(r"(?:^|[`/ ])cme ((?:[a-z-]+)(?: [^`\n]*)?)", "\n".join(_code(text)), re.MULTILINE):
        command: click.Command = cli
        context = click.Context(cli)
        parts = words.split()
        while isinstance(command, click.Group) and parts and not parts[0].startswith("-"):
            inner = command.get_command(context, parts.pop(0))
            if inner is None:
                found.append(f"cme {words}")
                break
            command = inner
        options = {name for parameter in command.params for name in parameter.opts} | {"--help", "-h", "--version"}
        found += [f"{part} in cme {words}" for part in parts if part.startswith("--") and part not in options]
    return found


def _code(text: str) -> list[str]:
    """Return what stands in backticks or in indented or fenced blocks."""
    return [*re.findall(r"`([^`\n]+)`", text), *re.findall(r"^ {4,}(\S.*)$", text, re.MULTILINE)]


def broken_links(path: Path, text: str) -> list[str]:
    """Return the links of a document to files that are not there."""
    targets = [target for target in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in target]
    return [target for target in targets if not (path.parent / target).exists()]


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_the_commands_of_the_documents_exist(path: Path) -> None:
    assert unknown_commands(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_the_links_of_the_documents_lead_somewhere(path: Path) -> None:
    assert broken_links(path, path.read_text("utf-8")) == []


def test_a_command_or_link_that_does_not_exist_is_seen() -> None:
    assert unknown_commands("Run `cme bank chekc`.") == ["cme bank chekc"]
    assert unknown_commands("    venv/bin/cme database upgrade --quickly\n") != []
    assert unknown_commands("Run `cme database check`.") == []
    assert broken_links(REPOSITORY / "README.md", "[x](docs/nothing.md) [y](LICENSE)") == ["docs/nothing.md"]


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A copy of the bundled bank with the README's example added as the README says."""
    folder = tmp_path / "bank"
    shutil.copytree(REPOSITORY / "question_bank", folder)
    blocks = re.findall(r"^```yaml\n(.*?)^```", (REPOSITORY / "README.md").read_text("utf-8"), re.M | re.S)
    assert len(blocks) == 1
    with (folder / QUESTIONS).open("a", encoding="utf-8") as file:
        file.write("\n" + blocks[0])
    activity = (folder / ACTIVITY).read_text("utf-8")
    last = "    - alcl-crizotinib-adverse-effect\n"
    assert last in activity
    (folder / ACTIVITY).write_text(activity.replace(last, last + "    - alcl-tacrolimus-titration\n"), "utf-8")
    return folder


def test_the_example_of_the_readme_passes_the_check(bank: Path) -> None:
    found = load_bank(bank)
    assert found.questions["alcl-tacrolimus-titration"].keys == {"interaction"}
    assert "alcl-tacrolimus-titration" in found.activities["alk-alcl-crizotinib"].posttest.question_ids
