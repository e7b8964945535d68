"""Practice, misses and the pretest are accessible and whole on a phone and on a desk."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import watch
from tests.browser.test_open_pages import too_wide
from tests.support.banks import FOUR, bank, question
from tests.support.cast import ALICE, CHARLIE
from tests.support.posttest import Taking, person, publish_bank
from tests.support.served_app import context_of, served


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """Alice has passed after a pretest; Charlie has taken the pretest alone."""
    database = app.extensions["cme"].database
    publish_bank(database, bank(questions=(question("one", FOUR, "late"),), has_pretest=True))
    for member in (ALICE, CHARLIE):
        taking = Taking(database, person(database, member))
        taking.take_pretest({1: "both"})
    Taking(database, person(database, ALICE)).take({1: "late"})
    with served(app) as origin:
        yield origin


@pytest.mark.parametrize("width", [320, 1280])
def test_practice_misses_and_pretest_are_whole(
    site: str, app: Flask, browser: Browser, axe: Callable[[Page], None], width: int
) -> None:
    context = context_of(browser, app, site, ALICE, viewport={"width": width, "height": 800})
    page = context.new_page()
    wrong = watch(page)

    def looked_at() -> None:
        assert too_wide(page) == []
        axe(page)

    page.goto("/activities/case/practice/1")
    page.get_by_text("Early finding").click()
    page.get_by_label("Certain").check()
    looked_at()
    page.get_by_role("button", name="Check my answer").click()
    expect(page.get_by_text("You said: certain")).to_have_count(1)
    looked_at()
    page.get_by_role("link", name="Finish: my misses").click()
    expect(page.get_by_text("Certain, and not right")).to_have_count(1)
    looked_at()
    page.goto("/my/activities")
    page.get_by_role("link", name="Result and evidence").click()
    expect(page.get_by_role("heading", name="Before and after reading")).to_have_count(1)
    looked_at()
    context.close()
    context = context_of(browser, app, site, CHARLIE, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto("/activities/case")
    expect(page.get_by_text("Your pretest is kept.")).to_have_count(1)
    looked_at()
    context.close()
    assert wrong == []
