"""Broken builds: each commits halfway, says what is not so, or leaves a file behind. The checker must catch them."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import alembic.op

import cme.services.attempts
import cme.services.credit
import cme.services.publishing.publication
import cme.services.publishing.writing
import cme.services.responses
import cme.web.learner.attempts
from cme.errors import DatabaseError

# Any: what is replaced here is not for others to touch, and the types say so.
attempts: Any = cme.services.attempts
credit: Any = cme.services.credit
operations: Any = alembic.op
publication: Any = cme.services.publishing.publication
responses: Any = cme.services.responses
views: Any = cme.web.learner.attempts
writing: Any = cme.services.publishing.writing


def plant(name: str, data_dir: Path) -> None:
    """Replace one function of this process by a faulty one."""
    PLANTS[name](data_dir)


def _score_apart(_data_dir: Path) -> None:
    """Commit between closing the attempt and storing its score."""
    mark = attempts._mark

    def faulty(session: Any, attempt: Any) -> Any:
        session.commit()
        return mark(session, attempt)

    attempts._mark = faulty


def _answer_apart(_data_dir: Path) -> None:
    """Commit between saving the answer and locking it, so that a case that goes on is two steps."""
    goes_on = views.case_goes_on

    def faulty(*given: Any) -> Any:
        views.commit()
        return goes_on(*given)

    views.case_goes_on = faulty


def _table_after_table(_data_dir: Path) -> None:
    point = writing.point

    def faulty(session: Any, *given: Any) -> None:
        point(session, *given)
        session.commit()

    writing.point = faulty


def _mails_apart(_data_dir: Path) -> None:
    """Commit between scoring anew and queueing the mails that tell of it."""
    tell = publication.tell

    def faulty(session: Any, *given: Any, **options: Any) -> None:
        session.commit()
        tell(session, *given, **options)

    publication.tell = faulty


def _table_by_table(_data_dir: Path) -> None:
    create: Callable[..., Any] = operations.create_table

    def faulty(*given: Any, **options: Any) -> Any:
        made = create(*given, **options)
        operations.execute("COMMIT")
        operations.execute("BEGIN")
        return made

    operations.create_table = faulty


def _saved_whatever_happens(_data_dir: Path) -> None:
    """Answer "saved" although the commit failed."""
    commit = views.commit

    def faulty() -> None:
        try:
            commit()
        except DatabaseError:
            return

    views.commit = faulty


def _certificate_as_a_file(data_dir: Path) -> None:
    """Write the PDF beside the database before the certificate is committed, under a new name each time."""
    make = credit.certificate_pdf

    def faulty(facts: Any) -> bytes:
        pdf: bytes = make(facts)
        (data_dir / f"{secrets.token_hex(4)}.pdf").write_bytes(pdf)
        return pdf

    credit.certificate_pdf = faulty


def _no_second_look(_data_dir: Path) -> None:
    """Take a repeated save for a new one."""
    responses._find_repeated = lambda *_given: None


PLANTS: dict[str, Callable[[Path], None]] = {
    "score apart": _score_apart,
    "answer apart": _answer_apart,
    "questions before activities": _table_after_table,
    "mails apart": _mails_apart,
    "table by table": _table_by_table,
    "saved whatever happens": _saved_whatever_happens,
    "certificate as a file": _certificate_as_a_file,
    "no second look": _no_second_look,
}
