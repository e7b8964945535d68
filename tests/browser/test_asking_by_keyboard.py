"""Every type of question by keyboard alone; each check is held against a page that is broken on purpose."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cme.core.questions import QuestionType
from tests.browser.asking import POSITIONS, Site, answers, begun, by_tab, opened, planted, question_of, saved
from tests.support.clock import SettableClock


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with begun(tmp_path_factory.mktemp("asking"), sqlite_template, SettableClock()) as site:
        yield site


@pytest.fixture
def learner(browser: Browser, site: Site) -> Iterator[Page]:
    with site.opened(browser) as page:
        yield page


def test_several_options_by_keyboard(learner: Page, site: Site) -> None:
    opened(learner, site.path_of(QuestionType.MULTIPLE))
    by_tab(learner, "#option-a")
    learner.keyboard.press("Space")
    learner.keyboard.press("3")
    learner.keyboard.press("4")
    learner.keyboard.press("x")
    saved(learner)
    before = answers(learner)
    assert len(before) == 2, "what is struck out is not chosen"
    learner.reload()
    assert answers(learner) == before
    expect(learner.locator("#strike-d")).to_be_checked()


@pytest.mark.parametrize("kind", [QuestionType.NUMERIC, QuestionType.SHORT_TEXT])
def test_typing_by_keyboard(learner: Page, site: Site, kind: QuestionType) -> None:
    opened(learner, site.path_of(kind))
    typed = {QuestionType.NUMERIC: "-48.6", QuestionType.SHORT_TEXT: "xf1 abc"}[kind]
    by_tab(learner, "#answer")
    learner.keyboard.type(typed)
    expect(learner.locator("#flag")).not_to_be_checked()
    learner.keyboard.press("Enter")
    expect(learner.locator("h1")).not_to_have_text(f"Question {POSITIONS[question_of(kind).id]} of 15")
    opened(learner, site.path_of(kind))
    assert answers(learner) == {typed}


def test_a_letter_that_is_taken_for_a_shortcut_is_found_out(learner: Page, site: Site) -> None:
    """The control of the test above: scripts that do not tell typing from shortcuts."""
    told = "input:not([type=radio], [type=checkbox])"
    learner.route("**/posttest.js*", lambda route: planted(route, told, "output"))
    opened(learner, site.path_of(QuestionType.SHORT_TEXT))
    learner.locator("#answer").focus()
    learner.keyboard.press("f")
    expect(learner.locator("#flag")).to_be_checked()
    learner.keyboard.press("f")
    expect(learner.locator("#flag")).not_to_be_checked()


def test_a_unit_by_keyboard(learner: Page, site: Site) -> None:
    opened(learner, site.path("single-dose"))
    by_tab(learner, "#answer")
    learner.keyboard.type("250")
    by_tab(learner, "#unit")
    learner.keyboard.type("mg")
    saved(learner)
    learner.reload()
    assert answers(learner) == {"250", "unit mg"}


def is_counted(page: Page, path: str, typed: str) -> bool:
    """Type something, and say whether the page counts the question as answered once it is saved."""
    opened(page, path)
    page.locator("#answer").fill(typed)
    page.locator("#answer").press("Tab")
    saved(page)
    return "is-answered" in str(page.locator(".steps [aria-current]").get_attribute("class"))


def test_words_that_begin_like_a_unit_are_an_answer(learner: Page, site: Site) -> None:
    path = site.path_of(QuestionType.SHORT_TEXT)
    assert is_counted(learner, path, "unit\u00a0dose")
    assert is_counted(learner, path, "unit dose")
    learner.reload()
    assert answers(learner) == {"unit dose"}
    learner.route("**/posttest.js*", lambda route: planted(route, "!isNumber || ", ""))
    assert not is_counted(learner, path, "unit doses")


def test_pairs_by_keyboard(learner: Page, site: Site) -> None:
    question = question_of(QuestionType.MATCHING)
    opened(learner, site.path_of(QuestionType.MATCHING))
    learner.keyboard.press("2")
    assert learner.evaluate("document.activeElement.id") == "pair-2"
    learner.keyboard.press("ArrowDown")
    by_tab(learner, "#pair-3" if len(question.prompts) > 2 else "#flag")
    saved(learner)
    learner.reload()
    prompt, first = question.prompts[1].id, learner.locator("#pair-2 option").nth(1).get_attribute("value")
    assert answers(learner) == {first}
    assert str(first).startswith(f"{prompt} ")


def order(page: Page) -> list[str]:
    return page.locator(".line .text").all_inner_texts()


def move_by_keyboard(page: Page) -> None:
    """Move the first line down twice by its button, then up by Alt and an arrow; the focus stays with it."""
    before = order(page)
    by_tab(page, ".line:first-child [data-move='1']")
    for key in ("Enter", "Space"):
        page.keyboard.press(key)
        held = page.evaluate("document.activeElement.closest('.line')?.querySelector('.text').textContent ?? ''")
        assert held == before[0], f"the focus is on {held!r}"
    assert order(page)[:3] == [before[1], before[2], before[0]]
    expect(page.locator("[data-moved]")).to_have_text(f"{before[0]} moved to place 3 of {len(before)}.")
    page.keyboard.press("Alt+ArrowUp")
    assert order(page)[:3] == [before[1], before[0], before[2]]
    places = [
        page.locator(".line select").nth(place).evaluate("one => one.selectedIndex") for place in range(len(before))
    ]
    assert places == list(range(1, len(before) + 1))


def test_an_order_by_keyboard(learner: Page, site: Site) -> None:
    opened(learner, site.path_of(QuestionType.ORDERING))
    move_by_keyboard(learner)
    saved(learner)
    now = order(learner)
    learner.reload()
    assert order(learner) == now
    expect(learner.locator("[data-as-shown]")).to_be_hidden()
    by_tab(learner, ".line:first-child [data-move='-1']")
    learner.keyboard.press("Enter")
    expect(learner.locator("[data-moved]")).to_have_text(f"{now[0]} is already first.")
    assert order(learner) == now


def test_an_order_that_loses_the_focus_is_found_out(learner: Page, site: Site) -> None:
    learner.route("**/ordering.js*", lambda route: planted(route, "arrange(order, line);", "list.append(...order);"))
    opened(learner, site.path_of(QuestionType.ORDERING))
    with pytest.raises(AssertionError, match="the focus is on"):
        move_by_keyboard(learner)


def test_a_place_that_is_chosen_moves_the_line_and_an_order_may_stand_as_it_is(learner: Page, site: Site) -> None:
    opened(learner, site.path_of(QuestionType.ORDERING))
    before = order(learner)
    learner.locator(".line select").first.select_option(label="4")
    assert order(learner) == [*before[1:4], before[0], *before[4:]]
    assert len(answers(learner)) == len(before)
    learner.locator(".line select").first.select_option(label="–")
    expect(learner.locator("[data-as-shown]")).to_be_visible()
    learner.get_by_role("button", name="Keep the order as it stands").click()
    assert len(answers(learner)) == len(before)
    assert learner.evaluate("document.activeElement.id").startswith("place-")
    saved(learner)


def test_a_phone_s_number_pad_gets_a_sign(browser: Browser, site: Site) -> None:
    with site.opened(browser, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800}) as page:
        opened(page, site.path_of(QuestionType.NUMERIC))
        assert page.locator("#answer").get_attribute("inputmode") == "decimal"
        page.locator("#answer").fill("3")
        page.get_by_role("button", name="change the sign").tap()
        assert answers(page) == {"−3"}
        page.get_by_role("button", name="change the sign").tap()
        assert answers(page) == {"3"}
        saved(page)
