"""Power goes while the server writes: what it had acknowledged is on the disk.

A traced server takes real traffic: saves, submissions, evaluations, certificates, each with its audit events, enough
to move the write-ahead log into the database several times. The trace is then replayed up to random moments; what was
synced is kept, of the rest some survives, in any combination, some of it torn (``power_disk`` says what this leaves
out). Each image is opened by SQLite and must hold all that was acknowledged by then, undamaged.
"""

import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.chaos.killed_clients import seeded
from tests.chaos.killed_ledger import broken_chain, damage
from tests.chaos.killed_site import furnish
from tests.chaos.power_disk import SYNCS, Disk
from tests.chaos.power_ledger import Facts, Key, Promise, facts, promises
from tests.chaos.power_trace import Call, read_trace, require_strace, traced, tracing
from tests.chaos.power_traffic import drive
from tests.support.figures import Figure, record
from tests.support.server import clean_environ

LEARNERS, TRIES, SAVES = 8, 3, 16
SEED = 20_261_121
NORMAL = "tests.chaos.power_normal"
CUTS_OF_A_LYING_DISK = 20
MUST_LOSE = 0.9  # of the cuts of the control


@dataclass
class Evidence:
    """One traced run of a server, and the database as it was left by a clean stop."""

    calls: list[Call]
    promises: list[Promise]
    before: Path
    database: Path
    final: Facts


@dataclass
class Outcome:
    """What a number of cuts left."""

    cuts: int = 0
    losing: int = 0
    promised: int = 0
    missing: list[str] = field(default_factory=list)
    corrupt: list[str] = field(default_factory=list)
    damaged: int = 0  # images; one of them may be corrupt in many places

    def is_clean(self) -> bool:
        return not self.missing and not self.corrupt


def trace_a_server(folder: Path, fault: str = "") -> Evidence:
    site = furnish(folder / "site", LEARNERS)
    before = folder / "before.sqlite3"
    before.write_bytes(site.database_path.read_bytes())
    with traced(site, folder / "trace", fault):
        clients = drive(site, tries=TRIES, saves=SAVES)
    complaints = [complaint for client in clients for complaint in client.complaints]
    assert not complaints, complaints[0]
    calls = read_trace(folder / "trace")
    found = promises(calls)
    with closing(sqlite3.connect(site.database_path)) as connection:
        final = facts(connection)
    saved = sum(len(client.acknowledged) for client in clients)
    assert sum(promise.keys[0][0] == "response" for promise in found) == saved, "trace and clients' logs differ"
    absent = [key for promise in found for key in promise.keys if key not in final]
    assert not absent, f"acknowledged, but not there after a clean stop: {absent[0]}"
    return Evidence(calls, found, before, site.database_path, final)


def cut_again_and_again(evidence: Evidence, folder: Path, cuts: int, seed: int) -> Outcome:
    """Cut the power at random moments from the first acknowledgement to the end of the trace."""
    folder.mkdir()
    chance, outcome = seeded(seed), Outcome()
    disk = Disk(evidence.calls, evidence.before, at=evidence.database)
    first, last = evidence.promises[0].moment, evidence.calls[-1].ended
    for moment in sorted(chance.randint(first, last) for _ in range(cuts)):
        disk.advance(moment)
        image = disk.write_image(folder, chance)
        due = [key for promise in evidence.promises if promise.moment <= moment for key in promise.keys]
        missing, corrupt = _judge(image, due, evidence.final)
        outcome.cuts += 1
        outcome.promised += len(due)
        outcome.losing += bool(missing)
        outcome.damaged += bool(corrupt)
        outcome.missing += [f"seed {seed}, cut at line {moment}: {each}" for each in missing]
        outcome.corrupt += [f"seed {seed}, cut at line {moment}: {each}" for each in corrupt]
    return outcome


def _judge(image: Path, due: list[Key], final: Facts) -> tuple[list[Key], list[str]]:
    """Return what an image lacks, or holds otherwise than it was acknowledged, and what is wrong with it in itself."""
    connection = sqlite3.connect(image, isolation_level=None)  # recovers the log, as a restarted server would
    try:
        connection.execute("PRAGMA synchronous = OFF")  # this time nobody pulls the plug
        corrupt, found = damage(connection), facts(connection)
    except sqlite3.DatabaseError as error:
        return due, [str(error)]
    finally:
        connection.close()
    return [key for key in due if found.get(key) != final[key]], corrupt or broken_chain(image)


