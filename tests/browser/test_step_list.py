"""The list of questions follows what is answered and flagged on the page: as the server would serve it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cme.core.questions import QuestionType
from tests.browser.asking import Site, begun, by_tab, opened, planted, saved
from tests.browser.saving.stage import ready
from tests.support.clock import SettableClock

TOLD = """() => {
  const step = document.querySelector(".steps [aria-current]");
  const drawings = [...step.querySelectorAll("svg")].map((each) => each.outerHTML);
  return [step.textContent, step.className, step.matches("[data-flagged]"), ...drawings,
    document.getElementById("progress-text").textContent, document.querySelector(".progress").value];
}"""


@pytest.fixture
def site(tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    with begun(tmp_path, sqlite_template, SettableClock()) as site:
        yield site


@pytest.fixture
def learner(browser: Browser, site: Site) -> Iterator[Page]:
    with site.opened(browser) as page:
        yield page


def told(page: Page) -> tuple[list[object], list[object]]:
    """Return what the list says once all is saved, and what it says after a reload."""
    saved(page)
    before = page.evaluate(TOLD)
    page.reload()
    ready(page)
    return before, page.evaluate(TOLD)


def change(page: Page, path: str, *keys: str) -> None:
    opened(page, path)
    for key in keys:
        page.keyboard.press(key)


def test_the_list_says_what_a_reload_would(learner: Page, site: Site) -> None:
    single, multiple = site.path_of(QuestionType.SINGLE), site.path_of(QuestionType.MULTIPLE)
    change(learner, single, "2", "f")
    now, later = told(learner)
    assert now == later
    assert "answered, flagged" in str(now[0])
    assert now[-2:] == ["1 answered, 1 flagged", 1]
    change(learner, multiple, "f")
    now, later = told(learner)
    assert now == later
    assert now[-2:] == ["1 answered, 2 flagged", 1]
    change(learner, single, "f")
    now, later = told(learner)
    assert now == later
    assert now[-2:] == ["1 answered, 1 flagged", 1]


def test_a_list_that_stays_as_it_was_is_found_out(learner: Page, site: Site) -> None:
    learner.route(
        "**/posttest.js*",
        lambda route: planted(route, 'step.toggleAttribute("data-flagged", isFlagged);', "return;"),
    )
    change(learner, site.path_of(QuestionType.SINGLE), "2", "f")
    by_tab(learner, "#flag")
    now, later = told(learner)
    assert now != later
