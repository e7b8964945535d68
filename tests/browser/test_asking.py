"""The page of a question of every type: whole in every appearance and without scripts."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cme.core.questions import QuestionType
from cme.core.responses import full_answer
from tests.browser.asking import BANK, Site, begun, opened, planted, question_of
from tests.browser.every_page import APPEARANCES, TEXTS, clipped, faults
from tests.support.clock import SettableClock

TYPES = sorted(QuestionType)
SMALL_TARGETS = """() => [...document.querySelectorAll('fieldset :is(label, select, button, input[type=text])')]
  .filter(one => one.checkVisibility() && !one.matches('.pair label, .line label, .typed > label, .vh'))
  .map(one => [one.getBoundingClientRect(), one.outerHTML.slice(0, 100)])
  .filter(([box]) => box.width > 1 && (box.width < 44 || box.height < 44)).map(([, told]) => told)"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with begun(tmp_path_factory.mktemp("asking"), sqlite_template, SettableClock()) as site:
        yield site


@pytest.mark.parametrize("appearance", APPEARANCES)
def test_every_type_is_whole(browser: Browser, site: Site, appearance: str) -> None:
    with site.opened(browser, **APPEARANCES[appearance]) as page:
        for path in [*(site.path_of(kind) for kind in TYPES), site.path("case-first-step"), site.path("scan-fusion")]:
            opened(page, path)
            told = faults(page) + page.evaluate(SMALL_TARGETS)
            told += clipped(page, (*TEXTS, ("200 % text", 320))) if appearance == "desk-light" else []
            assert told == [], path


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("select.control { width: 30rem }", QuestionType.MATCHING),
        (".how { color: #bbb }", QuestionType.MULTIPLE),
        (".line label { height: 1.4em; overflow: hidden }", QuestionType.ORDERING),
        (".move { min-height: 2rem; padding: 0 }", QuestionType.ORDERING),
    ],
    ids=["too wide", "pale", "cut off", "small target"],
)
def test_a_planted_fault_of_style_is_found(browser: Browser, site: Site, fault: str, kind: QuestionType) -> None:
    with site.opened(browser, **APPEARANCES["phone-light"]) as page:
        page.route("**/asked.css*", lambda route: planted(route, "", fault))
        opened(page, site.path_of(kind))
        assert faults(page) + page.evaluate(SMALL_TARGETS) + clipped(page) != []


def fill_in(page: Page, words: tuple[str, ...]) -> None:
    """Answer with what the browser itself offers."""
    for word in words:
        control = page.locator(f"[name=response][value='{word}'], select[name=response]:has(option[value='{word}'])")
        if control.count() == 0:
            page.locator("#answer").fill(word)
        elif control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(value=word)
        else:
            control.check()


def test_every_type_without_scripts(browser: Browser, site: Site) -> None:
    with site.opened(browser, java_script_enabled=False, viewport={"width": 320, "height": 640}) as page:
        for name in (question_of(kind).id for kind in TYPES):
            answer = full_answer(BANK.questions[name])
            page.goto(site.path(name))
            for control in page.locator("[name=response]:checked").all():
                if control.get_attribute("type") == "checkbox":
                    control.uncheck()
            assert not page.locator("[data-move], [data-sign], [data-as-shown]").first.is_visible()
            fill_in(page, answer)
            page.locator("#question .button--primary").click()
            expect(page).not_to_have_url(re.compile(f"{site.path(name)}$"))
            page.goto(site.path(name))
            sent = page.locator("input[name=response]:is([type=text], :checked), select[name=response]").all()
            assert {control.input_value() for control in sent} - {""} == set(answer), name
