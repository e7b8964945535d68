"""A site with a question of every type, served from this process, and a learner in a browser who has begun it."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from cme.core.bank import Bank
from cme.core.questions import Question, QuestionType
from tests.browser.conftest import watch
from tests.browser.saving.stage import ready
from tests.conftest import make_settings, running_app
from tests.support.cast import ALICE
from tests.support.clock import SettableClock
from tests.support.every_type import every_type_bank
from tests.support.posttest import Taking, person, publish_bank
from tests.support.served_app import context_of, served

SAVED = re.compile(r"^\s*Saved ")
BANK: Bank = every_type_bank()
POSITIONS = {
    name: position for position, name in enumerate(BANK.activities["every-type"].posttest.question_ids, start=1)
}


def question_of(kind: QuestionType) -> Question:
    """Return the first question of a type in the posttest that stands alone."""
    return next(BANK.questions[name] for name in POSITIONS if BANK.questions[name].type is kind)


@dataclass(frozen=True)
class Site:
    """The site, and the attempt that Alice has begun there."""

    app: Flask
    origin: str
    attempt_id: str

    def path(self, question_id: str) -> str:
        return f"/attempts/{self.attempt_id}/questions/{POSITIONS[question_id]}"

    def path_of(self, kind: QuestionType) -> str:
        return self.path(question_of(kind).id)

    @contextmanager
    def opened(self, browser: Browser, **options: Any) -> Iterator[Page]:
        """Give a page in which Alice is signed in; a script error fails the test."""
        context = context_of(browser, self.app, self.origin, ALICE, **options)
        page = context.new_page()
        wrong = watch(page)
        yield page
        context.close()
        assert wrong == []


@contextmanager
def begun(folder: Path, template: Path, clock: SettableClock, **changes: Any) -> Iterator[Site]:
    """Give the site of a fresh database; ``changes`` are of the activity."""
    shutil.copyfile(template, folder / "cme.sqlite3")
    activity = replace(BANK.activities["every-type"], released=date(2026, 1, 1), **changes)
    for app in running_app(make_settings(folder, f"sqlite:///{folder / 'cme.sqlite3'}"), clock):
        database = app.extensions["cme"].database
        publish_bank(database, replace(BANK, activities={activity.id: activity}))
        taking = Taking(database, person(database, ALICE), now=clock(), activity_id=activity.id)
        attempt_id = taking.start()
        with served(app) as origin:
            yield Site(app, origin, attempt_id)


def planted(route: Route, old: str, new: str) -> None:
    """Answer with the file as it is, but for one thing."""
    text = route.fetch().text()
    assert old in text
    route.fulfill(body=text.replace(old, new) if old else text + new, content_type=kind_of(route))


def kind_of(route: Route) -> str:
    return "text/css" if ".css" in route.request.url else "text/javascript"


def opened(page: Page, path: str) -> None:
    """Open a question, and wait until its script listens: only then does "Saved" speak of what was typed since."""
    page.goto(path)
    ready(page)


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text(SAVED)


def by_tab(page: Page, selector: str) -> None:
    """Press Tab until what ``selector`` names has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def answers(page: Page) -> set[str]:
    """Return what the form says now."""
    sent: list[str] = page.evaluate("() => new FormData(document.getElementById('question')).getAll('response')")
    return {word for word in sent if word}
