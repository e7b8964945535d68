"""What is left out is said at the end of the run; in continuous integration it fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guards.tree import REPOSITORY
from tests.support import chromium, postgresql
from tests.support.loud import leave_out


def test_a_test_is_left_out_on_a_person_s_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="No Chromium was found"):
        leave_out(chromium.MISSING)


def test_it_fails_in_continuous_integration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="No PostgreSQL was found"):
        leave_out(postgresql.MISSING)


def run_without_programs(tmp_path: Path, *options: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run one browser test on a machine whose PATH holds no Chromium."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
    command += ["tests/browser/test_harness.py", "-k", "axe_can_fail", f"--basetemp={tmp_path / 'inner'}"]
    clean = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PYTEST_")}
    return subprocess.run(
        command,
        cwd=REPOSITORY,
        env=clean | {"PATH": str(tmp_path)} | environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_end_of_the_run_says_it_loudly(tmp_path: Path) -> None:
    done = run_without_programs(tmp_path, "-n", "1")
    assert done.returncode == 0, done.stdout
    assert "*** 1 test left out. No Chromium was found" in done.stdout
    assert "apt-get install chromium" in done.stdout.splitlines()[-2] + done.stdout.splitlines()[-1]


def test_the_run_fails_in_continuous_integration(tmp_path: Path) -> None:
    done = run_without_programs(tmp_path, CI="true")
    assert done.returncode == 1
    assert "CI=true, so this is a failure: No Chromium was found" in done.stdout
