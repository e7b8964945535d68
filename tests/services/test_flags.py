"""What may be flagged and when, once for each thing; what the learner is told, and when the answer is withheld."""

import pytest
from sqlalchemy import select, text, update

from cme.database import Database
from cme.errors import BadInput, NotFound, NotNow
from cme.models import AuditEvent, Flag, OutboxMail, Person
from cme.services import audit, educating, flag_queue, flags
from cme.services.flags import QUESTION, Doubtable
from tests.support.cast import ALICE, BOB, CHARLIE, Member
from tests.support.clock import NOON
from tests.support.posttest import Taking, person, publish_bank
from tests.support.results import every_bank, take_every

EVIDENCE = "late/paper#course"
ANSWER = "The passage stands; a rationale will say so."


@pytest.fixture
def alice(database: Database) -> Taking:
    publish_bank(database)
    return Taking(database, person(database, ALICE))


def see(taking: Taking, attempt_id: str, position: int = 3) -> Doubtable:
    with taking.database.reading() as session:
        return flags.doubtable(
            session, person_id=taking.who.id, unsafe_attempt_id=attempt_id, position=position, now=NOON
        )


def flag(taking: Taking, attempt_id: str, thing: str = QUESTION, reason: str = "Invented.", position: int = 3) -> bool:
    with taking.database.writing() as session:
        return flags.raise_flag(
            session,
            person=taking.who,
            unsafe_attempt_id=attempt_id,
            position=position,
            unsafe_thing=thing,
            reason=reason,
            now=NOON,
        )


def answer(database: Database, flag_id: str, said: str = ANSWER, member: Member = BOB) -> bool:
    educator = person(database, member)
    with database.writing() as session:
        return flag_queue.resolve(
            session, educator=educator, unsafe_flag_id=flag_id, answer=said, origin="https://cme.example.org", now=NOON
        )


def waiting(database: Database) -> list[flag_queue.QueuedFlag]:
    with database.reading() as session:
        assert list(audit.broken_links(session)) == []
        return flag_queue.list_open(session)


def mails(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(OutboxMail.body).order_by(OutboxMail.id)))


def test_of_an_open_attempt_the_question_alone_may_be_doubted(alice: Taking) -> None:
    attempt_id = alice.start()
    assert [thing.name for thing in see(alice, attempt_id).things] == [QUESTION]
    for hidden in (EVIDENCE, "early/", "nothing", ""):
        with pytest.raises(BadInput, match=r"^Choose what you doubt"):
            flag(alice, attempt_id, hidden)
    assert flag(alice, attempt_id)
    assert [each.part for each in waiting(alice.database)] == [None]


def test_evidence_may_be_doubted_once_it_is_revealed(alice: Taking) -> None:
    attempt_id = alice.fail()
    with pytest.raises(BadInput):
        flag(alice, attempt_id, EVIDENCE)
    alice.take()
    assert [thing.name for thing in see(alice, attempt_id).things] == [
        QUESTION,
        *(f"{option}/paper#course" for option in ("early", "late", "both", "neither")),
    ]
    assert flag(alice, attempt_id, EVIDENCE)
    found = waiting(alice.database)[0]
    assert found.evidence is not None
    assert found.part is not None
    assert (found.learner, found.part.id, found.evidence.passage.id) == (ALICE.email, "late", "paper#course")


@pytest.mark.parametrize(
    ("position", "kind", "texts"),
    [
        (1, "Option", {each: f"Option {each}" for each in "abcdefg"}),
        (3, "Answer", {"right": "Option right", "low": "Option low"}),
        (4, "Answer", {"fusion": "Option fusion", "partner": "Option partner"}),
        (5, "Pair", {"one": "Prompt one: Option x", "two": "Prompt two: Option y", "three": "Prompt three: Option x"}),
        (6, "Item", {each: f"Option {each}" for each in "klmn"}),
    ],
)
def test_educators_see_what_is_doubted_of_every_type(
    database: Database, position: int, kind: str, texts: dict[str, str]
) -> None:
    publish_bank(database, every_bank(attempts=1))
    alice = Taking(database, person(database, ALICE))
    attempt_id = take_every(database, ALICE)
    for thing in see(alice, attempt_id, position).things[1:]:
        assert flag(alice, attempt_id, thing.name, position=position)
        found = waiting(database)[-1]
        assert found.part is not None
        assert (found.part.id, found.evidence) == (thing.option_id, thing.note.evidence if thing.note else None)
        assert bool(found.part.silent) is not bool(thing.note), "of what is silent, the page shows the reason"
    known = {each.part.id: (each.part_kind, each.part_text) for each in waiting(database) if each.part is not None}
    spare = known.pop("z", ("Option", "Option z"))  # it belongs to no pair
    assert (known, spare) == ({name: (kind, words) for name, words in texts.items()}, ("Option", "Option z"))


