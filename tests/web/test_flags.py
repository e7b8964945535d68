"""Doubting a question or a note, and the answer: by forms alone, as a browser without JavaScript sends them."""

import pytest
from flask import Flask

from tests.page import PageClient
from tests.support.banks import SECRET
from tests.support.cast import ALICE, BOB, CHARLIE
from tests.support.pages import FAILING, browser, site, start, take
from tests.support.posttest import publish_bank
from tests.support.results import every_bank, take_every

__all__ = ["site"]

NOTE = {"thing": "late/paper#course", "reason": "The article says “fourth day”."}
ANSWER = "Looked up again: the third day it is."


def doubt(client: PageClient, attempt: str, fields: dict[str, str] | None = None, position: int = 3) -> None:
    client.get(f"{attempt}/questions/{position}/flag")
    given = fields or {"thing": "question", "reason": "It has two right answers."}
    client.submit(f"{attempt}/questions/{position}/flag", given)


def answered(site: Flask, words: str = ANSWER) -> PageClient:
    bob = browser(site, BOB)
    bob.get("/educator/flags")
    bob.follow(next(each for each in bob.page.links() if each.startswith("Answer ")))
    address = bob.page.url.removeprefix(bob.origin)
    bob.submit(address, {"answer": words})
    return bob


def test_a_note_is_doubted_answered_and_told(site: Flask) -> None:
    alice = browser(site, ALICE)
    attempt = take(alice)
    alice.follow("Question or evidence in doubt? Tell the educators about question 3")
    assert "Note 1, which supports option b: “The finding was seen" in alice.page
    page = alice.submit(f"{attempt}/questions/3/flag", NOTE)
    assert "The educators have been told." in page
    assert "The educators have yet to answer." in page
    assert NOTE["reason"] in alice.get(f"{attempt}/result")
    queue = browser(site, BOB).get("/educator/flags")
    for words in (ALICE.email, NOTE["reason"], "Late finding", SECRET, "Entered as “supports”", "third, revision 1"):
        assert words in queue
    bob = answered(site)
    assert "Nothing is in doubt" in bob.page
    assert ANSWER in bob.page
    assert ANSWER in alice.get(f"{attempt}/result")
    assert ANSWER in alice.get(f"{attempt}/questions/3/flag")


def test_educators_see_which_pair_is_doubted(app: Flask) -> None:
    database = app.extensions["cme"].database
    publish_bank(database, every_bank(attempts=1))
    attempt = f"/attempts/{take_every(database, ALICE)}"
    doubt(browser(app, ALICE), attempt, {"thing": "two/paper#pairs-two", "reason": "Invented."}, position=5)
    bob = browser(app, BOB)
    bob.get("/educator/flags")
    page = bob.follow(f"Answer {ALICE.email} on pairs")
    assert page.texts("dt") == ["Question", "Pair", "Passage", "Rationale"]
    for words in ("Prompt two: Option y", "“The finding of pairs-two was seen on the third day.”", "Why pairs two."):
        assert words in page


def test_of_an_open_attempt_no_evidence_is_named(site: Flask) -> None:
    alice = browser(site, ALICE)
    attempt = start(alice)
    alice.get(f"{attempt}/questions/3")
    page = alice.follow("Question in doubt? Tell the educators")
    assert page.find_all("input", type="radio") == []
    alice.post(f"{attempt}/questions/3/flag", NOTE, status=400)
    page = alice.page
    assert "Choose what you doubt: the question, or a note that its result page shows you." in page
    assert SECRET not in page.response.get_data(as_text=True)
    alice.submit(f"{attempt}/questions/3/flag", {"reason": "It has two right answers."})
    assert alice.follow("Back to question 3").heading == "Question 3 of 3"


def test_an_answer_that_may_tell_a_key_waits_with_the_evidence(site: Flask) -> None:
    alice = browser(site, ALICE)
    attempt = take(alice, FAILING)
    alice.follow("Question in doubt? Tell the educators about question 3")
    alice.submit(f"{attempt}/questions/3/flag", {"reason": "It has two right answers."})
    answered(site, "No: late finding alone.")
    page = alice.get(f"{attempt}/result")
    assert "No: late finding alone." not in page
    assert "Since an answer may tell a key, it is shown together with the evidence" in page
    take(alice)
    assert "No: late finding alone." in alice.get(f"{attempt}/result")


def test_two_clicks_are_one_flag(site: Flask) -> None:
    alice = browser(site, ALICE)
    attempt = take(alice)
    for said in ("The educators have been told.", "You have told the educators of this already"):
        doubt(alice, attempt, NOTE)
        assert said in alice.page
    assert len(browser(site, BOB).get("/educator/flags").find_all("li", class_="stack")) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"thing": "late/paper#course", "reason": " "}, "Say in a few words why you doubt it."),
        ({"thing": "late/paper#course", "reason": "x" * 1001}, "Shorten this to 1000 characters."),
        ({"thing": "", "reason": "Invented."}, "Choose what you doubt."),
        ({"thing": "late/paper#nothing", "reason": "Invented."}, "Choose what you doubt: the question, or a note"),
    ],
)
def test_a_bad_flag_comes_back_with_its_problem(site: Flask, fields: dict[str, str], said: str) -> None:
    alice = browser(site, ALICE)
    attempt = take(alice)
    alice.get(f"{attempt}/questions/3/flag")
    form = alice.page.form(f"{attempt}/questions/3/flag")
    alice.post(form.action, fields, status=400)
    assert said in alice.page
    assert "There is a problem" in alice.page
    assert "Nothing is in doubt" in browser(site, BOB).get("/educator/flags")


def test_two_educators_do_not_answer_twice(site: Flask) -> None:
    alice, bob = browser(site, ALICE), browser(site, BOB)
    attempt = take(alice)
    doubt(alice, attempt)
    bob.get("/educator/flags")
    address = next(url for words, url in bob.page.links().items() if words.startswith("Answer ")).removeprefix(
        bob.origin
    )
    bob.get(address)
    bob.submit(address, {"answer": " "}, status=400)
    assert "Write an answer for the learner." in bob.page
    late = browser(site, BOB)
    late.get(address)
    bob.submit(address, {"answer": ANSWER})
    page = late.submit(address, {"answer": "Another, typed at length."}, status=409)
    assert f"{BOB.email} has answered this flag already, so your answer was not sent." in page
    assert ANSWER in page
    assert page.texts("textarea") == ["Another, typed at length."]
    assert "Another, typed at length." not in bob.get(address)


def test_educators_see_what_is_in_doubt_of_each_activity(site: Flask) -> None:
    alice, bob = browser(site, ALICE), browser(site, BOB)
    assert "Nothing of this activity is in doubt." in bob.get("/educator/activities/case")
    doubt(alice, take(alice))
    assert "It has two right answers." in bob.get("/educator/activities/case")
    assert "What learners doubt (1 open)" in bob.get("/educator/").links()


def test_a_stranger_finds_nothing(site: Flask) -> None:
    attempt = take(browser(site, ALICE))
    charlie = browser(site, CHARLIE)
    charlie.get(f"{attempt}/questions/1/flag", status=404)
    charlie.get("/educator/flags", status=404)
    charlie.get("/educator/flags/nobody", status=404)
