"""Files that wait to be published: whose they are, how long they wait, and what they are laid over."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import gettempdir

import pytest

from cme.content.against_git import Past
from cme.content.bank import load_bank
from cme.database import Database
from cme.errors import NotFound
from cme.services import bank_uploads
from cme.services.bank_uploads import LIFETIME, MOST_KEPT, Upload, UploadPreview
from tests.content.hostile_zips import GOOD, zipped
from tests.content.tiny import TINY
from tests.support.cast import ALICE, BOB, Member
from tests.support.clock import NOON
from tests.support.posttest import person, publish_bank
from tests.support.uploads import zip_of

TODAY = date(2026, 11, 21)


def no_past(_bank_id: str) -> Past | str:
    return "Nothing of this bank is published yet."


def keep(database: Database, content: bytes = b"PK", member: Member = BOB, bank_id: str = "") -> str:
    who = person(database, member)
    with database.writing() as session:
        return bank_uploads.keep(
            session, person_id=who.id, content=content, name="../a bank.zip", bank_id=bank_id, now=NOON
        )


def get(database: Database, upload_id: str, member: Member = BOB, *, late: timedelta = timedelta()) -> Upload:
    who = person(database, member)
    with database.reading() as session:
        return bank_uploads.get_upload(session, person_id=who.id, unsafe_upload_id=upload_id, now=NOON + late)


def test_a_file_waits_for_whoever_sent_it(database: Database) -> None:
    upload_id = keep(database, b"PK as sent")
    assert (get(database, upload_id).content, get(database, upload_id).file_name) == (b"PK as sent", "a bank.zip")
    for whose, which in ((ALICE, upload_id), (BOB, "nobody")):
        with pytest.raises(NotFound, match="it waits for one day, and for whoever sent it"):
            get(database, which, whose)


def test_its_day_ends(database: Database) -> None:
    upload_id = keep(database)
    get(database, upload_id, late=LIFETIME - timedelta(seconds=1))
    with pytest.raises(NotFound):
        get(database, upload_id, late=LIFETIME)
    with database.writing() as session:
        assert bank_uploads.purge(session, now=NOON + LIFETIME - timedelta(seconds=1)) == 0
        assert bank_uploads.purge(session, now=NOON + LIFETIME) == 1


def test_the_oldest_makes_room(database: Database) -> None:
    others, ids = keep(database, member=ALICE), [keep(database) for _ in range(MOST_KEPT + 1)]
    with pytest.raises(NotFound):
        get(database, ids[0])
    assert get(database, ids[1]).id == ids[1]
    assert get(database, others, ALICE).id == others


def test_one_file_is_laid_over_what_is_published_at_that_moment(database: Database) -> None:
    publish_bank(database, load_bank(TINY), origin="command")
    content = (TINY / "questions" / "two.yaml").read_bytes()
    upload = get(database, keep(database, content, bank_id="tiny"))
    assert upload.published == load_bank(TINY)
    assert upload.newest == 1
    checked = bank_uploads.check(
        content, "two.yaml", upload.published, find_past=no_past, fulltext_dir=None, today=TODAY
    )
    assert checked.bank == load_bank(TINY)


def test_a_bank_is_compared_with_what_is_published(database: Database) -> None:
    """Else stored answers would come to stand for other words, and nobody would be asked what becomes of them."""
    publish_bank(database, load_bank(TINY), origin="command")
    swapped = dict(GOOD)
    swapped["questions/two.yaml"] = (
        GOOD["questions/two.yaml"]
        .replace(b"text: 1.34 cm", b"text: held")
        .replace(b"text: 13.4 cm", b"text: 1.34 cm")
        .replace(b"text: held", b"text: 13.4 cm")
    )

    def told(content: bytes) -> set[str]:
        with database.reading() as session:
            checked = bank_uploads.check(
                content,
                "bank.zip",
                None,
                find_past=lambda bank_id: bank_uploads.find_past(session, bank_id),
                fulltext_dir=None,
                today=TODAY,
            )
        return {problem.rule for problem in checked.problems if problem.rule.startswith("past-")}

    assert told(zip_of()) == set()
    assert told(zipped(swapped)) == {"past-renamed"}


def test_the_preview_of_an_upload_has_all_that_its_check_says(database: Database) -> None:
    publish_bank(database, load_bank(TINY), origin="command")
    content = zipped(
        {
            **GOOD,
            "sources/paper.yaml": GOOD["sources/paper.yaml"].replace(b"status: current", b"status: retracted"),
            "questions/two.yaml": GOOD["questions/two.yaml"]
            .replace(b"id: small", b"id: little")
            .replace(b"1.34", b"1.5"),
            "other.docx": b"Left out.",
        }
    )
    with database.reading() as session:

        def find_past(bank_id: str) -> Past | str:
            return bank_uploads.find_past(session, bank_id)

        found = bank_uploads.check(content, "bank.zip", None, find_past=find_past, fulltext_dir=None, today=TODAY)
        shown = UploadPreview(upload=_upload(content), find_past=find_past, fulltext_dir=None, today=TODAY).read()
    told = [f"{each.path}:{each.line}:{each.column} {each.rule} {each.message}" for each in found.problems]
    assert [f"{each.place} {each.rule} {each.message}" for each in shown.remarks] == told
    assert {"upload-other", "past-vanished", "evidence-retracted"} <= {each.rule for each in shown.remarks}


def test_nothing_of_an_upload_stays_on_the_disk() -> None:
    before = set(Path(gettempdir()).glob("cme-upload-*"))
    good = bank_uploads.check(zip_of(), "bank.zip", None, find_past=no_past, fulltext_dir=None, today=TODAY)
    bad = bank_uploads.check(b"eggs: 3", "bank.yaml", None, find_past=no_past, fulltext_dir=None, today=TODAY)
    assert (good.errors, bad.errors, bad.bank) == (0, 1, None)
    preview = UploadPreview(upload=_upload(zip_of()), find_past=no_past, fulltext_dir=None, today=TODAY).read()
    assert [each.name for each in preview.questions] == ["responded", "measured"]
    assert set(Path(gettempdir()).glob("cme-upload-*")) <= before


def _upload(content: bytes) -> Upload:
    return Upload(
        id="invented", file_name="bank.zip", content=content, uploaded_at=NOON, expires_at=NOON, published=None
    )
