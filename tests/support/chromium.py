"""A real browser, found on this machine, and axe in it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",  # refused as root otherwise; these pages are our own
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    "No Chromium was found, so no page was tested in a browser. Install one (Debian: apt-get install chromium) so "
    f"that one of these is on the PATH: {', '.join(NAMES)}"
)


def find_program() -> str | None:
    """Return the path of a Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def browser(program: str) -> Iterator[Browser]:
    """Give a running browser."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        try:
            yield running
        finally:
            running.close()


@dataclass(frozen=True)
class Findings:
    """What axe finds wrong with a page, and what it leaves for people to decide; a line each."""

    violations: list[str]
    undecided: list[str]


def findings(page: Page) -> Findings:
    """Look at the page as it stands.

    axe runs in an isolated script of the driver, which the content policy of the page does not reach.
    """
    response: dict[str, Any] = Axe().run(page, options={"resultTypes": ["violations", "incomplete"]}).response
    return Findings(_lines(response["violations"]), _lines(response["incomplete"]))


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with the page as it stands."""
    return findings(page).violations


def _lines(told: list[dict[str, Any]]) -> list[str]:
    return [
        f"{one['id']} ({one['impact']}): {one['help']} at {node['target']}: {node['html'][:160]}"
        for one in told
        for node in one["nodes"]
    ]
