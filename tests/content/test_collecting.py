"""The collector pauses, and is as it was afterwards."""

import gc
from pathlib import Path

import pytest

from cme.content.bank import check_bank
from cme.content.collecting import no_collecting
from tests.content.tiny import TINY


def test_the_collector_pauses_and_goes_on() -> None:
    with no_collecting():
        assert not gc.isenabled()
        with no_collecting():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_stays_off_where_it_was_off() -> None:
    gc.disable()
    try:
        with no_collecting():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_it_goes_on_after_a_failure() -> None:
    with pytest.raises(ZeroDivisionError), no_collecting():
        _ = 1 / 0
    assert gc.isenabled()


def test_a_check_hands_nothing_to_look_through_to_it() -> None:
    gc.collect()
    before = gc.get_stats()[0]["collections"]
    checked = check_bank(TINY)
    assert checked.bank is not None
    assert gc.get_count()[0] < gc.get_threshold()[0]
    assert gc.get_stats()[0]["collections"] == before


def test_what_somebody_froze_stays_frozen(tmp_path: Path) -> None:
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        check_bank(tmp_path)
        assert gc.get_freeze_count() == frozen > 0
    finally:
        gc.unfreeze()
