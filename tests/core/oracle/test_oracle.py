"""The oracle by itself: marks worked out by hand, and that it takes nothing from the program."""

import ast
from fractions import Fraction
from pathlib import Path

import pytest

from tests.core.oracle import generating, oracle, sending
from tests.core.oracle.oracle import Answer, Asked, number_typed, plain, worth

F = Fraction
SEVEN = tuple(
    Answer(id=name, is_key=name in "ADEG", weight=F(1, 4) if name in "ADEG" else F(-1, 4)) for name in "ABCDEFG"
)
PAIRS = (("p", "x"), ("q", "y"), ("r", "x"))
ITEMS = tuple(Answer(id=name) for name in "abcd")
DOSES = (
    Answer(id="right", is_key=True, weight=F(1), least=F(240), most=F(260)),
    Answer(id="near", weight=F(1, 3), least=F(260), most=F(300)),
)
MG = (("mg", F(1)), ("g", F(1000)))


def imported(source: str) -> set[str]:
    """Return the packages that a module takes anything from."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
        elif isinstance(node, ast.Name) and node.id in ("__import__", "importlib", "exec", "eval"):
            names.add(node.id)
    return names


def test_the_oracle_takes_nothing_from_the_program() -> None:
    assert imported(Path(oracle.__file__).read_text("utf-8")) <= {
        *("unicodedata", "collections.abc", "dataclasses", "fractions"),
    }


@pytest.mark.parametrize("module", [generating, sending])
def test_neither_does_what_it_is_asked(module: object) -> None:
    names = imported(Path(str(getattr(module, "__file__", ""))).read_text("utf-8"))
    assert {name for name in names if name.split(".")[0] in ("cme", "")} == set()
    assert {name for name in names if name.startswith("tests")} == {"tests.core.oracle.oracle"}


@pytest.mark.parametrize(
    ("planted", "name"),
    [
        ("import cme.core.scoring", "cme.core.scoring"),
        ("from cme.core.reading import read_number", "cme.core.reading"),
        ("def worth():\n    from cme.core import scoring", "cme.core"),
        ("from ..scoring import mark", "..scoring"),
        ("__import__('cme')", "__import__"),
    ],
)
def test_a_planted_import_is_seen(planted: str, name: str) -> None:
    source = Path(oracle.__file__).read_text("utf-8")
    assert imported(f"{source}\n{planted}\n") - imported(source) == {name}


@pytest.mark.parametrize(
    ("kind", "rule", "words", "mark"),
    [
        ("multiple", "net-correct", "A D E", F(3, 4)),
        ("multiple", "net-correct", "A D E G F", F(3, 4)),
        ("multiple", "net-correct", "A D E B C", F(1, 4)),
        ("multiple", "net-correct", "", F(0)),
        ("multiple", "net-correct", "A B C D E F G", F(1, 4)),
        ("multiple", "net-correct", "B C A", F(0)),
        ("multiple", "net-correct", "A A A D D E", F(3, 4)),
        ("multiple", "all-or-nothing", "G E D A", F(1)),
        ("multiple", "all-or-nothing", "G E D", F(0)),
        ("multiple", "all-or-nothing", "A D E G F", F(0)),
        ("multiple", "weights", "A D F", F(1, 4)),
        ("multiple", "weights", "A B C", F(0)),
    ],
)
def test_choices_by_hand(kind: str, rule: str, words: str, mark: Fraction) -> None:
    assert worth(Asked(type=kind, rule=rule, answers=SEVEN), words.split()) == mark


@pytest.mark.parametrize(
    ("kind", "rule", "words", "mark"),
    [
        ("matching", "partial", ["p x", "q x", "r x"], F(2, 3)),
        ("matching", "partial", ["q y"], F(1, 3)),
        ("extended-matching", "all-or-nothing", ["r x", "q y", "p x"], F(1)),
        ("extended-matching", "all-or-nothing", ["r x", "q y"], F(0)),
        ("ordering", "partial", ["1 a", "2 c", "3 b", "4 d"], F(1, 2)),
        ("ordering", "partial", ["2 a", "3 b", "4 c", "1 d"], F(0)),
        ("ordering", "all-or-nothing", ["4 d", "3 c", "2 b", "1 a"], F(1)),
        ("ordering", "all-or-nothing", ["1 a", "2 b", "3 c"], F(0)),
    ],
)
def test_pairs_and_places_by_hand(kind: str, rule: str, words: list[str], mark: Fraction) -> None:
    assert worth(Asked(type=kind, rule=rule, answers=ITEMS, pairs=PAIRS), words) == mark


@pytest.mark.parametrize(
    ("rule", "words", "mark"),
    [
        ("all-or-nothing", ["0,25", "unit g"], F(1)),
        ("all-or-nothing", ["260", "unit mg"], F(1)),
        ("weights", ["260.0000000000000000000001", "unit mg"], F(1, 3)),
        ("all-or-nothing", ["250"], F(0)),
        ("all-or-nothing", ["250", "unit g"], F(0)),
        ("all-or-nothing", ["unit g"], F(0)),
        ("all-or-nothing", ["about 250", "unit mg"], F(0)),
    ],
)
def test_numbers_by_hand(rule: str, words: list[str], mark: Fraction) -> None:
    assert worth(Asked(type="numeric", rule=rule, answers=DOSES, units=MG), words) == mark


def test_texts_by_hand() -> None:
    answers = (
        Answer(id="first", weight=F(1, 2), spellings=("ALK",)),
        Answer(id="key", is_key=True, weight=F(1), spellings=("RANBP2–ALK", "alk")),
    )
    exact = Asked(type="short-text", rule="all-or-nothing", answers=answers)
    assert [worth(exact, [word]) for word in ("“ranbp2-ALK”.", "alk", "", "ranbp2 alk")] == [1, 0, 0, 0]
    assert worth(Asked(type="short-text", rule="weights", answers=answers), ["Alk!"]) == F(1, 2)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *(("1.234", F(1234, 1000)), ("1,234", None), ("0,123", F(123, 1000)), ("1 234,567", F(1234567, 1000))),
        *(("1\u202f234\u202f567", F(1234567)), ("12 34", None), ("1.2.3", None), ("1,234.5", None), ("1e3", None)),
        *(("−4,5", F(-9, 2)), ("+7", F(7)), ("１２", F(12)), ("5 mg", None), ("", None), ("-", None), ("10²", None)),
    ],
)
def test_numbers_typed_by_hand(typed: str, number: Fraction | None) -> None:
    assert number_typed(typed) == number


def test_a_number_as_written_is_read_back() -> None:
    random, unread = generating.seeded(3), 0
    for _ in range(2_000):
        value = F(random.randint(-(10**7), 10**7), 10 ** random.randint(0, 5))
        typed = sending.written(random, value)
        assert number_typed(typed) in (value, None), typed
        unread += number_typed(typed) is None
    assert 0 < unread < 400


def test_a_text_is_plain_for_good() -> None:
    assert plain("  «Non–Small\u00a0 CELL.» ") == "non-small cell" == plain("non-small cell")
