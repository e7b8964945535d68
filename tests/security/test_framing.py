"""No page of ours can be put into a frame of another site, tried in a real browser with pages on two ports."""

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame

from cme.app import create_app
from cme.config import Settings
from tests.security.access_rows import ROWS
from tests.security.access_world import PASSWORD
from tests.security.another_site import another_site
from tests.security.visits import path_of
from tests.support.cast import ALICE
from tests.support.figures import Figure, record
from tests.support.server import Server

pytestmark = pytest.mark.browser

NAMED = {"activity": "alk-alcl-crizotinib", "file": "css/look.css"}


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    """The address of every route that shows something, what is there and what is not."""
    settings = Settings(data_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'none'}", secret_key="k" * 32)
    app = create_app(settings)
    shown = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    found = {path_of(rule, NAMED.get(ROWS[rule.endpoint].names, "nobody")) for rule in shown}
    app.extensions["cme"].database.engine.dispose()
    return sorted(found)


def framed(browser: Browser, site: Server, paths: list[str]) -> list[str]:
    """Return the addresses that show in a frame, to somebody signed out and to somebody signed in."""
    with another_site() as origin:
        context = browser.new_context()
        found = [f"signed out: {path}" for path in _shown(context, origin, site, paths)]
        page = context.new_page()
        page.goto(f"{site.origin}/account/sign-in")
        page.get_by_label("E-mail address").fill(ALICE.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("button", name="Sign out").wait_for()
        found += [f"signed in: {path}" for path in _shown(context, origin, site, paths)]
        context.close()
    return found


def _shown(context: BrowserContext, origin: str, site: Server, paths: list[str]) -> list[str]:
    """Return the addresses whose frames came to show something, them or whatever they led to."""
    page = context.new_page()
    page.goto(f"{origin}/?{'&'.join(quote(site.origin + path, safe='') for path in paths)}")
    frames = page.frames[1:]  # a page has loaded once its frames have
    assert len(frames) == len(paths)
    found = [path for path, frame in zip(paths, frames, strict=True) if _shows(frame)]
    page.close()
    return found


def _shows(frame: Frame) -> bool:
    if frame.url.startswith("chrome-error:"):
        return False
    return bool(frame.evaluate("document.body.children.length"))


def test_no_page_shows_in_a_frame(browser: Browser, site: Server, paths: list[str]) -> None:
    found = framed(browser, site, paths)
    record(
        Figure(
            proof="Access",
            what="pages that another site can frame, in Chromium",
            goal="0",
            measured=f"{len(found)} of {2 * len(paths)}",
            is_met=not found,
            is_full=False,
            size="every address that shows something, signed in and signed out",
            control="without the headers, pages are framed",
        )
    )
    assert len(paths) > 25
    assert found == [], "\n".join(found)


def test_pages_without_the_headers_are_framed(browser: Browser, careless_site: Server) -> None:
    found = framed(browser, careless_site, ["/", "/account/profile", "/static/css/look.css"])
    assert {"signed out: /", "signed in: /account/profile"} <= set(found)
