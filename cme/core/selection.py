"""Which order of options, from a seed: the same seed and question always give the same order."""

import hashlib
from collections.abc import Sequence


def option_order(option_ids: Sequence[str], *, shuffle: bool, seed: str, question_id: str) -> tuple[str, ...]:
    """Return the options in the order to show. Unshuffled questions keep the order written."""
    if not shuffle:
        return tuple(option_ids)

    def rank(option_id: str) -> bytes:
        return hashlib.sha256(f"{seed}\n{question_id}\n{option_id}".encode()).digest()

    return tuple(sorted(option_ids, key=rank))
