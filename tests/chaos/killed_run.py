"""Kill a server again and again under saving clients, and judge what is left each time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

from tests.chaos.killed_clients import Client, seeded
from tests.chaos.killed_ledger import Findings, broken_chain, compare
from tests.chaos.killed_site import Site, furnish
from tests.chaos.killed_spare import Spare

CLIENTS = 8
SOONEST, LATEST = 0.020, 0.120  # seconds after the saves began
COLD_EVERY = 25
SECONDS_TO_START = 60


@dataclass
class Run:
    """Kills in one folder, and what they met."""

    site: Site
    clients: list[Client]
    spare: Spare
    pool: ThreadPoolExecutor
    kills: int = 0
    unanswered: int = 0
    stored_unanswered: int = 0
    findings: Findings = field(default_factory=Findings)

    @property
    def acknowledged(self) -> int:
        return sum(len(client.acknowledged) for client in self.clients)

    def kill(self, after: float) -> None:
        """Kill all processes at once, so many seconds after the clients began to save."""
        go = threading.Barrier(CLIENTS + 1)
        saving = [self.pool.submit(client.save_until_cut_off, go) for client in self.clients]
        go.wait(SECONDS_TO_START)
        threading.Event().wait(after)  # the moment of the fault; nothing is synchronised by it
        self.spare.end()
        for each in saving:
            each.result()
        self.kills += 1

    def start(self) -> None:
        self.spare.start(cold=self.kills % COLD_EVERY == 0)
        wait_until_it_answers(self.site)

    def judge(self) -> Findings:
        """Compare before anything is sent again, which could hide a loss; then retry and compare once more."""
        self.unanswered += sum(client.pending is not None for client in self.clients)
        self.findings = compare(self.site.database_path, self.clients)
        self.stored_unanswered += self.findings.stored_unanswered
        if self.findings.is_clean():
            for each in [self.pool.submit(client.retry) for client in self.clients]:
                each.result()
            self.findings = compare(self.site.database_path, self.clients)
            self.findings.torn += broken_chain(self.site.database_path)
        return self.findings


def kill_again_and_again(folder: Path, kills: int, seed: int, fault: str = "") -> Run:
    """Kill a server ``kills`` times; end at the first thing that is wrong."""
    site = furnish(folder, CLIENTS)
    chance = seeded(seed)
    clients = [Client(learner, site.address, seeded(chance.random())) for learner in site.learners]
    spare = Spare(site, fault)
    try:
        with ThreadPoolExecutor(CLIENTS) as pool:
            run = Run(site, clients, spare, pool)
            run.start()
            while run.kills < kills:
                run.kill(chance.uniform(SOONEST, LATEST))
                run.start()
                if not run.judge().is_clean():
                    break
    finally:
        spare.close()
    return run


def wait_until_it_answers(site: Site) -> None:
    """Ask for /health until it answers. Raises AssertionError with what the server said."""
    pause = threading.Event()
    for _ in range(SECONDS_TO_START * 200):
        connection = HTTPConnection(*site.address, timeout=SECONDS_TO_START)
        try:
            connection.request("GET", "/health", headers={"Connection": "close"})
            if connection.getresponse().status == 200:
                return
        except ConnectionError:
            pause.wait(0.005)
        finally:
            connection.close()
    raise AssertionError(f"the server did not start again. It said:\n{site.log.read_text('utf-8')[-3000:]}")


def children(parent: int) -> dict[int, str]:
    """Return the command lines of a process's children, by process."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()
            command = (folder / "cmdline").read_text("utf-8").replace("\0", " ").strip()
        except OSError:  # gone meanwhile
            continue
        if int(status[1]) == parent and status[0] != "Z":
            found[int(folder.name)] = command
    return found
