"""What the page of a question asks of the network: under 60 kB on the first visit, and the document alone after it.

All that the real server sends is counted, headers and icon with it; the pages are those of a posttest with a clock.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Request, expect

from cme.core.questions import QuestionType
from tests.browser.asking import BANK, POSITIONS, Site, begun, question_of
from tests.browser.saving.stage import Learner, ready, stage
from tests.support.clock import SettableClock
from tests.support.posttest import publish_bank

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST = 60_000  # bytes
EVERY_KIND = [*(question_of(kind).id for kind in QuestionType), "case-first-step", "scan-fusion"]
# The icon is asked for by the browser itself, unseen by its driver: so once more, for all to see.
ICON = "fetch(document.querySelector('link[rel=icon]').href, {cache: 'no-store'}).then(found => found.arrayBuffer())"


@pytest.fixture(scope="module")
def timed(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Learner]:
    """Somebody who has begun, with 30 minutes to go, at the real server."""
    activity = BANK.activities["every-type"]
    activity = replace(activity, posttest=replace(activity.posttest, minutes=30))
    with stage(browser, tmp_path_factory.mktemp("light")) as staged:
        publish_bank(staged.database, replace(BANK, activities={activity.id: activity}))
        yield staged.learner("timed", activity.id)


def heard(learner: Learner, question_id: str, *, is_fixed: bool = False, **options: Any) -> list[Request]:
    """Return all that a browser that knows nothing yet asks for when it opens a question."""
    context = learner.stage.browser.new_context(**options)
    context.add_cookies(learner.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    found: list[Request] = []
    page.on("request", lambda request: found.append(request))
    path = f"/attempts/{learner.attempt_id}/questions/{POSITIONS[question_id]}"
    page.goto(learner.stage.server.origin + path)
    assert page.url.endswith(path)
    expect(page.locator("#clock")).to_contain_text("minutes left")
    page.wait_for_selector("#sign-out[data-ready]")
    if not is_fixed:
        ready(page)
    page.evaluate(ICON)
    return found


def weight(requests: list[Request]) -> int:
    """Return how many bytes came over the wire in answer: headers, and bodies as they were sent."""
    sizes = [request.sizes() for request in requests]
    return sum(size["responseHeadersSize"] + size["responseBodySize"] for size in sizes)


def fix(learner: Learner, question_id: str) -> None:
    """Answer a step of a case and let the case go on."""
    page = learner.open(POSITIONS[question_id])
    page.locator(".choice label[for^=option]").first.click()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator("h1")).to_have_text(f"Question {POSITIONS[question_id] + 1} of {len(POSITIONS)}")


def test_the_page_of_every_question_is_light(timed: Learner) -> None:
    weights = {name: weight(heard(timed, name)) for name in EVERY_KIND}
    fix(timed, "case-first-step")
    weights["fixed"] = weight(heard(timed, "case-first-step", is_fixed=True))
    weights["case-response"] = weight(heard(timed, "case-response"))
    assert max(weights.values()) < MOST, weights


def test_what_is_sent_uncompressed_is_too_heavy(timed: Learner) -> None:
    plain = heard(timed, "order-of-treatment", extra_http_headers={"Accept-Encoding": "identity"})
    assert weight(plain) > MOST


def test_headers_are_counted(timed: Learner) -> None:
    requests = heard(timed, "free-of-pain")
    bodies = sum(request.sizes()["responseBodySize"] for request in requests)
    assert weight(requests) > bodies + 500 * len(requests), "the security headers alone are longer"


def test_all_that_the_page_needs_is_named_in_the_page(timed: Learner) -> None:
    """No file waits for another one: what is needed is asked for at once, in one round trip after the page itself."""
    requests = heard(timed, "order-of-treatment")
    first = requests[0].response()
    assert first is not None
    text = first.text()
    assert [each.url for each in requests[1:] if each.url.removeprefix(timed.stage.server.origin) not in text] == []


@pytest.fixture
def site(tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with begun(tmp_path, sqlite_template, SettableClock()) as site:
        yield site


def recorded(app: Flask) -> list[str]:
    """Return a list that grows with each request that reaches the application, but for the icon."""
    inner = app.wsgi_app
    asked: list[str] = []

    def outer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Any:
        if not environ["PATH_INFO"].endswith("favicon.svg"):  # asked for once, at a time of the browser's own choice
            asked.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        return inner(environ, start_response)

    app.wsgi_app = outer  # type: ignore[method-assign]
    return asked


def asked_on_going_on(browser: Browser, site: Site, go_on: Callable[[Page], None]) -> list[str]:
    """Return what reaches the server when somebody goes from the first question to the second, of the same type."""
    names = list(POSITIONS)[:2]
    asked = recorded(site.app)
    with site.opened(browser) as page:
        page.goto(site.path(names[0]))
        all_ready(page)
        first = len(asked)
        go_on(page)
        expect(page.locator("h1")).to_have_text("Question 2 of 15")
        all_ready(page)
    return [each.replace(site.path(names[0])[:-1], "") for each in asked[first:]]


def all_ready(page: Page) -> None:
    page.wait_for_load_state()
    page.wait_for_selector("#sign-out[data-ready]")
    ready(page)


def by_list(page: Page) -> None:
    page.locator(".steps a").nth(1).click()


def by_button(page: Page) -> None:
    page.get_by_role("button", name="Next question").click()


def test_after_the_first_page_one_request_makes_the_next(browser: Browser, site: Site) -> None:
    assert asked_on_going_on(browser, site, by_list) == ["GET 2"]


def test_the_button_sends_the_form_and_is_led_on(browser: Browser, site: Site) -> None:
    assert asked_on_going_on(browser, site, by_button) == ["POST 1", "GET 2"]


def forgetful(inner: "WSGIApplication") -> "WSGIApplication":
    """Let nobody keep the static files."""

    def outer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Any:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            left = [each for each in headers if each[0].lower() != "cache-control"]
            return start_response(status, [*left, ("Cache-Control", "no-store")], exc_info)

        return inner(environ, start)

    return outer


def curious(inner: "WSGIApplication") -> "WSGIApplication":
    """Let the page's script ask for something before it begins."""

    def outer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Any:
        if not environ["PATH_INFO"].endswith("/posttest.js"):
            return inner(environ, start_response)
        told: list[tuple[str, str]] = []

        def start(_status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
            told.extend(headers)

        with closing(inner({**environ, "HTTP_ACCEPT_ENCODING": ""}, start)) as script:  # type: ignore[type-var]
            body = b"await fetch('/health');\n" + b"".join(script)
        start_response("200 OK", [each for each in told if each[0].lower() != "content-length"])
        return [body]

    return outer


@pytest.mark.parametrize("fault", [forgetful, curious])
def test_a_page_that_asks_for_more_is_found_out(
    browser: Browser, site: Site, fault: "Callable[[WSGIApplication], WSGIApplication]"
) -> None:
    site.app.wsgi_app = fault(site.app.wsgi_app)  # type: ignore[method-assign, assignment]
    assert len(asked_on_going_on(browser, site, by_list)) > 1
