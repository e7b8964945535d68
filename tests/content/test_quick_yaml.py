"""The quick reader and the careful one make the same of every file, or the quick one gives up."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cme.content.located_yaml import (
    DEEPEST,
    MOST_VALUES,
    Items,
    Mapping,
    Node,
    Scalar,
    plain,
    read_with_care,
    read_yaml,
)
from cme.content.quick_yaml import _Reader, read_quickly
from tests.banks.faults_of_form import FAULTS as FAULTS_OF_FORM
from tests.content.tiny import FILES, TINY
from tests.support.large_bank import write_large_bank

BUNDLED = Path(__file__).resolve().parents[2] / "question_bank"
GOOD = [path for folder in (BUNDLED, TINY) for path in sorted(folder.rglob("*.yaml"))]
PARTS = ["a", "b", "<<", ": ", ":", "- ", "\n", "\n  ", " ", "[", "]", "{", "}", ",", "? ", "#", "---\n", "...\n"]
SIGNS = ["&a ", "*a", "!", "!t ", "'", '"', '"\\u200b"', "\\", "|\n", ">-\n  ", "%", "@", "\r\n", "\t", "é“", "\ufeff"]
Read: TypeAlias = Callable[[bytes], Items | Mapping | None]


def quickly(data: bytes) -> Items | Mapping | None:
    return read_quickly(data, DEEPEST, MOST_VALUES)


def described(node: Node) -> Any:
    """Return everything that can be asked of a node."""
    place = (type(node).__name__, node.line, node.column)
    if isinstance(node, Scalar):
        return (*place, node.text)
    assert len(node.below) == sum(not isinstance(value, str) for value in _plain_values(node))
    if isinstance(node, Items):
        return (*place, node.plain, [described(item) for item in node.items])
    assert all(node.key(name) == key and described(node.at(name)) for name, key in node.keys.items())
    return (*place, node.plain, node.keys, {name: described(value) for name, value in node.values.items()})


def _plain_values(node: Items | Mapping) -> list[Any]:
    return list(node.plain.values()) if isinstance(node, Mapping) else node.plain


def disagreement(data: bytes, read: Read = quickly) -> str:
    """Say what the quick reader makes of a file that the careful one does not; "" where they agree or it gave up."""
    root, careful = read(data), read_with_care(data)
    if root is None:
        return ""
    if careful.faults:
        return f"read, but refused: {careful.faults[0].message}"
    assert careful.root is not None
    return "" if described(root) == described(careful.root) else "read otherwise"


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_a_good_file_is_read_quickly_and_alike(path: Path) -> None:
    assert quickly(path.read_bytes()) is not None
    assert disagreement(path.read_bytes()) == ""


def test_a_large_bank_is_read_quickly_and_alike(tmp_path: Path) -> None:
    for path in write_large_bank(tmp_path, 40).files():
        assert quickly(path.read_bytes()) is not None
        assert disagreement(path.read_bytes()) == ""


@pytest.mark.parametrize(("file", "old", "new"), [fault[:3] for fault in FAULTS_OF_FORM.values()], ids=FAULTS_OF_FORM)
def test_nothing_of_a_broken_file_is_read_otherwise(file: str, old: str, new: str) -> None:
    assert disagreement((TINY / FILES[file]).read_text("utf-8").replace(old, new).encode()) == ""


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.sampled_from([*PARTS, *SIGNS]), max_size=30).map("".join))
@example("a: 1\na: 2")
@example("a: &x 1")
@example("a: !t 1")
@example("[&a b, !c d]")
@example("{a: 1, <<: {b: 2}}")
@example("a: [b, *c]")
@example('a: "\\u202e"')
@example("? [a]\n: b")
@example("a: b\n---\nc: d")
@example("\ufeffa: b")
@example("- a\r\n- b\r- c\n- {d: e}")
def test_no_text_whatever_is_read_otherwise(text: str) -> None:
    assert disagreement(text.encode()) == ""


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=40))
def test_no_bytes_whatever_are_read_otherwise(data: bytes) -> None:
    assert disagreement(data) == ""


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("[" + "a," * (MOST_VALUES - 1) + "]", True),
        ("[" + "a," * MOST_VALUES + "]", False),
        ("- {a: b, c: d}\n" * (MOST_VALUES // 5) + "", False),
        ("- {a: b, c: d}\n" * (MOST_VALUES // 5 - 1) + "- [a, b, c]\n", True),
    ],
)
def test_both_readers_count_values_alike(text: str, is_read: bool) -> None:
    assert (quickly(text.encode()) is not None) is is_read
    assert (read_with_care(text.encode()).root is not None) is is_read


@pytest.mark.parametrize("depth", [DEEPEST - 1, DEEPEST, DEEPEST + 1, 100_000])
def test_depth_is_refused_alike(depth: int) -> None:
    nested = b"[" * depth + b"a" * (depth < DEEPEST) + b"]" * depth
    assert disagreement(nested) == ""
    assert (read_yaml(nested).root is not None) is (depth <= DEEPEST)


def test_a_node_tells_what_it_has() -> None:
    root = read_yaml(b"a: [b, {c: d}]\n").root
    assert isinstance(root, Mapping)
    assert plain(root.at("a")) == ["b", {"c": "d"}]
    with pytest.raises(KeyError):
        root.key("z")


class _Forgetful(_Reader):
    """Takes whatever ends a list or mapping for good: double names, merge keys, lists as names."""

    def _count(self, node: Items | Mapping, is_good: bool) -> None:
        super()._count(node, is_good=True)


@pytest.mark.parametrize("text", ["a: 1\na: 2", "{a: 1, <<: {b: 2}}", "a: b\n<<: c"])
def test_a_reader_that_forgets_a_refusal_is_seen(text: str) -> None:
    assert disagreement(text.encode()) == ""
    assert disagreement(text.encode(), lambda data: _Forgetful(data, DEEPEST, MOST_VALUES).document()) != ""
