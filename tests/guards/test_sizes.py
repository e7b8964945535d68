"""Files and functions stay small enough to read at one sitting."""

import ast
from pathlib import Path

import pytest

from tests.guards.tree import MODULES, TESTS, named

LINES_OF_FILE = 300
LINES_OF_FUNCTION = 40
MEDIAN_OF_FUNCTIONS = 15


def too_long(source: str, *, with_functions: bool) -> list[str]:
    """Say what is longer than it may be. A function's length counts its docstring and decorators out."""
    found = []
    if (lines := source.count("\n")) > LINES_OF_FILE:
        found.append(f"{lines} lines, not {LINES_OF_FILE}: split it by feature")
    if with_functions:
        found += [
            f"{name} has {length} lines, not {LINES_OF_FUNCTION}"
            for name, length in function_lengths(source)
            if length > LINES_OF_FUNCTION
        ]
    return found


def function_lengths(source: str) -> list[tuple[str, int]]:
    """Return the name and length of each function, in lines from ``def`` to its end, docstring left out."""
    return [
        (node.name, (node.end_lineno or 0) - node.lineno + 1 - _docstring_lines(node))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    if ast.get_docstring(node) is None:
        return 0
    return (node.body[0].end_lineno or 0) - node.body[0].lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_our_code_is_short(path: Path) -> None:
    assert too_long(path.read_text("utf-8"), with_functions=True) == []


@pytest.mark.parametrize("path", TESTS, ids=named)
def test_tests_are_short(path: Path) -> None:
    assert too_long(path.read_text("utf-8"), with_functions=False) == []


def test_the_usual_function_is_shorter_still() -> None:
    lengths = sorted(length for path in MODULES for _, length in function_lengths(path.read_text("utf-8")))
    assert lengths[len(lengths) // 2] <= MEDIAN_OF_FUNCTIONS


def test_a_long_file_is_seen() -> None:
    assert too_long("x = 1\n" * LINES_OF_FILE, with_functions=True) == []
    assert "301 lines" in too_long("x = 1\n" * 301, with_functions=True)[0]


def test_a_long_function_is_seen() -> None:
    body = "    x = 1\n"
    assert too_long("def f():\n" + body * 39, with_functions=True) == []
    assert too_long('def f():\n    """One."""\n' + body * 39, with_functions=True) == []
    assert too_long("def f():\n" + body * 40, with_functions=True) == ["f has 41 lines, not 40"]
    assert too_long("class C:\n  async def f():\n" + body * 40, with_functions=True) == ["f has 41 lines, not 40"]
