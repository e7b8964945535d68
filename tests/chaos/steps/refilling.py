"""Put the rows of a PostgreSQL database back as they were, which costs far less than making the database anew."""

from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from tests.chaos.steps.states import POSTGRESQL_SCHEMA

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


def _connect(url: str) -> psycopg.Connection[Any]:
    return psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))


def keep(url: str) -> list[Any]:
    """Copy every table into a schema beside; return what the tables are."""
    with _connect(url) as connection:
        connection.execute("CREATE SCHEMA kept")
        for (table,) in connection.execute(TABLES).fetchall():
            connection.execute(f'CREATE TABLE kept."{table}" AS TABLE public."{table}"')
        return connection.execute(POSTGRESQL_SCHEMA).fetchall()


def refill(url: str, schema: list[Any]) -> bool:
    """Put the rows back; say False where the tables themselves have changed and were not simply none."""
    with _connect(url) as connection:
        if not schema:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
            return True
        if connection.execute(POSTGRESQL_SCHEMA).fetchall() != schema:
            return False
        connection.execute("SET session_replication_role = replica")  # no trigger, no reference is in the way
        tables = [table for (table,) in connection.execute(TABLES).fetchall()]
        connection.execute("TRUNCATE " + ", ".join(f'public."{table}"' for table in tables))
        for table in tables:
            connection.execute(f'INSERT INTO public."{table}" SELECT * FROM kept."{table}"')
        return True
