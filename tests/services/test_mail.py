"""The outbox: nothing lost, nothing mailed that must not be, nothing broken out of a header."""

import socket
import stat
import threading
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cme.database import Database
from cme.errors import BadInput
from cme.models import OutboxMail
from cme.services import mail
from cme.services.mail import FileOutbox, Mail, SmtpServer, composed, kept_mails, queue, send_due
from tests.support.clock import NOON

ALICE = "alice@example.org"
LINK = "http://127.0.0.1:8000/account/set-password/" + "x" * 43
LETTER = Mail(7, ALICE, "Choose a new password", f"Hello,\n\n{LINK}\n\nCME\n", NOON)


class Recorder:
    """A transport that keeps what it is given, and fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.given: list[Mail] = []

    def send(self, letter: Mail) -> None:
        self.given.append(letter)
        if self.failures:
            self.failures -= 1
            raise OSError("the server is away")


def write(database: Database, subject: str = "Hello", **more: object) -> bool:
    with database.writing() as session:
        return queue(session, to=ALICE, subject=subject, body="Text\n", now=NOON, **more)  # type: ignore[arg-type]


def rows(database: Database) -> list[OutboxMail]:
    with database.reading() as session:
        return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def test_what_is_written_is_sent_once(database: Database) -> None:
    for number in range(12):
        write(database, f"Mail {number}")
    recorder = Recorder()
    assert send_due(database, recorder, now=NOON) == 12
    assert send_due(database, recorder, now=NOON + timedelta(days=9)) == 0
    assert [letter.subject for letter in recorder.given] == [f"Mail {number}" for number in range(12)]
    assert {row.sent_at for row in rows(database)} == {NOON}


def test_once_sent_nothing_of_it_is_kept_that_could_be_used(database: Database) -> None:
    """Of a one-time link only a hash is stored; the mail that carried it must not be the other place."""
    with database.writing() as session:
        queue(session, to=ALICE, subject="Hello", body=f"{LINK}\n", now=NOON)
    recorder = Recorder(failures=1)
    send_due(database, recorder, now=NOON)
    send_due(database, recorder, now=NOON + mail.DELAYS[0])
    assert [LINK in letter.body for letter in recorder.given] == [True, True]
    assert rows(database)[0].body == ""


def test_what_is_not_committed_is_not_sent(database: Database) -> None:
    with database.writer() as session:
        queue(session, to=ALICE, subject="Hello", body="Text\n", now=NOON)
    assert send_due(database, Recorder(), now=NOON) == 0


def test_not_before_it_is_due(database: Database) -> None:
    write(database, due=NOON + timedelta(hours=1))
    assert send_due(database, Recorder(), now=NOON) == 0
    assert send_due(database, Recorder(), now=NOON + timedelta(hours=1)) == 1


def test_one_reason_one_mail(database: Database) -> None:
    assert write(database, reason="reminder 1")
    assert not write(database, reason="reminder 1")
    assert write(database, reason="reminder 2")
    assert write(database)
    assert write(database)
    assert len(rows(database)) == 4


def test_a_failure_is_tried_again_later_and_later(database: Database) -> None:
    write(database)
    recorder = Recorder(failures=3)
    waits, now = [], NOON
    while not rows(database)[0].sent_at:
        before = len(recorder.given)
        send_due(database, recorder, now=now)
        assert len(recorder.given) == before + 1
        assert send_due(database, recorder, now=now) == 0
        waits.append(rows(database)[0].due_at - now)
        now = rows(database)[0].due_at
    assert waits[:3] == sorted(set(waits[:3]))
    assert len({composed(letter, ALICE)["Message-ID"] for letter in recorder.given}) == 1
    assert rows(database)[0].failure == ""


def test_after_eight_failures_it_is_given_up_loudly(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    write(database)
    recorder = Recorder(failures=99)
    for day in range(20):
        send_due(database, recorder, now=NOON + timedelta(days=day))
    assert len(recorder.given) == 8
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 7 + ["ERROR"]
    assert ALICE not in caplog.text
    with database.reading() as session:
        assert mail.given_up(session) == [(1, "OSError: the server is away")]


def test_one_that_fails_does_not_hold_up_the_rest(database: Database) -> None:
    write(database, "first")
    write(database, "second")
    recorder = Recorder(failures=1)
    assert send_due(database, recorder, now=NOON) == 1
    assert [row.sent_at for row in rows(database)] == [None, NOON]


def test_it_is_sent_outside_any_writing_transaction(database: Database) -> None:
    """While one mail is being sent, somebody else writes: with the queue held this would wait 15 s and fail."""
    write(database)

    class Nosy(Recorder):
        def send(self, letter: Mail) -> None:
            super().send(letter)
            write(database, "written meanwhile", due=NOON + timedelta(days=1))

    assert send_due(database, Nosy(), now=NOON) == 1


def test_a_worker_killed_while_sending_sends_again(database: Database) -> None:
    write(database)

    class Killed(Recorder):
        def send(self, letter: Mail) -> None:
            super().send(letter)
            raise KeyboardInterrupt

    killed, next_one = Killed(), Recorder()
    with pytest.raises(KeyboardInterrupt):
        send_due(database, killed, now=NOON)
    assert send_due(database, next_one, now=NOON) == 0  # another worker leaves it alone while it may be under way
    assert send_due(database, next_one, now=NOON + mail.DELAYS[0]) == 1
    assert killed.given == next_one.given


def test_two_workers_share_the_work(database_url: str) -> None:
    databases = [Database(database_url), Database(database_url)]
    for number in range(20):
        write(databases[0], f"Mail {number}")
    recorders = [Recorder(), Recorder()]
    threads = [
        threading.Thread(target=send_due, args=(database, recorder), kwargs={"now": NOON})
        for database, recorder in zip(databases, recorders, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for database in databases:
        database.engine.dispose()
    subjects = [letter.subject for recorder in recorders for letter in recorder.given]
    assert sorted(subjects) == sorted(f"Mail {number}" for number in range(20))


@pytest.mark.parametrize("text", ["a\nBcc: x@example.net", "a\r\nb", "a\rb", "a\x00b", "a\u2028b", "a\u0085b", "", " "])
def test_nothing_breaks_out_of_a_header(session: Session, text: str) -> None:
    with pytest.raises(BadInput):
        queue(session, to=ALICE, subject=text, body="Text\n", now=NOON)
    with pytest.raises(BadInput):
        queue(session, to=text, subject="Hello", body="Text\n", now=NOON)


def test_even_a_planted_row_does_not(database: Database) -> None:
    """The second wall: the header policy refuses what the first one let through."""
    write(database)
    with database.writing() as session:
        session.execute(update(OutboxMail).values(subject="a\r\nBcc: mallory@example.net"))
    assert send_due(database, FileOutbox(Path("unused")), now=NOON) == 0
    assert "ValueError" in rows(database)[0].failure


def test_a_message_says_what_it_is() -> None:
    message = composed(LETTER, "CME Posttests <cme@cme.example.org>")
    assert message["Message-ID"] == "<20261120T120000.000000.7@cme.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == NOON
    assert LINK in message.as_string().splitlines()


def test_other_letters_arrive() -> None:
    letter = Mail(1, ALICE, "Grüße", "Schöne Grüße, 你好\n", NOON)
    read: EmailMessage = message_from_bytes(composed(letter, ALICE).as_bytes(), policy=policy.default)
    assert read["Subject"] == "Grüße"
    assert read.get_content().split() == ["Schöne", "Grüße,", "你好"]


def test_the_file_outbox_keeps_one_private_file_each(tmp_path: Path) -> None:
    outbox = FileOutbox(tmp_path / "outbox")
    later = Mail(8, ALICE, "Later", "Text\n", NOON + timedelta(minutes=1))
    for letter in (LETTER, LETTER, later):
        outbox.send(letter)
    files = sorted(outbox.folder.iterdir())
    assert [file.name for file in files] == ["20261120T120000-00000007.eml", "20261120T120100-00000008.eml"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(outbox.folder.stat().st_mode) == 0o700
    kept = kept_mails(outbox.folder)
    assert [letter.subject for letter in kept] == ["Later", "Choose a new password"]
    assert LINK in kept[1].lines


def test_an_outbox_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert kept_mails(tmp_path / "nowhere") == []


class PlainServer:
    """A mail server of a few lines that offers no STARTTLS, and keeps what it is sent."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.listener = socket.create_server((host, 0))
        self.port = self.listener.getsockname()[1]
        self.lines: list[bytes] = []
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _serve(self) -> None:
        connection, _ = self.listener.accept()
        with connection, connection.makefile("rwb") as stream:
            self._answer(stream, b"220 ready")
            in_data = False
            for line in stream:
                self.lines.append(line)
                if in_data:
                    in_data = line != b".\r\n"
                    if not in_data:
                        self._answer(stream, b"250 taken")
                elif line.upper().startswith(b"DATA"):
                    in_data = True
                    self._answer(stream, b"354 go on")
                else:
                    self._answer(stream, b"221 bye" if line.upper().startswith(b"QUIT") else b"250 ok")
                    if line.upper().startswith(b"QUIT"):
                        return

    @staticmethod
    def _answer(stream: object, line: bytes) -> None:
        stream.write(line + b"\r\n")  # type: ignore[attr-defined]
        stream.flush()  # type: ignore[attr-defined]

    def close(self) -> None:
        self.thread.join(5)
        self.listener.close()


def test_a_mail_server_on_this_machine_needs_no_tls() -> None:
    server = PlainServer()
    SmtpServer(f"smtp://127.0.0.1:{server.port}", "cme@example.org").send(LETTER)
    server.close()
    assert f"{LINK}\r\n".encode() in server.lines
    assert [line for line in server.lines if line.lower().startswith(b"mail from:<cme@example.org>")] != []


def test_a_mail_server_elsewhere_must_offer_starttls() -> None:
    """127.0.0.2 stands for elsewhere, since it is not one of the names of this machine: it is only greeted."""
    server = PlainServer("127.0.0.2")
    with pytest.raises(Exception, match="STARTTLS"):
        SmtpServer(f"smtp://user:secret@127.0.0.2:{server.port}", "cme@example.org").send(LETTER)
    server.close()
    assert [line for line in server.lines if b"secret" in line or b"DATA" in line.upper()] == []
