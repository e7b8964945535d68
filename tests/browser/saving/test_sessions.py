"""Signed out in the middle, signed in as somebody else, signing out with unsent answers: nothing lost or shown."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.saving.stage import PASSWORD, SAVED, Learner, back_online, choose, chosen, says


def sign_in_again(page: Page, email: str, password: str = PASSWORD) -> None:
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    dialog.get_by_label("E-mail address").fill(email)
    dialog.get_by_label("Password").fill(password)
    dialog.get_by_role("button", name="Sign in").click()


def test_an_expired_sign_in_is_renewed_in_place(learner: Learner) -> None:
    learner.set_password()
    page = learner.open()
    learner.expire()
    choose(page, 2)
    sign_in_again(page, learner.member.email, "not the password")
    expect(page.locator("#sign-in-again [role=alert]")).to_contain_text("The address or the password is wrong")
    assert learner.rows() == []
    sign_in_again(page, learner.member.email)
    expect(page.locator("#sign-in-again")).to_be_hidden()
    says(page, SAVED)
    assert learner.stored() == chosen(page) != ()
    choose(page, 3)
    says(page, SAVED)
    assert learner.stored() == chosen(page)
    page.get_by_role("button", name="Back to question 2").click()
    expect(page.locator("h1")).to_have_text("Question 2 of 3")


def test_a_sign_in_renewed_in_another_tab_goes_on(learner: Learner) -> None:
    page = learner.open()
    learner.context.clear_cookies()
    choose(page, 2)
    expect(page.locator("#sign-in-again")).to_be_visible()
    page.locator("#sign-in-again").get_by_role("button", name="Later").click()
    says(page, re.compile("^Not saved yet. You are signed out"))
    learner.sign_in()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    says(page, SAVED)
    assert learner.stored() == chosen(page)


def test_the_dialog_can_be_read_and_left(learner: Learner, axe: object) -> None:
    page = learner.open()
    learner.expire()
    choose(page, 2)
    expect(page.locator("#sign-in-again")).to_be_visible()
    assert callable(axe)
    axe(page)
    page.keyboard.press("Escape")
    page.locator("#saved").get_by_role("button", name="Sign in").click()
    expect(page.locator("#sign-in-again")).to_be_visible()


def test_somebody_else_sees_and_sends_nothing(learner: Learner) -> None:
    other = learner.stage.learner("other")
    other.set_password()
    page = learner.open()
    learner.expire()
    choose(page, 2)
    sign_in_again(page, other.member.email)
    expect(page.locator("#stranger")).to_be_visible()
    expect(page.locator("#question")).to_have_count(0)
    expect(page.locator("#stranger h2")).to_be_focused()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/save") else None)
    back_online(page)
    page.get_by_role("link", name="Go to your own activities").click()
    expect(page.locator("h1")).to_have_text("My activities")
    page.wait_for_selector("#sign-out[data-ready]")
    other.go(page)
    page.wait_for_selector("#sign-out[data-ready]")
    assert chosen(page) == ()
    assert sent == []
    assert learner.rows() == other.rows() == []
    learner.sign_in()
    page.goto("/my/activities")
    page.wait_for_selector("#sign-out[data-ready]")
    assert len(learner.stored()) == 1, "it waited for its own person"


def unsent(learner: Learner) -> Page:
    """Return a page with an answer that cannot be saved at the moment."""
    page = learner.open()
    page.route("**/save", lambda route: route.abort())
    choose(page, 2)
    says(page, re.compile("^Not saved yet"))
    page.wait_for_selector("#sign-out[data-ready]")  # or signing out would ask nothing
    return page


def test_signing_out_with_unsent_answers_asks_first(learner: Learner) -> None:
    page = unsent(learner)
    broken: list[object] = []
    page.on("pageerror", lambda error: broken.append(error))
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Sign out").first.click()
    dialog = page.locator("#unsent")
    expect(dialog).to_contain_text("One answer is not saved yet. Signing out deletes")
    dialog.get_by_role("button", name="Stay signed in").click()
    assert page.evaluate("Object.keys(localStorage).length") == 1
    page.get_by_role("button", name="Sign out").first.click()
    dialog.get_by_role("button", name="Sign out and delete").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []
    assert learner.rows() == []
    assert broken == []


REFUSED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused') } })"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"


@pytest.mark.parametrize("storage", [REFUSED, FULL], ids=["refused", "full"])
def test_signing_out_asks_for_an_answer_that_only_the_page_holds(learner: Learner, storage: str) -> None:
    learner.context.add_init_script(storage)
    page = unsent(learner)
    page.on("dialog", lambda dialog: dialog.accept())
    says(page, re.compile("keep this page open"))
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.locator("#unsent")).to_contain_text("One answer is not saved yet")
    page.locator("#unsent").get_by_role("button", name="Stay signed in").click()
    page.unroute("**/save")
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert len(learner.stored()) == 1


def test_signing_out_saves_what_can_be_saved_and_asks_nothing(learner: Learner) -> None:
    page = unsent(learner)
    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute("**/save")
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert len(learner.stored()) == 1


def test_submitting_waits_for_what_is_kept(learner: Learner) -> None:
    page = unsent(learner)
    page.close()
    check = learner.context.new_page()
    check.route("**/save", lambda route: route.abort())
    check.goto(f"/attempts/{learner.attempt_id}/check")
    check.wait_for_selector("#sign-out[data-ready]")
    check.get_by_role("button", name=re.compile("^Submit")).click()
    expect(check.locator(".notice--problem")).to_contain_text("Not submitted")
    check.unroute("**/save")
    check.get_by_role("button", name=re.compile("^Submit")).click()
    expect(check.locator("main")).to_contain_text("1 of 3 answered")
    assert len(learner.stored()) == 1


COUNT_ADDED = """() => {
  window.added = 0;
  const isNotice = (node) => Boolean(node.querySelector?.(".notice--problem"));
  const count = (changes) => changes.forEach(({ addedNodes }) => (added += [...addedNodes].filter(isNotice).length));
  new MutationObserver(count).observe(document.body, { childList: true });
}"""


def contradicted(learner: Learner, path: str) -> Page:
    """Return a page of the site that was told of an answer that stands in the way of one kept here."""
    unsent(learner).close()
    page = learner.context.new_page()
    page.route("**/save", lambda route: route.fulfill(json={**route.fetch().json(), "sequence": 7}))
    page.goto(path)
    page.wait_for_selector("#sign-out[data-ready]")
    expect(page.locator(".notice--problem")).to_have_text("Your answer to question 3 is not saved yet. Open question 3")
    page.evaluate(COUNT_ADDED)
    return page


def test_an_answer_that_is_not_saved_is_told_once_and_taken_back_once_it_is(learner: Learner) -> None:
    page = contradicted(learner, "/my/activities")
    for _ in range(2):
        with page.expect_response("**/save"):
            back_online(page)
    page.unroute("**/save")
    back_online(page)
    expect(page.locator(".notice--problem")).to_have_count(0)
    assert page.evaluate("added") == 0
    assert len(learner.stored()) == 1


def test_whoever_submits_again_is_told_again(learner: Learner) -> None:
    page = contradicted(learner, f"/attempts/{learner.attempt_id}/check")
    told = page.locator(".notice--problem").filter(has_text="Not submitted")
    for times in (1, 2):
        page.get_by_role("button", name=re.compile("^Submit")).click()
        page.wait_for_function("times => added === times", arg=times)
        expect(told).to_have_count(1)
