"""The time that is left: shown each minute, said aloud at 10, 5 and 1, and at the end what is answered is sent."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cme.core.questions import QuestionType
from tests.browser.asking import Site, begun, opened, planted
from tests.support.clock import NOON, SettableClock

WATCH = """() => {
  const line = document.getElementById('clock-said');
  window.said = [];
  new MutationObserver(() => said.push(line.textContent)).observe(line, {childList: true});
}"""


@pytest.fixture
def clock() -> SettableClock:
    clock = SettableClock(NOON)
    clock.advance(hours=11, minutes=48)
    return clock


@pytest.fixture
def site(tmp_path: Path, sqlite_template: Path, clock: SettableClock) -> Iterator[Site]:
    """The last day of the activity is today: 12 minutes are left."""
    with begun(tmp_path, sqlite_template, clock, expires=date(2026, 11, 20)) as site:
        yield site


def said_in_eleven_minutes(page: Page, path: str) -> list[str]:
    page.clock.install(time=NOON)
    page.clock.pause_at(NOON + timedelta(seconds=1))  # or the seconds that a busy machine takes would be counted too
    page.goto(path)
    page.evaluate(WATCH)
    for _ in range(11 * 6):
        page.clock.run_for(10_000)
    page.clock.run_for(5_000)  # each look at the clock comes a little after the minute
    said: list[str] = page.evaluate("said")
    return said


def test_it_is_said_at_ten_five_and_one(browser: Browser, site: Site) -> None:
    with site.opened(browser) as page:
        path = site.path_of(QuestionType.SINGLE)
        assert said_in_eleven_minutes(page, path) == ["10 minutes left", "5 minutes left", "1 minute left"]
        expect(page.locator("#clock")).to_have_text("1 minute left, until 00:00 on 21 November 2026")


def test_saying_every_minute_is_found_out(browser: Browser, site: Site) -> None:
    with site.opened(browser) as page:
        page.route("**/time.js*", lambda route: planted(route, "mark >= last", "false"))
        assert len(said_in_eleven_minutes(page, site.path_of(QuestionType.SINGLE))) > 3


def told_on(page: Page, path: str) -> str:
    """Open a page, and return what it says of the time as soon as it counts it."""
    page.goto(path)
    expect(page.locator("#clock")).to_contain_text(" left, until ")
    return page.locator("#clock-said").inner_text()


def told_on_four_pages(page: Page, site: Site, clock: SettableClock) -> list[str]:
    """Open pages with 12, 9, 9 and 4 minutes left."""
    single, check = site.path_of(QuestionType.SINGLE), f"/attempts/{site.attempt_id}/check"
    told = [told_on(page, single)]
    clock.advance(minutes=3)
    told += [told_on(page, check), told_on(page, single)]
    clock.advance(minutes=5)
    return [*told, told_on(page, check)]


def test_what_passed_between_two_pages_is_said_once_by_the_next(
    browser: Browser, site: Site, clock: SettableClock
) -> None:
    with site.opened(browser) as page:
        assert told_on_four_pages(page, site, clock) == ["", "9 minutes left", "", "4 minutes left"]
        clock.advance(minutes=-2)  # as if an educator had given further minutes
        assert told_on(page, site.path_of(QuestionType.SINGLE)) == "6 minutes left"


def test_forgetting_what_was_said_is_found_out(browser: Browser, site: Site, clock: SettableClock) -> None:
    with site.opened(browser) as page:
        page.route("**/time.js*", lambda route: planted(route, "sessionStorage.setItem(NAME, mark)", ""))
        assert told_on_four_pages(page, site, clock)[2] == "9 minutes left"


def test_where_nothing_is_kept_only_what_passes_in_the_open_page_is_said(
    browser: Browser, site: Site, clock: SettableClock
) -> None:
    with site.opened(browser) as page:
        page.add_init_script(
            "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('refused') } })"
        )
        assert told_on_four_pages(page, site, clock) == ["", "", "", ""]


def test_at_the_end_the_answer_is_sent_and_the_result_shown(browser: Browser, site: Site, clock: SettableClock) -> None:
    with site.opened(browser) as page:
        page.clock.install(time=NOON)
        opened(page, site.path_of(QuestionType.SHORT_TEXT))
        page.locator("#answer").fill("ABC1-XYZ2")
        clock.advance(minutes=12)
        page.clock.run_for(12 * 60_000 + 1000)
        expect(page.locator("h1")).to_have_text("Not passed yet")
        expect(page.locator(".figure")).to_have_text("1 of 15")


def test_without_scripts_the_end_is_printed(browser: Browser, site: Site) -> None:
    with site.opened(browser, java_script_enabled=False) as page:
        page.goto(site.path_of(QuestionType.SINGLE))
        expect(page.locator("#clock")).to_have_text("Time ends at 00:00 on 21 November 2026")
