"""SIGKILL to the whole server, again and again, under eight clients that save: nothing acknowledged is lost.

Each client holds one connection open, signed in, in an attempt of its own, and logs what it was told is saved. The
server is what ``cme serve`` starts: master, two processes of sixteen threads, worker; all are killed at once. After
the restart, before anything is sent again, the rows must be those of the logs; then each client repeats its last
save and the one that got no answer, and must be told the same again.

The page cache outlives a killed process, so this says nothing about power: see ``test_power``.
"""

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.chaos.killed_clients import Client, seeded
from tests.chaos.killed_ledger import compare
from tests.chaos.killed_run import (
    CLIENTS,
    SECONDS_TO_START,
    SOONEST,
    Run,
    children,
    kill_again_and_again,
    wait_until_it_answers,
)
from tests.chaos.killed_site import furnish
from tests.chaos.killed_spare import Spare
from tests.support.figures import Figure, record

KILLS_OF_A_FOLDER = 25  # then a fresh one, so that the files stay as small as the first day's
SEED = 20_261_120
EARLY_ANSWER = "tests.chaos.killed_early_answer"
KILLS_OF_THE_CONTROL = 10  # at most: it is caught at the first or second


@pytest.mark.parametrize("kills", [50, pytest.param(1000, marks=pytest.mark.slow)])
def test_what_was_acknowledged_outlives_every_kill(tmp_path: Path, kills: int) -> None:
    def stretch(number: int) -> Run:
        return kill_again_and_again(tmp_path / f"{number}", KILLS_OF_A_FOLDER, SEED + number)

    with ThreadPoolExecutor(2) as lanes:
        runs = list(lanes.map(stretch, range(kills // KILLS_OF_A_FOLDER)))
    control = kill_again_and_again(tmp_path / "control", KILLS_OF_THE_CONTROL, SEED, EARLY_ANSWER)
    wrong = {f"seed {SEED + number}": run.findings for number, run in enumerate(runs) if not run.findings.is_clean()}
    bad = sum(len(each.lost) + len(each.duplicated) + len(each.torn) for each in wrong.values())
    record(
        Figure(
            proof="Killed",
            what="acknowledged responses lost, duplicated or torn",
            goal="0",
            measured=f"{bad} of {sum(run.acknowledged for run in runs):,}",
            is_met=not wrong,
            is_full=kills >= 1000,
            size=f"{sum(run.kills for run in runs):,} kills under {CLIENTS} saving clients; "
            f"{sum(run.unanswered for run in runs):,} saves cut off, {sum(run.stored_unanswered for run in runs):,} of "
            "them stored all the same and recognised when repeated",
            control=f"answering before COMMIT: {len(control.findings.lost)} of {control.acknowledged} lost, "
            f"found at kill {control.kills}",
        )
    )
    assert not wrong, "\n".join(f"{name}: {findings}" for name, findings in wrong.items())
    assert sum(run.kills for run in runs) == kills
    assert sum(run.acknowledged for run in runs) > kills, "the clients hardly saved: this proves nothing"
    assert control.findings.lost, f"a server that answers before COMMIT was not found out by {control.kills} kills"


def test_one_process_killed_alone_is_replaced_and_nothing_is_lost(tmp_path: Path) -> None:
    site = furnish(tmp_path / "site", CLIENTS)
    clients = [Client(learner, site.address, seeded(learner.number)) for learner in site.learners]
    spare = Spare(site)
    try:
        spare.start(cold=True)
        wait_until_it_answers(site)
        _wait_until(lambda: len(children(spare.group)) == 3, "two processes and the worker")
        for pid, command in children(spare.group).items():
            _kill_while_saving(pid, clients)
            _wait_until(partial(_is_replaced, spare.group, pid), f"a process in place of {command}")
            for client in clients:
                client.retry()
            findings = compare(site.database_path, clients)
            assert findings.is_clean(), f"after killing {command}: {findings}"
        spare.end(signal.SIGTERM)
    finally:
        spare.close()
    assert "The worker has ended; it is started again." in site.log.read_text("utf-8")


def _kill_while_saving(pid: int, clients: list[Client]) -> None:
    """Kill one process and go on saving through the others for a moment."""
    go, enough = threading.Barrier(CLIENTS + 1), threading.Event()
    with ThreadPoolExecutor(CLIENTS) as pool:
        saving = [pool.submit(client.save_until_cut_off, go, enough) for client in clients]
        go.wait(SECONDS_TO_START)
        enough.wait(SOONEST)
        os.kill(pid, signal.SIGKILL)
        enough.wait(SOONEST)
        enough.set()
        for each in saving:
            each.result()


def _is_replaced(master: int, gone: int) -> bool:
    found = children(master)
    return len(found) == 3 and gone not in found and any(" worker " in command for command in found.values())


def _wait_until(is_so: Callable[[], bool], what: str) -> None:
    pause = threading.Event()
    for _ in range(600):
        if is_so():
            return
        pause.wait(0.05)
    raise AssertionError(f"waited in vain for {what}")
