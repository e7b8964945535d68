"""The impact: complete before anything is written, and field by field what publishing then does."""

from dataclasses import replace

import pytest
from sqlalchemy import null, select

from cme.core.bank import Bank
from cme.core.corrections import KeyPolicy
from cme.core.sources import Evidence, Relation
from cme.database import Database
from cme.errors import BadInput, BankError, NotFound, NotNow
from cme.models import Publication
from cme.services import publishing
from cme.services.publishing import Ids, Impact, InFlight, Outcome
from tests.support.banks import FOUR, PASSAGE, QUESTIONS, SOURCE, TRUE_FALSE, activity, bank, question
from tests.support.cast import ALICE, BOB, CHARLIE
from tests.support.posttest import Taking, person, publish_bank

REKEYED = (question("first", TRUE_FALSE, "false"), *QUESTIONS[1:])


def planned(database: Database, made: Bank, **options: object) -> Impact:
    with database.reading() as session:
        return publishing.plan(session, made, origin="web", **options)  # type: ignore[arg-type]


def everything_changed() -> Bank:
    """Return a bank with a question added, one revised, one retired, one restored, and a key changed."""
    questions = (REKEYED[0], question("second", TRUE_FALSE, "false", stem="Reworded?"), question("new", FOUR, "both"))
    return bank(questions=questions, activities=(activity(questions=questions), activity("other", questions[:1])))


@pytest.mark.parametrize("policy", [None, *KeyPolicy])
def test_the_plan_is_what_publishing_does(database: Database, policy: KeyPolicy | None) -> None:
    publish_bank(database, bank(activities=(activity(), activity("other", QUESTIONS[:1]))))
    publish_bank(database)
    Taking(database, person(database, ALICE)).take()
    Taking(database, person(database, BOB)).fail()
    Taking(database, person(database, CHARLIE)).start()
    policies = {"first": policy} if policy else {}
    before = planned(database, everything_changed(), policies=policies)
    report = publish_bank(database, everything_changed(), origin="web", policies=policies)
    assert before == report.impact
    assert report.outcome is (Outcome.PUBLISHED if policy else Outcome.KEPT_KEY)
    assert before.added == Ids(questions=("new",))
    assert before.revised == Ids(questions=("first", "second"), activities=("case",))
    assert before.retired == Ids(questions=("third",))
    assert before.restored == Ids(activities=("other",))
    assert before.in_flight == (InFlight(activity_id="case", attempts=1),)
    (key,) = before.changed_keys
    assert (key.old_keys, key.new_keys) == (("True",), ("False",))
    assert (key.attempts_marked, key.attempts_in_flight, key.needed) == (2, 1, True)


def test_what_was_looked_at_is_what_is_published(database: Database) -> None:
    publish_bank(database)
    impact = planned(database, bank(title="Mine"))
    publish_bank(database, bank(title="Another’s"), origin="web")
    with pytest.raises(NotNow, match="came between"):
        publish_bank(database, bank(title="Mine"), origin="web", expected_digest=impact.digest)
    again = planned(database, bank(title="Mine"))
    assert publish_bank(database, bank(title="Mine"), origin="web", expected_digest=again.digest).number == 3
    twice = publish_bank(database, bank(title="Mine"), origin="web", expected_digest=again.digest)
    assert (twice.outcome, twice.number) == (Outcome.UNCHANGED, 3)


def test_a_policy_nobody_asked_for_is_refused(database: Database) -> None:
    publish_bank(database)
    with pytest.raises(BadInput, match="Its key does not change"):
        planned(database, bank(title="New"), policies={"second": KeyPolicy.NEW_KEY})
    with pytest.raises(BadInput, match="has no such question"):
        planned(database, bank(title="New"), policies={"secnd": KeyPolicy.NEW_KEY})


def test_an_earlier_publication_is_had_back_whole_and_published_again(database: Database) -> None:
    unused = question("unused", FOUR, "both")
    first = bank(questions=(*QUESTIONS, unused), activities=(activity(questions=QUESTIONS),))
    publish_bank(database, first, note="First")
    publish_bank(database, everything_changed(), origin="web", note="Second")
    with database.reading() as session:
        assert publishing.load_publication(session, "tests", 1) == first
        assert publishing.load_publication(session, "tests", 2) == everything_changed()
        with pytest.raises(NotFound, match="no publication 3"):
            publishing.load_publication(session, "tests", 3)
    assert publish_bank(database, first, origin="web", note="Back").number == 3
    with database.reading() as session:
        told = [(each.number, each.note, each.is_in_force) for each in publishing.history(session, "tests")]
        assert publishing.published_banks(session) == ["tests"]
    assert told == [(3, "Back", True), (2, "Second", False), (1, "First", False)]


def kept_before(database: Database, number: int) -> None:
    """Store the newest publication again as a version stored it that did not keep what all of a bank shares."""
    with database.writing() as session:
        newest = session.scalars(select(Publication).order_by(Publication.number.desc()).limit(1)).one()
        kept = ("bank_id", "digest", "origin", "published_at", "published_by", "note", "manifest")
        session.add(Publication(number=number, shared=null(), **{name: getattr(newest, name) for name in kept}))


def test_a_publication_of_before_is_put_together_from_its_revisions(database: Database) -> None:
    publish_bank(database)
    kept_before(database, 2)
    elsewhere = replace(SOURCE, id="elsewhere")
    passage = replace(PASSAGE, id="elsewhere#course", source_id="elsewhere")
    cited = Evidence(passage=passage, relation=Relation.MENTIONS)
    unused = question("unused", TRUE_FALSE, "true")
    unused = replace(unused, options=tuple(replace(each, evidence=(cited,)) for each in unused.options))
    wide = bank(questions=(*QUESTIONS, unused), activities=(activity(),))
    wide.sources["elsewhere"] = elsewhere
    publish_bank(database, wide, origin="web")
    kept_before(database, 4)
    with database.reading() as session:
        assert publishing.load_publication(session, "tests", 2) == bank()
        assert publishing.load_publication(session, "tests", 3) == wide
        with pytest.raises(BankError, match="Publication 4 of the bank tests cannot be had back"):
            publishing.load_publication(session, "tests", 4)
