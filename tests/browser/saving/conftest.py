"""One stage for each test file; a network that works at the start of each test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.saving.stage import Learner, Stage, stage


@pytest.fixture(scope="module")
def staged(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(browser, tmp_path_factory.mktemp("saving")) as found:
        yield found


@pytest.fixture
def learner(staged: Stage) -> Iterator[Learner]:
    """Somebody who has just begun."""
    yield staged.learner()
    staged.network.heal()
    staged.network.counts.clear()
    staged.close_contexts()
