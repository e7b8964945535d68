"""A real browser and the real server. Every test in this folder is marked ``browser``."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.support import chromium
from tests.support.server import Server, serving

HERE = Path(__file__).parent
SECONDS_FOR_ANYTHING = 10


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="module")
def live_server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """``cme serve`` with a fresh data folder, the bundled bank published; one for each test file."""
    with serving(tmp_path_factory.mktemp("live")) as server:
        yield server


@pytest.fixture
def new_context(browser: Browser, live_server: Server) -> Iterator[Callable[..., BrowserContext]]:
    """Open a browser of somebody's own: ``new_context(java_script_enabled=False, color_scheme="dark", …)``."""
    opened: list[BrowserContext] = []

    def open_context(**options: object) -> BrowserContext:
        context = browser.new_context(base_url=live_server.origin, **options)  # type: ignore[arg-type]
        context.set_default_timeout(SECONDS_FOR_ANYTHING * 1000)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    """A page of a fresh browser; a script error or a request to another site fails the test."""
    context = new_context()
    found = context.new_page()
    wrong = watch(found)
    yield found
    assert wrong == []


def watch(page: Page) -> list[str]:
    """Return a list that grows with each script error, policy violation and request that leaves the site."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
    page.on(
        "console",
        lambda message: wrong.append(f"console: {message.text}") if "Content Security" in message.text else None,
    )
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("http://127.0.0.1:", "data:"))
            else wrong.append(f"asks another site: {request.url}")
        ),
    )
    return wrong


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Assert that axe finds nothing wrong with a page, or list what it found."""

    def check(page: Page) -> None:
        found = chromium.violations(page)
        assert not found, f"{page.url}:\n  " + "\n  ".join(found)

    return check
