"""The result page of every type: what is shown of each, and the sums that a reader can check."""

import pytest
from flask import Flask

from cme.database import Database
from tests.page import Page
from tests.support.cast import ALICE
from tests.support.pages import browser
from tests.support.posttest import publish_bank
from tests.support.results import FULL, every_bank, learners, take_every

MIXED = {
    1: ("a", "b", "d", "e", "c"),
    2: ("a",),
    3: ("1.5", "unit g"),
    4: ("NPM1.",),
    5: ("one x", "two z"),
    6: ("1 k", "2 m", "3 l", "4 n"),
}


@pytest.fixture
def database(app: Flask) -> Database:
    found: Database = app.extensions["cme"].database
    publish_bank(found, every_bank(attempts=1))
    return found


def page_of(app: Flask, database: Database, chosen: dict[int, tuple[str, ...]] | None = None) -> Page:
    attempt_id = take_every(database, ALICE, chosen)
    return browser(app, ALICE).get(f"/attempts/{attempt_id}/result")


def test_the_score_is_the_sum_of_the_marks_and_each_mark_of_its_parts(app: Flask, database: Database) -> None:
    page = page_of(app, database, MIXED)
    assert page.texts("p", class_="figure") == ["2 1/12 of 6"]
    assert "1/4 + 0 + 1 + 0 + 1/3 + 1/2 = 2 1/12 of 6, or 35 %" in page
    assert page.texts("td")[:12:2] == [
        "+1 +1 +1 −1 −1 = 1 of 4",
        "1 of 2 right; all or nothing: 0 of 1",
        "The key",
        "Not the key",
        "+1 +0 = 1 of 3",
        "+1 +0 +0 +1 = 2 of 4",
    ]
    assert page.texts("td")[1:12:2] == ["+1/4", "0", "+1", "0", "+1/3", "+1/2"]


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ("ade", "+1 +1 +1 = 3 of 4"),
        ("adegf", "+1 +1 +1 +1 −1 = 3 of 4"),
        ("adebc", "+1 +1 +1 −1 −1 = 1 of 4"),
        ("abcdefg", "+1 +1 +1 +1 −1 −1 −1 = 1 of 4"),
        ("bc", "−1 −1 = −2; less than 0 counts as 0: 0 of 4"),
        ("", "0 of 4"),
    ],
)
def test_the_sum_of_several_keys_stands_at_the_question(
    app: Flask, database: Database, chosen: str, words: str
) -> None:
    page = page_of(app, database, FULL | {1: tuple(chosen)})
    assert words in page.texts("p", class_="verdict")[0]
    assert (page.texts("td")[0] == "No answer") is not bool(chosen)


def test_several_keys_are_named_chosen_or_not(app: Flask, database: Database) -> None:
    page = page_of(app, database, MIXED)
    tags = page.texts("span", class_="tag")
    assert tags[:6] == ["Partly correct", "Key", "Your answer: +1", "Your answer: −1", "Your answer: −1", "Key"]
    assert tags[8:11] == ["Your answer: +1", "Key, not chosen", "Not correct"]


def test_typed_answers_are_read_back(app: Flask, database: Database) -> None:
    page = page_of(app, database, MIXED)
    assert "“1.5 g”, read as 1.5 g = 1500 mg" in page
    assert "Taken for it: 1400 to 1600 mg" in page
    assert "“NPM1.”, read as “npm1”: capitals, and signs at the ends, do not count" in page
    assert "Why name fusion." in page
    assert "none of the answers foreseen" not in page


def test_an_answer_that_nobody_foresaw_is_said_to_be_one(app: Flask, database: Database) -> None:
    page = page_of(app, database, FULL | {3: ("twelve", "unit mg"), 4: ()})
    assert "“twelve mg”, cannot be read as a number" in page
    assert page.text.count("It is none of the answers foreseen below.") == 1


def test_pairs_and_orders_show_ones_own_beside_the_right(app: Flask, database: Database) -> None:
    page = page_of(app, database, MIXED)
    assert page.texts("dd")[-6:] == ["Option x", "Option x", "Option y", "Option z", "Option x", "None"]
    assert "Options that belong to none of these" in page
    assert page.text.count("silent on option a") == 1
    assert [tag for tag in page.texts("span", class_="tag") if "place" in tag] == [
        "You put it in place 1: +1",
        "You put it in place 3: +0",
        "You put it in place 2: +0",
        "You put it in place 4: +1",
    ]
    assert "You gave it no place" in page_of_nothing(app, database)


def page_of_nothing(app: Flask, database: Database) -> Page:
    someone = learners(1)[0]
    attempt_id = take_every(database, someone, {})
    return browser(app, someone).get(f"/attempts/{attempt_id}/result")


def test_what_questions_share_stands_once_above_them(app: Flask, database: Database) -> None:
    page = page_of(app, database)
    assert page.text.count("A 21-year-old man") == 1
    assert "For questions 5 and 6 Patient 2" in page
    assert page.text.index("Patient 2") < page.text.index("What of pairs?")
    assert page.text.count("Eight weeks later") == 1


def test_the_objectives_say_by_which_rule_they_are_met(app: Flask, database: Database) -> None:
    page = page_of(app, database, MIXED)
    assert "1. State what was found." in page
    assert "2 1/12 of 5" in page
    assert "Met: its questions earn the share that the pass mark asks of all, 70 %." in page


def test_shares_of_others_are_told_with_their_number(app: Flask, database: Database) -> None:
    assert "learners" not in page_of(app, database)
    others = learners(9)
    attempts = [take_every(database, member, MIXED) for member in others]
    page = browser(app, others[0]).get(f"/attempts/{attempts[0]}/result")
    assert "100 % of 10 learners chose it" in page
    assert "90 % of 10 learners gave it" in page
    assert "100 % of 10 learners matched it so" in page
    assert "10 % of 10 learners put it there" in page
