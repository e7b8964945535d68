"""Evaluation, issue, revocation, on both kinds of database: once each, only by those who passed, never changed."""

import hashlib
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from cme.core.certificates import normalise_code
from cme.database import Database
from cme.documents.certificate import certificate_pdf
from cme.errors import BadInput, NotFound, NotNow
from cme.models import AuditEvent, Certificate, CertificateDocument, Evaluation, Person
from cme.services import audit, credit, evaluations
from cme.services.accounts import SignedIn
from cme.services.certificates import get_certificate, get_document, verify
from cme.services.evaluations import EvaluationAnswers, Intent, Met
from tests.support.banks import activity, bank
from tests.support.cast import ALICE, CHARLIE
from tests.support.certificates import ANSWERS, ORIGIN, UNKNOWN_CODE, draft, evaluate, issue
from tests.support.clock import NOON
from tests.support.posttest import Taking, person, publish_bank


@pytest.fixture
def alice(database: Database) -> SignedIn:
    publish_bank(database)
    return person(database, ALICE)


@pytest.fixture
def passed(database: Database, alice: SignedIn) -> str:
    return Taking(database, alice).take()


@pytest.fixture
def code(database: Database, alice: SignedIn, passed: str) -> str:
    evaluate(database, alice, passed)
    return issue(database, alice, passed)


@pytest.fixture
def stranger(database: Database) -> SignedIn:
    return person(database, CHARLIE)


def events(database: Database, action: str) -> list[AuditEvent]:
    with database.reading() as session:
        return list(session.scalars(select(AuditEvent).where(AuditEvent.action == action)))


