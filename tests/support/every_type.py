"""A bank with a question of each type, a case that unfolds, and a text that two questions share."""

from functools import cache
from pathlib import Path

from cme.content.bank import load_bank
from cme.core.bank import Bank

EVERY_TYPE = Path(__file__).resolve().parents[1] / "banks" / "every_type"


@cache
def every_type_bank() -> Bank:
    """Return the bank as it is read from its files."""
    return load_bank(EVERY_TYPE)
