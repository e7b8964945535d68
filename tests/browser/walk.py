"""A learner's way through the site, by hand: the same steps with a mouse, by keyboard, and without JavaScript."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, expect

ACTIVITY = "/activities/alk-alcl-crizotinib"
PASSWORD = "correct horse battery"
KEYS = ("True", "True", "Transient thrombocytopenia")
WRONG = ("True", "False", "A and B")
Look = Callable[[Page], None]


def open_outbox(page: Page, link: Locator) -> None:
    """Open the mail kept on this machine as often as it takes until it has a link: the worker sends it meanwhile."""
    for _ in range(100):
        page.goto("/outbox")
        if link.count():
            return
        page.wait_for_load_state("networkidle")


@dataclass
class Walk:
    """One person in one browser. ``look`` is called on every page that is reached."""

    page: Page
    look: Look
    email: str = "alice@example.org"
    has_script: bool = True
    saw: list[str] = field(default_factory=list)

    def at(self, heading: str | re.Pattern[str]) -> None:
        """Expect to be at a page, and look at it."""
        expect(self.page.locator("h1")).to_have_text(heading)
        self.page.wait_for_load_state()  # a heading is there before the rest is
        self.look(self.page)
        self.saw.append(self.page.url)

    def press(self, name: str | re.Pattern[str], role: Any = "button") -> None:
        self.page.locator("main").get_by_role(role, name=name).first.click()

    def sign_up(self) -> None:
        page = self.page
        page.goto("/account/sign-up")
        self.at("Sign up")
        page.get_by_label("Name").fill("Alice Learner")
        page.get_by_label("E-mail address").fill(self.email)
        page.get_by_label("Password").fill(PASSWORD)
        self.press("Sign up")
        self.at("Look into your mail")
        page.goto(self.link_from_outbox("/account/confirm/"))
        self.at(re.compile("Confirm"))
        page.locator("main form button").click()
        expect(page.locator("h1")).to_have_text("Sign in")
        self.sign_in()

    def sign_in(self) -> None:
        if not self.page.url.endswith("/account/sign-in"):
            self.page.goto("/account/sign-in")
        self.at("Sign in")
        self.page.get_by_label("E-mail address").fill(self.email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Sign in")
        expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()

    def link_from_outbox(self, part: str) -> str:
        """Return the newest link with ``part`` from the mail kept on this machine, once the worker has sent it."""
        link = (
            self.page.locator("main article, main section, main li")
            .filter(has_text=self.email)
            .locator(f"a[href*='{part}']")
        )
        open_outbox(self.page, link)
        return link.first.get_attribute("href") or ""

    def start(self) -> None:
        self.page.goto(ACTIVITY)
        self.at(re.compile("Crizotinib before and after transplant"))
        self.page.get_by_label(re.compile("I have read the above")).check()
        self.press("Start the posttest")

    def answer(self, texts: tuple[str, ...]) -> None:
        for position, text in enumerate(texts, start=1):
            self.at(f"Question {position} of 3")
            self.page.locator(".choice").get_by_text(text, exact=True).click()
            if self.has_script:
                expect(self.page.locator("#saved")).to_have_text(re.compile(r"^\s*Saved \d\d:\d\d"))
            self.press(re.compile("Next question|Check before submitting"))
        self.at("Check before submitting")
        expect(self.page.locator("main")).to_contain_text("3 of 3 answered")

    def take(self, texts: tuple[str, ...]) -> None:
        self.start()
        self.answer(texts)
        self.press("Submit")

    def evaluate_and_claim(self) -> None:
        page = self.page
        self.press("Go to the evaluation", "link")
        self.at("What do you think of this activity?")
        for group in page.get_by_role("group").all():
            group.get_by_role("radio", name=re.compile("^(Yes|No)$")).first.check()
        page.get_by_role("radio", name="No, it confirms what I do already").check()
        self.press("Send the evaluation")
        self.at(re.compile("certificate", re.IGNORECASE))
        self.press(re.compile("certificate", re.IGNORECASE))
        self.at("Certificate of completion")

    def verify(self) -> None:
        self.press("Verification page", "link")
        expect(self.page).to_have_url(re.compile("/verify/"))  # the certificate's own page says the same
        self.at(re.compile("certificate", re.IGNORECASE))
        expect(self.page.locator("main")).to_contain_text("Alice Learner")
        expect(self.page.locator("main")).to_contain_text("3 of 3")
