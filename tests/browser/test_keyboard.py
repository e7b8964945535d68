"""From sign-up to the certificate by keyboard alone: Tab, arrows, Space and Enter reach everything that is needed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walk import open_outbox

EMAIL, PASSWORD = "keyboard@example.org", "correct horse battery"
MOST_TABS = 60
PRIMARY = "main form button.button--primary, main a.button--primary"


class Keyboard:
    """A person who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, selector: str) -> "Keyboard":
        """Press Tab until what has the focus is meant by ``selector``; the focus must be visible there."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                return self
        raise AssertionError(f"{self.page.url}: {MOST_TABS} times Tab do not reach {selector}")

    def type(self, selector: str, text: str) -> "Keyboard":
        self.to(selector).page.keyboard.type(text)
        return self

    def press(self, *keys: str) -> "Keyboard":
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def at(self, heading: str | re.Pattern[str]) -> "Keyboard":
        expect(self.page.locator("h1")).to_have_text(heading)
        self.page.wait_for_load_state()  # a heading is there before the rest is
        return self


def sign_up_and_in(hands: Keyboard) -> None:
    page = hands.page
    page.goto("/")
    hands.to("a[href='/account/sign-up']").press("Enter").at("Sign up")
    hands.type("[name=name]", "Alice Learner").type("[name=email]", EMAIL).type("[name=password]", PASSWORD)
    hands.press("Enter").at("Look into your mail")
    open_outbox(page, page.locator("a[href*='/account/confirm/']"))
    hands.to("a[href*='/account/confirm/']").press("Enter").at(re.compile("Confirm"))
    hands.to("main form button").press("Enter").at("Sign in")
    hands.type("[name=email]", EMAIL).type("[name=password]", PASSWORD).press("Enter").at("Activities")


def take_the_posttest(hands: Keyboard) -> None:
    page = hands.page
    hands.to("h2 a[href$='/alk-alcl-crizotinib']").press("Enter").at(re.compile("Crizotinib"))
    hands.to("[name=acknowledged]").press("Space").to(PRIMARY).press("Enter")
    for position, downs in ((1, 0), (2, 0), (3, 1)):
        hands.at(f"Question {position} of 3").to("[name=response]").press("Space", *["ArrowDown"] * downs)
        expect(page.locator("#saved")).to_have_text(re.compile(r"^\s*Saved "))
        hands.press("Enter")
    hands.at("Check before submitting").to("main form button").press("Enter").at("Passed")


def claim_the_certificate(hands: Keyboard) -> None:
    hands.to(PRIMARY).press("Enter").at("What do you think of this activity?")
    for name in ("objective_1", "objective_2", "objective_3", "is_biased"):
        hands.to(f"[name={name}]").press("Space")
    hands.to("[name=intent]").press("Space", "ArrowDown")
    hands.to(PRIMARY).press("Enter").at(re.compile("certificate", re.IGNORECASE))
    hands.to(PRIMARY).press("Enter").at("Certificate of completion")


def test_the_whole_way_by_keyboard_alone(page: Page) -> None:
    hands = Keyboard(page)
    sign_up_and_in(hands)
    take_the_posttest(hands)
    claim_the_certificate(hands)


def test_what_cannot_be_reached_is_seen(page: Page) -> None:
    page.goto("/")
    with pytest.raises(AssertionError, match="do not reach"):
        Keyboard(page).to("main h1")
