"""The server stops and starts, or is of a newer release, while a page is open: the page goes on saving."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect

from cme.database import Database
from tests.browser.saving.stage import SAVED, Learner, Stage, choose, chosen, says
from tests.support.proxy import Network, between
from tests.support.server import Server, serving

EARLIER = Path(__file__).with_name("earlier_posttest.js").read_text("utf-8")  # as it was before modules


@contextmanager
def started(folder: Path, network: Network) -> Iterator[Server]:
    """Give a server on the same data behind the same address."""
    with serving(folder) as server:
        network.port = urlsplit(server.origin).port or 0
        yield server


def test_a_restart_in_between_loses_nothing(browser: Browser, tmp_path: Path) -> None:
    with between(0) as network:
        with started(tmp_path, network) as server:
            database = Database(f"sqlite:///{server.data_dir / 'cme.sqlite3'}")
            found = Stage(server, network, browser, database)
            learner = found.learner()
            page = learner.open()
            choose(page, 1)
            says(page, SAVED)
        choose(page, 2)
        says(page, re.compile("^Not saved yet. The server does not answer; it is kept on this device"))
        with started(tmp_path, network):
            says(page, SAVED)
            assert learner.stored() == chosen(page)
            assert len(learner.rows()) == 2
            found.close_contexts()
            database.engine.dispose()


def test_a_page_with_the_script_of_an_earlier_release_still_saves(learner: Learner) -> None:
    learner.context.route(
        "**/js/posttest.js*", lambda route: route.fulfill(body=EARLIER, content_type="text/javascript")
    )
    page = learner.context.new_page()
    page.goto(f"/attempts/{learner.attempt_id}/questions/3")
    expect(page.locator("#keys")).not_to_have_attribute("hidden", "")
    choose(page, 2)
    says(page, SAVED)
    assert learner.stored() == chosen(page)
    choose(page, 3)
    says(page, SAVED)
    assert learner.stored() == chosen(page)
