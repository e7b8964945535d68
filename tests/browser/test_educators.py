"""Doubts and uploads in a real browser: on a phone, by keyboard where it matters, and each page looked at by axe."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from cme.paths import resource
from tests.browser.test_open_pages import DESK, PHONE, too_wide
from tests.browser.walk import KEYS, PASSWORD, Walk
from tests.support.server import Server

WHY = "Invented: it may be asked otherwise."


def looking(axe: Callable[[Page], None]) -> Callable[[Page], None]:
    def look(page: Page) -> None:
        page.wait_for_load_state()
        axe(page)
        assert too_wide(page) == [], page.url

    return look


def educator(context: BrowserContext, server: Server, email: str = "bob@example.org") -> Page:
    told = server.run("people", "add", email, "--role", "educator", "--name", "Bob Educator").stdout
    link = re.search(r"http\S+", told)
    assert link is not None, told
    page = context.new_page()
    page.goto(link[0])
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button").click()
    expect(page.locator("h1")).to_have_text("Activities")
    return page


def test_a_doubt_goes_to_the_educators_and_its_answer_comes_back(
    new_context: Callable[..., BrowserContext], live_server: Server, axe: Callable[[Page], None]
) -> None:
    look = looking(axe)
    walk = Walk(new_context(viewport=PHONE).new_page(), lambda _page: None)
    walk.sign_up()
    walk.take(KEYS)
    page = walk.page
    page.get_by_role("link", name="in doubt? Tell the educators about question 3").press("Enter")
    expect(page.locator("h1")).to_have_text("In doubt? Tell the educators")
    look(page)
    page.get_by_role("radio", name=re.compile("^Note 12, which supports option b")).press("Space")
    page.get_by_label("Why?").fill(WHY)
    page.get_by_role("button", name="Tell the educators").press("Enter")
    expect(page.locator("main")).to_contain_text("The educators have yet to answer.")
    look(page)

    bob = educator(new_context(viewport=PHONE, color_scheme="dark"), live_server)
    bob.goto("/educator/flags")
    look(bob)
    expect(bob.locator("main")).to_contain_text(WHY)
    bob.get_by_role("link", name=re.compile("^Answer")).press("Enter")
    expect(bob.locator("h1")).to_have_text("Answer a doubt")
    look(bob)
    bob.get_by_label("Answer to the learner").fill("It stays as the article has it.")
    bob.get_by_role("button", name="Send the answer").press("Enter")
    expect(bob.locator("main")).to_contain_text("Nothing is in doubt.")
    page.goto(page.url.partition("/questions/")[0] + "/result")
    expect(page.locator("main")).to_contain_text("It stays as the article has it.")
    look(page)
    _publish(new_context(viewport=DESK, storage_state=bob.context.storage_state()).new_page(), look)
    look_at_all(bob, look)


def _publish(page: Page, look: Callable[[Page], None]) -> None:
    """Upload a file with a mistake, then one with another key; look at what it changes, and publish it."""
    text = (resource("question_bank") / "questions" / "alk-alcl-posttest.yaml").read_text("utf-8")
    _upload(page, "relation: supports", "relation: suports", text)
    expect(page.get_by_role("alert")).to_contain_text("Cannot be published: 1 error")
    look(page)
    page.get_by_role("link", name="See it as learners would").press("Enter")
    expect(page.locator("h1")).not_to_have_text("alk-alcl-posttest.yaml")
    expect(page.locator("main")).to_contain_text('Did you mean "supports"?')
    look(page)
    first, _, rest = text.partition("text: Asymptomatic")
    rest = (
        rest.replace("        correct: true\n", "", 1)
        .replace("supports", "mentions", 1)
        .replace("contrasts", "supports", 1)
    )
    _upload(page, "", "", first + "correct: true\n        text: Asymptomatic" + rest)
    expect(page.locator("h1")).to_have_text("alk-alcl-posttest.yaml")
    look(page)
    page.get_by_role("radio", name="Only the new key counts.").press("Space")
    page.get_by_role("button", name="Show what this changes").press("Enter")
    expect(page.get_by_role("table")).to_contain_text("Passed, kept")
    look(page)
    page.get_by_label("Why you publish").fill("Invented.")
    page.get_by_role("button", name="Publish as number 2").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("publication 2. 1 attempt was scored anew.")
    look(page)


def _upload(page: Page, old: str, new: str, text: str) -> None:
    page.goto("/educator/bank")
    content = text.replace(old, new, 1) if old else text
    file = FilePayload(name="alk-alcl-posttest.yaml", mimeType="application/yaml", buffer=content.encode())
    page.get_by_label("File or zip").set_input_files(file)
    page.get_by_role("button", name="Check it").press("Enter")


def look_at_all(page: Page, look: Callable[[Page], None]) -> None:
    for path in ("", "activities/alk-alcl-crizotinib", "flags", "bank", "bank/rules", "bank/cme-examples/1"):
        page.goto(f"/educator/{path}")
        expect(page.locator("h1")).to_be_visible()
        look(page)


def test_a_file_that_is_too_large_is_answered_in_words(
    new_context: Callable[..., BrowserContext], live_server: Server, tmp_path: Path
) -> None:
    """The server answers before all of it has come, and the browser must still show the answer."""
    page = educator(new_context(), live_server, "dora@example.org")
    large = tmp_path / "bank.zip"
    large.write_bytes(b"PK" + bytes(25_000_000))
    page.goto("/educator/bank")
    page.get_by_label("File or zip").set_input_files(str(large))
    page.get_by_role("button", name="Check it").click()
    expect(page.locator("h1")).to_have_text("Too large")
    expect(page.locator("main")).to_contain_text("Send less than 20 MB.")
