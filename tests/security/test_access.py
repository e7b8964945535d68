"""Who may do what: each route, method, role and owner as the table says; other people's things look like nothing.

The same checker is shown applications in which one guard or one ownership filter is missing.
"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from cme.errors import NotAllowed, NotFound
from cme.models import Attempt
from cme.services import audit, certificates, responses
from cme.services.responses import open_attempt
from cme.web import glue
from tests.security.access_check import Found, check, check_methods
from tests.security.access_rows import ROWS, unlisted
from tests.security.access_world import ROLES, World
from tests.security.visits import Visitors
from tests.support.figures import Figure, record

GUARDED = ("account", "educator", "learner", "preview")


def test_the_table_names_every_route_and_no_other(world: World) -> None:
    assert unlisted(world.app) == []


def test_a_route_without_a_row_is_seen(world: World) -> None:
    app = world.another_app()
    app.add_url_rule("/leak", "leak", lambda: "somebody's answers")
    assert unlisted(app) == ["leak"]


def test_a_method_too_many_is_seen(world: World) -> None:
    app = world.another_app()
    app.add_url_rule("/privacy", "public.privacy", app.view_functions["public.privacy"], methods=["GET", "POST"])
    assert unlisted(app) == ["public.privacy takes ['GET', 'HEAD', 'OPTIONS', 'POST']"]


def test_a_row_without_a_route_is_seen(world: World) -> None:
    assert unlisted(world.app, {**ROWS, "gone": ROWS["static"]}) == ["gone"]


def test_every_route_is_answered_as_the_table_says(worlds: list[World]) -> None:
    found = [check(Visitors(world.app, world)) for world in worlds]
    found += [check_methods(Visitors(world.app, world)) for world in worlds]
    wrong = [fault for each in found for fault in each.wrong + each.changed]
    unalike = [fault for each in found for fault in each.unalike]
    _record(found, worlds, wrong, unalike)
    assert wrong == [], "\n".join(wrong)
    assert unalike == []
    assert sum(each.requests for each in found) > 5000


def _record(found: list[Found], worlds: list[World], wrong: list[str], unalike: list[str]) -> None:
    requests, pairs = sum(each.requests for each in found), sum(each.pairs for each in found)
    size = f"{len(ROWS)} routes as {len(ROLES)} kinds of visitor, on {' and '.join(each.kind for each in worlds)}"
    for what, faults, count, control in (
        ("requests answered otherwise than the table says", wrong, requests, "each guard removed in turn is seen"),
        ("answers that tell another's object from an absent one", unalike, pairs, "another sentence or status is seen"),
    ):
        record(
            Figure(
                proof="Access",
                what=what,
                goal="0",
                measured=f"{len(faults)} of {count:,}",
                is_met=not faults,
                is_full=len(worlds) > 1,
                size=size,
                control=control,
            )
        )


@pytest.mark.parametrize("blueprint", GUARDED)
def test_a_guard_that_is_missing_is_seen(world: World, blueprint: str) -> None:
    app = world.another_app()
    assert app.before_request_funcs.pop(blueprint)
    own = frozenset(name for name in ROWS if name.startswith(f"{blueprint}."))
    found = check(Visitors(app, world), ("anonymous", "learner"), own)
    assert any(fault.startswith("anonymous: GET") for fault in found.wrong)


def _of_its_owner(session: Any, *, person_id: int, unsafe_attempt_id: str) -> Any:
    """Forget whose it is."""
    owner = session.scalar(select(Attempt.person_id).where(Attempt.public_id == unsafe_attempt_id))
    return open_attempt(session, person_id=owner or person_id, unsafe_attempt_id=unsafe_attempt_id)


def _told_in_other_words(session: Any, *, person_id: int, unsafe_attempt_id: str) -> Any:
    """Say of another's attempt that it is another's, with the status of an absent one."""
    try:
        return open_attempt(session, person_id=person_id, unsafe_attempt_id=unsafe_attempt_id)
    except NotFound as error:
        if session.scalar(select(Attempt.id).where(Attempt.public_id == unsafe_attempt_id)):
            error.args = ("This is somebody else's.",)
        raise


def _forbidden(session: Any, *, person_id: int, unsafe_attempt_id: str) -> Any:
    """Refuse another's attempt where an absent one is not found."""
    try:
        return open_attempt(session, person_id=person_id, unsafe_attempt_id=unsafe_attempt_id)
    except NotFound:
        if session.scalar(select(Attempt.id).where(Attempt.public_id == unsafe_attempt_id)):
            raise NotAllowed("This is somebody else's.") from None
        raise


ATTEMPT_PAGES = frozenset({"learner.check", "learner.question"})


@pytest.mark.parametrize("planted", [_of_its_owner, _told_in_other_words, _forbidden])
def test_an_ownership_filter_that_is_missing_is_seen(
    world: World, planted: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responses, "open_attempt", planted)
    found = check(Visitors(world.app, world), ("learner", "educator"), ATTEMPT_PAGES)
    assert any("another's" in fault for fault in found.unalike)
    assert bool(found.wrong) is (planted is not _told_in_other_words)


def test_a_certificate_that_anybody_may_load_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def anybodys(session: Any, *, person_id: int, unsafe_code: str) -> Any:
        found = certificates.verify(session, unsafe_code)
        if found is None:
            raise NotFound
        return found

    monkeypatch.setattr(certificates, "get_certificate", anybodys)
    found = check(Visitors(world.app, world), ("learner",), frozenset({"learner.certificate"}))
    assert any("another's" in fault for fault in found.wrong)


def test_a_page_that_writes_when_it_shows_is_seen(world: World) -> None:
    app = world.another_app()
    show = app.view_functions["public.catalogue"]

    def write_and_show() -> Any:
        with glue.writing() as session:
            audit.record(session, actor="nobody", action="page.shown", subject="catalogue", now=glue.now(), details={})
        return show()

    app.view_functions["public.catalogue"] = write_and_show
    found = check(Visitors(app, world), ("anonymous",), frozenset({"public.catalogue"}))
    assert [fault.partition(": [")[0] for fault in found.changed] == ["anonymous: public.catalogue"]
    assert world.snapshot.changes() == []
