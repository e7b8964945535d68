"""Run races: set them up, start two processes, judge what they left behind."""

import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from ctypes import c_int64
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.races.faults import loosen
from tests.chaos.races.racer import race, use
from tests.chaos.races.rounds import Answer, Round
from tests.chaos.races.stage import set_up
from tests.chaos.races.verdict import Verdict, judge
from tests.support.databases import opened


@dataclass(frozen=True)
class Races:
    """Races that were run, and the verdict on them."""

    rounds: list[Round]
    answers: list[tuple[Answer, Answer]]
    verdict: Verdict
    seconds: float


def run(url: str, data_dir: Path, pairs: Sequence[str], *, seed: int, is_faulty: bool = False) -> Races:
    """Race on the fresh database at ``url``; ``is_faulty`` races the build that looks before it leaps."""
    with opened(url) as database:
        if is_faulty:
            loosen(database)
        rounds = set_up(database, pairs, seed=seed)
    began = time.monotonic()
    answers = _race(url, data_dir, rounds, is_faulty)
    seconds = time.monotonic() - began
    with opened(url) as database:
        return Races(rounds, answers, judge(database, rounds, answers), seconds)


def _race(url: str, data_dir: Path, rounds: list[Round], is_faulty: bool) -> list[tuple[Answer, Answer]]:
    """Let two processes, started afresh, play the two sides."""
    context = multiprocessing.get_context("spawn")
    slots = context.RawArray(c_int64, 2)
    with ProcessPoolExecutor(2, mp_context=context, initializer=use, initargs=(slots,)) as processes:
        sides = [processes.submit(race, side, url, data_dir, rounds, is_faulty) for side in (0, 1)]
        first, second = (side.result() for side in sides)
    return list(zip(first, second, strict=True))
