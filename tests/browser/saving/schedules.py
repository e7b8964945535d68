"""One learner at one question, doing what a seed says in a network that fails as the same seed says."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.saving.stage import SAVED, SECONDS, Learner, Stage, back_online, choose, chosen, ready
from tests.support.proxy import seeded

POSITION = 3
STEPS = 9
WATCH = """
addEventListener("DOMContentLoaded", () => {
  const line = document.getElementById("saved");
  const form = document.getElementById("question");
  if (!line) return;
  new MutationObserver(() => {
    if (!line.textContent.trim().startsWith("Saved")) return;
    const chosen = new FormData(form).getAll("response").filter(Boolean);
    window.sawSaved({ chosen, sequence: Number(form.elements.sequence.value) - 1 });
  }).observe(line, { childList: true });
});
"""
WENT_OR_HELD = "() => location.pathname.endsWith('/2') || document.getElementById('held')?.textContent"


@dataclass
class Seen:
    """What one schedule came to."""

    changes: int = 0
    saved: int = 0  # how often the page said Saved
    false: list[str] = field(default_factory=list)


@dataclass
class Player:
    """Plays one schedule. ``plant`` breaks the page's script on purpose.

    Every fourth learner waits after each change until it is saved: there, rows and changes are one to one.
    """

    stage: Stage
    seed: int
    plant: Callable[[Learner], None] | None = None
    last: tuple[str, ...] = ()

    def play(self) -> Seen:
        """Do what the seed says, heal the network, and hold what is stored against the last choice."""
        self.seen, self.numbers = Seen(), random.Random(self.seed)  # noqa: S311  a schedule
        self.learner = self.stage.learner("scheduled")
        self.learner.context.expose_binding("sawSaved", self.saw)
        self.learner.context.add_init_script(WATCH)
        if self.plant:
            self.plant(self.learner)
        self.page = self.opened()
        self.stage.network.fates = seeded(self.seed)
        for _ in range(STEPS):
            self.numbers.choice([self.choose] * 5 + [self.flag, self.reload, self.go_on, self.reopen, self.cut])()
            if self.is_patient:
                self.mend()
                self.wait_until_saved()
        self.settle()
        self.judge()
        self.learner.context.close()
        self.stage.contexts.remove(self.learner.context)
        return self.seen

    def opened(self) -> Page:
        page = self.learner.context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        self.learner.go(page, POSITION)
        return page

    def saw(self, _source: Any, told: dict[str, Any]) -> None:
        """The page says Saved: the row of that number must hold that very answer, now."""
        self.seen.saved += 1
        rows = {row.sequence: row.chosen for row in self.learner.rows(POSITION)}
        if rows.get(told["sequence"]) != tuple(told["chosen"]):
            self.seen.false.append(f"said {told}, stored {rows}")

    def choose(self) -> None:
        before = chosen(self.page)
        choose(self.page, self.numbers.randint(1, 4))
        self.last = chosen(self.page)
        self.seen.changes += self.last != before

    def flag(self) -> None:
        self.page.locator("label[for=flag]").click()
        self.seen.changes += 1

    def reload(self) -> None:
        self.mend()
        self.page.reload()
        ready(self.page)

    def go_on(self) -> None:
        """Press the button and come back, whether it went on or was held."""
        self.mend()
        self.page.get_by_role("button", name="Back to question 2").dblclick(no_wait_after=True)
        self.page.wait_for_function(WENT_OR_HELD)
        self.learner.go(self.page, POSITION)

    def reopen(self) -> None:
        self.mend()
        self.page.close()
        self.page = self.opened()

    def cut(self) -> None:
        self.stage.network.is_cut = True
        self.choose()

    def mend(self) -> None:
        self.stage.network.is_cut = False

    def settle(self) -> None:
        self.stage.network.heal()
        back_online(self.page)
        self.wait_until_saved()

    @property
    def is_patient(self) -> bool:
        return self.seed % 4 == 0

    def wait_until_saved(self) -> None:
        if self.seen.changes:
            expect(self.page.locator("#saved")).to_have_text(SAVED, timeout=SECONDS * 1000)

    def judge(self) -> None:
        rows = self.learner.rows(POSITION)
        assert self.seen.false == []
        assert self.learner.stored(POSITION) == self.last == chosen(self.page), f"lost: {rows}"
        assert len(rows) <= self.seen.changes, f"{len(rows)} rows of {self.seen.changes} changes"
        assert not self.is_patient or len(rows) == self.seen.changes, f"{len(rows)} rows of {self.seen.changes} changes"
