"""The browser, the server and axe work together, and axe and the watch can fail."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import watch
from tests.support.server import Server


def test_the_server_answers_a_browser(page: Page, axe: Callable[[Page], None]) -> None:
    answer = page.goto("/")
    assert answer is not None
    assert answer.status == 200
    assert page.locator("h1").count() == 1
    axe(page)


def test_commands_share_the_server_s_data(live_server: Server) -> None:
    done = live_server.run("database", "check")
    assert done.returncode == 0, done.stderr
    assert (live_server.data_dir / "cme.sqlite3").is_file()


def test_axe_can_fail(browser: Browser, axe: Callable[[Page], None]) -> None:
    page = browser.new_page()
    page.set_content("<html lang=en><title>x</title><main><h1>x</h1><input><img src='data:,'></main>")
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)
    page.close()


def test_the_watch_can_fail(browser: Browser) -> None:
    page = browser.new_page()
    wrong = watch(page)
    page.set_content("<title>x</title><script>nothing()</script><img src='http://elsewhere.invalid/x.png'>")
    page.wait_for_load_state()
    page.close()
    assert any("nothing is not defined" in each for each in wrong)
    assert any("elsewhere.invalid" in each for each in wrong)
