"""The locks pin every dependency by hash and name no host."""

import re
import tomllib

from tests.guards.tree import REPOSITORY

TO_RUN = (REPOSITORY / "requirements.txt").read_text("utf-8")
TO_TEST = (REPOSITORY / "requirements-dev.txt").read_text("utf-8")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]+\])?==(\S+)", re.IGNORECASE)


def faults(lock: str) -> list[str]:
    """Say what is wrong with a lock: an entry without pin or hash, an address, an option that names an index."""
    found = []
    lines = [line for line in lock.splitlines() if line.strip() and not line.strip().startswith("#")]
    for entry in " ".join(line.rstrip("\\") if line.endswith("\\") else line + "\n" for line in lines).splitlines():
        name = entry.split()[0]
        if "://" in entry or entry.strip().startswith("-"):
            found.append(f"{name} names a place to fetch from")
        elif not PIN.match(entry.strip()):
            found.append(f"{name} is not pinned")
        if "--hash=sha256:" not in entry:
            found.append(f"{name} has no hash")
    return found


def pins(lock: str) -> dict[str, str]:
    found = [PIN.match(line) for line in lock.splitlines()]
    return {re.sub(r"[-_.]+", "-", match[1]).lower(): match[2] for match in found if match}


def wanted(names: list[str]) -> set[str]:
    """Return the bare names of requirements as pyproject.toml writes them."""
    return {re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~ ;]", name, maxsplit=1)[0]).lower() for name in names}


def test_the_locks_are_whole() -> None:
    assert faults(TO_RUN) == []
    assert faults(TO_TEST) == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    assert wanted([*project["project"]["dependencies"], *groups["install"]]) - pins(TO_RUN).keys() == set()
    assert wanted(groups["dev"]) - pins(TO_TEST).keys() == set()


def test_what_is_tested_is_what_runs() -> None:
    tested = pins(TO_TEST)
    assert {name: pin for name, pin in pins(TO_RUN).items() if tested.get(name) != pin} == {}


def test_a_fault_in_a_lock_is_seen() -> None:
    good = "flask==3.1.2 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n"
    assert faults("# made by x\n" + good) == []
    assert faults(good + "click==8.2\n") == ["click==8.2 has no hash"]
    assert faults("click>=8 --hash=sha256:00\n") == ["click>=8 is not pinned"]
    assert faults("--index-url somewhere\n" + good)[0] == "--index-url names a place to fetch from"
    assert "names a place" in faults("x @ https://example.net/x.whl --hash=sha256:00\n")[0]