def test_a_flag_raised_twice_is_one_until_it_is_answered(alice: Taking) -> None:
    attempt_id = alice.take()
    assert flag(alice, attempt_id, EVIDENCE)
    assert not flag(alice, attempt_id, EVIDENCE, "Once more.")
    assert flag(alice, attempt_id), "the question is another thing"
    assert [each.reason for each in waiting(alice.database)] == ["Invented.", "Invented."]
    answer(alice.database, waiting(alice.database)[0].id)
    assert flag(alice, attempt_id, EVIDENCE, "Once more.")
    with alice.database.reading() as session:
        raised = select(AuditEvent.actor).where(AuditEvent.action == "flag.raised")
        assert session.scalars(raised).all() == [alice.who.pseudonym] * 3


def test_the_database_itself_holds_one_open_flag(alice: Taking) -> None:
    """The rule is a constraint, not a look before the insert: without it, two clicks at once would leave two."""
    attempt_id = alice.take()
    flag(alice, attempt_id)
    with alice.database.writing() as session:
        session.execute(text("DROP INDEX uq_flag_open"))
    assert flag(alice, attempt_id), "nothing but the constraint refuses the second"


def test_nobody_flags_in_somebody_elses_attempt(alice: Taking) -> None:
    attempt_id = alice.take()
    charlie = Taking(alice.database, person(alice.database, CHARLIE))
    for taking, attempt, position in ((charlie, attempt_id, 1), (alice, "nobody", 1), (alice, attempt_id, 4)):
        with pytest.raises(NotFound):
            flag(taking, attempt, position=position)
        with pytest.raises(NotFound):
            see(taking, attempt, position)


@pytest.mark.parametrize("reason", ["", "  \n", "x" * (flags.LONGEST_REASON + 1)])
def test_a_reason_is_asked_for(alice: Taking, reason: str) -> None:
    with pytest.raises(BadInput, match=r"^Say in a few words why"):
        flag(alice, alice.start(), reason=reason)


def test_the_answer_is_told_where_the_evidence_is_shown(alice: Taking) -> None:
    attempt_id = alice.take()
    flag(alice, attempt_id, EVIDENCE)
    assert answer(alice.database, waiting(alice.database)[0].id)
    own = see(alice, attempt_id).flags[0]
    assert (own.answer, own.resolved_at, own.is_open) == (ANSWER, NOON, False)
    assert ANSWER in mails(alice.database)[-1]
    assert f"/attempts/{attempt_id}/result" in mails(alice.database)[-1]
    with alice.database.reading() as session:
        assert [each.answer for each in flag_queue.list_answered(session)] == [ANSWER]
        assert flag_queue.count_open(session) == 0


@pytest.mark.parametrize("is_submitted", [False, True])
def test_an_answer_is_withheld_while_the_keys_are(alice: Taking, is_submitted: bool) -> None:
    attempt_id = alice.fail() if is_submitted else alice.start()
    flag(alice, attempt_id)
    answer(alice.database, waiting(alice.database)[0].id, "The key is “late finding”.")
    own = see(alice, attempt_id).flags[0]
    assert (own.answer, own.is_open) == ("", False)
    assert "late finding" not in mails(alice.database)[-1]
    assert "Your result says when" in mails(alice.database)[-1]
    if not is_submitted:
        alice.submit(attempt_id)
    alice.take()
    assert see(alice, attempt_id).flags[0].answer == "The key is “late finding”."


def test_a_further_try_closes_answers_and_evidence_again(alice: Taking) -> None:
    attempt_id = alice.fail()
    alice.fail()
    flag(alice, attempt_id, EVIDENCE)
    answer(alice.database, waiting(alice.database)[0].id)
    educator = person(alice.database, BOB)
    with alice.database.writing() as session:
        educating.grant_tries(
            session,
            educator=educator,
            unsafe_activity_id="case",
            email=ALICE.email,
            tries=1,
            reason="Invented.",
            origin="https://cme.example.org",
            now=NOON,
        )
    found = see(alice, attempt_id)
    assert ([thing.name for thing in found.things], found.flags[0].answer) == ([QUESTION], "")


def test_a_flag_is_answered_once(alice: Taking) -> None:
    flag(alice, alice.start())
    flag_id = waiting(alice.database)[0].id
    assert answer(alice.database, flag_id)
    assert not answer(alice.database, flag_id), "the same answer again is one answer"
    for said, member in (("Another.", BOB), (ANSWER, CHARLIE)):
        with pytest.raises(NotNow, match=rf"^{BOB.email} has answered this flag already"):
            answer(alice.database, flag_id, said, member)
    with pytest.raises(NotFound):
        answer(alice.database, "nobody")
    with pytest.raises(BadInput, match=r"^Write an answer"):
        answer(alice.database, flag_id, " ")
    assert len([body for body in mails(alice.database) if "They have answered" in body]) == 1
    with alice.database.reading() as session:
        assert session.scalars(select(Flag.answer)).all() == [ANSWER]
        resolved = select(AuditEvent.details).where(AuditEvent.action == "flag.resolved")
        assert session.scalars(resolved).all() == [{}]


def test_a_closed_account_gets_no_mail(alice: Taking) -> None:
    flag(alice, alice.start())
    before = mails(alice.database)
    with alice.database.writing() as session:
        session.execute(update(Person).where(Person.id == alice.who.id).values(closed_at=NOON))
    assert answer(alice.database, waiting(alice.database)[0].id)
    assert mails(alice.database) == before
    assert waiting(alice.database) == []
