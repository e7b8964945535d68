"""Minimum of batches, every case in turn: what is compared is measured in the same minutes on the same machine.

The machine may be shared and its clock drift by a factor of two within seconds. Other work can only slow a batch
down, so the least of nine is the best estimate there is, and only ratios of two such minima say anything.
"""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter_ns

BATCHES = 9
WARM_UP = 20


@dataclass
class Case:
    """One thing to measure. ``prepare`` makes one call ready, untimed; ``call`` is timed."""

    name: str
    prepare: Callable[[], object]
    call: Callable[[object], None]
    calls: int = 60  # in one batch: short enough to be left alone by other work now and then
    batches: list[float] = field(default_factory=list)  # microseconds for each call

    @property
    def least(self) -> float:
        return min(self.batches)


def measure(cases: Sequence[Case], batches: int = BATCHES) -> None:
    """Warm all cases up, then time them in turn, batch after batch."""
    for case in cases:
        _batch(case, min(WARM_UP, case.calls))
    for _ in range(batches):
        for case in cases:
            case.batches.append(_batch(case, case.calls))


def _batch(case: Case, calls: int) -> float:
    """Return the microseconds of one call. The collector starts from nothing, stays on, and so pays its share."""
    prepared = [case.prepare() for _ in range(calls)]
    call = case.call
    gc.collect()
    began = perf_counter_ns()
    for each in prepared:
        call(each)
    return (perf_counter_ns() - began) / calls / 1000
