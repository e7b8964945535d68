"""The bare floors: the least that Flask, Flask-Login, SQLAlchemy Core and Jinja need for the same rows and page.

Written as somebody would who counts microseconds and promises nothing: statements built once, one connection for
each request, parsed revisions kept, plain addresses in the template. What the product adds is its price: CSRF,
idempotency, one snapshot for each page, sessions that cannot write, the writers' queue, security headers, forms.
"""

import hashlib
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, abort, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_required
from sqlalchemy import Connection, Engine, Select, create_engine, event

from tests.benchmarks import floor_statements as statements


@dataclass
class Floor:
    """The application, and its engine for whoever counts statements."""

    app: Flask
    engine: Engine


class Learner(UserMixin):  # type: ignore[misc]
    """Who is signed in."""

    def __init__(self, row: Any) -> None:
        self.id, self.name, self.time_zone = row


def hello_app() -> Flask:
    """Return the yardstick of yardsticks."""
    app = Flask("hello")

    @app.get("/")
    def hello() -> str:
        return "Hello"

    return app


def floor_app(url: str, secret_key: str, cookie_name: str, now: datetime) -> Floor:
    """Return the floors on a furnished database; browsers signed in to the product are signed in here."""
    app = Flask("floor", root_path=str(Path(__file__).parent))
    app.config.update(SECRET_KEY=secret_key, SESSION_COOKIE_NAME=cookie_name)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    engine = _engine(url)
    app.extensions["engine"] = engine
    app.teardown_appcontext(_close)
    manager = LoginManager(app)
    manager.session_protection = None

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(token: str) -> Learner | None:
        values = {"token_hash": hashlib.sha256(token.encode()).hexdigest(), "at": now}
        row = _connection(engine).execute(statements.WHO, values).one_or_none()
        return Learner(row) if row else None

    _add_page(app, engine)
    _add_save(app, engine, now)
    return Floor(app, engine)


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url)
    engine = create_engine(url, connect_args={"isolation_level": None})

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _entry: object) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _connection(engine: Engine) -> Connection:
    """Return the connection of this request; what may write begins so at once."""
    if "connection" not in g:
        g.connection = engine.connect()
        if request.method == "POST" and engine.dialect.name == "sqlite":
            g.connection.exec_driver_sql("BEGIN IMMEDIATE")
    found: Connection = g.connection
    return found


def _close(_error: BaseException | None) -> None:
    connection: Connection | None = g.pop("connection", None)
    if connection is not None:
        connection.close()


def _add_page(app: Flask, engine: Engine) -> None:
    @cache
    def document(statement: Select[Any], revision_id: int) -> Any:
        """Revisions never change, so each is read once."""
        return _connection(engine).execute(statement, {"id": revision_id}).scalar_one()

    @app.get("/attempts/<attempt_id>/questions/<int:position>")
    @login_required  # type: ignore[untyped-decorator]
    def question(attempt_id: str, position: int) -> ResponseReturnValue:
        connection = _connection(engine)
        values: dict[str, object] = {"public_id": attempt_id, "person_id": current_user.id}
        attempt = connection.execute(statements.ATTEMPT, values).one_or_none() or abort(404)
        revision = connection.execute(statements.REVISION, {"id": attempt.activity_revision_id}).one()
        steps = connection.execute(statements.QUESTIONS, {"attempt_id": attempt.id}).all()
        step = steps[position - 1]
        asked = document(statements.ASKED, step.revision_id)
        options = {option["id"]: option for option in asked["options"]}
        return render_template(
            "question.html",
            attempt=attempt,
            position=position,
            revision=revision.number,
            content=document(statements.CONTENT, revision.id),
            question=asked,
            options=[options[option_id] for option_id in step.option_order],
            steps=steps,
            step=step,
            answered=sum(bool(each.chosen) for each in steps),
            sequence=(step.sequence or 0) + 1,
            key=secrets.token_urlsafe(18),
        )


def _add_save(app: Flask, engine: Engine, now: datetime) -> None:
    @app.post("/attempts/<attempt_id>/questions/<int:position>/save")
    @login_required  # type: ignore[untyped-decorator]
    def save(attempt_id: str, position: int) -> ResponseReturnValue:
        body = request.get_json()
        connection = _connection(engine)
        values = {"public_id": attempt_id, "person_id": current_user.id, "position": position}
        question = connection.execute(statements.QUESTION, values).one_or_none() or abort(404)
        newest = connection.execute(statements.NEWEST, {"question_id": question.id}).one_or_none()
        if question.submitted_at is not None or (newest is not None and newest.sequence >= body["sequence"]):
            abort(409)
        row = {
            "attempt_question_id": question.id,
            "sequence": body["sequence"],
            "idempotency_key": body["key"],
            "chosen": body["chosen"],
            "struck": body["struck"],
            "is_flagged": body["flagged"],
            "saved_at": now,
        }
        connection.execute(statements.INSERT, row)
        connection.commit()
        return jsonify(chosen=row["chosen"], struck=row["struck"], flagged=row["is_flagged"], sequence=row["sequence"])
