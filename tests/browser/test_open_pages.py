"""The pages anybody may open: accessible and whole in light, dark and forced colours, on a phone and a desk."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import watch

PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
APPEARANCES: dict[str, dict[str, Any]] = {
    "phone-light": {"viewport": PHONE, "color_scheme": "light"},
    "phone-dark": {"viewport": PHONE, "color_scheme": "dark"},
    "desk-light": {"viewport": DESK, "color_scheme": "light"},
    "desk-dark": {"viewport": DESK, "color_scheme": "dark"},
    "desk-forced": {"viewport": DESK, "forced_colors": "active"},
    "desk-contrast": {"viewport": DESK, "contrast": "more"},
    "phone-no-script": {"viewport": PHONE, "java_script_enabled": False},
}
PAGES = (
    "/",
    "/?q=nothing+like+it",
    "/activities/alk-alcl-crizotinib",
    "/privacy",
    "/accessibility",
    "/verify",
    "/verify/AAAA-BBBB",
    "/outbox",
    "/account/sign-in",
    "/account/sign-up",
    "/account/forgotten",
    "/nowhere",
)


def too_wide(page: Page) -> list[str]:
    """Return what makes the page wider than its window, the widest first."""
    found: list[str] = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          return [...document.body.querySelectorAll('*')]
            .filter(element => element.getBoundingClientRect().right > width + 1)
            .map(element => element.outerHTML.slice(0, 120));
        }"""
    )
    return found


@pytest.mark.parametrize("appearance", APPEARANCES)
def test_open_pages(appearance: str, new_context: Callable[..., BrowserContext], axe: Callable[[Page], None]) -> None:
    context = new_context(**APPEARANCES[appearance])
    page = context.new_page()
    wrong = watch(page)
    for path in PAGES:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status in (200, 404), path
        assert page.locator("h1").is_visible(), path
        if APPEARANCES[appearance].get("java_script_enabled", True):
            axe(page)
            assert too_wide(page) == [], path
    assert wrong == []


def test_a_page_that_is_too_wide_is_seen(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.set_content("<p id='wide'>x</p><style>#wide { width: 400px }</style>")
    assert "wide" in too_wide(page)[0]
    page.close()


def test_the_skip_link_comes_first_and_leads_to_the_main_text(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
