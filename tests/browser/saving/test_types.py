"""An answer of each type is kept, put back, saved and contradicted in words."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from cme.clock import utc_now
from cme.core.reading import one_line
from tests.browser.saving.stage import SAVED, Learner, Stage, chosen, ready, says, stage
from tests.support.every_type import every_type_bank
from tests.support.posttest import publish_bank

Answering = Callable[[Page], None]


@pytest.fixture(scope="module")
def staged(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(browser, tmp_path_factory.mktemp("types")) as found:
        publish_bank(found.database, every_type_bank())
        yield found


@pytest.fixture
def learner(staged: Stage) -> Iterator[Learner]:
    yield staged.learner("types", "every-type")
    staged.network.heal()
    staged.close_contexts()


def tick(page: Page) -> None:
    for place in (0, 2):
        page.locator(".choice label[for^=option]").nth(place).click()


def write(page: Page) -> None:
    page.locator("input[name=response]").first.press_sequentially("12.5")


def write_with_unit(page: Page) -> None:
    write(page)
    page.locator("select[name=response]").first.select_option(index=1)


def match(page: Page) -> None:
    for list_ in page.locator("select[name=response]").all():
        list_.select_option(index=1)


def order(page: Page) -> None:
    page.locator("[data-as-shown] button").click()
    page.locator("[data-move]").nth(3).click()


ANSWERS = [(3, tick), (5, write), (6, write_with_unit), (7, write), (8, match), (9, match), (10, order)]


@pytest.mark.parametrize(("position", "give"), ANSWERS)
def test_an_answer_of_each_type_survives_an_outage_and_a_reload(
    learner: Learner, position: int, give: Answering
) -> None:
    page = learner.open(position)
    learner.stage.network.is_cut = True
    give(page)
    says(page, re.compile("^Not saved yet"))
    given = chosen(page)
    assert given
    page.on("dialog", lambda dialog: dialog.accept())
    learner.stage.network.heal()
    page.reload()
    ready(page)
    says(page, SAVED)
    assert sorted(chosen(page)) == sorted(given)
    assert sorted(learner.stored(position)) == sorted(given)


@pytest.mark.parametrize(("position", "give"), ANSWERS)
def test_two_answers_of_each_type_are_told_in_words(learner: Learner, position: int, give: Answering) -> None:
    page = learner.open(position)
    other = learner.open(position)
    give(other)
    says(other, SAVED)
    saved = learner.stored(position)
    page.locator("label[for=flag]").click()
    panel = page.locator("#conflict")
    expect(panel).to_be_visible()
    expect(panel.locator("dd").first).to_have_text(re.compile(r"^(?!No answer).+\(saved \d\d:\d\d\)$"))
    expect(panel.locator("dd").last).to_have_text("No answer")
    panel.get_by_role("button", name="Keep the saved").click()
    says(page, SAVED)
    assert sorted(chosen(page)) == sorted(saved) == sorted(learner.stored(position))


PASTED = [
    (7, "apop\u00adtosis", "apoptosis"),
    (7, "ALK\u200e", "ALK"),
    (7, "\U0001fae9", "\U0001fae9"),
    (7, "e\u0301\u2028b", "é b"),
    (5, "12\tmg", "12 mg"),
]


@pytest.mark.parametrize(("position", "pasted", "kept"), PASTED)
def test_what_is_stored_of_what_is_pasted_is_called_saved_and_shown(
    learner: Learner, position: int, pasted: str, kept: str
) -> None:
    page = learner.open(position)
    page.locator("#answer").fill(pasted)
    says(page, SAVED)
    assert learner.stored(position) == (kept,)
    assert page.locator("#answer").input_value() == kept
    assert page.evaluate("Object.keys(localStorage)") == []


def test_the_space_before_the_next_word_stays_while_a_pasted_one_is_mended(learner: Learner) -> None:
    page = learner.open(7)
    held: list[Route] = []
    page.route("**/save", lambda route: held.append(route), times=1)
    with page.expect_request("**/save"):
        page.locator("#answer").fill("ap\u00adop\u00adtosis ")
    page.locator("#answer").evaluate("field => field.setSelectionRange(8, 8)")  # before "sis "
    held.pop().continue_()
    says(page, SAVED)
    assert learner.stored(7) == ("apoptosis",)
    assert page.locator("#answer").input_value() == "apoptosis "
    assert page.locator("#answer").evaluate("field => field.selectionEnd") == len("apopto")
    page.locator("#answer").press("End")
    page.locator("#answer").press_sequentially("of")
    assert page.locator("#answer").input_value() == "apoptosis of"


def test_another_page_sends_what_was_pasted(learner: Learner) -> None:
    page = learner.open(7)
    learner.stage.network.is_cut = True
    page.locator("#answer").fill("AL\u00adK\tpositive")
    says(page, re.compile("^Not saved yet"))
    page.close()
    learner.stage.network.heal()
    check = learner.context.new_page()
    check.goto(f"/attempts/{learner.attempt_id}/check")
    expect(check.locator("main")).to_contain_text("ALK positive")
    check.wait_for_selector("#sign-out[data-ready]")
    expect(check.locator(".notice--problem")).to_have_count(0)
    assert check.evaluate("Object.keys(localStorage)") == []


KEEPS_ALIKE = """async (told) => {
  const page = document.querySelector("script[src*=posttest]").src;
  const { isSameWords } = await import(page.replace("posttest", "saving/answer"));
  return told.filter(([sent, kept]) => !isSameWords([sent], [kept])).map(([sent]) => sent);
}"""


def test_the_page_knows_every_character_as_it_is_kept(learner: Learner) -> None:
    """Each character of the planes that have any, between two letters; half of a pair cannot be sent here."""
    page = learner.open(7)
    codes = [*range(0xD800), *range(0xE000, 0x20000), *range(0xE0000, 0xE0200), *range(0x10FF00, 0x110000)]
    told = [(f"a{chr(code)}b", one_line(f"a{chr(code)}b")) for code in codes]
    assert page.evaluate(KEEPS_ALIKE, told) == []
    assert page.evaluate(KEEPS_ALIKE, [("a b", "ab"), ("می\u200cخ", "میخ"), ("\U0001fae9", "")]) != []


def test_what_is_typed_is_saved_after_a_pause_and_on_leaving(learner: Learner) -> None:
    page = learner.context.new_page()
    page.clock.install()
    page.clock.pause_at(utc_now() + timedelta(hours=1))  # or a slow machine would take its own time for a pause
    learner.go(page, 7)
    page.locator("input[name=response]").press_sequentially("RANBP2")
    assert learner.rows(7) == [], "not a save for each letter"
    page.clock.run_for(1000)
    says(page, SAVED)
    assert [row.chosen for row in learner.rows(7)] == [("RANBP2",)]
    page.locator("input[name=response]").press_sequentially("-ALK")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/attempts/{learner.attempt_id}/check")
    page.wait_for_selector("#sign-out[data-ready]")
    assert learner.stored(7) == ("RANBP2-ALK",)
