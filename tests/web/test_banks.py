"""The question bank on the web: the check in the same words, the impact, publishing once, and going back."""

import io

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from cme.cli.worker import work
from cme.content.uploads import LARGEST_UPLOAD
from cme.models import AuditEvent, BankDraft, Publication
from cme.services import bank_uploads
from tests.content.hostile_zips import with_files
from tests.content.tiny import TINY
from tests.page import PageClient
from tests.support.banks import FOUR, QUESTIONS, bank, question
from tests.support.cast import ALICE, BOB, CHARLIE, Member, signed_in
from tests.support.clock import SettableClock
from tests.support.pages import browser, published, start, take
from tests.support.posttest import publish_bank
from tests.support.uploads import BANK, publish_tiny, send, told, upload, zip_of

DORA = Member("dora@example.org", "Dora Educator", role="educator")
KEYS = {1: "no-it-is-not", 2: "large"}
STEM = ("What did the mass measure?", "How large was the mass?")
POINT = "rationale: The point stands elsewhere.\n        evidence:\n          - {passage: paper#size, relation: "


def key_moved() -> bytes:
    """Return the tiny bank with the key of its second question moved to the first option."""
    text = (TINY / "questions" / "two.yaml").read_text("utf-8")
    before, large = text.split("      - id: large\n")
    assert POINT in before
    before = before.replace(f"{POINT}contrasts", f"correct: true\n        {POINT}supports")
    large = large.replace("        correct: true\n", "", 1).replace("relation: supports", "relation: contrasts", 1)
    changed = before + "      - id: large\n" + large
    return zip_of(two=(text, changed))


@pytest.fixture
def site(app: Flask, clock: SettableClock) -> Flask:
    clock.advance(hours=24)  # to the day on which the tiny activity is released
    return publish_tiny(app)


@pytest.fixture
def bob(site: Flask) -> PageClient:
    return browser(site, BOB)


def rows(app: Flask, column: object) -> list[object]:
    with app.extensions["cme"].database.reading() as session:
        return list(session.scalars(select(column)))  # type: ignore[call-overload]


def publish(client: PageClient, note: str = "Reworded.", *, status: int = 303) -> None:
    address = client.page.url.partition("?")[0].removeprefix(client.origin)
    client.submit(address, {"note": note}, status=status)


def test_the_history_says_what_is_in_force(bob: PageClient) -> None:
    page = bob.get(BANK)
    assert page.heading == "Question bank"
    assert "Publication 1 is in force since" in page
    assert "By command" in page
    assert bob.follow("The rules of the check").heading == "The rules of the check"


def test_a_zip_is_checked_looked_at_and_published(site: Flask, bob: PageClient) -> None:
    page = upload(bob, zip_of(two=STEM))
    assert page.heading == "bank.zip"
    assert "The whole bank tiny, compared with publication 1. Nothing is published yet" in page
    assert "Question measured" in page
    assert "To pass, 2 of 2 questions must be right." in page
    assert "To pass, 2 of 2 questions must be right." in bob.get("/educator/activities/case")
    bob.get(page.url.removeprefix(bob.origin))
    assert rows(site, Publication.number) == [1]
    publish(bob)
    assert "Published: tiny, publication 2." in bob.page
    assert "Publication 2 is in force" in bob.page
    assert "Bob Educator" in bob.page
    assert "Reworded." in bob.page
    event = [each for each in rows(site, AuditEvent.actor) if each not in ("start", "command")]
    assert event


def test_one_file_is_laid_over_what_is_published(bob: PageClient) -> None:
    text = (TINY / "questions" / "two.yaml").read_text("utf-8").replace(*STEM)
    page = upload(bob, text.encode(), "my questions.yaml")
    assert "Laid over what is published of tiny" in page
    assert page.texts("li")[-1:] != []
    revised = [each for each in page.texts("li") if each.startswith(("Question", "Activity"))]
    assert revised == ["Activity case", "Question measured"]
    publish(bob)
    assert "Published: tiny, publication 2." in bob.page


def test_uploads_and_publications_are_previewed(bob: PageClient) -> None:
    page = upload(bob, zip_of(two=STEM))
    address = page.url.removeprefix(bob.origin)
    assert "How large was the mass?" in bob.follow("See it as learners will")
    assert "Preview of the upload bank.zip" in bob.page
    assert "How large was the mass?" not in bob.get(BANK)
    assert "What did the mass measure?" in bob.follow("Preview tiny")
    bob.get(address)
    publish(bob)
    bob.follow("Publish again publication 1")
    assert "What did the mass measure?" in bob.follow("See it as learners did")


def test_nobody_previews_the_upload_of_another(site: Flask, bob: PageClient) -> None:
    preview = upload(bob, zip_of(two=STEM)).link("See it as learners will").removeprefix(bob.origin)
    browser(site, DORA).get(preview, status=404)
    browser(site, ALICE).get(preview, status=404)
    bob.get(preview)


