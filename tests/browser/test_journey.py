"""The whole way: sign up, read, fail, read again, pass, evaluate, certificate, verification, practice."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import APIResponse, BrowserContext, Page, Route, expect

from tests.browser.conftest import watch
from tests.browser.test_open_pages import too_wide
from tests.browser.walk import ACTIVITY, KEYS, WRONG, Walk

Contexts = Callable[..., BrowserContext]
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
EVIDENCE = "Upon restarting, the patient initially experienced transient thrombocytopenia."


@pytest.fixture
def look(axe: Callable[[Page], None]) -> Callable[[Page], None]:
    """Look at a page on a phone in the dark and on a desk in the light: axe finds nothing, nothing sticks out."""

    def check(page: Page) -> None:
        for size, scheme in ((PHONE, "dark"), (DESK, "light")):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            axe(page)
            assert too_wide(page) == [], page.url

    return check


def whole_way(walk: Walk) -> None:
    page = walk.page
    page.goto("/")
    walk.at("Activities")
    walk.sign_up()
    page.goto("/account/profile")
    walk.look(page)
    page.goto("/my/activities")
    walk.at("My activities")
    page.goto("/my/transcript")
    walk.at("Transcript")
    walk.take(WRONG)
    walk.at("Not passed yet")
    expect(page.locator("main")).not_to_contain_text(EVIDENCE)
    walk.take(KEYS)
    walk.at("Passed")
    expect(page.locator("main")).to_contain_text(EVIDENCE)
    walk.evaluate_and_claim()
    pdf = page.request.get(page.get_by_role("link", name="Download PDF").get_attribute("href") or "")
    assert (pdf.headers["content-type"], pdf.body()[:5]) == ("application/pdf", b"%PDF-")
    walk.verify()
    page.goto("/my/transcript")
    walk.at("Transcript")
    expect(page.locator("main")).to_contain_text("Crizotinib before and after transplant")
    page.goto(f"{ACTIVITY}/practice/3")
    walk.at("Practice, question 3 of 3")
    page.get_by_text("A and B", exact=True).click()
    walk.press("Check my answer")
    expect(page.locator("main")).to_contain_text("Not correct")
    walk.at("Practice, question 3 of 3")
    expect(page.locator("main")).to_contain_text(EVIDENCE)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page.goto("/my/transcript")
    assert "/account/sign-in" in page.url


def test_the_whole_way(page: Page, look: Callable[[Page], None]) -> None:
    whole_way(Walk(page, look))


def test_the_whole_way_without_javascript(new_context: Contexts) -> None:
    page = new_context(java_script_enabled=False).new_page()
    wrong = watch(page)
    whole_way(Walk(page, lambda _page: None, email="noscript@example.org", has_script=False))
    assert wrong == []


@pytest.fixture
def learner(page: Page) -> Walk:
    """Somebody who has just started the posttest."""
    walk = Walk(page, lambda _page: None, email="other@example.org")
    page.goto("/account/sign-in")
    page.get_by_label("E-mail address").fill(walk.email)
    page.get_by_label("Password").fill("correct horse battery")
    walk.press("Sign in")
    signed_in = page.get_by_role("button", name="Sign out")
    expect(signed_in.or_(page.get_by_text("The address or the password is wrong"))).to_have_count(1)
    if signed_in.count() == 0:
        walk.sign_up()
    page.goto(ACTIVITY)
    if page.get_by_role("link", name="Resume the posttest").count():
        page.get_by_role("link", name="Resume the posttest").click()
    else:
        walk.start()
    expect(page.locator("h1")).to_have_text(re.compile(r"^Question \d of 3"))
    page.goto(re.sub(r"/questions/\d+$", "/questions/3", page.url))
    page.wait_for_selector("form#question[data-ready]")
    return walk


def chosen(page: Page) -> list[str]:
    return [choice.inner_text() for choice in page.locator(".choice:has(> input:checked) .text").all()]


def test_by_keyboard_alone(learner: Walk) -> None:
    page = learner.page
    page.keyboard.press("2")
    expect(page.locator("#saved")).to_have_text(re.compile(r"^\s*Saved "))
    assert chosen(page) == ["Transient thrombocytopenia"]
    page.keyboard.press("ArrowDown")
    assert chosen(page) == ["A and B"]
    page.keyboard.press("x")
    assert chosen(page) == [], "what is struck out is not chosen"
    page.keyboard.press("2")
    page.keyboard.press("f")
    expect(page.locator("#saved")).to_have_text(re.compile(r"^\s*Saved "))
    page.reload()
    assert chosen(page) == ["Transient thrombocytopenia"]
    expect(page.locator("#strike-c")).to_be_checked()
    expect(page.locator("#flag")).to_be_checked()
    page.locator("#option-b").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Check before submitting")


def test_saved_is_never_said_before_the_server_did(learner: Walk) -> None:
    page = learner.page
    held: list[Route] = []
    page.route("**/save", lambda route: held.append(route))
    with page.expect_request("**/save"):
        page.keyboard.press("1")
    expect(page.locator("#saved")).to_have_text("Saving…")
    held.pop().continue_()
    expect(page.locator("#saved")).to_have_text(re.compile(r"^\s*Saved "))


def test_a_lost_connection_is_told_and_the_answer_arrives_later(learner: Walk) -> None:
    page = learner.page
    page.context.set_offline(True)
    page.keyboard.press("4")
    expect(page.locator("#saved")).to_contain_text("Not saved yet.")
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_have_text(re.compile(r"^\s*Saved "))
    page.reload()
    assert chosen(page) == ["None of the above"]


def test_a_lost_acknowledgement_is_no_second_answer(learner: Walk) -> None:
    page = learner.page
    lost: list[APIResponse] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch())
            route.abort()

    page.route("**/save", lose_the_first)
    page.keyboard.press("2")
    expect(page.locator("#saved")).to_have_text(re.compile(r"^\s*Saved "))
    sequence = page.locator("input[name=sequence]").input_value()
    page.reload()
    assert chosen(page) == ["Transient thrombocytopenia"]
    assert page.locator("input[name=sequence]").input_value() == sequence


def test_a_second_tab_is_told(learner: Walk) -> None:
    first = learner.page
    second = first.context.new_page()
    second.goto(first.url)
    second.wait_for_selector("form#question[data-ready]")
    first.keyboard.press("1")
    expect(first.locator("#saved")).to_have_text(re.compile(r"^\s*Saved "))
    second.keyboard.press("3")
    expect(second.locator("#conflict")).to_contain_text("in another tab or on another device")
    second.get_by_role("button", name="Keep the saved answer").click()
    expect(second.locator("#saved")).to_have_text(re.compile(r"^\s*Saved "))
    assert chosen(second) == ["Asymptomatic cryptogenic organizing pneumonia"]
