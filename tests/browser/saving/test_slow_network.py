"""From a click to the durable acknowledgement, at 400 ms there and back and 1 % of messages lost on the way."""

import random
from collections.abc import Callable, Iterator
from statistics import quantiles

import pytest
from playwright.sync_api import Page

from tests.browser.saving.stage import Learner
from tests.browser.saving.test_schedules import planted
from tests.support.figures import Figure, record

FULL, SMALL = 400, 30
WAY, LOST, SENT_AGAIN = 0.2, 0.01, 1.0  # seconds; TCP sends what was lost again after a second at first (RFC 6298)
GOAL_MS = 2000
CLICK = """(number) => new Promise((resolve) => {
  const line = document.getElementById("saved");
  const start = performance.now();
  new MutationObserver((_, watch) => {
    if (!line.textContent.trim().startsWith("Saved")) return;
    watch.disconnect();
    resolve(performance.now() - start);
  }).observe(line, { childList: true });
  document.querySelectorAll("input[name=response]")[number].click();
})"""


def way(seed: int) -> Callable[[], float]:
    """Return how long messages take one way, some of them sent again."""
    numbers = random.Random(seed)  # noqa: S311  a schedule
    return lambda: WAY + (SENT_AGAIN if numbers.random() < LOST else 0)


@pytest.fixture
def slow(learner: Learner) -> Iterator[Learner]:
    yield learner
    learner.stage.network.way = float


def measured(learner: Learner, page: Page, clicks: int) -> list[float]:
    learner.stage.network.way = way(1)
    return [page.evaluate(CLICK, number % 4) for number in range(clicks)]


@pytest.mark.parametrize("clicks", [SMALL, pytest.param(FULL, marks=[pytest.mark.slow, pytest.mark.alone])])
def test_most_saves_are_durable_within_two_seconds(slow: Learner, clicks: int) -> None:
    took = measured(slow, slow.open(), clicks)
    p95 = quantiles(took, n=20)[-1]
    record(
        Figure(
            proof="Speed",
            what="click to durable acknowledgement at 400 ms and 1 % loss, p95",
            goal="2 s",
            measured=f"{p95 / 1000:.2f} s",
            is_met=p95 <= GOAL_MS,
            is_full=clicks == FULL,
            size=f"{clicks} clicks in a browser",
            control="a script that waits for 2 s before it sends",
        )
    )
    assert len(slow.rows()) == clicks
    assert p95 <= GOAL_MS


def test_a_script_that_waits_is_found_out(slow: Learner) -> None:
    planted("saving/saver.js", "else send();\n  }", "else setTimeout(send, 2000);\n  }")(slow)
    assert quantiles(measured(slow, slow.open(), 5), n=20)[-1] > GOAL_MS
