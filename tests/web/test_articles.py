"""Articles that may be read here: who may, which, and what is marked in them, and when."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from cme.config import Settings
from cme.core.activities import Section
from cme.core.bank import Bank
from cme.core.corrections import KeyPolicy
from cme.core.sources import OPEN_LICENCE
from cme.database import Database
from tests.conftest import running_app
from tests.page import PageClient
from tests.support.banks import KEYS, PASSAGE, QUESTIONS, SOURCE, TRUE_FALSE, activity, bank, question
from tests.support.cast import ALICE, CHARLIE
from tests.support.clock import SettableClock
from tests.support.corrections import correct
from tests.support.pages import browser
from tests.support.posttest import Taking, person, publish_bank
from tests.support.statements import watching

TEXT = f"Case Summary\n\nHe was ill. {PASSAGE.quote} Then he went home.\n"
ILL = replace(PASSAGE, id="paper#ill", quote="He was ill.")
URL = "/sources/paper/read"


def licensed(made: Bank, **changes: object) -> Bank:
    told = {"rights_basis": OPEN_LICENCE, **changes}
    return replace(made, sources={"paper": replace(SOURCE, **told)})  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "articles"
    found.mkdir()
    (found / "paper.txt").write_text(TEXT, "utf-8")
    return found


@pytest.fixture
def app(settings: Settings, clock: SettableClock, folder: Path) -> Iterator[Flask]:
    yield from running_app(replace(settings, fulltext_dir=folder), clock)


@pytest.fixture
def twin(
    settings: Settings, clock: SettableClock, folder: Path, tmp_path: Path, sqlite_template: Path
) -> Iterator[Flask]:
    other = tmp_path / "other.sqlite3"
    other.write_bytes(sqlite_template.read_bytes())
    yield from running_app(replace(settings, fulltext_dir=folder, database_url=f"sqlite:///{other}"), clock)


@pytest.fixture
def database(app: Flask) -> Database:
    found: Database = app.extensions["cme"].database
    return found


def take(database: Database, chosen: dict[int, str] | None = None, activity_id: str = "case") -> str:
    return Taking(database, person(database, ALICE), activity_id=activity_id).take(chosen)


def test_an_openly_licensed_article_is_read_here_and_nothing_is_marked_before_release(
    app: Flask, database: Database
) -> None:
    publish_bank(database, licensed(bank()))
    client = browser(app, ALICE)
    page = client.get(URL)
    assert page.heading == SOURCE.title
    assert page.texts("h2") == ["Case Summary"]
    assert page.text.count(PASSAGE.quote) == 1
    assert (page.find_all("mark"), "marked" in page) == ([], False)
    take(database, {1: "false"})
    assert client.get(URL).find_all("mark") == []


def test_the_activity_leads_to_what_may_be_read_here(app: Flask, database: Database, folder: Path) -> None:
    publish_bank(database, licensed(bank()))
    client = browser(app, ALICE)
    assert client.get("/activities/case").link("Read it here").endswith(URL)
    (folder / "paper.txt").unlink()
    assert "Read it here" not in client.get("/activities/case")


def test_a_result_that_shows_everything_leads_to_the_marked_passage(app: Flask, database: Database) -> None:
    publish_bank(database, licensed(bank()))
    attempt_id = take(database)
    client = browser(app, ALICE)
    client.get(f"/attempts/{attempt_id}/result")
    assert client.page.link("Read it here, marked").endswith(f"{URL}#p-course")
    page = client.get(URL)
    assert [mark.get("id") for mark in page.find_all("mark")] == ["p-course"]
    assert page.texts("mark") == [PASSAGE.quote]
    assert "1 passage is marked" in page
    assert browser(app, CHARLIE).get(URL).find_all("mark") == [], "who has not taken it"


def test_after_a_correction_the_new_explanation_is_what_is_marked(app: Flask, database: Database) -> None:
    publish_bank(database, licensed(bank()))
    attempt_id = take(database)
    first = question("first", TRUE_FALSE, "false")
    moved = tuple(replace(each, evidence=(replace(each.evidence[0], passage=ILL),)) for each in first.options)
    made = bank(questions=(replace(first, options=moved), *QUESTIONS[1:]))
    correct(database, KeyPolicy.OLD_AND_NEW, licensed(made))
    client = browser(app, ALICE)
    result = client.get(f"/attempts/{attempt_id}/result")
    assert f"{URL}#p-ill" in [link.get("href") for link in result.find_all("a")]
    assert client.get(URL).texts("mark") == [ILL.quote, PASSAGE.quote]


def test_the_page_before_release_is_the_same_whatever_the_keys_rest_on(
    app: Flask, database: Database, twin: Flask
) -> None:
    publish_bank(database, licensed(bank()))
    questions = tuple(
        replace(
            each,
            options=tuple(
                replace(one, is_key=not one.is_key, evidence=(replace(one.evidence[0], passage=ILL),))
                for one in each.options
            ),
        )
        for each in QUESTIONS[:2]
    )
    publish_bank(twin.extensions["cme"].database, licensed(bank(questions=(*questions, QUESTIONS[2]))))
    bodies = []
    for each in (app, twin):
        found = each.extensions["cme"].database
        Taking(found, person(found, ALICE)).start()
        bodies.append(_without_token(browser(each, ALICE)))
    assert bodies[0] == bodies[1]
    for each in (app, twin):
        found = each.extensions["cme"].database
        for _ in range(2):
            Taking(found, person(found, CHARLIE)).take({})
        bodies.append(_without_token(browser(each, CHARLIE)))
    assert bodies[2] != bodies[3], "and differs once it may be shown"


def _without_token(client: PageClient) -> str:
    """Return the page without what differs for each person of each site: the token, and whose drafts may be kept."""
    text = client.get(URL).response.get_data(as_text=True)
    return re.sub(r'data-owner="[0-9a-f]+"', "", text.replace(client.token, ""))


def test_nothing_is_marked_while_another_posttest_asks_the_question(app: Flask, database: Database) -> None:
    both = (activity(), activity("other", QUESTIONS[:1]))
    publish_bank(database, licensed(bank(activities=both)))
    take(database)
    client = browser(app, ALICE)
    assert client.get(URL).find_all("mark") == []
    take(database, {1: "true"}, "other")
    assert len(client.get(URL).find_all("mark")) == 1


def test_practice_leads_to_the_marked_passage_also_of_a_question_that_no_try_asked(
    app: Flask, database: Database
) -> None:
    drawn = Section(question_ids=tuple(each.id for each in QUESTIONS), pick=1)
    options = tuple(replace(each, evidence=(replace(each.evidence[0], passage=ILL),)) for each in QUESTIONS[0].options)
    questions = tuple(replace(each, options=options) if each.id in ("first", "second") else each for each in QUESTIONS)
    made = bank(questions=questions)
    posttest = replace(made.activities["case"].posttest, sections=(drawn,), attempts=1)
    case = activity(posttest=posttest)
    publish_bank(database, licensed(replace(made, activities={"case": case})))
    who = Taking(database, person(database, ALICE))
    who.submit(who.start())
    client = browser(app, ALICE)
    for position, option_id in KEYS.items():
        client.get(f"/activities/case/practice/{position}")
        page = client.submit(f"/activities/case/practice/{position}", {"response": option_id})
        anchor = "p-course" if position == 3 else "p-ill"
        assert page.link("Read it here, marked").endswith(f"{URL}#{anchor}")
        assert client.get(URL).find_all("mark", id=anchor)
    publish_bank(database, licensed(replace(made, activities={"case": case, "other": activity("other")})))
    assert client.get(URL).find_all("mark") == [], "all of it can be asked again"


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "paper.txt").unlink(),
        lambda folder: (folder / "paper.txt").write_bytes(b"\xff\xfe"),
        lambda folder: (folder / "paper.txt").rename(folder / "another.txt"),
        lambda folder: [path.unlink() for path in folder.iterdir()] and folder.rmdir(),
    ],
    ids=["no file", "no text", "another's", "no folder"],
)
def test_without_its_text_there_is_nothing_to_read(
    app: Flask, database: Database, folder: Path, change: Callable[[Path], object]
) -> None:
    publish_bank(database, licensed(bank()))
    change(folder)
    browser(app, ALICE).get(URL, status=404)
    result = browser(app, ALICE).get(f"/attempts/{take(database)}/result")
    if not (folder / "paper.txt").exists():
        assert "Read it here" not in result


def test_what_is_quoted_shortly_alone_is_not_read_here(app: Flask, database: Database) -> None:
    publish_bank(database, bank())
    client = browser(app, ALICE)
    client.get(URL, status=404)
    client.get("/sources/another/read", status=404)
    client.get("/sources/..%2Fpaper/read", status=404)
    assert "Read it here" not in client.get(f"/attempts/{take(database)}/result")


def test_a_corrected_file_is_read_anew(app: Flask, database: Database, folder: Path) -> None:
    publish_bank(database, licensed(bank()))
    client = browser(app, ALICE)
    client.get(URL)
    (folder / "paper.txt").write_text("Another text, longer than a heading could be. " * 3, "utf-8")
    assert "Another text" in client.get(URL)


def test_reading_costs_the_same_however_long_the_posttest(app: Flask, database: Database) -> None:
    many = tuple(question(f"question-{number}", TRUE_FALSE, "true") for number in range(40))
    publish_bank(database, licensed(bank(questions=many)))
    take(database, dict.fromkeys(range(1, 41), "true"))
    client = browser(app, ALICE)
    client.get(URL)
    with watching(database) as watched:
        client.get(URL)
    assert len(watched.statements) <= 8, "\n".join(watched.statements)
