"""Figures are kept, the full size wins, no proof is lost, and hand-written text around the table stays."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.quality import BEGIN, END, described, written
from tests.support.figures import PROOFS, Figure, record, recorded

FIGURE = Figure(
    proof="Killed",
    what="responses lost",
    goal="0",
    measured="0 of 9",
    is_met=True,
    is_full=False,
    size="3 kills",
    control="lost 4 | of 9",
)
TESTS = Path(__file__).parents[1]
ALL = [replace(FIGURE, proof=proof, at="2026-11-20") for proof in PROOFS]


def test_the_full_size_wins_over_the_small_run(tmp_path: Path) -> None:
    full = replace(FIGURE, is_full=True, measured="0 of 900")
    for figure in (full, FIGURE, replace(FIGURE, proof="Tests"), replace(FIGURE, what="responses torn")):
        record(figure, tmp_path)
    found = [(each.proof, each.what, each.measured) for each in recorded(tmp_path)]
    assert found == [
        ("Killed", "responses lost", "0 of 900"),
        ("Killed", "responses torn", "0 of 9"),
        ("Tests", "responses lost", "0 of 9"),
    ]
    assert all(len(each.at) == 10 for each in recorded(tmp_path))


def test_every_proof_of_the_table_is_recorded_by_a_test_or_the_benchmark() -> None:
    recording = "\n".join(path.read_text("utf-8") for path in TESTS.rglob("*.py") if path.parent != TESTS / "support")
    assert [proof for proof in PROOFS if f'"{proof}",' not in recording] == []


def test_a_proof_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Kiled is none of the proofs"):
        record(replace(FIGURE, proof="Kiled"), tmp_path)


def test_the_table_is_made_anew_and_the_words_around_it_stay() -> None:
    document = f"# Quality\n\n{BEGIN}old\n{END}\nWhy one is missed.\n"
    text = written(document, ALL, described(ALL))
    assert text.startswith(f"# Quality\n\n{BEGIN}\nMeasured 2026-11-20: ")
    assert text.endswith(f"{END}\nWhy one is missed.\n")
    assert "old" not in text
    assert "| responses lost | 3 kills (small run) | 0 | 0 of 9 | met | lost 4 \\| of 9 |" in text
    assert f"{len(PROOFS)} of {len(PROOFS)} figures are met" in text
    assert written(text, ALL, described(ALL)) == text


def test_a_lost_proof_or_mark_is_told() -> None:
    with pytest.raises(ValueError, match=r"Nothing is recorded of: Killed\. Run make check-full"):
        written(f"{BEGIN}{END}", ALL[1:], "")
    with pytest.raises(ValueError, match="lost its marks"):
        written("# Quality\n", ALL, "")
