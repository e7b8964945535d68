"""``make bench``: measure, print a table, write build/bench.json and the figures. It never fails for being slow."""

import json
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks import banks, contention, goals
from tests.benchmarks.cases import CERTIFICATE, COMPILE, HELLO, Suite, suite
from tests.benchmarks.contention import Outcome
from tests.benchmarks.machine import durability, machine, moment, versions
from tests.benchmarks.measure import BATCHES, measure
from tests.benchmarks.over_http import over_http, print_http
from tests.benchmarks.site import running_site
from tests.support import postgresql

OUTPUT = Path("build") / "bench.json"
SAVES_AT_ONCE, SAVES_UNQUEUED = 10_000, 3_000
# The tests' own server forgets on purpose; here it must keep what it acknowledges.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def main() -> None:
    began = time.monotonic()
    report: dict[str, Any] = {
        "date": moment(),
        "machine": machine(),
        "versions": versions(),
        "batches": BATCHES,
        "databases": {},
    }
    for kind, opened in (("sqlite", _sqlite_url), ("postgresql", _postgresql_url)):
        with opened() as url:
            if url is None:
                print(f"*** {postgresql.MISSING}")
                continue
            report["databases"][kind] = found = _run(kind, url)
            _print(kind, found)
            goals.keep(kind, found["ratios"], found["counts"])
        with opened() as url, _folder() as folder:
            if url is not None:
                found["over_http"] = over_http(folder, url)
                print_http(found["over_http"])
    report["at_once"] = _contention()
    report["banks"] = banks.run()
    report["seconds"] = round(time.monotonic() - began)
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"Written to {OUTPUT} in {report['seconds']} s. Ratios hold within a run; times on one machine differ by 2.")


@contextmanager
def _folder() -> Iterator[Path]:
    # Beside the sources, on a disk: the folder for temporary files is often memory, where durable means nothing.
    OUTPUT.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=OUTPUT.parent) as folder:
        yield Path(folder).resolve()


@contextmanager
def _sqlite_url() -> Iterator[str | None]:
    with _folder() as folder:
        yield f"sqlite:///{folder / 'cme.sqlite3'}"


@contextmanager
def _postgresql_url() -> Iterator[str | None]:
    if not postgresql.is_available():
        yield None
        return
    postgresql.TUNING.update(DURABLE)
    with postgresql.server() as maintenance:
        name = f"cme_bench_{uuid.uuid4().hex[:12]}"
        url = postgresql.create_database(maintenance, name)
        try:
            yield url.render_as_string(hide_password=False)
        finally:
            postgresql.drop_database(maintenance, name)


def _run(kind: str, url: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, running_site(url, Path(folder)) as site:
        found = suite(site)
        try:
            measure(found.cases)
        finally:
            found.close()
        least = {case.name: case.least for case in found.cases}
        return {
            "promises": durability(site.database),
            "cases": _rows(found),
            "ratios": goals.ratios(kind, least),
            "counts": goals.counts(found.costs),
        }


def _contention() -> dict[str, Any]:
    """Save at once through two processes; then without the writers' queue, to see what it is good for."""
    found, raw = (_contend(saves, fault) for saves, fault in ((SAVES_AT_ONCE, ""), (SAVES_UNQUEUED, "unqueued")))
    control = f"without the queue: {raw.slowest:.2f} s, {len(raw.traffic.errors)} errors in {SAVES_UNQUEUED:,}"
    contention.keep(found, is_full=True, control=control)
    print(f"\n{contention.PROCESSES} processes, {contention.CONNECTIONS} connections, SQLite: {found}")
    print(f"  {control}")
    return {"queued": found.traffic.row() | {"is_sound": found.is_sound}, "unqueued": raw.traffic.row()}


def _contend(saves: int, fault: str) -> Outcome:
    with _folder() as folder:
        return contention.contend(folder, f"sqlite:///{folder / 'cme.sqlite3'}", saves, planted=fault)


def _rows(found: Suite) -> list[dict[str, Any]]:
    rows = []
    for case in found.cases:
        row: dict[str, Any] = {"what": case.name, "microseconds": round(case.least), "calls": case.calls}
        row["batches"] = [round(each, 1) for each in case.batches]
        if (costs := found.costs.get(case.name)) is not None:
            row |= {"statements": costs.statements, "commits": costs.commits, "bytes": costs.size}
        rows.append(row)
    return rows


def _print(kind: str, found: dict[str, Any]) -> None:
    promises = ", ".join(f"{name} {value}" for name, value in found["promises"].items())
    print(f"\n{kind} ({promises})")
    print(f"{'':34}{'µs, least':>10}{'× hello':>9}{'statements':>12}{'commits':>9}{'bytes':>8}")
    hello = next(row["microseconds"] for row in found["cases"] if row["what"] == HELLO)
    for row in found["cases"]:
        times = "" if row["what"] in (COMPILE, CERTIFICATE) else f"{row['microseconds'] / hello:.1f}"
        counted = f"{row['statements']:>12}{row['commits']:>9}{row['bytes']:>8}" if "statements" in row else ""
        print(f"{row['what']:34}{row['microseconds']:>10}{times:>9}{counted}")
    for row in found["ratios"]:
        goal = f"≤ {row['most']:g}" if row["most"] is not None else "no goal"
        print(f"  {row['what']} / {row['yardstick']}: {row['ratio']:.2f} ({goal}){_verdict(row['is_met'])}")
    for row in found["counts"]:
        print(f"  {row['what']}, {row['of']}: {row['count']} ({row['goal']}){_verdict(row['is_met'])}")


def _verdict(is_met: bool | None) -> str:
    return {True: "  met", False: "  MISSED", None: ""}[is_met]


if __name__ == "__main__":
    main()
