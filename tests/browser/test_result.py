"""A result with a question of each type: accessible and whole in every appearance, and on paper."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from cme.config import Settings
from cme.core.sources import OPEN_LICENCE
from tests.browser.conftest import watch
from tests.browser.test_open_pages import APPEARANCES, too_wide
from tests.conftest import running_app
from tests.support.banks import SOURCE
from tests.support.cast import ALICE
from tests.support.clock import SettableClock
from tests.support.posttest import publish_bank
from tests.support.results import every_bank, learners, take_every
from tests.support.served_app import context_of, served
from tests.web.test_results_of_types import MIXED


@pytest.fixture
def result(app: Flask) -> Iterator[tuple[str, str]]:
    """Give the address of a site and the path of a result that shows everything."""
    database = app.extensions["cme"].database
    publish_bank(database, every_bank(attempts=1))
    for member in learners(9):
        take_every(database, member)
    attempt_id = take_every(database, ALICE, MIXED)
    with served(app) as origin:
        yield origin, f"/attempts/{attempt_id}/result"


def test_a_result_of_every_type_is_whole(
    result: tuple[str, str], app: Flask, browser: Browser, axe: Callable[[Page], None]
) -> None:
    origin, path = result
    for name, options in APPEARANCES.items():
        context = context_of(browser, app, origin, ALICE, **options)
        page = context.new_page()
        wrong = watch(page)
        page.goto(path)
        assert page.locator("h3").count() == 7, name
        assert too_wide(page) == [], name
        if options.get("java_script_enabled", True):
            axe(page)
        assert wrong == []
        context.close()


def test_an_article_to_be_read_here_is_whole(
    settings: Settings, clock: SettableClock, tmp_path: Path, browser: Browser, axe: Callable[[Page], None]
) -> None:
    bank = every_bank(attempts=1)
    quoted = [each.passage for question in bank.questions.values() for each in question.cited]
    words = "\n\n".join(f"Then, {each.context_before} {each.quote} All was well." for each in quoted)
    (tmp_path / "paper.txt").write_text(f"Case Summary\n\n{words}\n", "utf-8")
    for app in running_app(replace(settings, fulltext_dir=tmp_path), clock):
        database = app.extensions["cme"].database
        publish_bank(database, replace(bank, sources={SOURCE.id: replace(SOURCE, rights_basis=OPEN_LICENCE)}))
        take_every(database, ALICE)
        with served(app) as origin:
            for name in ("phone-dark", "desk-light", "desk-forced"):
                context = context_of(browser, app, origin, ALICE, **APPEARANCES[name])
                page = context.new_page()
                page.goto("/sources/paper/read#p-seven-b")
                assert page.locator("mark").count() == len(quoted)
                assert page.locator("mark:target").inner_text() == "The finding of seven-b was seen on the third day."
                assert too_wide(page) == []
                axe(page)
                context.close()


def test_a_result_is_printed_with_its_evidence_and_without_controls(
    result: tuple[str, str], app: Flask, browser: Browser, tmp_path: Path
) -> None:
    origin, path = result
    context = context_of(browser, app, origin, ALICE)
    page = context.new_page()
    page.goto(path)
    page.pdf(path=str(tmp_path / "result.pdf"), prefer_css_page_size=True)
    context.close()
    printed = "".join(each.extract_text() for each in PdfReader(tmp_path / "result.pdf").pages)
    words = _together(printed)
    assert _together("+1 +1 +1 −1 −1 = 1 of 4") in words
    assert "https://doi.org/10.5555/paper" in words, "a link on paper is its address"
    assert _together("supports answer a") in words
    for control in ("Sign out", "Practise these questions", "Tell the educators", "Open the article"):
        assert _together(control) not in words


def _together(text: str) -> str:
    """Return text as it can be looked for in a PDF: without blanks, ligatures undone."""
    return "".join(unicodedata.normalize("NFKC", text).split())
