"""The preview on the site: what is published, earlier publications, an upload that waits; for educators alone."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
from flask import Flask

from cme.content.bank import check_bank
from cme.errors import NotFound
from cme.services.previewing import FolderPreview, PreviewSource
from cme.web.preview import add_shelf
from tests.content.tiny import change, tiny_bank
from tests.page import PageClient
from tests.support.banks import QUESTIONS, SECRET, bank
from tests.support.cast import ALICE, BOB
from tests.support.clock import NOON
from tests.support.pages import browser, published
from tests.support.posttest import publish_bank

INDEX = "/educator/preview/tests/"


@pytest.fixture
def educator(app: Flask) -> PageClient:
    return browser(published(app), BOB)


def test_what_is_published_is_shown_with_its_keys(educator: PageClient) -> None:
    page = educator.get(INDEX)
    assert page.heading == "tests"
    assert "Preview of Publication 1 of tests" in page
    page = educator.follow("What does the report say of third?")
    assert page.heading == "Question 3 of 3"
    assert SECRET not in page.text
    page = educator.submit("question", {"response": "late"})
    assert "Correct 1 of 1 Objective 1" in page.texts("p", class_="verdict")
    assert SECRET in page.text
    page = educator.follow("Evidence")
    assert [len(row) for row in page.find_all("tr")] == [5, 5]
    assert not page.find_all("script"), "what is published never changes under the page"


def test_the_activity_is_shown(educator: PageClient) -> None:
    educator.get(INDEX)
    page = educator.follow("Reading a case with a finding")
    assert "3 of 3 correct" in page
    assert "Single cases are read for more than they show." in page
    assert "To pass, 3 of 3 questions must be right." in page


def test_an_earlier_publication_stays_as_it_was(app: Flask, educator: PageClient) -> None:
    publish_bank(app.extensions["cme"].database, bank(questions=QUESTIONS[:2]), origin="command")
    assert "What does the report say of third?" not in educator.get(INDEX)
    page = educator.get("/educator/preview/tests~1/")
    assert "Preview of Publication 1 of tests" in page
    assert educator.follow("What does the report say of third?").heading == "Question 3 of 3"


def test_what_is_published_is_checked_like_any_bank(app: Flask, tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    change(folder, "source", "status: current", "status: expression-of-concern")
    more = "\n  - {id: more, section: Discussion, place: paragraph 1, quote: It went on.}"
    change(folder, "source", "quote: The mass measured 13.4 cm.", "quote: The mass measured 13.4 cm." + more)
    checked = check_bank(folder, today=NOON.date())
    assert checked.bank is not None
    publish_bank(app.extensions["cme"].database, checked.bank)
    page = browser(app, BOB).get("/educator/preview/tiny/")
    assert "no problems" not in page
    rules = [" ".join(each.split()).rpartition(" ")[2] for each in page.texts("p", class_="where") if ".yaml:" in each]
    assert sorted(rules) == sorted(problem.rule for problem in checked.problems), "in the words of the check"
    assert "Cited by no question." in page
    assert "stands under an expression of concern" in browser(app, BOB).get("/educator/preview/tiny/questions/measured")


def test_what_cannot_be_written_as_files_is_not_said_to_be_sound(app: Flask) -> None:
    publish_bank(app.extensions["cme"].database, bank(pass_mark=Fraction(1, 3)))
    page = browser(app, BOB).get(INDEX)
    assert "Not checked here, as it cannot be written as files. The pass mark 1/3 cannot be written" in page
    assert "no problems" not in page


@pytest.mark.parametrize(
    "shelf", ["nothing", "tests~2", "tests~", "tests~x", "tests~²", "tests~" + "9" * 30, "upload.x"]
)
def test_what_is_not_there_is_not_found(educator: PageClient, shelf: str) -> None:
    educator.get(f"/educator/preview/{shelf}/", status=404)


@pytest.mark.parametrize("page", ["", "questions/first", "questions/first/answered", "questions/first/evidence"])
def test_learners_and_strangers_see_nothing(educator: PageClient, page: str) -> None:
    learner = browser(educator.app, ALICE)
    assert SECRET not in learner.get(INDEX + page, status=404).text
    answer = PageClient(educator.app).open("GET", INDEX + page)
    assert answer.status_code == 303
    assert "/account/sign-in" in answer.location


class TestAnUpload:
    """A shelf of somebody else's making: an uploaded bank that waits to be confirmed."""

    @pytest.fixture
    def upload(self, tmp_path: Path, app: Flask) -> Path:
        folder = tiny_bank(tmp_path)

        def open_upload(unsafe_id: str) -> PreviewSource:
            if unsafe_id != "abc":
                raise NotFound
            return FolderPreview(folder, title="your upload two.zip")

        add_shelf(app, "upload", open_upload)
        return folder

    def test_it_is_shown_with_its_problems(self, educator: PageClient, upload: Path) -> None:
        change(upload, "questions", "paper#size, relation: contrasts", "paper#siez, relation: contrasts")
        page = educator.get("/educator/preview/upload.abc/")
        assert "Preview of your upload two.zip" in page
        assert 'There is no passage "paper#siez". Did you mean "paper#size"?' in page
        assert re.search(r" questions/two\.yaml:\d+:\d+ reference-unknown ", page.text), "as the sender knows the file"
        assert str(upload.parent) not in page.text
        assert 'There is no passage "paper#siez".' in educator.get("/educator/preview/upload.abc/questions/measured")

    def test_what_its_opener_does_not_know_is_not_found(self, educator: PageClient, upload: Path) -> None:
        educator.get("/educator/preview/upload.nobody-s/", status=404)

    def test_it_is_for_educators_alone(self, educator: PageClient, upload: Path) -> None:
        browser(educator.app, ALICE).get("/educator/preview/upload.abc/questions/measured/answered", status=404)