def count(database: Database, table: type[Certificate] | type[Evaluation] | type[CertificateDocument]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_evaluation_is_kept_once(database: Database, alice: SignedIn, passed: str) -> None:
    with database.reading() as session:
        found = evaluations.get_passed_attempt(session, person_id=alice.id, unsafe_attempt_id=passed)
        assert not found.is_evaluated
    evaluate(database, alice, passed)
    evaluate(database, alice, passed, replace(ANSWERS, comments="Again."))
    with database.reading() as session:
        found = evaluations.get_passed_attempt(session, person_id=alice.id, unsafe_attempt_id=passed)
        assert found.is_evaluated
        (kept,) = session.scalars(select(Evaluation))
    assert kept.answers["objectives"] == {"recall": "partly"}
    assert (kept.answers["intent"], kept.answers["barriers"], kept.answers["comments"]) == ("confirmed", "Time.", "")
    (event,) = events(database, "evaluation.submitted")
    assert (event.actor, event.subject, event.details) == (alice.pseudonym, passed, {})


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (replace(ANSWERS, objectives={}), "each objective"),
        (replace(ANSWERS, objectives={"recall": Met.YES, "other": Met.YES}), "each objective"),
        (replace(ANSWERS, is_biased=True), "what seemed biased"),
        (replace(ANSWERS, intent=Intent.CHANGE), "what you intend to change"),
        (replace(ANSWERS, comments="x" * 2001), "too long"),
    ],
)
def test_an_evaluation_must_fit(
    database: Database, alice: SignedIn, passed: str, answers: EvaluationAnswers, words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        evaluate(database, alice, passed, answers)
    assert count(database, Evaluation) == 0


def test_only_a_passed_attempt_is_evaluated_and_certified(database: Database, alice: SignedIn) -> None:
    taking = Taking(database, alice)
    failed = taking.fail()
    for attempt, words in ((failed, "not passed"), (taking.start(), "not been submitted")):
        with pytest.raises(NotNow, match=words):
            evaluate(database, alice, attempt)
        with pytest.raises(NotNow, match=words):
            draft(database, alice, attempt)


def test_the_evaluation_comes_before_the_certificate(database: Database, alice: SignedIn, passed: str) -> None:
    with pytest.raises(NotNow, match=r"^The evaluation comes first\. Send it, then claim the certificate\.$"):
        draft(database, alice, passed)
    assert count(database, Certificate) == 0


def test_somebody_elses_attempt_does_not_exist(database: Database, passed: str, stranger: SignedIn) -> None:
    for call in (evaluate, draft):
        with pytest.raises(NotFound):
            call(database, stranger, passed)
    with pytest.raises(NotFound):
        draft(database, stranger, "nothing")


@pytest.mark.parametrize(("name", "words"), [("", "Type your name"), ("  ", "Type your name"), ("A\x00", "be seen")])
def test_a_name_must_be_printable(database: Database, alice: SignedIn, passed: str, name: str, words: str) -> None:
    evaluate(database, alice, passed)
    with pytest.raises(BadInput, match=words):
        draft(database, alice, passed, name)


def test_a_certificate_takes_everything_down(database: Database, alice: SignedIn, passed: str, code: str) -> None:
    with database.reading() as session:
        found = get_certificate(session, person_id=alice.id, unsafe_code=code)
        pdf, facts = get_document(session, person_id=alice.id, unsafe_code=code.lower())
        assert session.scalar(select(Person.name).where(Person.id == alice.id)) == "Alice Learner, MD"
    assert found.facts == facts
    assert normalise_code(code) == code == facts.code
    assert facts.verification_url == f"{ORIGIN}/verify/{code}"
    assert (facts.name, facts.profession, facts.provider_name) == (
        "Alice Learner, MD",
        "physician",
        "Unaccredited Example",
    )
    assert (facts.score, facts.needed, facts.minutes) == ("3 of 3 correct", 3, 15)
    assert (facts.activity_id, facts.activity_revision, facts.objectives) == ("case", 1, ("State what was found.",))
    assert (facts.completed_at, facts.issued_at, found.revoked_at) == (NOON, NOON, None)
    assert found.document_sha256 == hashlib.sha256(pdf).hexdigest()
    assert pdf == certificate_pdf(facts)
    (event,) = events(database, "certificate.issued")
    assert (event.actor, event.subject) == (alice.pseudonym, passed)
    assert event.details == {"activity": "case", "revision": 1, "document_sha256": found.document_sha256}


def test_the_log_holds_no_name_and_no_code(database: Database, alice: SignedIn, code: str) -> None:
    with database.reading() as session:
        assert list(audit.broken_links(session)) == []
        log = " ".join(
            f"{event.actor} {event.subject} {event.details}" for event in session.scalars(select(AuditEvent))
        )
    assert "certificate" not in log
    assert [word for word in (code, "Alice", alice.email) if word in log] == []


def test_claiming_again_gives_the_first_certificate(database: Database, alice: SignedIn, passed: str) -> None:
    evaluate(database, alice, passed)
    drafts = [draft(database, alice, passed), draft(database, alice, passed, "Somebody Else")]
    codes = []
    for each in drafts:
        with database.writing() as session:
            codes.append(credit.issue_certificate(session, person=alice, draft=each, now=NOON))
    assert codes == [drafts[0].facts.code] * 2
    assert (count(database, Certificate), count(database, CertificateDocument)) == (1, 1)
    assert len(events(database, "certificate.issued")) == 1
    with database.reading() as session:
        assert session.scalar(select(Person.name).where(Person.id == alice.id)) == "Alice Learner, MD"


def test_only_the_attempts_own_person_is_told_its_certificate(
    database: Database, alice: SignedIn, stranger: SignedIn, passed: str, code: str
) -> None:
    with database.reading() as session:
        attempt_id = evaluations.get_passed_attempt(session, person_id=alice.id, unsafe_attempt_id=passed).id
        assert credit.certificate_code_of(session, person_id=alice.id, attempt_id=attempt_id) == code
        assert credit.certificate_code_of(session, person_id=stranger.id, attempt_id=attempt_id) is None
        assert credit.certificate_code_of(session, person_id=alice.id, attempt_id=attempt_id + 1) is None


def test_two_at_once_get_the_same_certificate(database: Database, alice: SignedIn, passed: str) -> None:
    evaluate(database, alice, passed)
    drafts = [draft(database, alice, passed, f"Alice {letter}") for letter in "AB"]
    both, codes = threading.Barrier(2), []

    def claim(each: credit.CertificateDraft) -> None:
        both.wait(timeout=10)
        with database.writing() as session:
            code = credit.issue_certificate(session, person=alice, draft=each, now=NOON)
        codes.append(code)

    threads = [threading.Thread(target=claim, args=(each,)) for each in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(codes) == 2
    assert len(set(codes)) == 1
    assert (count(database, Certificate), len(events(database, "certificate.issued"))) == (1, 1)


def test_two_evaluations_at_once_are_one(database: Database, alice: SignedIn, passed: str) -> None:
    both = threading.Barrier(2)

    def send() -> None:
        both.wait(timeout=10)
        evaluate(database, alice, passed)

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert (count(database, Evaluation), len(events(database, "evaluation.submitted"))) == (1, 1)


def test_a_collision_of_codes_is_no_certificate(database: Database, alice: SignedIn, stranger: SignedIn) -> None:
    """Two attempts never share a code: the second is refused rather than given the first one's."""
    mine, theirs = Taking(database, alice).take(), Taking(database, stranger).take()
    evaluate(database, alice, mine)
    evaluate(database, stranger, theirs)
    first = issue(database, alice, mine)
    made = draft(database, stranger, theirs)
    same = replace(made, facts=replace(made.facts, code=first))
    with pytest.raises(DBAPIError), database.writing() as session:
        credit.issue_certificate(session, person=stranger, draft=same, now=NOON)
    assert count(database, Certificate) == 1


def test_nothing_printed_ever_changes(database: Database, alice: SignedIn, code: str) -> None:
    with database.reading() as session:
        before = get_document(session, person_id=alice.id, unsafe_code=code)
    publish_bank(database, bank(activities=(activity(title="Another title", minutes_to_read=99),)))
    with database.writing() as session:
        session.execute(update(Person).where(Person.id == alice.id).values(name="Changed", profession="nurse"))
    with database.reading() as session:
        assert get_document(session, person_id=alice.id, unsafe_code=code) == before
        assert get_certificate(session, person_id=alice.id, unsafe_code=code).facts.name == "Alice Learner, MD"


@pytest.mark.parametrize("table", ["certificate", "certificate_document", "evaluation"])
def test_the_database_refuses_to_change_what_was_issued(database: Database, code: str, table: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
        session.execute(text(f"DELETE FROM {table}"))


def test_a_revoked_certificate_says_so(database: Database, alice: SignedIn, passed: str, code: str) -> None:
    later = NOON + timedelta(days=3)
    with database.writing() as session:
        credit.revoke_certificate(session, unsafe_code=code.lower(), reason="A slip.", actor="command", now=later)
    with database.reading() as session:
        found = verify(session, code)
        assert found is not None
        assert found.is_revoked
        assert found.revoked_at == later
        assert get_document(session, person_id=alice.id, unsafe_code=code)[0] == certificate_pdf(found.facts)
    (event,) = events(database, "certificate.revoked")
    assert (event.actor, event.subject, event.details) == ("command", passed, {})


def test_what_cannot_be_revoked(database: Database, code: str) -> None:
    def revoke(which: str, reason: str = "A slip.") -> None:
        with database.writing() as session:
            credit.revoke_certificate(session, unsafe_code=which, reason=reason, actor="command", now=NOON)

    with pytest.raises(BadInput, match="reason"):
        revoke(code, " ")
    with pytest.raises(BadInput, match="reason"):
        revoke(code, "x" * 501)
    for unknown in (UNKNOWN_CODE, "nonsense", ""):
        with pytest.raises(NotFound, match=r"^No certificate has this code\. Check it letter by letter\.$"):
            revoke(unknown)
    revoke(code, "x" * 500)
    with pytest.raises(NotNow, match="revoked on 20 November 2026 already"):
        revoke(code)
    assert len(events(database, "certificate.revoked")) == 1
