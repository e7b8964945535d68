"""Shortcuts by single keys can be turned off (WCAG 2.1.4), wherever they act, and stay off on this device."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cme.core.questions import QuestionType
from tests.browser.asking import Site, answers, begun, opened, planted, saved
from tests.support.clock import SettableClock

REFUSED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused') } })"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with begun(tmp_path_factory.mktemp("keys"), sqlite_template, SettableClock()) as site:
        yield site


@pytest.fixture
def learner(browser: Browser, site: Site) -> Iterator[Page]:
    with site.opened(browser) as page:
        yield page


def acting(page: Page) -> set[str]:
    """Press each key with nothing in focus, and return what came of it."""
    before, found = answers(page), set()
    for key in ("1", "f", "X"):
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press(key)
        found |= {"focus"} if page.evaluate("document.activeElement !== document.body") else set()
    found |= {"flag"} if page.locator("#flag").is_checked() else set()
    found |= {"struck"} if page.locator("[name=struck]:checked").count() else set()
    return found | ({"chosen"} if answers(page) != before else set())


def turn_off(page: Page) -> None:
    page.get_by_label("Shortcuts by single keys").uncheck()


@pytest.mark.parametrize("kind", [QuestionType.SINGLE, QuestionType.MATCHING, QuestionType.SHORT_TEXT])
def test_off_is_off_in_every_type_and_remembered(learner: Page, site: Site, kind: QuestionType) -> None:
    opened(learner, site.path_of(QuestionType.MULTIPLE))
    turn_off(learner)
    opened(learner, site.path_of(kind))
    expect(learner.get_by_label("Shortcuts by single keys")).not_to_be_checked()
    assert acting(learner) == set()
    expect(learner.locator("#keys")).not_to_contain_text("flag for later", use_inner_text=True)
    learner.get_by_label("Shortcuts by single keys").check()
    expect(learner.locator("#keys")).to_contain_text("flag for later", use_inner_text=True)
    assert acting(learner) != set()
    assert learner.evaluate("Object.keys(localStorage).filter((name) => name.includes('keys'))") == []
    learner.evaluate("document.getElementById('flag').checked && document.getElementById('flag').click()")
    saved(learner)


@pytest.mark.parametrize(
    ("script", "kind"), [("posttest.js", QuestionType.SINGLE), ("pairs.js", QuestionType.MATCHING)]
)
def test_a_handler_that_does_not_obey_is_found_out(learner: Page, site: Site, script: str, kind: QuestionType) -> None:
    learner.route(f"**/{script}*", lambda route: planted(route, 'Listener("single-key"', 'Listener("keydown"'))
    learner.add_init_script("Object.defineProperty(KeyboardEvent.prototype, 'detail', { get() { return this.key } })")
    opened(learner, site.path_of(kind))
    turn_off(learner)
    assert acting(learner) != set()


def test_where_nothing_is_kept_it_is_off_in_this_page(learner: Page, site: Site) -> None:
    learner.add_init_script(REFUSED)
    opened(learner, site.path_of(QuestionType.TRUE_FALSE))
    turn_off(learner)
    assert acting(learner) == set()


def test_the_switch_is_there_on_a_small_screen_and_none_without_scripts(browser: Browser, site: Site) -> None:
    with site.opened(browser, viewport={"width": 320, "height": 640}) as page:
        opened(page, site.path_of(QuestionType.SINGLE))
        expect(page.get_by_label("Shortcuts by single keys")).to_be_visible()
    with site.opened(browser, java_script_enabled=False) as page:
        page.goto(site.path_of(QuestionType.SINGLE))
        expect(page.get_by_label("Shortcuts by single keys")).to_be_hidden()