def test_a_learner_reads_what_was_corrected_and_why(site: Flask, bob: PageClient) -> None:
    alice = browser(site, ALICE)
    attempt = take(alice, KEYS)
    address = upload(bob, key_moved()).url.removeprefix(bob.origin)
    bob.submit(address, {"policy-measured": "new-key"})
    bob.post(address, _confirming(bob) | {"note": "The unit was misread."})
    page = alice.get(f"{attempt}/result")
    assert "Corrected since" in page
    assert "The key was “13.4 cm”. It is now “1.34 cm”. Only the new key counts." in page
    assert "Why: The unit was misread." in page
    assert "Your score was 2 and is now 1 of 2. Your pass stands: what was earned is never taken back." in page
    assert "The key, since corrected" in page.texts("td")
    assert page.heading == "Passed, pass kept"
    assert "Pass kept: the score at the time was 2 of 2." in page
    assert "Passed, 1 of 2 now (pass kept: the score at the time was 2 of 2)" in alice.get("/my/activities")


def test_confirming_twice_publishes_once(site: Flask, bob: PageClient) -> None:
    page = upload(bob, zip_of(two=STEM))
    address = page.url.removeprefix(bob.origin)
    other = signed_in(PageClient(site), BOB)
    other.get(address)
    publish(bob)
    publish(other)
    assert "Publication 2 of tiny is just this and in force; there is nothing to publish." in other.page
    assert rows(site, Publication.number) == [1, 2]


def test_a_publication_that_came_between_is_told_with_the_new_impact(site: Flask, bob: PageClient) -> None:
    page = upload(bob, zip_of(two=STEM))
    address = page.url.removeprefix(bob.origin)
    other = signed_in(PageClient(site), BOB)
    upload(other, zip_of(case=("summary: Two questions.", "summary: Two short questions.")))
    publish(other)
    bob.submit(address, {"note": "Reworded."}, status=409)
    assert "Another publication of the bank tiny came between" in bob.page
    assert "compared with publication 2" in bob.page
    assert "Reworded." in bob.page.find("input", name="note").get("value", "")
    publish(bob)
    assert rows(site, Publication.number) == [1, 2, 3]


def test_a_changed_key_asks_for_a_policy_and_shows_what_it_does(site: Flask, bob: PageClient) -> None:
    alice, charlie = browser(site, ALICE), browser(site, CHARLIE)
    take(alice, KEYS)
    start(charlie)
    page = upload(bob, key_moved())
    address = page.url.removeprefix(bob.origin)
    assert "Keys that change" in page
    assert "1 attempt marked with it, 1 in progress." in page
    assert "First choose what becomes of earlier answers, above." in page
    assert (len(page.forms()), "Scores changed" in page) == (2, False), "signing out, and the choice: nothing yet"
    page = bob.submit(address, {"policy-measured": "new-key"})
    assert all(each in page for each in ("Scores changed", "Passed, kept"))
    assert page.texts("td")[-4:-1] == ["2 of 2", "1 of 2", "2"]
    bob.post(address, _confirming(bob) | {"note": ""}, status=400)
    assert "Say why the key changes: learners whose result changes read it." in bob.page
    bob.post(address, _confirming(bob) | {"note": "The unit was misread."})
    bob.follow()
    assert "Published: tiny, publication 2. 1 attempt was scored anew." in bob.page
    assert "New key of measured. Only the new key counts." in bob.page


def _confirming(client: PageClient) -> dict[str, list[str]]:
    """Return the fields of the form that publishes, as it stands on the page."""
    return next(form.values() for form in client.page.forms() if "digest" in form.values())


def test_without_a_policy_nothing_is_published(site: Flask, bob: PageClient) -> None:
    take(browser(site, ALICE), KEYS)
    page = upload(bob, key_moved())
    address = page.url.removeprefix(bob.origin)
    bob.get(f"{address}?policy-measured=new-key")
    fields = {name: value for name, value in _confirming(bob).items() if not name.startswith("policy-")}
    bob.post(address, fields | {"note": "Unsaid."}, status=409)
    assert "Choose what becomes of earlier answers" in bob.page
    assert rows(site, Publication.number) == [1]


def test_an_earlier_publication_is_published_again(site: Flask, bob: PageClient) -> None:
    upload(bob, zip_of(two=STEM))
    publish(bob)
    page = bob.follow("Publish again publication 1")
    assert "Compared with publication 2, which is in force." in page
    publish(bob, "Back to the first wording.")
    assert "Published: tiny, publication 3." in bob.page
    assert "Publication 3 of tiny is just this" not in bob.page
    assert rows(site, Publication.number) == [1, 2, 3]
    bob.get(f"{BANK}/tiny/9", status=404)
    bob.get(f"{BANK}/other/1", status=404)


