"""``cme bank preview``: where it listens, what it prints, how it ends."""

import http.client
import socket
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result

from cme.cli.bank import bank
from tests.content.tiny import tiny_bank
from tests.support.preview_server import previewing
from tests.support.server import clean_environ


def preview(*arguments: str | Path) -> Result:
    return CliRunner().invoke(bank, ["preview", *map(str, arguments)])


def asked(origin: str, path: str, host: str = "") -> tuple[int, str]:
    connection = http.client.HTTPConnection(origin.removeprefix("http://"), timeout=30)
    connection.request("GET", path, headers={"Host": host} if host else {})
    answer = connection.getresponse()
    return answer.status, answer.read().decode("utf-8")


def test_it_serves_until_it_is_stopped_and_ends_quietly(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    before = sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*"))
    with previewing(folder) as server:
        status, page = asked(server.origin, "/questions/measured/answered?response=large")
        assert status == 200
        assert "Correct" in page
        assert asked(server.origin, "/", host="evil.example")[0] == 400
        assert server.stop() == 0
    lines = server.said.splitlines()
    assert lines[0] == f"Preview of {folder}: {server.origin}/"
    assert lines[-1] == "Stopped."
    assert len(lines) == 3
    assert sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*")) == before
    assert list(tmp_path.iterdir()) == [folder]


def test_it_ends_while_a_page_waits_for_a_change(tmp_path: Path) -> None:
    with previewing(tiny_bank(tmp_path)) as server:
        page = asked(server.origin, "/")[1]
        address = page.partition('data-changes="')[2].partition('"')[0]
        with socket.create_connection(("127.0.0.1", int(server.origin.rpartition(":")[2]))) as waiting:
            waiting.sendall(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            asked(server.origin, "/")
            assert server.stop() == 0
    assert server.said.endswith("Stopped.\n")


def test_a_file_that_is_saved_ends_the_wait_at_once(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    with previewing(folder) as server:
        address = asked(server.origin, "/")[1].partition('data-changes="')[2].partition('"')[0]
        answers: list[str] = []
        thread = Thread(target=lambda: answers.append(asked(server.origin, address)[1]))
        thread.start()
        (folder / "questions" / "more.yaml").write_text("questions: []\n", "utf-8")
        thread.join(timeout=30)
        assert [answer.strip() for answer in answers] == ['{"changed":true}']


def test_it_listens_on_this_machine_alone(tmp_path: Path) -> None:
    with previewing(tiny_bank(tmp_path)) as server:
        port = int(server.origin.rpartition(":")[2])
        with socket.socket() as other:
            other.bind(("127.0.0.2", port))  # taken, if every address of the machine were


def test_a_port_that_is_taken_gets_one_sentence(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "cme", "bank", "preview", str(folder), "--port", port]
        ended = subprocess.run(command, env=clean_environ(), capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == (
        f"cme: Port {port} of this machine cannot be used: Address already in use. Is a preview running already? "
        f"Choose another: cme bank preview --port {int(port) + 1}\n"
    )


@pytest.mark.parametrize("name", ["nothing", "file"])
def test_a_folder_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    result = preview(tmp_path / name)
    assert result.exit_code == 1
    assert "name the folder that holds provider.yaml." in str(result.exception)


@pytest.mark.parametrize("arguments", [("--port", "0"), ("--port", "70000"), ("--port", "x"), ("--fulltext", "x")])
def test_what_cannot_be_understood_ends_with_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert preview(tiny_bank(tmp_path), *arguments).exit_code == 2


def test_an_article_is_compared_with(tmp_path: Path) -> None:
    folder, article = tiny_bank(tmp_path), tmp_path / "article.txt"
    article.write_text("The patient took inventinib. On day 3, the patient did respond. The mass measured 13.4 cm.")
    with previewing(folder, "--fulltext", f"paper={article}") as server:
        assert "The quote is not in the article." in asked(server.origin, "/questions/responded")[1]
