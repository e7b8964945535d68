"""Column types shared by all tables."""

import secrets
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, DateTime, Dialect, String, TypeDecorator
from sqlalchemy.orm import mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC. SQLite drops offsets without converting them, so naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; moments are stored in UTC")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_public_id() -> str:
    """Return 128 random bits as 22 letters, digits, ``-`` and ``_``."""
    return secrets.token_urlsafe(16)


Moment = Annotated[datetime, mapped_column(UtcDateTime)]
Key = Annotated[int, mapped_column(primary_key=True)]
PublicId = Annotated[str, mapped_column(String, unique=True, default=new_public_id)]
Document = Annotated[dict[str, Any], mapped_column(JSON)]
Texts = Annotated[list[str], mapped_column(JSON)]
Positions = Annotated[list[int], mapped_column(JSON, default=list, server_default="[]")]
