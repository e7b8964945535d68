"""Nothing chosen is lost and nothing is called saved too early: without a connection, after reloads, in two tabs."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.saving.stage import SAVED, Learner, back_online, choose, chosen, ready, says

OPTIONS = ("cop", "thrombocytopenia", "both", "none")


def test_offline_is_told_and_the_answer_arrives_when_the_connection_is_back(learner: Learner) -> None:
    page = learner.open()
    learner.context.set_offline(True)
    choose(page, 2)
    says(page, "Not saved yet. You are offline; it is kept on this device and sent when the connection is back.")
    assert learner.rows() == []
    learner.context.set_offline(False)
    says(page, SAVED)
    assert learner.stored() == chosen(page)


def test_a_reload_after_an_outage_brings_the_answer_back_and_sends_it_under_its_key(learner: Learner) -> None:
    page = learner.open()
    learner.stage.network.is_cut = True
    choose(page, 3)
    says(page, re.compile("^Not saved yet. The server does not answer"))
    key = page.locator("input[name=key]").input_value()
    picked = chosen(page)
    learner.stage.network.heal()
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    ready(page)
    says(page, SAVED)
    assert chosen(page) == picked
    assert [(row.key, row.chosen) for row in learner.rows()] == [(key, picked)]
    assert page.evaluate("Object.keys(localStorage)") == [], "what is acknowledged is kept no longer"


def test_the_device_keeps_choices_alone(learner: Learner) -> None:
    page = learner.open()
    learner.stage.network.is_cut = True
    choose(page, 2)
    says(page, re.compile("^Not saved yet"))
    entries = page.evaluate("JSON.stringify(Object.entries(localStorage))")
    assert len(page.evaluate("Object.keys(localStorage)")) == 1
    stem = page.locator("legend").inner_text()
    option = page.locator(".choice .text").nth(1).inner_text()
    for word in (stem, option, "Somebody", learner.member.email):
        assert word not in entries


def test_next_waits_for_the_answer_and_goes_on_once(learner: Learner) -> None:
    page = learner.open(1)
    held: list[Route] = []
    page.route("**/save", lambda route: held.append(route))
    with page.expect_request("**/save"):
        choose(page, 1)
    page.get_by_role("button", name="Next question").dblclick()
    says(page, "Saving…")
    held.pop().continue_()
    expect(page.locator("h1")).to_have_text("Question 2 of 3")
    assert len(learner.rows(1)) == 1
    page.go_back()
    expect(page.locator("h1")).to_have_text("Question 1 of 3")
    ready(page)
    page.get_by_role("button", name="Next question").click()
    expect(page.locator("h1")).to_have_text("Question 2 of 3")
    assert len(learner.rows(1)) == 1


def test_next_without_a_connection_holds_the_page(learner: Learner) -> None:
    page = learner.open(1)
    learner.stage.network.is_cut = True
    choose(page, 1)
    page.get_by_role("button", name="Next question").click()
    expect(page.locator("#held")).to_contain_text("No other page can be opened at the moment")
    with page.expect_event("requestfailed"):
        page.locator(".steps a").nth(2).click()
    expect(page.locator("#held")).to_contain_text("No other page can be opened at the moment")
    expect(page.locator("h1")).to_have_text("Question 1 of 3")
    learner.stage.network.heal()
    back_online(page)
    says(page, SAVED)
    expect(page.locator("#held")).to_have_text("")
    page.get_by_role("button", name="Next question").click()
    expect(page.locator("h1")).to_have_text("Question 2 of 3")


def test_being_held_is_announced_once_by_a_region_that_was_there(learner: Learner) -> None:
    page = learner.open(1)
    expect(page.locator("[role=status]#held")).to_have_text("")
    assert page.locator("#held").evaluate("line => line.checkVisibility()"), "what is hidden is not listened to"
    page.evaluate(
        """() => {
      window.said = [];
      const line = document.getElementById("held");
      const note = () => window.said.push(line.textContent);
      new MutationObserver(note).observe(line, { attributes: true, childList: true });
    }"""
    )
    learner.stage.network.is_cut = True
    choose(page, 1)
    page.get_by_role("button", name="Next question").click()
    expect(page.locator("#held")).to_contain_text("No other page can be opened at the moment")
    assert [each[:8] for each in page.evaluate("window.said")] == ["No other"]


def test_an_answer_left_behind_is_sent_by_the_next_page_of_the_site(learner: Learner) -> None:
    page = learner.open(1)
    learner.stage.network.is_cut = True
    choose(page, 2)
    says(page, re.compile("^Not saved yet"))
    page.close()
    learner.stage.network.heal()
    other = learner.context.new_page()
    other.goto(f"/attempts/{learner.attempt_id}/check")
    expect(other.locator("main")).to_contain_text("1 of 3 answered")
    assert len(learner.rows(1)) == 1


def second_page(learner: Learner, page: Page, *, is_other_device: bool) -> Page:
    if not is_other_device:
        return learner.open()
    context = learner.stage.context()
    context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    return learner.open(context=context)


@pytest.mark.parametrize("is_other_device", [False, True])
@pytest.mark.parametrize("keeps", [True, False])
def test_two_answers_are_shown_and_the_learner_decides(learner: Learner, is_other_device: bool, keeps: bool) -> None:
    first = learner.open()
    second = second_page(learner, first, is_other_device=is_other_device)
    if not is_other_device:
        second.route("**/*", lambda route: route.continue_())
    choose(first, 1)
    says(first, SAVED)
    choose(second, 2)
    panel = second.locator("#conflict")
    expect(panel).to_be_focused()
    expect(panel.locator("dd").nth(0)).to_contain_text(first.locator(".choice .text").nth(0).inner_text())
    expect(panel.locator("dd").nth(1)).to_contain_text(first.locator(".choice .text").nth(1).inner_text())
    assert learner.stored() == chosen(first), "nothing is overwritten unasked"
    panel.get_by_role("button", name="Keep the saved" if keeps else "Use the answer chosen here").click()
    says(second, SAVED)
    expect(panel).to_be_hidden()
    assert learner.stored() == chosen(second)
    assert (chosen(second) == chosen(first)) is keeps


def test_an_answer_changed_again_after_a_lost_acknowledgement_is_no_conflict(learner: Learner) -> None:
    page = learner.open()
    page.route("**/save", lambda route: (route.fetch(), route.abort()), times=1)
    choose(page, 1)
    says(page, re.compile("^Not saved yet"))
    choose(page, 2)
    says(page, SAVED)
    assert [len(row.chosen) for row in learner.rows()] == [1, 1]
    assert learner.stored() == chosen(page)


def test_an_answer_given_elsewhere_during_an_outage_is_not_overwritten_by_later_changes(learner: Learner) -> None:
    page = learner.open()
    other = second_page(learner, page, is_other_device=True)
    page.route("**/save", lambda route: route.abort())
    choose(page, 1)
    says(page, re.compile("^Not saved yet"))
    choose(other, 4)
    says(other, SAVED)
    choose(page, 2)
    choose(page, 3)
    page.unroute("**/save")
    back_online(page)
    expect(page.locator("#conflict")).to_be_visible()
    assert learner.stored() == chosen(other)


def test_a_repeated_save_that_another_device_has_replaced_is_not_called_saved(learner: Learner) -> None:
    page = learner.open()
    page.route("**/save", lambda route: route.abort())
    page.route("**/save", lambda route: (route.fetch(), route.abort()), times=1)
    choose(page, 1)
    says(page, re.compile("^Not saved yet"))
    other = second_page(learner, page, is_other_device=True)
    choose(other, 4)
    says(other, SAVED)
    page.unroute("**/save")
    back_online(page)
    expect(page.locator("#conflict")).to_be_visible()
    assert learner.stored() == chosen(other)


def test_what_is_said_is_announced_once_for_each_change(learner: Learner) -> None:
    page = learner.open()
    page.evaluate(
        """() => {
      window.said = [];
      const line = document.getElementById("saved");
      new MutationObserver(() => window.said.push(line.textContent.trim())).observe(line, { childList: true });
    }"""
    )
    learner.stage.network.is_cut = True
    choose(page, 2)
    says(page, re.compile("^Not saved yet"))
    with page.expect_event("requestfailed"), page.expect_event("requestfailed"):
        back_online(page)
    learner.stage.network.heal()
    back_online(page)
    says(page, SAVED)
    said = page.evaluate("window.said")
    assert len(said) == len([word for word, before in zip(said, [None, *said], strict=False) if word != before]) == 3


@pytest.mark.parametrize("wrong", [{"chosen": []}, {"sequence": 7}, {"flagged": True}], ids=str)
def test_a_reply_that_is_about_another_answer_is_not_called_saved(learner: Learner, wrong: dict[str, object]) -> None:
    page = learner.open()

    def answer(route: Route) -> None:
        told = route.fetch().json()
        route.fulfill(json={**told, **wrong})

    page.route("**/save", answer)
    choose(page, 2)
    says(page, "Not saved. What was stored is not what was chosen here. Reload the page.")
    page.close()
    other = learner.context.new_page()
    other.route("**/save", answer)
    other.goto("/my/activities")
    expect(other.locator(".notice--problem")).to_contain_text("Your answer to question 3 is not saved yet")
    assert other.evaluate("Object.keys(localStorage).length") == 1


LATER = """([first, second, chosen]) => {
  const save = JSON.parse(localStorage.getItem(first));
  localStorage.setItem(second, JSON.stringify({...save, chosen, key: "a-later-key-of-this-tab"}));
}"""


def test_another_page_sends_what_is_kept_now_and_not_what_was_kept_when_it_began(learner: Learner) -> None:
    page = learner.open(1)
    learner.stage.network.is_cut = True
    choose(page, 2)
    says(page, re.compile("^Not saved yet"))
    [first] = page.evaluate("Object.keys(localStorage)")
    second = first.removesuffix("1") + "2"
    page.evaluate(LATER, [first, second, ["earlier"]])
    page.close()
    learner.stage.network.heal()
    other = learner.context.new_page()
    sent: list[object] = []

    def save(route: Route) -> None:
        """Keep another answer to the second question, as its own tab does, while the first one is on its way."""
        sent.append(route.request.post_data_json)
        if len(sent) == 1:
            other.evaluate(LATER, [first, second, ["later"]])
        route.continue_()

    other.route("**/save", save)
    with other.expect_response("**/questions/2/save"):
        other.goto("/my/activities")
    assert [body["chosen"] for body in sent][1:] == [["later"]]  # type: ignore[index]
    assert "earlier" not in other.evaluate("JSON.stringify(Object.values(localStorage))")
