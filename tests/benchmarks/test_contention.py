"""Saving at once through two processes on SQLite; the 10,000 of ``make check-full`` must each take a second at most."""

from pathlib import Path

import pytest

from tests.benchmarks.contention import MOST_SECONDS, contend, keep

FULL = 10_000


@pytest.mark.parametrize("saves", [1_000, pytest.param(FULL, marks=[pytest.mark.slow, pytest.mark.alone])])
def test_saves_at_once_are_each_stored_once(tmp_path: Path, saves: int) -> None:
    url = f"sqlite:///{tmp_path / 'cme.sqlite3'}"
    found = contend(tmp_path, url, saves)
    keep(found, is_full=saves == FULL)
    assert found.is_sound, str(found)
    assert len(found.traffic.answered) == saves
    assert saves < FULL or found.slowest <= MOST_SECONDS, str(found)


def test_a_save_that_was_not_kept_is_noticed(tmp_path: Path) -> None:
    found = contend(tmp_path, f"sqlite:///{tmp_path / 'cme.sqlite3'}", 320, planted="forgetful")
    assert found.lost, str(found)
    assert not found.is_sound
