"""Questions of every type on learners' pages, by forms alone: asked, answered, found again, checked, submitted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from cme.core.asking import how_marked, how_to_answer
from cme.core.questions import Question, QuestionType
from cme.core.responses import full_answer
from tests.page import Page, PageClient
from tests.support.banks import activity, bank
from tests.support.cases import CASE, PATIENT, TOLD_LATER, case_bank
from tests.support.cast import ALICE
from tests.support.clock import SettableClock
from tests.support.every_type import every_type_bank
from tests.support.pages import browser, start
from tests.support.posttest import publish_bank
from tests.support.questions import numeric

ACTIVITY = replace(next(iter(every_type_bank().activities.values())), released=date(2026, 1, 1))
BANK = replace(every_type_bank(), activities={ACTIVITY.id: ACTIVITY})
BY_STEM = {question.stem: question for question in BANK.questions.values()}
COUNT = ACTIVITY.posttest.length


@pytest.fixture
def client(app: Flask) -> PageClient:
    publish_bank(app.extensions["cme"].database, BANK)
    return browser(app, ALICE)


def asked(page: Page) -> Question:
    """Return the question that a page asks, or whose answer it holds fast."""
    stems = page.texts("legend") + page.texts("h2", class_="stem")
    return next(BY_STEM[stem] for stem in stems if stem in BY_STEM)


def go_through(client: PageClient, attempt: str) -> Iterator[Page]:
    """Yield the page of each question in turn; where a case goes on step by step, each must be answered meanwhile."""
    for position in range(1, COUNT + 1):
        yield client.get(f"{attempt}/questions/{position}")


def button(page: Page) -> str:
    return page.texts("button", class_="button--primary")[0]


def answer_all(client: PageClient, attempt: str) -> None:
    for page in go_through(client, attempt):
        client.submit("question", {"response": full_answer(asked(page))}, button=button(page))


def test_every_type_is_answered_found_again_and_earns_its_mark(client: PageClient) -> None:
    attempt = start(client, ACTIVITY.id)
    answer_all(client, attempt)
    for page in go_through(client, attempt):
        sent = {word for word in page.form("question").values().get("response", []) if word}
        assert sent == set(full_answer(asked(page))), page.heading
    page = client.get(f"{attempt}/check")
    assert f"{COUNT} of {COUNT} answered" in page
    assert "not finished" not in page
    assert client.submit("submit").heading == "Passed"


def test_how_to_answer_and_how_it_is_marked_is_told_first(client: PageClient) -> None:
    attempt = start(client, ACTIVITY.id)
    types = set()
    for page in go_through(client, attempt):
        if page.response.status_code == 200 and page.find_all("fieldset"):
            question = asked(page)
            types.add(question.type)
            told = f"{how_to_answer(question.opened())} {how_marked(question.opened())}".strip()
            assert told in page
            if told:
                described = page.find("fieldset", class_="asked").get("aria-describedby", "").split()
                assert "how" in described
        client.submit("question", {"response": full_answer(asked(page))}, button=button(page))
    assert types == set(QuestionType)


def test_only_choices_are_struck_out(client: PageClient) -> None:
    attempt = start(client, ACTIVITY.id)
    for page in go_through(client, attempt):
        is_choice = asked(page).type in (QuestionType.SINGLE, QuestionType.TRUE_FALSE, QuestionType.MULTIPLE)
        assert bool(page.find_all("input", name="struck")) == is_choice
        client.submit("question", {"response": full_answer(asked(page))}, button=button(page))


class TestUnfinished:
    @pytest.fixture
    def dose(self, app: Flask) -> PageClient:
        question = numeric(("right", "250", "250", True), units={"mg": "1", "g": "1000"}, id="dose", stem="What dose?")
        publish_bank(
            app.extensions["cme"].database, bank(questions=(question,), activities=(activity(questions=(question,)),))
        )
        return browser(app, ALICE)

    @pytest.mark.parametrize(
        ("typed", "remark"),
        [
            (["half"], "“half” cannot be read as a number. Write digits, with a point for decimals."),
            (["250"], "The unit is not chosen yet."),
            (["250", "unit mg"], ""),
        ],
    )
    def test_it_is_said_at_the_field_and_before_submitting(
        self, dose: PageClient, typed: list[str], remark: str
    ) -> None:
        attempt = start(dose)
        page = dose.submit("question", {"response": typed}, button="check")
        assert ("One answer is not finished" in page) == bool(remark)
        assert remark in page
        page = dose.get(f"{attempt}/questions/1")
        field = page.find("input", id="answer")
        assert (field.get("value"), field.get("aria-invalid")) == (typed[0], "true" if remark else None)
        if remark:
            assert field.get("aria-describedby") == "remark"
            assert page.texts("p", id="remark") == [remark]

    def test_what_cannot_be_saved_stays_to_be_mended(self, dose: PageClient) -> None:
        start(dose)
        page = dose.submit("question", {"response": "9" * 201}, button="check", status=400)
        assert "at most 200 characters" in page
        assert page.find("input", id="answer").get("value") == "9" * 201
        assert page.title.startswith("Problem: Question 1 of ")
        summary = page.find("div", id="problems")
        assert ("autofocus" in summary.attrib, summary.get("tabindex"), summary.get("role")) == (True, "-1", "alert")
        assert summary.find(".//a[@href='#answer']") is not None
        assert page.find("input", id="answer").get("aria-describedby") == "remark"
        assert "at most 200 characters" in page.texts("p", id="remark")[0]

    def test_what_cannot_be_seen_is_left_out(self, dose: PageClient) -> None:
        attempt = start(dose)
        dose.submit("question", {"response": ["\u200b 2\t500\u00a0", "unit mg"]}, button="check")
        assert dose.get(f"{attempt}/questions/1").find("input", id="answer").get("value") == "2 500"


class TestACase:
    @pytest.fixture
    def case(self, app: Flask) -> PageClient:
        publish_bank(app.extensions["cme"].database, case_bank())
        return browser(app, ALICE)

    def test_the_button_says_what_going_on_means(self, case: PageClient) -> None:
        attempt = start(case)
        page = case.get(f"{attempt}/questions/2")
        assert button(page) == "Save and go on; this answer is then fixed"
        assert "Part 1 of 3" in page
        assert page.texts("span", class_="step") == [f"{number}, opens as the case goes on" for number in (3, 4)]

    def test_a_fixed_answer_is_read_and_not_changed(self, case: PageClient) -> None:
        attempt = start(case)
        case.get(f"{attempt}/questions/2")
        page = case.submit("question", {"response": "early"}, button="lock")
        assert (page.heading, TOLD_LATER[0] in page, PATIENT.text in page) == ("Question 3 of 4", True, True)
        page = case.get(f"{attempt}/questions/2")
        assert "This answer is fixed." in page
        assert not page.find_all("input", type="radio")
        assert page.texts("li", class_="is-chosen") == ["a.Early finding Your answer"]
        assert TOLD_LATER[0] not in page, "what the case tells later stands with the later question"
        assert case.submit("question", {}, button="3").heading == "Question 3 of 4"
        assert CASE[1].stem in case.get(f"{attempt}/check")

    def test_going_on_without_an_answer_is_a_problem_and_says_so(self, case: PageClient) -> None:
        attempt = start(case)
        case.get(f"{attempt}/questions/2")
        page = case.submit("question", {}, button="lock")
        assert "Answer this question first" in page.texts("p", class_="notice--problem")[0]

    def test_the_check_leads_to_a_part_that_is_open(self, case: PageClient) -> None:
        attempt = start(case)
        case.get(f"{attempt}/questions/1")
        page = case.submit("question", {"response": "true"}, button="check")
        assert page.link("Go to question 2").endswith("/questions/2")
        assert "Questions 3, 4 open as the case goes on." in page


class TestTimeLeft:
    """An activity ends at midnight at the latest; a time limit sets the same deadline earlier."""

    @pytest.fixture
    def timed(self, app: Flask, clock: SettableClock) -> PageClient:
        clock.advance(hours=11, minutes=30)
        publish_bank(app.extensions["cme"].database, bank(expires=date(2026, 11, 20)))
        return browser(app, ALICE)

    def test_the_end_is_printed_on_every_page(self, timed: PageClient, clock: SettableClock) -> None:
        attempt = start(timed)
        clock.advance(minutes=7)
        for where in ("questions/1", "questions/3", "check"):
            line = timed.get(f"{attempt}/{where}").find("p", id="clock")
            assert "".join(line.itertext()).strip() == "Time ends at 00:00 on 21 November 2026"
            assert line.get("data-seconds") == str(23 * 60)

    def test_far_from_the_end_there_is_no_clock(self, client: PageClient) -> None:
        attempt = start(client, ACTIVITY.id)
        assert not client.get(f"{attempt}/questions/1").find_all("p", id="clock")

    @pytest.mark.parametrize(("late", "earned"), [(0, "1 of 3"), (60, "0 of 3")])
    def test_at_the_end_the_page_s_answer_is_saved_if_it_still_can_be_and_all_is_submitted(
        self, timed: PageClient, clock: SettableClock, late: int, earned: str
    ) -> None:
        attempt = start(timed)
        page = timed.get(f"{attempt}/questions/1")
        clock.advance(minutes=30, seconds=late)
        sent = page.form("question").filled_in({"response": "true"}) | {"go": ["submit"]}
        timed.open("POST", f"{attempt}/questions/1", data=sent)
        page = timed.follow()
        assert (page.heading, page.texts("p", class_="figure")) == ("Not passed yet", [earned])
