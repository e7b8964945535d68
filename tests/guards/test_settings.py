"""The manual knows every setting, and only ``cme/config.py`` reads the environment."""

import ast
import re

from cme.config import MANUAL
from tests.guards.tree import MODULES, PACKAGE, REPOSITORY

DOCUMENTS = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
MAY_READ = {"config.py"}
# Once each, and no setting of ours: what git is started with, and a word to pydantic before it is loaded.
MAY_HAND_ON = {"content/against_git.py": 1, "cli/main.py": 1}
FOR_TESTS = {"CME_TEST_POSTGRESQL_URL"}


def readers(source: str) -> list[str]:
    """Return the lines that read the environment."""
    found = []
    for node in ast.walk(ast.parse(source)):
        reads = isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.environ", "os.getenv", "os.environb")
        imports = isinstance(node, ast.ImportFrom) and node.module == "os"
        named = imports and any(alias.name in ("environ", "getenv") for alias in getattr(node, "names", []))
        if reads or named:
            found.append(f"line {node.lineno}: {ast.unparse(node)}")  # type: ignore[attr-defined]
    return found


def differences(documents: str) -> tuple[set[str], set[str]]:
    """Return the settings the documents leave out, and the ones they invent."""
    named = set(re.findall(r"\bCME_[A-Z_]*[A-Z]\b", documents))
    known = set(MANUAL) | {f"{name}_FILE" for name in MANUAL} | FOR_TESTS | {"CME_X", "CME_X_FILE"}
    return set(MANUAL) - named, named - known


def test_only_the_settings_read_the_environment() -> None:
    found = {path.relative_to(PACKAGE).as_posix(): readers(path.read_text("utf-8")) for path in MODULES}
    counted = {name: len(lines) for name, lines in found.items() if lines and name not in MAY_READ}
    assert counted == MAY_HAND_ON


def test_a_second_reader_is_seen() -> None:
    assert readers("import os\nx = os.environ['CME_X']") == ["line 2: os.environ"]
    assert readers("import os\nx = os.getenv('CME_X')") == ["line 2: os.getenv"]
    assert readers("from os import environ") == ["line 1: from os import environ"]
    assert readers("import os\nx = os.sep") == []


def test_the_manual_names_every_setting_and_no_other() -> None:
    assert differences("\n".join(path.read_text("utf-8") for path in DOCUMENTS)) == (set(), set())


def test_a_setting_left_out_or_invented_is_seen() -> None:
    missing, invented = differences("CME_ORIGIN and CME_ORIGINE")
    assert "CME_SECRET_KEY" in missing
    assert invented == {"CME_ORIGINE"}
