"""The import arrows of cme/ point inwards, and the proof that this file can fail."""

import ast
from pathlib import Path

import pytest

from tests.guards.tree import MODULES, PACKAGE

# layer -> the layers of ours it may import (itself is always allowed)
MAY_IMPORT: dict[str, set[str]] = {
    "__init__": set(),
    "__main__": {"cli"},
    "clock": set(),
    "errors": set(),
    "paths": set(),
    "config": {"errors"},
    "core": {"errors"},
    "content": {"core", "errors"},
    "documents": {"core", "errors", "paths"},
    "dead_connections": set(),
    "folder_lock": {"errors"},
    "writers_queue": {"errors"},
    "database": {"dead_connections", "errors", "folder_lock", "writers_queue"},
    "models": {"core", "database"},
    "migration": {"database", "errors", "models", "paths", "writers_queue"},
    "services": {"content", "core", "database", "documents", "errors", "models"},
    "backups": {"config", "database", "errors", "folder_lock", "migration", "services"},
    "web": {"clock", "config", "core", "errors", "services"},
    "app": {"clock", "config", "database", "errors", "paths", "web"},
    "preview_app": {"app", "paths", "services", "web"},
}
MAY_IMPORT["cli"] = {*MAY_IMPORT} - {"__main__"}  # a command wires what it needs; nobody imports a command
# the one module of a layer that may do more
ONLY_HERE: dict[str, set[str]] = {"web/glue.py": {"database"}}
# layer -> packages of other people it must not know about
WEB = {"flask", "flask_login", "flask_wtf", "werkzeug", "wtforms"}
TABLES = {"sqlalchemy", "alembic", "psycopg", "sqlite3"}
MUST_NOT_KNOW: dict[str, set[str]] = {
    "core": {*WEB, *TABLES, "yaml", "random", "os", "time", "secrets", "pathlib"},
    "content": {*WEB, *TABLES},
    "documents": {*WEB, *TABLES, "yaml"},
    "models": {*WEB, "yaml"},
    "services": {*WEB, "yaml"},
    "backups": {*WEB, "yaml"},
    "web": {*TABLES, "yaml"},
}
MAY_COMMIT = {"cli", "database", "web"}


def violations(source: str, layer: str, more: frozenset[str] | set[str] = frozenset()) -> list[str]:
    """Say what is wrong with one module of ``layer``, which may also import ``more``."""
    tree = ast.parse(source)
    only_for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    found = []
    for node in ast.walk(tree):
        if layer not in MAY_COMMIT and isinstance(node, ast.Attribute) and node.attr == "commit":
            found.append(f"line {node.lineno}: {layer} never commits; the view or the command does")
        if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in only_for_types:
            found += [f"line {node.lineno}: {wrong}" for wrong in _crossings(node, layer, MAY_IMPORT[layer] | more)]
    return found


def _crossings(node: ast.Import | ast.ImportFrom, layer: str, may_import: set[str]) -> list[str]:
    found = []
    for name in _imported(node):
        top, _, rest = name.partition(".")
        if top == "cme":
            target = rest.split(".")[0]
            target = "__init__" if target in ("", "__version__") else target
            if target not in (layer, "__init__", *may_import):
                found.append(f"{layer} may not import cme.{target}")
        elif top in MUST_NOT_KNOW.get(layer, set()):
            found.append(f"{layer} must not know {top}")
    return found


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if node.level:
        return ["cme.relative-imports-are-not-used"]
    return [f"cme.{a.name}" for a in node.names] if node.module == "cme" else [node.module or ""]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_inwards(path: Path) -> None:
    inside = path.relative_to(PACKAGE)
    layer = inside.parts[0].removesuffix(".py")
    assert violations(path.read_text("utf-8"), layer, ONLY_HERE.get(inside.as_posix(), set())) == []


@pytest.mark.parametrize(
    ("layer", "source"),
    [
        ("core", "import flask"),
        ("core", "from datetime import UTC\nfrom sqlalchemy.orm import Session"),
        ("core", "from cme.database import Model"),
        ("content", "from cme.models import Question"),
        ("documents", "from cme.services import credit"),
        ("models", "from cme.services import credit"),
        ("services", "from flask import g"),
        ("services", "def f(session):\n    session.commit()"),
        ("services", "from cme import web"),
        ("services", "from cme.clock import utc_now"),
        ("migration", "def f(session):\n    session.commit()"),
        ("web", "from sqlalchemy import select"),
        ("web", "def f():\n    from cme.models import Person"),
        ("web", "from cme.content.bank import load_bank"),
        ("web", "from cme.database import Database"),
        ("web", "from . import bp"),
        ("web", "from cme.cli.main import main"),
        ("app", "import cme.models"),
    ],
)
def test_a_crossed_layer_is_seen(layer: str, source: str) -> None:
    assert violations(source, layer) != []


def test_imports_for_types_are_free() -> None:
    assert violations("if TYPE_CHECKING:\n    from cme.models import Attempt", "web") == []


def test_one_module_of_the_web_may_know_the_database() -> None:
    assert violations("from cme.database import Database", "web", ONLY_HERE["web/glue.py"]) == []
    assert all((PACKAGE / name).is_file() for name in ONLY_HERE)


def test_every_layer_is_declared() -> None:
    assert {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES} <= MAY_IMPORT.keys()


def test_nobody_imports_a_command() -> None:
    assert [layer for layer, allowed in MAY_IMPORT.items() if "cli" in allowed] == ["__main__"]
