"""``cme serve`` for real, on both kinds of database: it creates, publishes, answers, stops, and starts again."""

import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.support.server import Server, clean_environ, free_port, serving

SECRET = "0123456789abcdef" * 2


def fetch(server: Server, path: str) -> str:
    with urllib.request.urlopen(server.origin + path, timeout=20) as answer:  # noqa: S310  our own address
        text: str = answer.read().decode("utf-8")
    return text


def start(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Try to start with settings that are expected to be refused."""
    free = f"http://127.0.0.1:{free_port()}"
    return subprocess.run(
        [sys.executable, "-m", "cme", "serve"],
        cwd=folder,
        env=clean_environ() | {"CME_DATA_DIR": str(folder / "var"), "CME_ORIGIN": free} | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_it_starts_from_nothing_and_again(empty_database_url: str, tmp_path: Path) -> None:
    with serving(tmp_path, CME_DATABASE_URL=empty_database_url) as server:
        assert "/activities/alk-alcl-crizotinib" in fetch(server, "/")
        checked = server.run("database", "check")
        assert checked.returncode == 0, checked.stderr
        first = server.log.read_text("utf-8")
    assert "as publication 1" in first
    assert f"Serving on {server.origin}" in first
    with serving(tmp_path, CME_DATABASE_URL=empty_database_url) as server:
        assert "/activities/alk-alcl-crizotinib" in fetch(server, "/")
        second = server.log.read_text("utf-8").removeprefix(first)
    assert "nothing to publish" in second
    assert "Traceback" not in first + second


def test_several_processes_serve_together(empty_database_url: str, tmp_path: Path) -> None:
    with serving(tmp_path, CME_DATABASE_URL=empty_database_url, CME_WEB_PROCESSES="2") as server:
        assert all("Crizotinib" in fetch(server, "/") for _ in range(20))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"CME_ORIGN": "x"}, "CME_ORIGN is not a setting."),
        ({"CME_ENVIRONMENT": "production", "CME_ORIGIN": "https://cme.example.org"}, "CME_SECRET_KEY is missing."),
        ({"CME_ENVIRONMENT": "production", "CME_SECRET_KEY": SECRET, "CME_ORIGIN": ""}, "CME_ORIGIN is missing."),
        ({"CME_SECRET_KEY": "short"}, "CME_SECRET_KEY is shorter than 32 characters."),
        ({"CME_DATABASE_URL": "mysql://x"}, "CME_DATABASE_URL must begin with"),
        ({"CME_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "cannot be opened"),
        ({"CME_QUESTION_BANK": "nowhere"}, "nowhere"),
        ({"CME_WEB_THREADS": "many"}, "CME_WEB_THREADS is 'many'."),
    ],
)
def test_what_cannot_be_started_says_why_in_one_sentence(
    tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    done = start(tmp_path, **settings)
    assert done.returncode in (1, 2)
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "cme.sqlite3").write_bytes(b"this is no database" * 100)
    done = start(tmp_path)
    assert done.returncode == 1
    assert "cme.sqlite3 cannot be opened" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_server_on_the_same_address_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path / "first") as server:
        done = start(tmp_path, CME_ORIGIN=server.origin)
    assert done.returncode == 1
    assert "Is it running already?" in done.stderr