@pytest.mark.parametrize("cuts", [100, pytest.param(1000, marks=pytest.mark.slow)])
def test_what_was_acknowledged_outlives_every_power_cut(tmp_path: Path, cuts: int) -> None:
    require_strace()
    evidence = _traced(tmp_path / "full")
    outcome = cut_again_and_again(evidence, tmp_path / "images", cuts, SEED)
    control = cut_again_and_again(_traced(tmp_path / "normal", NORMAL), tmp_path / "lossy", cuts, SEED)
    never_synced = replace(evidence, calls=[call for call in evidence.calls if call.name not in SYNCS])
    lying = cut_again_and_again(never_synced, tmp_path / "lying", CUTS_OF_A_LYING_DISK, SEED)
    _record(evidence, outcome, control, lying)
    assert outcome.is_clean(), "\n".join([*outcome.missing[:5], *outcome.corrupt[:5]])
    assert _checkpoints(evidence) >= 2, "the log hardly reached the database: this proves little"
    assert control.losing >= MUST_LOSE * control.cuts, f"NORMAL lost in {control.losing} of {control.cuts} cuts only"
    assert not control.corrupt, control.corrupt[0]  # SQLite promises as much for NORMAL
    assert lying.corrupt, "damage is not recognised: a disk that never syncs must leave some"


def _record(evidence: Evidence, outcome: Outcome, control: Outcome, lying: Outcome) -> None:
    kinds = Counter(str(promise.keys[0][0]) for promise in evidence.promises)
    record(
        Figure(
            proof="Power cut",
            what="acknowledged responses, submissions, certificates and audit rows missing; images corrupt",
            goal="0; 0",
            measured=f"{len(outcome.missing)} of {outcome.promised:,}; {outcome.damaged} of {outcome.cuts:,}",
            is_met=outcome.is_clean(),
            is_full=outcome.cuts >= 1000,
            size=f"{outcome.cuts:,} cuts into {kinds['response']} saves, {kinds['submit']} submissions, "
            f"{kinds['evaluation']} evaluations, {kinds['certificate']} certificates, "
            f"{_checkpoints(evidence)} checkpoints",
            control=f"synchronous = NORMAL: {control.losing:,} of {control.cuts:,} cuts lose something acknowledged; "
            f"no sync at all: {lying.damaged} of {lying.cuts} images corrupt",
        )
    )


def _traced(folder: Path, fault: str = "") -> Evidence:
    folder.mkdir()
    return trace_a_server(folder, fault)


def _checkpoints(evidence: Evidence) -> int:
    """Return how often the database itself was synced, after pages were moved into it from the log."""
    return sum(call.name in SYNCS and call.handle == str(evidence.database) for call in evidence.calls)


def test_the_secret_of_the_first_start_is_synced_before_it_has_its_name(tmp_path: Path) -> None:
    """An empty file under that name would keep every later start down."""
    require_strace()
    environ = clean_environ() | {"CME_DATA_DIR": str(tmp_path / "var")}
    command = tracing(tmp_path / "trace", "cme", "database", "upgrade")
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    about_it = [call for call in read_trace(tmp_path / "trace") if b"secret_key" in call.handle.encode() + call.data]
    assert [call.name for call in about_it][:3] == ["write", "fsync", "link"]


def test_the_disk_keeps_what_was_synced_and_gambles_with_the_rest(tmp_path: Path) -> None:
    database = tmp_path / "cme.sqlite3"
    database.write_bytes(b"a" * 1024)
    path = str(database)
    calls = [
        Call(0, 0, "pwrite64", path, b"b" * 512, (512, 0), 512),
        Call(1, 3, "pwrite64", path, b"c" * 512, (512, 512), 512),  # not over when the sync began
        Call(2, 4, "fsync", path, b"", (), 0),
    ]
    folder, chance = tmp_path / "image", seeded(SEED)
    folder.mkdir()
    found: dict[int, set[bytes]] = {}
    for _ in range(50):
        disk = Disk(calls, database, at=database)
        for moment in (0, 4):
            disk.advance(moment)
            content = disk.write_image(folder, chance).read_bytes()
            found.setdefault(moment, set()).add(content[::512])
    assert found == {0: {b"aa", b"ba"}, 4: {b"ba", b"bc"}}