def test_an_error_is_told_in_the_words_of_the_command(site: Flask, bob: PageClient) -> None:
    page = upload(bob, zip_of(two=("type: single", "type: essay"), paper=("year: 2020", "year: soon")), status=400)
    assert "Cannot be published: 2 errors" in page
    assert [line.split(" ")[0] for line in told(page)] == ["questions/two.yaml:24:11:", "sources/paper.yaml:6:7:"]
    assert page.find("a", href="/educator/bank/rules#value-choice") is not None
    assert rows(site, Publication.number) == [1]


def test_a_warning_does_not_stand_in_the_way(bob: PageClient) -> None:
    page = upload(bob, with_files({"article.pdf": b"%PDF"}))
    assert "Compared with publication 1. No errors. 1 remark to look at before you publish:" in page.text
    assert "there is nothing to publish" in page


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "two.yaml", "The file is empty. Save it, then upload it again."),
        (b"", "", "Choose a .yaml file, or a zip of the bank’s folder."),
        (b"\x89PNG\r\n", "scan.png", "This is neither a zip of a bank's folder nor a .yaml file. Send one of the two."),
        (b"PK\x03\x04 no zip", "bank.zip", "The zip is damaged"),
        (b"eggs: 3\n", "recipe.yaml", "Nothing here tells whether this is an activity"),
    ],
)
def test_what_is_no_bank_is_refused_in_a_sentence(
    site: Flask, bob: PageClient, content: bytes, name: str, said: str
) -> None:
    assert said in upload(bob, content, name, status=400)
    assert rows(site, BankDraft.id) == []


def test_a_file_that_is_too_large_is_not_read(site: Flask, bob: PageClient) -> None:
    page = upload(bob, b"x" * (LARGEST_UPLOAD + 200_000), "bank.yaml", status=413)
    assert "What was sent is too large, so it was not read. Send less than 20 MB." in page
    assert rows(site, BankDraft.id) == []


def test_only_educators_may_send_so_much(site: Flask) -> None:
    alice = browser(site, ALICE)
    alice.get("/account/profile")
    answer = send(alice, {"csrf_token": alice.token, "file": FileStorage(io.BytesIO(b"x" * 2_000_000), "bank.yaml")})
    assert answer.status_code == 413
    assert b"less than 1 MB" in answer.get_data()


def test_an_upload_waits_for_a_day_and_for_its_sender(site: Flask, bob: PageClient, clock: SettableClock) -> None:
    page = upload(bob, zip_of(two=STEM))
    address = page.url.removeprefix(bob.origin)
    browser(site, DORA).get(address, status=404)
    clock.advance(hours=24)
    again = signed_in(PageClient(site), BOB)
    assert "it waits for one day, and for whoever sent it" in again.get(address, status=404)
    running = site.extensions["cme"]
    assert rows(site, BankDraft.file_name) == ["bank.zip"]
    work(running.settings, running.database, clock.now)
    assert rows(site, BankDraft.file_name) == []


def test_few_uploads_wait_at_a_time(site: Flask, bob: PageClient) -> None:
    for number in range(bank_uploads.MOST_KEPT + 2):
        upload(bob, zip_of(two=STEM), f"bank-{number}.zip")
    assert rows(site, BankDraft.file_name) == [f"bank-{number}.zip" for number in range(2, bank_uploads.MOST_KEPT + 2)]


def test_of_several_banks_one_is_chosen_for_a_single_file(site: Flask, bob: PageClient) -> None:
    other = zip_of(provider=("bank: tiny", "bank: other"), case=("id: case", "id: case-2"))
    page = upload(bob, other, status=303)
    assert "changed their meaning). Nothing of this bank is published yet." in page
    assert "belongs to the bank tiny, so other cannot publish it" in page
    assert page.find_all("input", name="digest") == []


def test_a_policy_that_is_refused_leaves_the_choice_of_another(app: Flask) -> None:
    texts = {**FOUR, "late": FOUR["both"], "both": FOUR["late"]}  # these two change places, and the key goes along
    moved = question("third", texts, "both")
    published(app, questions=(*QUESTIONS[:2], moved))
    publish_bank(app.extensions["cme"].database, bank(), origin="web")
    take(browser(app, ALICE))
    bob = browser(app, BOB)
    address = f"{BANK}/{bank().id}/1"
    bob.get(address)
    page = bob.submit(address, {"policy-third": "new-key"})
    assert 'the option "both" says what "late" said when it was answered' in page
    assert "Compared with publication 2, which is in force." in page
    assert "First choose what becomes of earlier answers, above." in page
    page = bob.submit(address, {"policy-third": "full-credit"})
    assert "It cannot be published" not in page
    bob.post(address, _confirming(bob) | {"note": "Its options changed places."})
    bob.follow()
    assert "Published: tests, publication 3." in bob.page
