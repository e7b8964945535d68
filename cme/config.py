"""Settings: ``CME_*`` read once into a frozen dataclass; anything odd stops the start with a sentence."""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from cme.errors import SettingsError

DEFAULT_ORIGIN = "http://127.0.0.1:8000"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MANUAL: dict[str, str] = {
    "CME_ENVIRONMENT": "development (default) or production, which refuses a generated secret and a default origin",
    "CME_DATA_DIR": "folder for the SQLite file, the generated secret and the file outbox; default ./var",
    "CME_DATABASE_URL": "SQLAlchemy address; default sqlite:///<data dir>/cme.sqlite3; postgresql://user@host/name",
    "CME_SECRET_KEY": "at least 32 characters; default: generated once and kept in the data folder",
    "CME_ORIGIN": f"the address people type, scheme and host, no path; default {DEFAULT_ORIGIN}",
    "CME_TRUSTED_HOSTS": "further host names to answer to, separated by commas; the origin's host is always one",
    "CME_TRUSTED_PROXIES": "how many proxies in front set X-Forwarded-For and -Proto; default 0",
    "CME_QUESTION_BANK": "folder of the bank published at start; default: the bundled one; 'none' publishes nothing",
    "CME_FULLTEXT_DIR": "folder of articles (<source id>.txt, .md or .xml) with which publishing compares quotations; "
    "openly licensed ones are read on the site too",
    "CME_SMTP_URL": "smtp://user:password@host:587 (STARTTLS) or smtps://…:465; without it, the file outbox",
    "CME_MAIL_FROM": "sender of mail; needed with CME_SMTP_URL",
    "CME_TRIES_PER_ADDRESS": "wrong passwords a quarter of an hour from one network address; default 10",
    "CME_WEB_PROCESSES": "server processes; default 1",
    "CME_WEB_THREADS": "threads in each server process; default 16",
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything the application is told from outside. ``origin`` has no trailing slash."""

    data_dir: Path
    database_url: str
    secret_key: str
    origin: str = DEFAULT_ORIGIN
    is_production: bool = False
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    question_bank: str = ""
    fulltext_dir: Path | None = None
    smtp_url: str = ""
    mail_from: str = ""
    tries_per_address: int = 10
    web_processes: int = 1
    web_threads: int = 16
    secret_path: Path | None = None  # where the secret is kept by ourselves; None = it was given

    @property
    def host(self) -> str:
        return urlsplit(self.origin).hostname or ""

    @property
    def is_https(self) -> bool:
        return self.origin.startswith("https://")

    @property
    def shows_outbox(self) -> bool:
        """Whether mail is readable at a page: only without a mail server, and only on loopback."""
        return not (self.smtp_url or self.is_production or self.trusted_proxies) and self.host in LOOPBACK

    @property
    def outbox_dir(self) -> Path:
        return self.data_dir / "outbox"


def read_settings(environ: Mapping[str, str] | None = None, *, makes_secret: bool = True) -> Settings:
    """Read ``CME_*`` from the environment.

    ``CME_X_FILE`` names a file that holds the value of ``CME_X``. Without ``makes_secret``, a secret that was neither
    given nor made before is left empty: nothing is written. Raises SettingsError for an unknown name, an unusable
    value, or, in production, a missing secret or origin.
    """
    given = _given(os.environ if environ is None else environ)
    environment = given.get("CME_ENVIRONMENT", "development")
    if environment not in ("development", "production"):
        raise SettingsError(f"CME_ENVIRONMENT is {environment!r}. Set it to development or production.")
    is_production = environment == "production"
    data_dir = Path(given.get("CME_DATA_DIR", "var")).expanduser().resolve()
    smtp_url = _smtp_url(given)
    secret_path = None if given.get("CME_SECRET_KEY") else data_dir / "secret_key"
    return Settings(
        data_dir=data_dir,
        database_url=_database_url(given, data_dir),
        secret_key=_secret_key(given, secret_path, is_production=is_production, makes_secret=makes_secret),
        secret_path=secret_path,
        origin=_origin(given, is_production=is_production),
        is_production=is_production,
        trusted_hosts=_trusted_hosts(given),
        trusted_proxies=_whole_number(given, "CME_TRUSTED_PROXIES", 0, least=0, most=5),
        question_bank=given.get("CME_QUESTION_BANK", ""),
        fulltext_dir=Path(given["CME_FULLTEXT_DIR"]).expanduser() if "CME_FULLTEXT_DIR" in given else None,
        smtp_url=smtp_url,
        mail_from=given.get("CME_MAIL_FROM", "") or "cme@localhost",
        tries_per_address=_whole_number(given, "CME_TRIES_PER_ADDRESS", 10, least=10, most=100_000),
        web_processes=_whole_number(given, "CME_WEB_PROCESSES", 1, least=1, most=64),
        web_threads=_whole_number(given, "CME_WEB_THREADS", 16, least=1, most=128),
    )


def _given(environ: Mapping[str, str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in sorted(environ.items()):
        if not name.startswith("CME_"):
            continue
        known = name if name in MANUAL else name.removesuffix("_FILE")
        if known not in MANUAL:
            raise SettingsError(f"{name} is not a setting. Remove it, or see the list: cme settings.")
        if known in given:
            raise SettingsError(f"{known} is given twice, directly and as {known}_FILE. Keep one of them.")
        text = value if known == name else _file_text(name, value)
        if text.strip():
            given[known] = text.strip()
    return given


def _file_text(name: str, path: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name} names {path!r}, which cannot be read: {error}.") from None


def _database_url(given: Mapping[str, str], data_dir: Path) -> str:
    url = given.get("CME_DATABASE_URL", f"sqlite:///{data_dir / 'cme.sqlite3'}")
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise SettingsError(
            "CME_DATABASE_URL must begin with sqlite:///, with a file's path after it, or with postgresql://."
        )
    return url


def _secret_key(given: Mapping[str, str], path: Path | None, *, is_production: bool, makes_secret: bool) -> str:
    if path is None:
        secret = given["CME_SECRET_KEY"]
        if len(secret) < 32:
            raise SettingsError("CME_SECRET_KEY is shorter than 32 characters. Make one: openssl rand -hex 32.")
        return secret
    if is_production:
        raise SettingsError("CME_SECRET_KEY is missing. In production, set it or CME_SECRET_KEY_FILE.")
    return _kept_secret(path) if makes_secret or path.exists() else ""


def _kept_secret(path: Path) -> str:
    """Return the secret kept in ``path``, making it on first use; two first starts agree on one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
                file.flush()
                os.fsync(file.fileno())  # or a power cut could leave an empty file, with which no start succeeds
            with suppress(FileExistsError, FileNotFoundError):  # the other start was first, and may have tidied up
                os.link(draft, path)
        for draft in path.parent.glob(f".{path.name}-*"):  # this one's, and those of starts that were cut off
            draft.unlink(missing_ok=True)
        secret = path.read_text("ascii").strip()
    except OSError as error:
        raise SettingsError(f"The secret cannot be kept in {path}: {error.strerror}. Set CME_DATA_DIR.") from None
    if len(secret) < 32:
        raise SettingsError(f"{path} is damaged: it holds no secret. Delete it; everybody then signs in again.")
    return secret


def _origin(given: Mapping[str, str], *, is_production: bool) -> str:
    if is_production and "CME_ORIGIN" not in given:
        raise SettingsError(
            "CME_ORIGIN is missing. In production, set it to the address people type, such as https://cme.example.org."
        )
    origin = given.get("CME_ORIGIN", DEFAULT_ORIGIN).rstrip("/")
    parts = _parts(origin)
    is_plain = not (parts.path or parts.query or parts.fragment or parts.username)
    if parts.scheme not in ("http", "https") or not parts.hostname or not is_plain:
        raise SettingsError(
            f"CME_ORIGIN is {origin!r}. It must look like https://cme.example.org or http://127.0.0.1:8001: with "
            "http or https, a host, perhaps a port, and no path."
        )
    if is_production and parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise SettingsError(f"CME_ORIGIN is {origin!r}. In production it must begin with https://.")
    return origin


def _parts(address: str) -> SplitResult:
    """Return the parts of an address; those of "" if it is none, a port that cannot be included."""
    try:
        parts = urlsplit(address)
        return parts if parts.port != 0 else urlsplit("")
    except ValueError:
        return urlsplit("")


def _trusted_hosts(given: Mapping[str, str]) -> tuple[str, ...]:
    names = tuple(name.strip() for name in given.get("CME_TRUSTED_HOSTS", "").split(",") if name.strip())
    for name in names:
        if _parts(f"//{name}").netloc != name or not re.fullmatch(r"\.?[A-Za-z0-9.-]+", name):
            raise SettingsError(f"CME_TRUSTED_HOSTS names {name!r}. Give host names alone, such as www.example.org.")
    return names


def _smtp_url(given: Mapping[str, str]) -> str:
    url = given.get("CME_SMTP_URL", "")
    if url and (_parts(url).scheme not in ("smtp", "smtps") or not _parts(url).hostname):
        raise SettingsError("CME_SMTP_URL must look like smtp://user:password@host:587 or smtps://user:password@host.")
    if url and "CME_MAIL_FROM" not in given:
        raise SettingsError("CME_MAIL_FROM is missing. Set it to the address that mail is sent from.")
    return url


def _whole_number(given: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    text = given.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise SettingsError(f"{name} is {text!r}. It must be a whole number from {least} to {most}.")
    return int(text)
