"""Every route in every state: accessible, whole at 320 px, with large and with spaced text, in every appearance."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.browser.every_page import APPEARANCES, TEXTS, Visit, clipped, faults, is_page, opened, served, visits
from tests.security.access_world import World, build
from tests.support import databases
from tests.support.figures import Figure, record

SIZES = [False, pytest.param(True, marks=pytest.mark.slow)]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: object) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("every-page")
    shutil.copyfile(str(sqlite_template), folder / "cme.sqlite3")
    url = f"sqlite:///{folder / 'cme.sqlite3'}"
    with databases.opened(url) as database:
        yield build(database, folder, url)


@pytest.fixture(scope="module")
def app(world: World) -> Iterator[Flask]:
    with served(world) as running:
        yield running


def looked_at(
    browser: Browser, app: Flask, world: World, appearance: str, pages: list[Visit], *, has_texts: bool
) -> tuple[int, list[str]]:
    """Return how many pages were looked at, and what is wrong with them; ``has_texts``: with changed texts too."""
    context = browser.new_context(base_url=app.extensions["cme"].settings.origin, **APPEARANCES[appearance])
    seen = 0
    found: list[str] = []
    for role in sorted({visit.role for visit in pages}):
        page = opened(context, app, world, role)
        for visit in (each for each in pages if each.role == role):
            if is_page(page, visit.path):
                seen += 1
                told = faults(page) + (clipped(page) if has_texts else [])
                found += [f"{appearance}, {role}: {visit.path}: {one}" for one in told]
        page.close()
    context.close()
    return seen, found


@pytest.mark.parametrize("is_full", SIZES, ids=["small", "full"])
def test_every_page_in_every_state(browser: Browser, app: Flask, world: World, *, is_full: bool) -> None:
    """In full, each page of everybody in each appearance; else each page once, the appearances in turn."""
    pages = visits(app, world, is_full=is_full)
    seen = 0
    found: list[str] = []
    for number, appearance in enumerate(APPEARANCES):
        some = pages if is_full else pages[number :: len(APPEARANCES)]
        has_texts = not is_full or appearance == "desk-light"  # each page once
        counted, told = looked_at(browser, app, world, appearance, some, has_texts=has_texts)
        seen, found = seen + counted, found + told
    record(
        Figure(
            proof="Accessibility",
            what="violations, undecided findings, sideways scrolling and cut-off text",
            goal="0",
            measured=f"{len(found)} on {seen} pages",
            is_met=not found,
            is_full=is_full,
            size=f"{len(pages)} addresses of 3 kinds of visitor, 320, 768 and 1280 px, light, dark and forced colours",
            control="pale text, a missing label, a wide box, text cut off at each size and spacing are each found",
        )
    )
    assert not found, "\n".join(found)
    assert seen >= (500 if is_full else 40)


PLANTED = {
    "pale text": "<main><h1>Title</h1><p style='color: silver'>Pale</p></main>",
    "a missing label": "<main><h1>Title</h1><input></main>",
    "a wide box": "<main><h1>Title</h1><p style='width: 2000px'>Wide</p></main>",
    "cut-off text": "<main><h1>Title</h1><p style='height: 1.2em; overflow: hidden'>Cut off</p></main>",
    "a pale letter": (
        "<main><h1>Title</h1><svg><circle r='20' fill='gray'/><text class='glyph' fill='darkgray'>S</text></svg></main>"
    ),
    "undecided": "<main><h1>Title</h1><p style='background: linear-gradient(black, white); color: red'>Pale</p></main>",
}


@pytest.mark.parametrize("fault", PLANTED)
def test_what_is_planted_is_found(browser: Browser, tmp_path: Path, fault: str) -> None:
    file = tmp_path / "page.html"
    file.write_text(f"<!doctype html><html lang='en'><title>T</title><body>{PLANTED[fault]}", "utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(file.as_uri())
    found = faults(page) + clipped(page)
    page.close()
    assert found


ONE_LINE = {
    "200 % text": "p { font-size: 1rem; height: 30px; overflow: hidden }",
    "spaced text": "p { font-size: 16px; height: 22px; overflow: hidden }",  # the root's size does not change it
}


@pytest.mark.parametrize(("text", "width"), TEXTS)
def test_text_cut_off_at_one_size_alone_is_found_there_alone(browser: Browser, text: str, width: int) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    style = f"@media (width: {width}px) {{ {ONE_LINE[text]} }}"
    page.set_content(f"<!doctype html><style>{style}</style><h1>Title</h1><p>One line</p>")
    assert clipped(page) == [f"{text} at {width} px cut off: <p>One line</p>"]
    assert page.viewport_size == {"width": 1280, "height": 800}
    page.close()
