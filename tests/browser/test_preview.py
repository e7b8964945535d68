"""The preview in a real browser: every page whole, by keyboard, without JavaScript, and following what is saved."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import SECONDS_FOR_ANYTHING, watch
from tests.browser.test_keyboard import Keyboard
from tests.browser.test_open_pages import APPEARANCES, too_wide
from tests.content.tiny import change, tiny_bank
from tests.support.preview_server import PreviewServer, previewing

PAGES = (
    "/",
    "/activities/case",
    "/questions/measured",
    "/questions/measured/answered?response=small",
    "/questions/measured/evidence",
    "/questions/none",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bank with a passage that is not there, so that every page has something to say of it."""
    found = tiny_bank(tmp_path_factory.mktemp("preview"))
    change(found, "questions", "paper#size, relation: contrasts", "paper#siez, relation: contrasts")
    return found


@pytest.fixture(scope="module")
def server(browser: Browser, folder: Path) -> Iterator[PreviewServer]:
    with previewing(folder) as running:
        yield running


@pytest.fixture
def opened(browser: Browser, server: PreviewServer) -> Iterator[Callable[..., Page]]:
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(base_url=server.origin, **options)
        context.set_default_timeout(SECONDS_FOR_ANYTHING * 1000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


SMALL = ("desk-light", "phone-dark", "phone-no-script")


@pytest.mark.parametrize(
    "appearance", [each if each in SMALL else pytest.param(each, marks=pytest.mark.slow) for each in APPEARANCES]
)
def test_every_page_is_whole(appearance: str, opened: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    page = opened(**APPEARANCES[appearance])
    wrong = watch(page)
    for path in PAGES:
        page.goto(path)
        assert page.locator("h1").is_visible(), path
        if APPEARANCES[appearance].get("java_script_enabled", True):
            axe(page)
            assert too_wide(page) == [], path
    assert wrong == []


def test_a_question_is_answered_by_keyboard_alone(opened: Callable[..., Page]) -> None:
    page = opened()
    page.goto("/questions/measured")
    hands = Keyboard(page)
    hands.to("[name=response]").press("Space", "ArrowDown", "Enter")
    expect(page.locator(".verdict")).to_contain_text("Correct")
    hands.to("a[href$='/evidence']").press("Enter")
    expect(page.locator("table.matrix")).to_be_visible()
    hands.to("[role=region]")


def test_a_page_shows_what_is_saved_while_it_is_open(
    opened: Callable[..., Page], folder: Path, server: PreviewServer
) -> None:
    page, still = opened(), opened(java_script_enabled=False)
    for each in (page, still):
        each.goto("/questions/responded")
        expect(each.locator("legend")).to_have_text("The patient responded to inventinib.")
    change(folder, "questions", "The patient responded to inventinib.", "The patient got better.")
    expect(page.locator("legend")).to_have_text("The patient got better.")
    expect(still.locator("legend")).to_have_text("The patient responded to inventinib.")
    still.reload()
    expect(still.locator("legend")).to_have_text("The patient got better.")
    away = folder.rename(folder.with_name("away"))
    expect(page.locator("main")).to_contain_text(re.compile("There is no question responded in this bank now"))
    away.rename(folder)
    expect(page.locator("legend")).to_have_text("The patient got better.")
    change(folder, "questions", "The patient got better.", "The patient responded to inventinib.")
