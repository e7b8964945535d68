"""Places of values in a file, and of values that are not there."""

from cme.content.documents import Document, length, text_at, texts_at
from cme.content.located_yaml import Scalar, read_yaml


def document() -> Document:
    root = read_yaml(b"a:\n  - b: ' c '\n    d: [e, f]\n").root
    assert root is not None
    return Document("x.yaml", root)


def test_a_value_that_is_not_there_has_the_place_of_what_should_hold_it() -> None:
    made = document()
    assert made.at(("a", 0, "b")) == Scalar(2, 8, " c ")
    for location in (("a", 0, "z"), ("a", 0, "z", 3), ("a", 0, 5)):
        node = made.at(location)
        assert (node.line, node.column) == (2, 5)
    node = made.at(("a", 7, "b"))
    assert (node.line, node.column) == (2, 3)
    assert made.problem(("a", 0, "d"), "r", "m", at_key=True).column == 5


def test_texts_and_lengths_of_what_is_not_there_are_nothing() -> None:
    made = document()
    assert text_at(made, ("a", 0, "b")) == "c"
    assert [text_at(made, each) for each in (("a",), ("a", 0, "z"), ("a", 0, "b", 0), ("a", 9), ("a", "b"))] == [""] * 5
    assert length(made, ("a", 0, "d")) == 2
    assert [length(made, each) for each in ((), ("a", 0), ("a", 0, "b"), ("z",))] == [0] * 4


def test_texts_of_a_list_are_those_of_its_entries() -> None:
    root = read_yaml(b"a:\n  - {id: ' x '}\n  - {id: [y]}\n  - z\n  - {no: id}\nb: c\n").root
    assert root is not None
    made = Document("x.yaml", root)
    assert texts_at(made, ("a",), "id") == [text_at(made, ("a", each, "id")) for each in range(4)] == ["x", "", "", ""]
    assert texts_at(made, ("b",), "id") == texts_at(made, ("z",), "id") == []
