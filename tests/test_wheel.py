"""The wheel, installed in a clean environment elsewhere, does all that the checkout does."""

import subprocess
import sys
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from tests.guards.tree import REPOSITORY
from tests.support.html_rules import broken_rules, parse
from tests.support.server import clean_environ, serving

pytestmark = pytest.mark.wheel


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command away from the checkout and return what it printed; show everything if it fails."""
    environ = {name: value for name, value in clean_environ().items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environ, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, f"{command} exited {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network: what builds it is installed here, from the lock."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, REPOSITORY, cwd=folder)
    found = list(folder.glob("cme-*.whl"))
    assert len(found) == 1
    return found[0]


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the programs of a clean environment that holds the wheel and the locked requirements."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv", with_pip=True)
    found = folder / "venv" / "bin"
    pip = (found / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    run(*pip, "--require-hashes", "-r", REPOSITORY / "requirements.txt", cwd=folder)
    run(*pip, "--no-deps", wheel, cwd=folder)
    return found


def test_the_wheel_holds_what_pages_are_made_of(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    for folder in ("templates", "static", "migrations", "question_bank"):
        files = [
            path for path in (REPOSITORY / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts
        ]
        wanted = {f"cme/{path.relative_to(REPOSITORY).as_posix()}" for path in files if path.name != ".keep"}
        assert wanted
        assert wanted - inside == set()
    assert not any(name.startswith(("tests/", "cme/var")) for name in inside)


def test_it_is_the_installed_copy_that_runs(programs: Path, tmp_path: Path) -> None:
    where = run(programs / "python", "-c", "import cme; print(cme.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(programs.parent)


def test_commands_explain_themselves(programs: Path, tmp_path: Path) -> None:
    for arguments in (["--help"], ["--version"], ["bank", "--help"], ["serve", "--help"], ["people", "--help"]):
        assert run(programs / "cme", *arguments, cwd=tmp_path).strip()


def test_the_bundled_bank_is_checked(programs: Path, tmp_path: Path) -> None:
    assert run(programs / "cme", "bank", "check", cwd=tmp_path).strip()


def test_pages_are_served_from_elsewhere(programs: Path, tmp_path: Path) -> None:
    with serving(tmp_path, command=(str(programs / "cme"),)) as server:
        html = fetch(f"{server.origin}/")
        tree = parse(html)
        assert broken_rules(tree) == []
        sheets = [link.get("href", "") for link in tree.iter("link") if link.get("rel") == "stylesheet"]
        assert sheets
        assert all("{" in fetch(server.origin + sheet) for sheet in sheets)
        activities = [a.get("href", "") for a in tree.iter("a") if a.get("href", "").startswith("/activities/")]
        assert activities, "the bundled bank was not published"
        assert broken_rules(parse(fetch(server.origin + activities[0]))) == []
    assert (server.data_dir / "cme.sqlite3").is_file()


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310  our own address
        assert answer.status == 200
        text: str = answer.read().decode("utf-8")
    return text
