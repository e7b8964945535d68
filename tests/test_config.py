"""Settings: read once, strictly, each fault in one sentence."""

import stat
from pathlib import Path
from threading import Thread

import pytest

from cme.config import DEFAULT_ORIGIN, Settings, read_settings
from cme.errors import SettingsError

SECRET = "0123456789abcdef" * 2


def read(tmp_path: Path, **given: str) -> Settings:
    return read_settings({"CME_DATA_DIR": str(tmp_path), "PATH": "/bin"} | given)


def test_a_fresh_checkout_needs_no_settings(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert (found.origin, found.host, found.is_https, found.is_production) == (
        DEFAULT_ORIGIN,
        "127.0.0.1",
        False,
        False,
    )
    assert found.database_url == f"sqlite:///{tmp_path}/cme.sqlite3"
    assert found.shows_outbox


def test_the_secret_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    first = read(tmp_path).secret_key
    assert len(first) == 64
    assert read(tmp_path).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_drafts_of_starts_that_were_cut_off_are_tidied_away(tmp_path: Path) -> None:
    (tmp_path / ".secret_key-0123").write_text("half", "ascii")
    first = read(tmp_path).secret_key
    (tmp_path / ".secret_key-4567").write_text("half", "ascii")
    assert read(tmp_path).secret_key == first
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_first_starts_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [Thread(target=lambda: found.append(read(tmp_path).secret_key)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_production(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        CME_ENVIRONMENT="production",
        CME_SECRET_KEY=SECRET,
        CME_ORIGIN="https://cme.example.org/",
        CME_TRUSTED_HOSTS="www.example.org, other.example.org,",
    )
    assert (found.origin, found.is_https, found.shows_outbox) == ("https://cme.example.org", True, False)
    assert found.trusted_hosts == ("www.example.org", "other.example.org")


def test_a_value_can_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n", "utf-8")
    assert read(tmp_path, CME_SECRET_KEY_FILE=str(tmp_path / "secret")).secret_key == SECRET


def test_with_a_mail_server_there_is_no_outbox_page(tmp_path: Path) -> None:
    found = read(tmp_path, CME_SMTP_URL="smtp://mail.example.org:587", CME_MAIL_FROM="cme@example.org")
    assert not found.shows_outbox


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"CME_FOO": "1"}, "CME_FOO is not a setting"),
        ({"CME_FOO_FILE": "/etc/hostname"}, "CME_FOO_FILE is not a setting"),
        ({"CME_ENVIRONMENT": "prod"}, "development or production"),
        ({"CME_ENVIRONMENT": "production", "CME_ORIGIN": "https://x.org"}, "CME_SECRET_KEY is missing"),
        ({"CME_ENVIRONMENT": "production", "CME_SECRET_KEY": SECRET}, "CME_ORIGIN is missing"),
        (
            {"CME_ENVIRONMENT": "production", "CME_SECRET_KEY": SECRET, "CME_ORIGIN": "http://x.org"},
            "must begin with https://",
        ),
        ({"CME_SECRET_KEY": "short"}, "shorter than 32"),
        ({"CME_SECRET_KEY": SECRET, "CME_SECRET_KEY_FILE": "/dev/null"}, "given twice"),
        ({"CME_SECRET_KEY_FILE": "/nonexistent"}, "cannot be read"),
        ({"CME_ORIGIN": "nonsense"}, "must look like"),
        ({"CME_ORIGIN": "https://x.org/path"}, "must look like"),
        ({"CME_ORIGIN": "https://user@x.org"}, "must look like"),
        ({"CME_ORIGIN": "http://127.0.0.1:http"}, "must look like"),
        ({"CME_ORIGIN": "http://127.0.0.1:99999"}, "must look like"),
        ({"CME_ORIGIN": "http://127.0.0.1:0"}, "must look like"),
        ({"CME_ORIGIN": "http://[::1"}, "must look like"),
        ({"CME_ORIGIN": "8123"}, "must look like"),
        ({"CME_ORIGIN": "ftp://x.org"}, "must look like"),
        ({"CME_DATABASE_URL": "mysql://x/y"}, "must begin with sqlite:///"),
        ({"CME_SMTP_URL": "http://mail"}, "must look like smtp://"),
        ({"CME_SMTP_URL": "smtp://mail:abc"}, "must look like smtp://"),
        ({"CME_TRUSTED_HOSTS": "http://x"}, "CME_TRUSTED_HOSTS names"),
        ({"CME_TRUSTED_HOSTS": "x:80"}, "CME_TRUSTED_HOSTS names"),
        ({"CME_SMTP_URL": "smtp://mail"}, "CME_MAIL_FROM is missing"),
        ({"CME_WEB_THREADS": "0"}, "from 1 to 128"),
        ({"CME_WEB_PROCESSES": "two"}, "from 1 to 64"),
        ({"CME_TRUSTED_PROXIES": "-1"}, "from 0 to 5"),
    ],
)
def test_what_cannot_be_meant_stops_the_start_with_a_sentence(
    tmp_path: Path, given: dict[str, str], words: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, **given)
    assert words in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_a_damaged_secret_is_told(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("", "ascii")
    with pytest.raises(SettingsError, match="is damaged"):
        read(tmp_path)


def test_a_data_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "ascii")
    with pytest.raises(SettingsError, match="cannot be kept"):
        read_settings({"CME_DATA_DIR": str(tmp_path / "file" / "var")})
