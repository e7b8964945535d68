"""What the page of a question shows when something stands in the way is as accessible as the page itself."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.every_page import APPEARANCES, clipped, faults
from tests.browser.saving.stage import PASSWORD, SAVED, Learner, choose, says


def offline(learner: Learner) -> Page:
    page = learner.open()
    learner.context.set_offline(True)
    choose(page, 2)
    says(page, re.compile("^Not saved yet. You are offline"))
    return page


def held(learner: Learner) -> Page:
    page = learner.open(1)
    learner.stage.network.is_cut = True
    choose(page, 1)
    page.get_by_role("button", name="Next question").click()
    expect(page.locator("#held")).to_contain_text("No other page can be opened")
    return page


def conflict(learner: Learner) -> Page:
    first, context = learner.open(), learner.stage.context()
    context.add_cookies(first.context.cookies())  # type: ignore[arg-type]
    second = learner.open(context=context)
    choose(first, 1)
    says(first, SAVED)
    choose(second, 2)
    expect(second.locator("#conflict")).to_be_visible()
    return second


def signed_out(learner: Learner) -> Page:
    page = learner.open()
    learner.expire()
    choose(page, 2)
    expect(page.locator("#sign-in-again")).to_be_visible()
    return page


def stranger(learner: Learner) -> Page:
    other = learner.stage.learner("other")
    other.set_password()
    page = signed_out(learner)
    dialog = page.locator("#sign-in-again")
    dialog.get_by_label("E-mail address").fill(other.member.email)
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()
    expect(page.locator("#stranger")).to_be_visible()
    return page


def signing_out(learner: Learner) -> Page:
    page = learner.open()
    page.route("**/save", lambda route: route.abort())
    choose(page, 2)
    says(page, re.compile("^Not saved yet"))
    page.wait_for_selector("#sign-out[data-ready]")
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.locator("#unsent")).to_be_visible()
    return page


STATES = (offline, held, conflict, signed_out, stranger, signing_out)


SOME = ("phone-dark", "desk-forced")
ALL = pytest.param(tuple(APPEARANCES), marks=pytest.mark.slow)


@pytest.mark.parametrize("appearances", [SOME, ALL], ids=["some", "all"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_each_state_is_accessible(
    learner: Learner, state: Callable[[Learner], Page], appearances: tuple[str, ...]
) -> None:
    page = state(learner)
    for name in appearances:
        appearance = APPEARANCES[name]
        page.set_viewport_size(appearance["viewport"])
        page.emulate_media(
            color_scheme=appearance.get("color_scheme", "null"), forced_colors=appearance.get("forced_colors", "null")
        )
        assert faults(page) == [], name
    assert clipped(page) == []


@pytest.mark.parametrize(("state", "text"), [(conflict, "#conflict dd"), (signing_out, "#unsent p")])
def test_pale_text_in_a_state_is_found(learner: Learner, state: Callable[[Learner], Page], text: str) -> None:
    page = state(learner)
    page.evaluate("text => { document.querySelector(text).style.color = 'silver'; }", text)
    assert faults(page)
