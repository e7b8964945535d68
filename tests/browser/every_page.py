"""Every page there is, of everybody and in every state, to be looked at in a browser."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserContext, Error, Page
from werkzeug.serving import make_server

from tests.security.access_rows import ROWS
from tests.security.access_world import STATES, World, browser_of
from tests.security.visits import good_case, is_admitted, path_of
from tests.support.chromium import Findings, findings
from tests.support.server import free_port

ROLES = ("anonymous", "learner", "educator")
PHONE, TABLET, DESK = ({"width": width, "height": 800} for width in (320, 768, 1280))
APPEARANCES: dict[str, dict[str, Any]] = {
    "phone-light": {"viewport": PHONE, "color_scheme": "light"},
    "desk-dark": {"viewport": DESK, "color_scheme": "dark"},
    "phone-forced": {"viewport": PHONE, "forced_colors": "active"},
    "desk-light": {"viewport": DESK, "color_scheme": "light"},
    "tablet-light": {"viewport": TABLET, "color_scheme": "light"},
    "phone-dark": {"viewport": PHONE, "color_scheme": "dark"},
    "desk-forced": {"viewport": DESK, "forced_colors": "active"},
}

# What axe leaves undecided: the contrast of a letter on a drawn shape, and of text in a dialog above the page. Both are
# measured here instead (WCAG 2.2, relative luminance): what is less than 4.5 times as light or dark as what it is on.
_PALE = """() => {
  const luminance = colour => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).map(Number).map(part => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const isPale = (...colours) => {
    const [one, other] = colours.map(luminance);
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) < 4.5;
  };
  const ground = element => {
    const colour = getComputedStyle(element).backgroundColor;
    return colour === 'rgba(0, 0, 0, 0)' ? ground(element.parentElement) : colour;
  };
  const glyphs = [...document.querySelectorAll('.glyph')]
    .filter(glyph => isPale(...[glyph, glyph.previousElementSibling].map(one => getComputedStyle(one).fill)));
  const texts = [...document.querySelectorAll('dialog[open] *')]
    .filter(element => element.checkVisibility())
    .filter(element => [...element.childNodes].some(one => one.nodeType === 3 && one.data.trim()))
    .filter(element => isPale(getComputedStyle(element).color, ground(element)));
  return [...glyphs, ...texts].map(one => one.outerHTML.slice(0, 120));
}"""

_TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll('*')]
    .filter(element => element.getBoundingClientRect().right > width + 1 && !element.closest('.scroller > *'))
    .map(element => element.outerHTML.slice(0, 120));
}"""
# Text that its box hides. What is there for screen readers alone is hidden on purpose.
_CLIPPED = """() => [...document.body.querySelectorAll('*')]
  .filter(element => element.clientWidth > 1 && element.clientHeight > 1 && element.innerText?.trim())
  .filter(element => {
    const style = getComputedStyle(element);
    const hides = value => value === 'hidden' || value === 'clip';
    return (hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1)
      || (hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1);
  })
  .map(element => element.outerHTML.slice(0, 120))"""
# Twice the size of the root: every size of ours is counted in rem. WCAG 2.2, success criteria 1.4.4 and 1.4.12.
_STYLES = {
    "200 % text": ":root { font-size: 200% !important }",
    "spaced text": (
        "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
        " p { margin-block-end: 2em !important }"
    ),
}
_DRESS = """style => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = style ? [sheet] : [];
}"""
# 320 px are 1280 px zoomed to 400 % (1.4.10): there text is four times as large already and need not double again.
TEXTS = (("200 % text", 1280), ("spaced text", 1280), ("200 % text", 640), ("spaced text", 320))


@dataclass(frozen=True)
class Visit:
    """One page as one person sees it."""

    role: str
    path: str


@contextmanager
def served(world: World) -> Iterator[Flask]:
    """Serve the world's application from this process."""
    port = free_port()
    app = world.another_app(replace(world.settings, origin=f"http://127.0.0.1:{port}"))
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield app
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def visits(app: Flask, world: World, *, is_full: bool) -> list[Visit]:
    """Return every page of every kind of visitor, and of an attempt in every state; or each page once."""
    found: dict[Visit, None] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule):
        row = ROWS.get(rule.endpoint)
        if row is None or "GET" not in (rule.methods or ()) or row.names == "file":
            continue
        admitted = [role for role in ROLES if is_admitted(row, role)]
        for role in admitted if is_full else admitted[:1]:
            paths = [good_case(world, rule, role).path]
            if row.names == "attempt" and is_full:
                paths += [path_of(rule, world.things[role].attempts[state]) for state in STATES]
            found |= {Visit(role, path): None for path in paths}
    return [*found, *(Visit(role, "/nowhere") for role in (ROLES if is_full else ROLES[:1]))]


def opened(context: BrowserContext, app: Flask, world: World, role: str) -> Page:
    """Return a page in which somebody is signed in."""
    name, _, value = browser_of(app, world, role).cookie.partition("=")
    context.clear_cookies()
    context.add_cookies([{"name": name, "value": value, "url": app.extensions["cme"].settings.origin}])
    return context.new_page()


def is_page(page: Page, path: str) -> bool:
    """Go to a path and say whether it is a page: there are downloads and answers for programs too."""
    try:
        answer = page.goto(path)
    except Error as error:
        if "Download is starting" not in str(error):
            raise
        return False
    return answer is not None and answer.headers.get("content-type", "").startswith("text/html")


def faults(page: Page) -> list[str]:
    """Return what axe finds, what it cannot decide and nobody explained, and what is wider than the window."""
    found: Findings = findings(page)
    measured = ('class="glyph"', "") if page.locator("dialog[open]").count() else ('class="glyph"',)
    told = [f"undecided: {one}" for one in found.undecided if not _is_measured(one, measured)]
    told += [f"pale: {one}" for one in page.evaluate(_PALE)]
    return [*found.violations, *told, *(f"too wide: {one}" for one in wide(page))]


def _is_measured(finding: str, parts: tuple[str, ...]) -> bool:
    return "color-contrast" in finding and any(part in finding for part in parts)


def wide(page: Page) -> list[str]:
    """Return what makes the page wider than its window."""
    told: list[str] = page.evaluate(_TOO_WIDE)
    return told


def clipped(page: Page, texts: Iterable[tuple[str, int]] = TEXTS) -> list[str]:
    """Return what is cut off or too wide with text twice as large, and with the spacing that readers may ask for.

    Colours change no size, so this is looked at once and not in every appearance.
    """
    before = page.viewport_size
    assert before is not None
    told: list[str] = []
    for text, width in texts:
        page.set_viewport_size({"width": width, "height": before["height"]})
        page.evaluate(_DRESS, _STYLES[text])
        told += [f"{text} at {width} px cut off: {one}" for one in page.evaluate(_CLIPPED)]
        told += [f"{text} at {width} px too wide: {one}" for one in wide(page)]
    page.evaluate(_DRESS, "")
    page.set_viewport_size(before)
    return told


def picture(page: Page, folder: Path, name: str) -> None:
    """Keep a picture of a page that has faults."""
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)
