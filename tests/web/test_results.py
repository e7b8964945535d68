"""The result: what a fail hides, what a pass shows, and practice."""

import pytest
from flask import Flask

from tests.support.banks import FOUR, KEYS, QUESTIONS, SECRET, activity, bank, question
from tests.support.cast import ALICE, BOB, CHARLIE
from tests.support.pages import FAILING, answer, browser, published, site, start, take
from tests.support.posttest import publish_bank

__all__ = ["site"]


def test_a_fail_shows_the_score_and_where_to_read_and_names_no_question(site: Flask) -> None:
    client = browser(site, ALICE)
    take(client, {1: "true", 2: "false", 3: "both"})
    page = client.page
    assert page.heading == "Not passed yet"
    assert page.texts("p", class_="figure") == ["2 of 3"]
    assert page.text.count("Case Summary, paragraph 2") == 3
    assert "Not correct" not in page
    assert page.find_all("span", class_="tag") == []


def test_two_fails_of_one_score_look_alike_whatever_was_wrong(site: Flask) -> None:
    texts = []
    for member, wrong in ((ALICE, {1: "false"}), (CHARLIE, {3: "both"})):
        client = browser(site, member)
        take(client, KEYS | wrong)
        texts.append(client.page.text)
    assert texts[0] == texts[1]


def test_a_fail_names_wrong_questions_where_all_have_three_options(app: Flask) -> None:
    four = tuple(question(name, FOUR, "late") for name in ("one", "two"))
    published(app, questions=four)
    client = browser(app, ALICE)
    take(client, {1: "late", 2: "both"})
    assert client.page.texts("span", class_="tag") == ["Correct", "Not correct"]
    assert SECRET not in client.page.response.get_data(as_text=True)


def test_no_question_is_named_while_another_posttest_asks_it_too(app: Flask) -> None:
    four = tuple(question(name, FOUR, "late") for name in ("one", "two"))
    both = (activity(questions=four), activity("other", four[:1]))
    publish_bank(app.extensions["cme"].database, bank(questions=four, activities=both))
    client = browser(app, ALICE)
    failed = take(client, {1: "late", 2: "both"})
    assert client.page.texts("span", class_="tag") == []
    assert "until then, questions are not marked one by one" in client.page
    start(client)
    assert client.get(f"{failed}/result").texts("span", class_="tag") == []
    for named in ([], ["Correct", "Not correct"]):
        other = start(client, "other")
        answer(client, other, {1: "both"})
        client.submit(f"{other}/submit")
        assert client.get(f"{failed}/result").texts("span", class_="tag") == named


def test_a_pass_shows_key_answer_rationale_and_evidence_of_every_option(site: Flask) -> None:
    client = browser(site, ALICE)
    take(client)
    page = client.page
    assert page.texts("p", class_="option") == ["True", "False", "True", "False", *FOUR.values()]
    assert page.text.count("Why ") == 8
    assert page.text.count("Your answer") == 3
    assert len(page.find_all("figure", class_="note")) == 1, "a passage is quoted once"
    assert page.text.count("passage of note 1") == 7
    assert "1 + 1 + 1 = 3 of 3, or 100 %" in page
    assert "70 % of 3 is 2.1, rounded up" in page


def test_when_tries_are_used_up_everything_is_shown_of_each_try(site: Flask) -> None:
    client = browser(site, ALICE)
    first = take(client, FAILING)
    take(client, FAILING)
    assert client.page.heading == "Not passed"
    assert SECRET in client.page.text
    assert SECRET in client.get(f"{first}/result").text


def test_a_further_try_closes_the_evidence_again(site: Flask) -> None:
    client = browser(site, ALICE)
    first = take(client, FAILING)
    take(client, FAILING)
    bob = browser(site, BOB)
    bob.get("/educator/activities/case")
    bob.submit("/educator/activities/case/tries", {"email": ALICE.email, "tries": "1", "reason": "Fire alarm"})
    assert "alice@example.org now has one try left" in bob.page
    assert SECRET not in client.get(f"{first}/result").text
    client.get("/activities/case/practice/1", status=409)


def test_an_open_attempt_has_no_result(site: Flask) -> None:
    client = browser(site, ALICE)
    attempt = start(client)
    client.open("GET", f"{attempt}/result")
    assert client.follow().heading == "Question 1 of 3"


def test_practice_opens_after_the_pass_and_answers_at_once(site: Flask) -> None:
    client = browser(site, ALICE)
    assert "Practice opens once" in client.get("/activities/case/practice/1", status=409)
    take(client)
    page = client.get("/activities/case/practice/3")
    assert SECRET not in page.response.get_data(as_text=True)
    page = client.submit("/activities/case/practice/3", {"response": "both"})
    assert "Not correct" in page
    assert f"Why Late finding {SECRET}" in page
    client.get("/activities/case/practice/3")
    assert "Choose one option" in client.submit("/activities/case/practice/3", {}, status=400)
    client.get("/activities/case/practice/4", status=404)


def test_somebody_elses_practice_answer_is_not_found(site: Flask) -> None:
    alice, charlie = browser(site, ALICE), browser(site, CHARLIE)
    take(alice)
    take(charlie)
    alice.get("/activities/case/practice/1")
    url = alice.submit("/activities/case/practice/1", {"response": "true"}).url
    charlie.get(url, status=404)


def test_practice_never_serves_a_question_of_a_posttest_still_open(app: Flask) -> None:
    shared = (activity(), activity("other", QUESTIONS[:1]))
    publish_bank(app.extensions["cme"].database, bank(activities=shared))
    client = browser(app, ALICE)
    take(client)
    page = client.get("/activities/case/practice/1")
    assert page.heading == "Practice, question 1 of 2"
    assert "second" in page
    attempt = start(client, "other")
    client.get(f"{attempt}/questions/1")
    client.submit("question", {"response": "true"}, button="check")
    client.submit(f"{attempt}/submit")
    assert client.get("/activities/case/practice/1").heading == "Practice, question 1 of 3"


@pytest.mark.parametrize("fields", [{"email": "nobody@example.org"}, {"tries": "0"}, {"tries": "99"}, {"reason": " "}])
def test_a_bad_grant_comes_back_with_its_problem(site: Flask, fields: dict[str, str]) -> None:
    browser(site, ALICE)
    bob = browser(site, BOB)
    bob.get("/educator/activities/case")
    given = {"email": ALICE.email, "tries": "1", "reason": "Fire alarm"} | fields
    page = bob.submit("/educator/activities/case/tries", given, status=400)
    assert "There is a problem" in page
    assert "No further tries have been granted" in page


def test_learners_do_not_find_the_educators_pages(site: Flask) -> None:
    client = browser(site, ALICE)
    client.get("/educator/", status=404)
    client.get("/educator/activities/case", status=404)


def test_educators_see_counts(site: Flask) -> None:
    take(browser(site, ALICE))
    take(browser(site, CHARLIE), FAILING)
    page = browser(site, BOB).get("/educator/")
    assert page.texts("td", class_="num") == ["3", "2", "2", "1"]
