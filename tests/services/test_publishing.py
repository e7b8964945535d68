"""Publishing: all or nothing, idempotent, and never against educators or learners."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from cme.core.bank import Bank
from cme.database import Database
from cme.errors import BankError
from cme.models import Activity, ActivityRevision, Publication, Question, QuestionRevision
from cme.services import audit, catalogue
from cme.services.publishing import KeyPolicy, Outcome
from tests.support.banks import FOUR, QUESTIONS, TRUE_FALSE, activity, bank, question
from tests.support.cast import ALICE
from tests.support.posttest import Taking, person, publish_bank


def reworded(stem: str) -> Bank:
    return bank(questions=(replace(QUESTIONS[0], stem=stem), *QUESTIONS[1:]))


def rekeyed() -> Bank:
    return bank(questions=(question("first", TRUE_FALSE, "false"), *QUESTIONS[1:]))


def numbers(database: Database) -> dict[str, list[int]]:
    """Return the revision numbers there are of each question."""
    found: dict[str, list[int]] = {}
    with database.reading() as session:
        rows = session.execute(select(QuestionRevision.question_id, QuestionRevision.number))
        for question_id, number in sorted((question_id, number) for question_id, number in rows):
            found.setdefault(question_id, []).append(number)
    return found


def current_number(database: Database, question_id: str) -> int:
    with database.reading() as session:
        statement = select(QuestionRevision.number).join(Question, Question.current_revision_id == QuestionRevision.id)
        return session.scalars(statement.where(Question.id == question_id)).one()


def test_the_first_publication_adds_everything(database: Database) -> None:
    report = publish_bank(database)
    assert (report.outcome, report.number) == (Outcome.PUBLISHED, 1)
    assert tuple(report.impact.added) == ("first", "second", "third", "case")
    with database.reading() as session:
        assert [each.id for each in catalogue.list_activities(session)] == ["case"]
        assert list(audit.broken_links(session)) == []


def test_publishing_the_same_again_changes_nothing(database: Database) -> None:
    publish_bank(database)
    report = publish_bank(database)
    assert (report.outcome, report.number) == (Outcome.UNCHANGED, 1)
    with database.reading() as session:
        assert len(session.scalars(select(Publication.id)).all()) == 1
    assert numbers(database) == {"first": [1], "second": [1], "third": [1]}


def test_a_changed_question_makes_a_revision_of_itself_and_of_its_activity(database: Database) -> None:
    publish_bank(database)
    report = publish_bank(database, reworded("Another wording?"))
    assert tuple(report.impact.revised) == ("first", "case")
    assert numbers(database) == {"first": [1, 2], "second": [1], "third": [1]}


def test_going_back_serves_the_old_revision_again(database: Database) -> None:
    publish_bank(database)
    with database.reading() as session:
        old = session.scalars(select(Activity.current_revision_id)).one()
    publish_bank(database, reworded("Another wording?"))
    publish_bank(database)
    with database.reading() as session:
        assert session.scalars(select(Activity.current_revision_id)).one() == old
        assert len(session.scalars(select(ActivityRevision.id)).all()) == 2


def test_what_has_gone_is_retired_and_can_come_back(database: Database) -> None:
    publish_bank(database, bank(activities=(activity(), activity("other", QUESTIONS[:1]))))
    report = publish_bank(database)
    assert tuple(report.impact.retired) == ("other",)
    with database.reading() as session:
        assert [each.id for each in catalogue.list_activities(session)] == ["case"]
    again = publish_bank(database, bank(activities=(activity(), activity("other", QUESTIONS[:1]))))
    assert (tuple(again.impact.restored), tuple(again.impact.revised)) == (("other",), ())


def test_an_id_of_another_bank_is_refused_and_nothing_is_published(database: Database) -> None:
    publish_bank(database)
    with pytest.raises(BankError, match="belongs to the bank tests"):
        publish_bank(database, bank(bank_id="rival"))
    with database.reading() as session:
        assert session.scalars(select(Publication.bank_id)).all() == ["tests"]


def test_banks_do_not_retire_one_another(database: Database) -> None:
    publish_bank(database)
    other = question("fourth", FOUR, "late")
    publish_bank(database, bank(bank_id="rival", questions=(other,), activities=(activity("rival-case", (other,)),)))
    with database.reading() as session:
        assert {each.id for each in catalogue.list_activities(session)} == {"case", "rival-case"}


def test_a_start_never_undoes_what_educators_published(database: Database) -> None:
    publish_bank(database)
    publish_bank(database, reworded("An educator’s wording?"), origin="web")
    same_as_before = publish_bank(database)
    news = publish_bank(database, reworded("The bundled bank’s news?"))
    assert (same_as_before.outcome, news.outcome) == (Outcome.UNCHANGED, Outcome.KEPT_EDUCATORS)
    assert current_number(database, "first") == 2


def test_a_key_nobody_was_asked_for_may_change(database: Database) -> None:
    publish_bank(database)
    assert publish_bank(database, rekeyed()).outcome is Outcome.PUBLISHED


def test_a_key_that_somebody_is_answering_needs_a_policy(database: Database) -> None:
    publish_bank(database)
    Taking(database, person(database, ALICE)).start()
    assert publish_bank(database, rekeyed()).outcome is Outcome.KEPT_KEY
    assert publish_bank(database, rekeyed(), otherwise=KeyPolicy.NEW_KEY).outcome is Outcome.PUBLISHED


def test_a_key_learners_were_marked_with_keeps_the_old_publication(database: Database) -> None:
    publish_bank(database)
    Taking(database, person(database, ALICE)).take()
    report = publish_bank(database, rekeyed())
    assert report.outcome is Outcome.KEPT_KEY
    assert [each.question_id for each in report.impact.undecided] == ["first"]
    assert numbers(database)["first"] == [1]
    assert publish_bank(database, reworded("A new wording, the same key?")).outcome is Outcome.PUBLISHED


def test_an_accepted_change_of_key_is_not_refused_again(database: Database) -> None:
    publish_bank(database)
    Taking(database, person(database, ALICE)).take()
    assert publish_bank(database, rekeyed(), otherwise=KeyPolicy.LEAVE_SCORES).outcome is Outcome.PUBLISHED
    questions = (question("first", TRUE_FALSE, "false", stem="Reworded since?"), *QUESTIONS[1:])
    assert publish_bank(database, bank(questions=questions)).outcome is Outcome.PUBLISHED


def test_the_hash_that_is_shown_is_of_the_front_matter_and_tells_no_key(database: Database) -> None:
    hashes = []
    for made in (bank(), rekeyed(), bank(title="Another title")):
        publish_bank(database, made)
        with database.reading() as session:
            hashes.append(catalogue.get_activity(session, "case").content_hash)
            digest = session.scalars(select(ActivityRevision.digest).order_by(ActivityRevision.id.desc())).first()
        assert hashes[-1] != digest
    assert hashes[0] == hashes[1] != hashes[2]
