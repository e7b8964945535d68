"""The headers and the cookies of every answer, whatever its status and whoever gives it."""

from dataclasses import replace
from typing import Any, NoReturn

import pytest
from werkzeug.test import TestResponse

from cme import app as wiring
from cme.errors import DatabaseError
from tests.security.access_rows import SAVE
from tests.security.access_world import World
from tests.security.answers import cookie_faults
from tests.security.visits import Visitors, good_case, path_of
from tests.support.figures import Figure, record

ROLES = ("anonymous", "educator")
STATUSES = {200, 303, 304, 400, 401, 403, 404, 405, 408, 409, 410, 413, 422, 429, 500, 503}
HTTPS = "https://cme.example.org"


def crawl(visitors: Visitors) -> None:
    """Ask every route in every way, for what is there and what is not."""
    for rule in visitors.rules():
        for role in ROLES:
            for path in {good_case(visitors.world, rule, role).path, path_of(rule, "nobody")}:
                for method in ("GET", "HEAD", "OPTIONS", "DELETE"):
                    visitors.ask(role, method, path)
                if "POST" in (rule.methods or ()):
                    visitors.ask(role, "POST", path, token="")
                    visitors.send(role, "POST", rule, path)
                    visitors.world.snapshot.restore()


def go_wrong(visitors: Visitors) -> None:
    """Bring about what crawling does not: limits, conflicts, faults, odd hosts, files that did not change."""
    things, app = visitors.world.things["learner"], visitors.app
    save = f"/attempts/{things.attempts['open']}/questions/1/save"
    visitors.ask("learner", "GET", f"/attempts/{things.attempts['failed']}/evaluation")  # 409
    visitors.ask("learner", "GET", f"/certificates/{things.certificate}.pdf")
    for chosen in ("true", "false"):
        visitors.ask("learner", "POST", save, json={**SAVE, "chosen": [chosen]})  # 422
    visitors.ask("learner", "POST", save, data=b"[" * 2_000_000, content_type="application/json")  # 413
    visitors.ask("learner", "POST", save, json=SAVE, headers={"Origin": "https://evil.example"})  # 403
    visitors.ask("anonymous", "GET", "/my/activities", headers={"Accept": "application/json"})  # 401
    for _ in range(31):
        visitors.ask("anonymous", "GET", f"/verify/{things.certificate}", address="192.0.2.1")  # 429
    unchanged: TestResponse = visitors.ask("anonymous", "GET", "/static/css/look.css")
    for name, header in (("If-Modified-Since", "Last-Modified"), ("If-None-Match", "ETag")):
        if header in unchanged.headers:
            visitors.ask("anonymous", "GET", "/static/css/look.css", headers={name: unchanged.headers[header]})  # 304
    for path in ("/", "/nowhere", "/account/profile"):
        visitors.ask("learner", "GET", path, base_url="http://evil.example")  # 400
    for error in (RuntimeError("planted"), DatabaseError("The database is busy."), BlockingIOError()):
        app.view_functions["public.privacy"] = _raising(error)
        visitors.ask("anonymous", "GET", "/privacy")
        visitors.ask("learner", "HEAD", "/privacy", headers={"Accept": "application/json"})


def _raising(error: Exception) -> Any:
    def view() -> NoReturn:
        raise error

    return view


def visited(world: World, origin: str = "") -> Visitors:
    settings = replace(world.settings, origin=origin or world.settings.origin)
    visitors = Visitors(world.another_app(settings), world)
    crawl(visitors)
    go_wrong(visitors)
    world.snapshot.restore()
    return visitors


def test_every_answer_has_the_headers_and_every_cookie_its_flags(worlds: list[World]) -> None:
    found = [visited(world, origin) for world in worlds for origin in ("", HTTPS)]
    wrong = [fault for each in found for fault in each.faults]
    statuses = {status for each in found for status in each.statuses}
    record(
        Figure(
            proof="Access",
            what="answers without a security header, or cookies without a flag",
            goal="0",
            measured=f"{len(wrong)} of {sum(sum(each.statuses.values()) for each in found):,}",
            is_met=not wrong,
            is_full=len(worlds) > 1,
            size=f"every route, {len(STATUSES)} statuses, by http and https",
            control="each header left out in turn is seen, and a cookie without HttpOnly",
        )
    )
    assert wrong == [], "\n".join(wrong)
    assert statuses >= STATUSES, STATUSES - statuses


@pytest.mark.parametrize("name", [*wiring.SECURITY_HEADERS, "Strict-Transport-Security"])
def test_a_header_that_is_missing_is_seen(world: World, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = world.another_app(replace(world.settings, origin=HTTPS))
    inner = app.wsgi_app

    def without(environ: Any, start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start_response(status, [each for each in headers if each[0] != name], exc_info)

        return inner(environ, start)

    app.wsgi_app = without  # type: ignore[method-assign]
    visitors = Visitors(app, world)
    visitors.ask("anonymous", "GET", "/nowhere")
    assert [fault for fault in visitors.faults if fault.partition("): ")[2].startswith(name)]


@pytest.mark.parametrize(
    ("origin", "setting", "value"),
    [
        ("", "SESSION_COOKIE_HTTPONLY", False),
        ("", "SESSION_COOKIE_SAMESITE", "None"),
        ("", "SESSION_COOKIE_PATH", "/account"),
        ("", "SESSION_COOKIE_DOMAIN", "example.org"),
        (HTTPS, "SESSION_COOKIE_SECURE", False),
        (HTTPS, "SESSION_COOKIE_NAME", "cme"),
    ],
)
def test_a_careless_cookie_is_seen(world: World, origin: str, setting: str, value: object) -> None:
    settings = replace(world.settings, origin=origin or world.settings.origin)
    app = world.another_app(settings)
    fresh = app.test_client(use_cookies=False)
    assert cookie_faults(fresh.get("/account/sign-in", base_url=settings.origin), is_https=settings.is_https) == []
    app.config[setting] = value
    answer = fresh.get("/account/sign-in", base_url=settings.origin)
    assert answer.headers.getlist("Set-Cookie")
    assert cookie_faults(answer, is_https=settings.is_https) != []
