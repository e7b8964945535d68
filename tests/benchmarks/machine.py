"""Where and with what a run was made, so that nobody compares two machines by accident."""

import os
import platform
import sqlite3
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import text

from cme.database import Database

LIBRARIES = ("flask", "werkzeug", "jinja2", "sqlalchemy", "flask-login", "flask-wtf", "psycopg", "typst")


def machine() -> dict[str, Any]:
    """Return the processor, its cores and load, the memory and the system."""
    return {
        "processor": _first("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory": _first("/proc/meminfo", "MemTotal"),
        "system": platform.platform(),
        "load_average": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }


def versions() -> dict[str, str]:
    """Return what the measured code stands on."""
    found = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    return found | {name: version(name) for name in LIBRARIES}


def moment() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def durability(database: Database) -> dict[str, str]:
    """Return what the database says of its promises: a save that is not durable is quick for nothing."""
    names = ("journal_mode", "synchronous") if database.is_sqlite else ("server_version", "fsync", "synchronous_commit")
    word = "PRAGMA" if database.is_sqlite else "SHOW"
    with database.reading() as session:
        return {name: str(session.execute(text(f"{word} {name}")).scalar_one()) for name in names}


def _first(path: str, name: str) -> str:
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
