"""Values keep their text and their place, and no bytes whatever raise anything."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.content.located_yaml import Mapping, Scalar, plain, read_yaml

SIGNS = "ab:-[]{}#&*!|>'\"%@`?,\n \t\\x0éñ\u2028\u200b\U0001f600"


def test_every_scalar_stays_text() -> None:
    reading = read_yaml(b"a: No\nb: 12:30\nc: 1.10\nd: 0x1F\ne:\nf: ~\ng: 2026-11-21\n")

    assert reading.faults == []
    assert reading.root is not None
    assert plain(reading.root) == {
        "a": "No",
        "b": "12:30",
        "c": "1.10",
        "d": "0x1F",
        "e": "",
        "f": "~",
        "g": "2026-11-21",
    }


def test_places_count_characters_from_one() -> None:
    root = read_yaml("é: 'ü' # ß\nlist: [a, ž]\n".encode()).root

    assert isinstance(root, Mapping)
    assert root.keys["é"] == Scalar(1, 1, "é")
    assert root.values["é"] == Scalar(1, 4, "ü")
    assert root.values["list"].column == 7


def test_twenty_levels_are_read_and_no_more() -> None:
    assert read_yaml(b"[" * 20 + b"]" * 20).faults == []
    assert [fault.rule for fault in read_yaml(b"[" * 100_000).faults] == ["yaml-depth"]


def test_all_refusals_of_a_file_are_collected() -> None:
    faults = read_yaml(b"a: &x 1\nb: *x\na: !!int 3\n<<: c\n").faults

    assert [(fault.line, fault.column, fault.rule) for fault in faults] == [
        (1, 4, "yaml-anchor"),
        (2, 4, "yaml-alias"),
        (3, 4, "yaml-tag"),
        (3, 1, "yaml-duplicate-key"),
        (4, 1, "yaml-merge-key"),
    ]


def test_an_alias_bomb_is_harmless() -> None:
    bomb = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
        b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(9)
    )

    assert {fault.rule for fault in read_yaml(bomb).faults} == {"yaml-anchor", "yaml-alias"}


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.text(SIGNS, max_size=60).map(str.encode))
def test_no_bytes_raise_anything(data: bytes) -> None:
    reading = read_yaml(data)

    assert reading.root is not None or reading.faults
    assert all(fault.line >= 1 and fault.column >= 1 for fault in reading.faults)


@pytest.mark.parametrize("text", ["a: @x", "a: `x", "a: %x", "\ta: b", "a: [b", "a: {b", "- a\nb: c", 'a: "\\q"', "%X"])
def test_what_is_not_yaml_is_said_in_place(text: str) -> None:
    [fault] = read_yaml(text.encode()).faults

    assert fault.rule == "yaml-syntax"
    assert fault.message.endswith(".")


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"- {}\n" * 120_000, "yaml-size"),
        (b"[" + b"a," * 600_000 + b"]", "yaml-size"),
        (b"- *a\n" * 200_000, "yaml-many"),
        (b"- !t a\n" * 200_000, "yaml-many"),
        (b"a: 1\n" * 200_000, "yaml-many"),
        (b"<<: 1\n" * 200_000, "yaml-many"),
    ],
)
def test_a_flood_is_cut_off(data: bytes, rule: str) -> None:
    reading = read_yaml(data)
    assert reading.root is None
    assert reading.faults[-1].rule == rule
    assert len(reading.faults) <= 101
