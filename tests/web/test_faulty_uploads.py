"""An upload with mistakes: told, kept to be looked at by whoever sent it, and never published. Of a trap nothing is."""

import pytest
from flask import Flask
from sqlalchemy import select

from cme.models import AuditEvent, BankDraft, Publication
from cme.services import bank_uploads
from tests.content.hostile_zips import GOOD, zipped
from tests.content.tiny import TINY
from tests.page import PageClient
from tests.support.cast import ALICE, BOB, Member
from tests.support.clock import SettableClock
from tests.support.pages import browser
from tests.support.uploads import publish_tiny, told, upload, zip_of

DORA = Member("dora@example.org", "Dora Educator", role="educator")
FAULTY = zip_of(two=("type: single", "type: essay"), paper=("year: 2020", "year: soon"))
QUESTIONS = "questions/two.yaml"


@pytest.fixture
def site(app: Flask, clock: SettableClock) -> Flask:
    clock.advance(hours=24)  # to the day on which the tiny activity is released
    return publish_tiny(app)


@pytest.fixture
def bob(site: Flask) -> PageClient:
    return browser(site, BOB)


def kept(app: Flask) -> list[str]:
    with app.extensions["cme"].database.reading() as session:
        return list(session.scalars(select(BankDraft.public_id)))


def published(app: Flask) -> tuple[list[int], int]:
    """Return the numbers of all publications, and how much the audit log holds."""
    with app.extensions["cme"].database.reading() as session:
        return list(session.scalars(select(Publication.number))), len(session.scalars(select(AuditEvent.number)).all())


def faulty(app: Flask, client: PageClient) -> str:
    """Upload a bank with two errors; return the address where it waits."""
    upload(client, FAULTY, status=400)
    [upload_id] = kept(app)
    return f"/educator/bank/uploads/{upload_id}"


def test_its_errors_are_told_and_each_stands_in_its_preview(site: Flask, bob: PageClient) -> None:
    address = faulty(site, bob)
    lines = told(bob.page)
    assert bob.page.texts("h2")[0] == "Cannot be published: 2 errors"
    assert "the file waits for a day, for you alone to look at" in bob.page
    index = bob.follow("See it as learners would")
    assert "2 errors" in index
    for line in lines:
        assert line.split(" ", 3)[3] in index.text
    question = bob.follow("What did the mass measure?")
    assert "This question has errors, so only what can be read of it is shown." in question
    assert lines[0].split(" ", 3)[3] in question.text
    assert told(bob.get(address)) == lines
    assert "Cannot be published: 2 errors" in bob.page
    assert bob.page.find_all("input", name="digest") == []


def test_it_is_not_published_whoever_confirms_it(site: Flask, bob: PageClient) -> None:
    address, before = faulty(site, bob), published(site)
    good = upload(bob, zip_of(two=("What did the mass measure?", "How large was the mass?")))
    form = next(each.values() for each in good.forms() if "digest" in each.values())
    bob.post(address, form | {"note": "Publish it all the same."}, status=409)
    assert "Cannot be published: 2 errors" in bob.page
    assert published(site) == before


def test_one_file_with_a_mistake_is_looked_at_over_what_is_published(site: Flask, bob: PageClient) -> None:
    text = (TINY / QUESTIONS).read_text("utf-8").replace("relation: supports", "relation: suports", 1)
    upload(bob, text.encode(), "mine.yaml", status=400)
    assert "Cannot be published: 1 error" in bob.page
    assert 'Did you mean "supports"?' in bob.follow("See it as learners would")


def test_it_waits_for_a_day_and_for_its_sender(site: Flask, bob: PageClient, clock: SettableClock) -> None:
    address = faulty(site, bob)
    preview = bob.page.link("See it as learners would").removeprefix(bob.origin)
    for member in (DORA, ALICE):
        browser(site, member).get(address, status=404)
        browser(site, member).get(preview, status=404)
    clock.advance(hours=24)
    browser(site, BOB).get(address, status=404)


def test_few_wait_at_a_time(site: Flask, bob: PageClient) -> None:
    for _ in range(bank_uploads.MOST_KEPT + 1):
        upload(bob, FAULTY, status=400)
    assert len(kept(site)) == bank_uploads.MOST_KEPT


CYRILLIC = "text: 13.4 \N{CYRILLIC SMALL LETTER ES}m".encode()
STEM = b"stem: What did the mass measure?"
TRAPS = {
    "alias": (b"stem: &stem What did the mass measure?\n    read_again: *stem", "yaml-alias"),
    "tag": (b"stem: !!python/name:os.system What", "yaml-tag"),
    "merge key": (b"<<: {id: x}\n    " + STEM, "yaml-merge-key"),
    "name twice": (STEM + b"\n    " + STEM, "yaml-duplicate-key"),
    "hidden character": (STEM + "\N{RIGHT-TO-LEFT OVERRIDE}".encode(), "yaml-character"),
    "encoding": (STEM + b" \xff", "yaml-encoding"),
    "depth": (b"stem: " + b"[" * 2_000, "yaml-depth"),
    "size": (STEM + " ".join(map(str, range(330_000))).encode(), "yaml-size"),
    "look-alike": (STEM, "option-lookalike"),
}


@pytest.mark.parametrize(("text", "rule"), TRAPS.values(), ids=TRAPS)
def test_nothing_is_kept_of_a_trap(site: Flask, bob: PageClient, text: bytes, rule: str) -> None:
    files, before = dict(GOOD), published(site)
    assert STEM in files[QUESTIONS]
    files[QUESTIONS] = files[QUESTIONS].replace(STEM, text)
    if rule == "option-lookalike":
        files[QUESTIONS] = files[QUESTIONS].replace(b"text: 1.34 cm", CYRILLIC)
    files["sources/paper.yaml"] = files["sources/paper.yaml"].replace(b"year: 2020", b"year: soon")
    page = upload(bob, zipped(files), status=400)
    assert any(f" error {rule} " in line for line in told(page))
    assert "Nothing was kept and nothing has changed." in page
    assert "See it as learners would" not in page
    assert kept(site) == []
    assert published(site) == before


def test_nothing_is_kept_of_a_trap_behind_a_flood_of_mistakes(site: Flask, bob: PageClient) -> None:
    files = dict(GOOD)
    extra = b"".join(b"    eggs-%d: x\n" % number for number in range(300)) + b"    eggs-1: y\n"
    files[QUESTIONS] = files[QUESTIONS].rstrip() + b"\n" + extra
    page = upload(bob, zipped(files), status=400)
    assert any(" error " in line for line in told(page))
    assert kept(site) == []
